#include "svg_row.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "drawn.h"
#include "palette.h"
#include "xml.h"

enum { LATIN_END = 0x250, CURSOR_WIDTH = 2, CURSOR_COLOUR = 4 };

static int x_of(const struct svg_row *row, int col) {
	return row->x + col * SVG_CELL_WIDTH;
}

static struct theme_look look_at(const struct svg_row *row, int col) {
	const struct cell cell = drawn_cell(row->frame, row->row, col);
	return drawn_look(row->theme, &cell);
}

/* --- behind ---------------------------------------------------------------------------------- */

static void put_rect(const struct svg_row *row, int col, int width, uint32_t rgb) {
	buf_printf(row->out,
			"<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06" PRIx32
			"\"/>\n",
			x_of(row, col), row->y, width, SVG_CELL_HEIGHT, rgb);
}

/* On the focused row the row itself is the cursor. */
static void put_cursor(const struct svg_row *row) {
	const struct frame *frame = row->frame;
	const int col = frame->cursor_col;
	if (frame->cursor_shown && frame->cursor_row == row->row && col >= 0 && col < frame->cols &&
			!frame_cell(frame, row->row, col)->focus) {
		put_rect(row, col, CURSOR_WIDTH, palette_rgb(CURSOR_COLOUR));
	}
}

/* What stands behind the letters: the ground, and in reverse the colour of the letters. */
static uint32_t ground_rgb(const struct svg_row *row, struct theme_look look) {
	if ((look.attrs & THEME_REVERSE) != 0) {
		return drawn_rgb(row->theme, look.colour);
	}
	return look.ground != THEME_OWN ? drawn_rgb(row->theme, look.ground)
					: drawn_background(row->theme);
}

static uint32_t letters_rgb(const struct svg_row *row, struct theme_look look) {
	if ((look.attrs & THEME_REVERSE) == 0) {
		return drawn_rgb(row->theme, look.colour);
	}
	return look.ground != THEME_OWN ? drawn_rgb(row->theme, look.ground)
					: drawn_background(row->theme);
}

void svg_row_grounds(const struct svg_row *row) {
	const int cols = row->frame->cols;
	const uint32_t background = drawn_background(row->theme);
	for (int col = 0; col < cols;) {
		const uint32_t rgb = ground_rgb(row, look_at(row, col));
		int end = col + 1;
		while (end < cols && ground_rgb(row, look_at(row, end)) == rgb) {
			end++;
		}
		if (rgb != background) {
			put_rect(row, col, (end - col) * SVG_CELL_WIDTH, rgb);
		}
		col = end;
	}
	put_cursor(row);
}

/* --- text ------------------------------------------------------------------------------------ */

enum run_kind {
	RUN_LATIN, /* what a font for terminals has in one width */
	RUN_WIDE,
	RUN_SAME, /* one character again and again */
};

/* Cells that are drawn as one. */
struct run {
	enum run_kind kind;
	int col, end;
	bool any_look; /* nothing but blanks */
	struct theme_look look;
	struct cell first;
};

/* One character of the basic plane: an x for each can be given without a question of how it is
 * counted. */
static bool is_simple(const struct cell *cell) {
	const char *p = cell->utf8;
	bool valid = false;
	const uint32_t c = text_decode(&p, cell->utf8 + cell->len, &valid);
	return valid && p == cell->utf8 + cell->len && c < 0x10000;
}

static enum run_kind kind_of(const struct cell *cell) {
	const char *p = cell->utf8;
	bool valid = false;
	if (cell->width == 2) {
		return RUN_WIDE;
	}
	const uint32_t c = text_decode(&p, cell->utf8 + cell->len, &valid);
	return valid && c < LATIN_END ? RUN_LATIN : RUN_SAME;
}

/* A blank without any attribute that shows has the look of whatever it stands in. */
static bool has_look(const struct cell *cell, struct theme_look look) {
	return !drawn_is_blank(cell) || (look.attrs & THEME_UNDERLINE) != 0;
}

static bool is_same_look(struct theme_look a, struct theme_look b) {
	return a.colour == b.colour && a.ground == b.ground && a.attrs == b.attrs;
}

static bool joins_kind(const struct run *run, const struct cell *cell) {
	if (run->kind != kind_of(cell)) {
		return false;
	}
	if (run->kind == RUN_WIDE) {
		return is_simple(cell) && is_simple(&run->first);
	}
	return run->kind == RUN_LATIN || strcmp(cell->utf8, run->first.utf8) == 0;
}

static bool joins(struct run *run, const struct cell *cell, struct theme_look look) {
	if (!joins_kind(run, cell)) {
		return false;
	}
	if (!has_look(cell, look)) {
		return run->any_look || (run->look.attrs & THEME_UNDERLINE) == 0;
	}
	if (run->any_look && (look.attrs & THEME_UNDERLINE) == 0) {
		run->look = look;
		run->any_look = false;
	}
	return !run->any_look && is_same_look(run->look, look);
}

static struct run next_run(const struct svg_row *row, int col, int end) {
	struct run run = { .col = col, .first = drawn_cell(row->frame, row->row, col) };
	run.kind = kind_of(&run.first);
	run.look = drawn_look(row->theme, &run.first);
	run.any_look = !has_look(&run.first, run.look);
	run.end = col + drawn_width(&run.first);
	while (run.end < end) {
		const struct cell cell = drawn_cell(row->frame, row->row, run.end);
		if (!joins(&run, &cell, drawn_look(row->theme, &cell))) {
			break;
		}
		run.end += drawn_width(&cell);
	}
	return run;
}

/* Wide characters have a place each: they would be stretched to fill two cells, where terminals
 * leave a gap. */
static void put_place(const struct svg_row *row, const struct run *run) {
	if (run->kind == RUN_WIDE && is_simple(&run->first)) {
		for (int col = run->col; col < run->end; col += 2) {
			buf_printf(row->out, "%s%d", col == run->col ? " x=\"" : " ",
					x_of(row, col) + 1);
		}
		buf_add_char(row->out, '"');
		return;
	}
	buf_printf(row->out, " x=\"%d\" textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\"",
			x_of(row, run->col), (run->end - run->col) * SVG_CELL_WIDTH);
}

static void put_look(const struct svg_row *row, struct theme_look look) {
	const uint32_t rgb = letters_rgb(row, look);
	if (rgb != drawn_foreground(row->theme)) {
		buf_printf(row->out, " fill=\"#%06" PRIx32 "\"", rgb);
	}
	if (look.attrs & THEME_BOLD) {
		buf_add_str(row->out, " font-weight=\"bold\"");
	}
	if (look.attrs & THEME_UNDERLINE) {
		buf_add_str(row->out, " text-decoration=\"underline\"");
	}
	if (look.attrs & THEME_DIM) {
		buf_add_str(row->out, " fill-opacity=\"0.6\"");
	}
}

static void put_run(const struct svg_row *row, const struct run *run) {
	buf_add_str(row->out, "<tspan");
	put_place(row, run);
	put_look(row, run->look);
	buf_add_char(row->out, '>');
	for (int col = run->col; col < run->end;) {
		const struct cell cell = drawn_cell(row->frame, row->row, col);
		xml_add_text(row->out, cell.utf8, cell.len);
		col += drawn_width(&cell);
	}
	buf_add_str(row->out, "</tspan>");
}

/* Behind the last column with something to see. */
static int text_end(const struct svg_row *row) {
	int end = row->frame->cols;
	for (; end > 0; end--) {
		const struct cell cell = drawn_cell(row->frame, row->row, end - 1);
		if (has_look(&cell, drawn_look(row->theme, &cell))) {
			break;
		}
	}
	return end;
}

void svg_row_text(const struct svg_row *row) {
	const int end = text_end(row);
	if (end == 0) {
		return;
	}
	buf_printf(row->out, "<text xml:space=\"preserve\" y=\"%d\">", row->y + SVG_BASELINE);
	for (int col = 0; col < end;) {
		const struct run run = next_run(row, col, end);
		assert(run.end > col && run.end <= end);
		put_run(row, &run);
		col = run.end;
	}
	buf_add_str(row->out, "</text>\n");
}
