"""tmux in xterm: it swallows what it does not know, and passes the mouse on."""

import cases
from stages import Tmux
from tap import run

cases.add(Tmux)
run()
