/* What a shell offers behind "unlike": made of the same table as --help. */
#pragma once

#include "unlike/base/buf.h"

enum completion_shell { COMPLETION_BASH, COMPLETION_ZSH, COMPLETION_FISH, COMPLETION_SHELL_COUNT };

/* Adds the whole file. */
void completions_write(enum completion_shell shell, struct buf *out);
