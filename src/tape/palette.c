#include "palette.h"

#include <assert.h>

#include "unlike/ui/theme.h"

enum { CUBE_FIRST = PALETTE_BASIC, GREY_FIRST = 232, LAST = 255 };

/* Each is at least 4.5 : 1 on the background, but the two blacks. */
static const uint32_t basic[PALETTE_BASIC] = {
	0x2B303B,
	0xF2667A,
	0x7FCB86,
	0xE6BC62,
	0x75AEF5,
	0xC796EE,
	0x5CC5CF,
	0xC5CAD5,
	0x626B7C,
	0xFF8A9A,
	0xA0E3A5,
	0xF7D58B,
	0x9DC8FF,
	0xDDB8FF,
	0x88E0E7,
	0xFFFFFF,
};

/* xterm's steps. */
static uint32_t cube_level(int step) {
	return step == 0 ? 0 : (uint32_t)(55 + 40 * step);
}

uint32_t palette_rgb(int colour) {
	assert(colour >= THEME_OWN && colour <= LAST);
	if (colour == THEME_OWN) {
		return PALETTE_FOREGROUND;
	}
	if (colour < CUBE_FIRST) {
		return basic[colour];
	}
	if (colour >= GREY_FIRST) {
		return (uint32_t)(8 + 10 * (colour - GREY_FIRST)) * 0x010101;
	}
	const int at = colour - CUBE_FIRST;
	return cube_level(at / 36) << 16 | cube_level(at / 6 % 6) << 8 | cube_level(at % 6);
}
