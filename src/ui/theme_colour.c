/* Colours by number, and how well they can be told apart. */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/ui/theme.h"

/* Grey is what has so little colour: among eight its nearest would be a colour. */
enum { GREY_WITHIN = 32 };

enum { BASIC = 16, CUBE_FIRST = BASIC, GREY_FIRST = 232, PALETTE = 256, FEW = 8 };

static const char *const names[FEW] = { "black", "red", "green", "yellow", "blue", "magenta",
	"cyan", "white" };

/* xterm's, for finding the nearest: what a terminal makes of them is its own matter. */
static const uint32_t basic[BASIC] = { 0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD,
	0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF,
	0xFFFFFF };

/* Of text, so that it can be read at all. */
#define READABLE 4.0

/* --- as text --------------------------------------------------------------------------------- */

static int hex_digit(char c) {
	const char *digits = "0123456789abcdef";
	const char lower = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
	const char *at = lower != '\0' ? strchr(digits, lower) : NULL;
	return at != NULL ? (int)(at - digits) : -1;
}

static bool parse_rgb(const char *text, size_t len, colour_t *ret) {
	colour_t rgb = 0;
	if (len != 7 || text[0] != '#') {
		return false;
	}
	for (size_t i = 1; i < len; i++) {
		const int digit = hex_digit(text[i]);
		if (digit < 0) {
			return false;
		}
		rgb = rgb << 4 | digit;
	}
	*ret = THEME_RGB | rgb;
	return true;
}

static bool parse_number(const char *text, size_t len, colour_t *ret) {
	colour_t number = 0;
	if (len < 1 || len > 3) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		number = number * 10 + (text[i] - '0');
	}
	*ret = number < PALETTE ? number : *ret;
	return number < PALETTE;
}

static bool is_word(const char *text, size_t len, const char *word) {
	return strlen(word) == len && strncmp(text, word, len) == 0;
}

bool theme_colour_parse(const char *text, size_t len, colour_t *ret) {
	for (colour_t i = 0; i < FEW; i++) {
		if (is_word(text, len, names[i])) {
			*ret = i;
			return true;
		}
	}
	if (is_word(text, len, "own")) {
		*ret = THEME_OWN;
		return true;
	}
	return parse_rgb(text, len, ret) || parse_number(text, len, ret);
}

void theme_colour_format(colour_t colour, struct buf *out) {
	if (colour == THEME_OWN) {
		buf_add_str(out, "own");
	} else if (colour >= THEME_RGB) {
		buf_printf(out, "#%06" PRIx32, (uint32_t)colour & 0xFFFFFF);
	} else if (colour < FEW) {
		buf_add_str(out, names[colour]);
	} else {
		buf_printf(out, "%" PRId32, colour);
	}
}

void theme_colour_add_sgr(colour_t colour, bool ground, struct buf *out) {
	const int first = ground ? 40 : 30;
	if (colour >= THEME_RGB) {
		buf_printf(out, ";%d;2;%d;%d;%d", first + 8, colour >> 16 & 0xFF,
				colour >> 8 & 0xFF, colour & 0xFF);
	} else if (colour >= FEW) {
		buf_printf(out, ";%d;5;%d", first + 8, colour);
	} else if (colour != THEME_OWN) {
		buf_printf(out, ";%d", first + colour);
	}
}

/* --- as light -------------------------------------------------------------------------------- */

static uint32_t cube_level(int step) {
	return step == 0 ? 0 : (uint32_t)(55 + 40 * step);
}

static uint32_t palette(colour_t colour) {
	assert(colour >= 0 && colour < PALETTE);
	if (colour < BASIC) {
		return basic[colour];
	}
	if (colour >= GREY_FIRST) {
		return (uint32_t)(8 + 10 * (colour - GREY_FIRST)) * 0x010101;
	}
	const int at = colour - CUBE_FIRST;
	return cube_level(at / 36) << 16 | cube_level(at / 6 % 6) << 8 | cube_level(at % 6);
}

static uint32_t any_rgb(colour_t colour) {
	return colour >= THEME_RGB ? (uint32_t)colour & 0xFFFFFF : palette(colour);
}

bool theme_colour_rgb(colour_t colour, uint32_t *ret) {
	if (colour < BASIC) {
		return false;
	}
	*ret = any_rgb(colour);
	return true;
}

static double channel(uint32_t value) {
	const double share = value / 255.0;
	return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb) {
	return 0.2126 * channel(rgb >> 16 & 0xFF) + 0.7152 * channel(rgb >> 8 & 0xFF) +
			0.0722 * channel(rgb & 0xFF);
}

double theme_contrast(uint32_t a, uint32_t b) {
	const double one = luminance(a), other = luminance(b);
	return one > other ? (one + 0.05) / (other + 0.05) : (other + 0.05) / (one + 0.05);
}

/* --- the nearest ----------------------------------------------------------------------------- */

/* Weighted as eyes are: green tells the most. */
static int64_t distance(uint32_t a, uint32_t b) {
	const int red = (int)(a >> 16 & 0xFF) - (int)(b >> 16 & 0xFF);
	const int green = (int)(a >> 8 & 0xFF) - (int)(b >> 8 & 0xFF);
	const int blue = (int)(a & 0xFF) - (int)(b & 0xFF);
	return 2 * (int64_t)red * red + 4 * (int64_t)green * green + 3 * (int64_t)blue * blue;
}

colour_t theme_colour_of_256(colour_t colour) {
	if (colour < THEME_RGB) {
		return colour;
	}
	const uint32_t rgb = any_rgb(colour);
	colour_t nearest = BASIC;
	for (colour_t i = BASIC; i < PALETTE; i++) {
		if (distance(palette(i), rgb) < distance(palette(nearest), rgb)) {
			nearest = i;
		}
	}
	return nearest;
}

static bool is_grey(uint32_t rgb) {
	const int red = (int)(rgb >> 16 & 0xFF), green = (int)(rgb >> 8 & 0xFF);
	const int blue = (int)(rgb & 0xFF);
	return abs(red - green) < GREY_WITHIN && abs(green - blue) < GREY_WITHIN &&
			abs(red - blue) < GREY_WITHIN;
}

colour_t theme_colour_of_8(colour_t colour, colour_t ground) {
	assert(ground < FEW);
	if (colour < FEW && colour != ground) {
		return colour;
	}
	const uint32_t rgb = any_rgb(colour == THEME_OWN ? 7 : colour);
	const bool grey = is_grey(rgb);
	colour_t nearest = THEME_OWN;
	for (colour_t i = 0; i < FEW; i++) {
		const bool readable = ground == THEME_OWN ||
				theme_contrast(basic[i], basic[ground]) >= READABLE;
		if (readable && (!grey || is_grey(basic[i])) &&
				(nearest == THEME_OWN ||
						distance(basic[i], rgb) <
								distance(basic[nearest], rgb))) {
			nearest = i;
		}
	}
	return nearest;
}
