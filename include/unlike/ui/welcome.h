/* What somebody sees who has no account here yet: a few sentences, and what can be done. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/ui/frame.h"
#include "unlike/ui/keymap.h"

#define WELCOME_MAX 9 /* one digit each */

struct welcome_choice {
	const char *words; /* foreign, clean */
	const char *more; /* behind it where there is room; NULL: nothing */
};

struct welcome {
	const struct welcome_choice *choices; /* foreign */
	size_t n; /* 1 … WELCOME_MAX */
	size_t cursor;
	bool ascii;
	const struct keymap *keymap; /* foreign; NULL: as the keys come */
	const char *message; /* foreign, clean; what went wrong before, or NULL */
};

enum welcome_answer {
	WELCOME_STAYS,
	WELCOME_CHOSEN, /* the one that the cursor is at */
	WELCOME_LEAVES,
	WELCOME_SUSPEND, /* Ctrl+Z */
	WELCOME_REDRAW, /* Ctrl+L */
	WELCOME_ANSWER_COUNT
};
/* Moves the cursor, or answers. */
enum welcome_answer welcome_key(struct welcome *welcome, struct key key);

/* Fills a frame of that size. */
void welcome_render(const struct welcome *welcome, int rows, int cols, struct frame *frame);
