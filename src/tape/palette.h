/* The colours of a terminal as the recordings show it: a picture has no terminal of its own whose
 * palette could be asked. */
#pragma once

#include <stdint.h>

enum {
	PALETTE_BASIC = 16, /* those with names; the rest is computed */
	PALETTE_BACKGROUND = 0x15181E,
	PALETTE_FOREGROUND = 0xD6DAE2,
};

/* 0xRRGGBB of one of the 256, or of THEME_OWN. */
uint32_t palette_rgb(int colour);
