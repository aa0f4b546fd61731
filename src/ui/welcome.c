#include "unlike/ui/welcome.h"

#include <assert.h>
#include <stdio.h>

#include "unlike/base/buf.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"
#include "unlike/ui/keymap.h"
#include "view_private.h"

#define LEFT 2
/* Room for air around the parts. */
#define AIRY_ROWS 16

static const char greeting[] = N_("Welcome to unlike.");
static const char *const sentences[] = {
	N_("See everything you have liked, and take back what you want."),
	N_("Nothing is sent anywhere until you say so."),
};

/* --- keys ------------------------------------------------------------------------------------ */

enum welcome_answer welcome_key(struct welcome *welcome, struct key key) {
	if (key.mods == 0 && key.sym >= '1' && key.sym < '1' + welcome->n) {
		welcome->cursor = key.sym - '1';
		return WELCOME_CHOSEN;
	}
	switch (keymap_find(welcome->keymap != NULL ? welcome->keymap : keymap_default(), key)) {
	case REQUEST_DOWN:
	case REQUEST_TAB_NEXT:
		welcome->cursor += welcome->cursor + 1 < welcome->n ? 1 : 0;
		return WELCOME_STAYS;
	case REQUEST_UP:
	case REQUEST_TAB_PREVIOUS:
		welcome->cursor -= welcome->cursor > 0 ? 1 : 0;
		return WELCOME_STAYS;
	case REQUEST_FIRST:
		welcome->cursor = 0;
		return WELCOME_STAYS;
	case REQUEST_LAST:
		welcome->cursor = welcome->n - 1;
		return WELCOME_STAYS;
	case REQUEST_ENTER:
		return WELCOME_CHOSEN;
	case REQUEST_QUIT:
	case REQUEST_INTERRUPT:
	case REQUEST_ESCAPE:
		return WELCOME_LEAVES;
	case REQUEST_SUSPEND:
		return WELCOME_SUSPEND;
	case REQUEST_REDRAW:
		return WELCOME_REDRAW;
	default:
		return WELCOME_STAYS;
	}
}

/* --- the picture ----------------------------------------------------------------------------- */

struct drawing {
	const struct welcome *welcome;
	struct frame *frame;
	int row;
};

static void put_wrapped(struct drawing *d, enum role role, const char *words) {
	const int room = d->frame->cols - LEFT - 1;
	const size_t cells = room > 1 ? (size_t)room : 1;
	while (*words != '\0') {
		const size_t len = view_wrap(words, cells);
		char line[160];
		snprintf(line, sizeof line, "%.*s", (int)len, words);
		frame_put(d->frame, d->row++, LEFT, d->frame->cols, role, line);
		words += len;
		words += *words == ' ' ? 1 : 0;
	}
}

static void put_choice(struct drawing *d, size_t i) {
	const struct welcome *w = d->welcome;
	const struct welcome_choice *choice = &w->choices[i];
	const char *ellipsis = w->ascii ? ">" : "…";
	const int cols = d->frame->cols;
	const bool focused = i == w->cursor;
	const char digit[2] = { (char)('1' + i), '\0' };
	if (focused) {
		frame_put(d->frame, d->row, 0, cols, ROLE_FOCUS, w->ascii ? ">" : "▌");
	}
	frame_put(d->frame, d->row, LEFT, cols, ROLE_KEY, digit);
	const int col = frame_put_fit(d->frame, d->row, LEFT + 3, cols,
			focused ? ROLE_STRONG : ROLE_TEXT, choice->words, ellipsis);
	if (choice->more != NULL && col + 1 + (int)text_width(choice->more) < cols) {
		frame_put(d->frame, d->row, col + 1, cols, ROLE_DIM, choice->more);
	}
	if (focused) {
		d->frame->cursor_row = d->row;
		d->frame->cursor_col = 0;
		d->frame->cursor_shown = true;
		frame_focus(d->frame, d->row);
	}
	d->row++;
}

static void put_keys(struct drawing *d) {
	char words[80];
	snprintf(words, sizeof words, _("1-%zu or Enter chooses, q leaves"), d->welcome->n);
	frame_put(d->frame, d->frame->rows - 1, LEFT, d->frame->cols, ROLE_DIM, words);
}

void welcome_render(const struct welcome *welcome, int rows, int cols, struct frame *frame) {
	assert(welcome->n >= 1 && welcome->n <= WELCOME_MAX && welcome->cursor < welcome->n);
	struct drawing d = { .welcome = welcome, .frame = frame };
	const bool airy = rows >= AIRY_ROWS;
	frame_reset(frame, rows, cols);
	/* In less room only what can be chosen. */
	if (cols >= SMALL_COLS && rows >= SMALL_ROWS) {
		d.row = airy ? 1 : 0;
		put_wrapped(&d, ROLE_TITLE, lang_text(greeting));
		d.row++;
		for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
			put_wrapped(&d, ROLE_TEXT, lang_text(sentences[i]));
		}
		d.row++;
		put_keys(&d);
	}
	for (size_t i = 0; i < welcome->n; i++) {
		put_choice(&d, i);
	}
	if (welcome->message != NULL) {
		d.row += airy ? 1 : 0;
		put_wrapped(&d, ROLE_BAD, welcome->message);
	}
}
