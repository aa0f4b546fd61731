"""xterm: keys as of old, the mouse by numbers, no synchronized output."""

import cases
from stages import Xterm
from tap import run

cases.add(Xterm)
run()
