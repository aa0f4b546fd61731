/*
 * What the screen shows, as cells with roles (not colours: a theme maps those when it is
 * presented). A value: made by view_render, compared by tests, drawn by a presenter.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/buf.h"
#include "unlike/base/text.h"

/* X-macro: role, name in themes, letter in the second form of goldens (SCREENS, Roles). */
#define ROLES(X) \
	X(ROLE_TEXT, "text", '.') \
	X(ROLE_DIM, "dim", 'd') \
	X(ROLE_STRONG, "strong", 'S') \
	X(ROLE_HEART, "heart", 'h') \
	X(ROLE_HEART_OFF, "heart_off", 'o') \
	X(ROLE_FOCUS, "focus", 'F') \
	X(ROLE_SELECTED, "selected", 's') \
	X(ROLE_BAR_FULL, "bar_full", 'B') \
	X(ROLE_BAR_EMPTY, "bar_empty", 'b') \
	X(ROLE_GOOD, "good", 'g') \
	X(ROLE_WARN, "warn", 'w') \
	X(ROLE_BAD, "bad", '!') \
	X(ROLE_KEY, "key", 'k') \
	X(ROLE_RULE, "rule", 'r') \
	X(ROLE_TITLE, "title", 't') \
	X(ROLE_LINK, "link", 'l') \
	X(ROLE_PLOT1, "plot1", '1') \
	X(ROLE_PLOT2, "plot2", '2')

enum role {
#define X(role, name, letter) role,
	ROLES(X)
#undef X
			ROLE_COUNT
};

struct cell {
	char utf8[TEXT_CLUSTER_BYTES];
	uint8_t len, width; /* width 2: the next cell has width 0 and belongs to this one */
	uint8_t role;
	uint8_t fade; /* 0: as the role says … 255: faded out entirely */
	bool focus; /* on the focused row: reverse video where the theme says so */
};

/* What a mouse can do something with. */
enum target_type {
	TARGET_NOTHING,
	TARGET_HEART, /* of a row */
	TARGET_ROW,
	TARGET_REQUEST, /* a tab, or the hint of a key */
	TARGET_TYPE_COUNT
};

struct target {
	enum target_type type;
	int64_t of; /* HEART, ROW: its position in the list; REQUEST: the request */
};

struct frame_target {
	int row, col, end;
	struct target target;
};

struct frame {
	int rows, cols;
	/* the real cursor, on the focused row for assistive technology */
	int cursor_row, cursor_col;
	bool cursor_shown;
	struct cell *cells; /* own; rows × cols */
	struct frame_target *targets; /* own; the newest covers those before */
	size_t n_targets, cap_targets;
};

void frame_init(struct frame *frame);
void frame_finish(struct frame *frame);
/* Gives it a size (each ≥ 1) and blanks it. */
void frame_reset(struct frame *frame, int rows, int cols);
const struct cell *frame_cell(const struct frame *frame, int row, int col);

/*
 * Puts *clean* text from a column on, clipped to [col, limit) and the frame; a two-cell character
 * that would be cut in half becomes a blank. Returns the next column. Rows outside are no error.
 */
int frame_put(struct frame *frame, int row, int col, int limit, enum role role, const char *clean);
/* The same, cut with an ellipsis where it does not fit. */
int frame_put_fit(struct frame *frame, int row, int col, int limit, enum role role,
		const char *clean, const char *ellipsis);
/* Right-aligned: ends before `limit`. */
int frame_put_right(struct frame *frame, int row, int col, int limit, enum role role,
		const char *clean);
/* One character over [col, limit). */
void frame_fill(struct frame *frame, int row, int col, int limit, enum role role,
		const char *clean);
/* Blanks rows [from, to), without a focus. */
void frame_clear(struct frame *frame, int from, int to);
/* The same of [col, limit) of one row, and nothing there answers to the mouse. */
void frame_clear_part(struct frame *frame, int row, int col, int limit);
/* Moves what is in [0, limit) of a row to the left by so many cells; what is new there is blank,
 * with the focus that it had. */
void frame_slide(struct frame *frame, int row, int limit, int by);
/* Marks [0, cols) of a row, or [0, limit). */
void frame_focus(struct frame *frame, int row);
void frame_focus_until(struct frame *frame, int row, int limit);
void frame_fade(struct frame *frame, int row, int col, int limit, uint8_t fade);

/* Makes [col, limit) of a row answer to the mouse. */
void frame_add_target(struct frame *frame, int row, int col, int limit, struct target target);
/* What is there; any place may be asked. */
struct target frame_target(const struct frame *frame, int row, int col);

/* Copies a frame onto another at (row, col), clipped, with its cursor where that is in sight;
 * without what it has for the mouse. */
void frame_copy(struct frame *to, int row, int col, const struct frame *from);

/* Rows without trailing blanks, each ended by a newline: what goldens and text reports hold. */
void frame_to_text(const struct frame *frame, struct buf *out);
/* The letters of the roles in the same form ('*' stands before a focused row's letters). */
void frame_to_roles(const struct frame *frame, struct buf *out);
