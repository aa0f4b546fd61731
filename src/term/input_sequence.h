/* What a complete escape sequence means. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/ui/key.h"

enum sequence {
	SEQUENCE_NOTHING, /* a report, an answer, a release: not for the interface */
	SEQUENCE_KEY,
	SEQUENCE_PASTE /* what follows is pasted */
};

/* `params` are the bytes between CSI and its final byte. Never text: what is not known is
 * KEY_SYM_UNKNOWN, or nothing. */
enum sequence sequence_csi(const char *params, size_t len, char final, struct key *ret);
enum sequence sequence_ss3(char final, struct key *ret);
/* The Linux console's F1 … F5: CSI [ and this byte. */
enum sequence sequence_linux(char final, struct key *ret);
/* A byte below 0x20 or 0x7f that stands for itself; ESC is not among them. */
struct key sequence_control(unsigned char byte);
