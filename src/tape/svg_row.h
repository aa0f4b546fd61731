/* One row of a screen as SVG. */
#pragma once

#include "unlike/base/buf.h"
#include "unlike/ui/frame.h"
#include "unlike/ui/theme.h"

/* In pixels. Most fonts for terminals are 0.6 of their size wide. */
enum { SVG_FONT_SIZE = 15, SVG_CELL_WIDTH = 9, SVG_CELL_HEIGHT = 19, SVG_BASELINE = 14 };

struct svg_row {
	const struct frame *frame; /* foreign */
	const struct theme *theme;
	int row;
	int x, y; /* of its upper left corner */
	struct buf *out; /* foreign */
};

/* What lies behind the text: reverse video, the cursor. */
void svg_row_grounds(const struct svg_row *row);
/* Nothing for a blank row. */
void svg_row_text(const struct svg_row *row);
