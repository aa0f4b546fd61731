/* What of a tape only the client's side can know, before anything starts. */
#pragma once

#include "unlike/tape/tape.h"

/* Adds a line to `problems` for each thing that is not here: a theme, a language, a zone, a
 * platform, a program that is required, an ending of a file, a state's word, a command line. True:
 * none. Sets this process's time zone. */
bool play_check(const struct tape *tape, struct buf *problems);
