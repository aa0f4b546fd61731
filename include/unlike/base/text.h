/*
 * Text from elsewhere, made fit for a terminal (RELIABILITY §6). Raw text is stored; it is cleaned
 * on the way to a screen, a log or standard output, by this module and nothing else.
 *
 * Widths are the C library's (ncurses places cells by them), so LC_CTYPE must be a UTF-8 locale:
 * text_init() sees to it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/buf.h"

#define TEXT_CLUSTER_BYTES 24 /* a base character and four marks, and a NUL */

/* Sets LC_CTYPE from the environment, or C.UTF-8 where that is not UTF-8. LC_NUMERIC stays C. */
void text_init(void);

/*
 * Appends `raw` to `out` as valid UTF-8 that moves no cursor: controls (C0, DEL, C1) are replaced
 * by a visible mark or a space; bidi controls, zero-width and tag characters are removed; private
 * use, unassigned and invalid bytes become U+FFFD; at most four marks a base character; of an emoji
 * sequence the first character stays. At most 4 KiB of raw text are looked at, and at most
 * 4 KiB written. The result is NFC. Returns true when something was removed or replaced by a mark
 * (Trojan-Source hint); blanks for line ends and the rest of an emoji are no reason. Idempotent.
 */
bool text_clean(const char *raw, size_t len, struct buf *out);

/* One cell or two: a base character with its marks, as it goes into a screen cell. */
struct text_cluster {
	char utf8[TEXT_CLUSTER_BYTES];
	uint8_t len, width; /* width 1 or 2 */
};

/* Takes the next cluster of *clean* text and moves *text behind it; false at the end. */
bool text_next(const char **text, struct text_cluster *ret);

/* Cells that clean text takes. */
size_t text_width(const char *clean);

/*
 * Appends clean text cut to at most `cells` cells, on a cluster border, with `ellipsis` ("…", or
 * ">" on ASCII terminals) as its last cell when something was cut; nothing where not even that
 * fits. Returns the cells that were used.
 */
size_t text_fit(const char *clean, size_t cells, const char *ellipsis, struct buf *out);

/* Bytes of clean text that go on a line of so many cells: broken at a blank, which the caller
 * skips, or beside a hanzi, but not before what closes something or behind what opens it. */
size_t text_wrap(const char *clean, size_t cells);

/* Decodes one scalar value of valid or invalid UTF-8 in [*p, end): moves *p by at least one byte;
 * U+FFFD for what is invalid, with *ret_valid false. */
uint32_t text_decode(const char **p, const char *end, bool *ret_valid);
/* Writes c as UTF-8 (1 … 4 bytes, no NUL) and returns the number of bytes. */
size_t text_encode(uint32_t c, char ret[static 4]);

/* Appends a form for searching (NFKC, case folded), so that 'ＡＢＣ' finds 'abc'. Cleans first. */
void text_fold(const char *raw, size_t len, struct buf *out);

/* The ASCII letter that carries marks, 'e' of 'é'; NUL: it is none with marks. */
char text_ascii_letter(uint32_t c);

/* The version of utf8proc; static. */
const char *text_library(void);
