/* What a complete escape sequence means. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/term/term.h"

enum sequence {
	SEQUENCE_NOTHING, /* means nothing here */
	SEQUENCE_EVENT,
	SEQUENCE_PASTE /* what follows is pasted */
};

/* `params` are the bytes between CSI and its final byte. Never text: what is not known is
 * KEY_SYM_UNKNOWN, or nothing. */
enum sequence sequence_csi(const char *params, size_t len, char final, struct term_event *ret);
/* The text that a key of the newer protocol made, at most `max` characters of it; usually one, and
 * more where it comes from an input method. */
size_t sequence_text(const char *params, size_t len, uint32_t *ret, size_t max);
enum sequence sequence_ss3(char final, struct term_event *ret);
/* The Linux console's F1 … F5: CSI [ and this byte. */
enum sequence sequence_linux(char final, struct term_event *ret);
/* A device control string: what is between DCS and its end. */
enum sequence sequence_dcs(const char *bytes, size_t len, struct term_event *ret);
/* A byte below 0x20 or 0x7f that stands for itself; ESC is not among them. */
struct key sequence_control(unsigned char byte);
