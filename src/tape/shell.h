/*
 * What stands on the screen while the program does not: a prompt, what is typed behind it, and
 * above it the lines that were typed before and what came of them. It runs nothing itself.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/ui/frame.h"
#include "unlike/ui/key.h"

#define SHELL_LINE_MAX ((size_t)4095) /* bytes that can be typed, as on a terminal's line */
#define SHELL_LINES_MAX 1000 /* lines that are kept above the prompt */

struct shell;

struct shell *shell_create(void);
void shell_destroy(struct shell *shell);
/* Text, Enter, Backspace, Ctrl+U, Ctrl+C and Ctrl+L; others do nothing. Enter on a line that is not
 * blank: true, and the line, which the caller frees; it is among the lines above then. */
bool shell_key(struct shell *shell, struct key key, char **ret_line);
/* All at once. Valid UTF-8; what is beyond SHELL_LINE_MAX is lost. */
void shell_type(struct shell *shell, const char *text);
/* As if this had been typed on an empty line, and Enter. */
void shell_enter(struct shell *shell, const char *line);
/* Clean text; lines end in \n, the last may do without. */
void shell_print(struct shell *shell, const char *output);
/* The newest lines that fit, the prompt last; wrapped between any two characters. */
void shell_render(const struct shell *shell, int rows, int cols, struct frame *frame);
