/*
 * Bytes from a terminal → events (ncurses' own input breaks arrow keys under newer keyboard
 * protocols and cannot tell a paste). Pure: bytes and times come in.
 *
 * Known: UTF-8, C0, CSI with parameters, SS3, bracketed paste, releases of keys (kitty's protocol),
 * the mouse (SGR), focus, and what terminals answer. Every other sequence is swallowed whole: its
 * pieces never become keys. ESC is the Esc key after 25 ms of silence; ESC and a character is Alt
 * with it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/base/clock.h"
#include "unlike/term/term.h"

#define INPUT_ESCAPE_MS 25
#define INPUT_PASTE_MAX ((size_t)64 * 1024) /* a longer paste is cut */
#define INPUT_SEQUENCE_MAX 256 /* a longer sequence is swallowed to its end */

struct input;

struct input *input_create(void);
void input_destroy(struct input *input);
/* Bytes as they were read, at `now` (mono). */
void input_feed(struct input *input, const char *bytes, size_t len, msec_t now);
/* The next event; false: none yet. TERM_PASTE is borrowed until the next call. */
bool input_next(struct input *input, msec_t now, struct term_event *ret);
/* When a lone ESC becomes a key; MSEC_NEVER: none waits. */
msec_t input_deadline(const struct input *input);
