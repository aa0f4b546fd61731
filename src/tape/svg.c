/*
 * A still as a picture of text: it can be selected, searched and read aloud, and needs no font of
 * ours. As nobody knows which font a reader has, every run of text is told where it begins and how
 * long it is, and whatever such a font may lack or have in another width (wide characters, blocks,
 * hearts) is a run of its own that cannot push its neighbours.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "drawn.h"
#include "drawn.h"
#include "palette.h"
#include "recorder_format.h"
#include "svg_row.h"
#include "unlike/base/mem.h"
#include "xml.h"

enum {
	MARGIN = 18, /* between the window's edge and the text */
	HEAD = 40, /* the window's title */
	FOOT = 16,
	CORNER = 10,
	BORDER_RGB = 0x343A46,
	TITLE_RGB = 0x8B94A5,
	BUTTON_GAP = 20,
	BUTTON_SIZE = 6,
};

static void put_window(const struct recording *recording, int width, int height, struct buf *out) {
	static const int buttons[] = { 1, 3, 2 }; /* red, yellow, green */
	buf_printf(out, "<rect width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"#%06x\"/>\n", width,
			height, CORNER, BORDER_RGB);
	buf_printf(out,
			"<rect x=\"1\" y=\"1\" width=\"%d\" height=\"%d\" rx=\"%d\" "
			"fill=\"#%06x\"/>\n",
			width - 2, height - 2, CORNER - 1, drawn_background(recording->theme));
	for (size_t i = 0; i < sizeof(buttons) / sizeof(buttons[0]); i++) {
		buf_printf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"#%06" PRIx32 "\"/>\n",
				MARGIN + BUTTON_SIZE + (int)i * BUTTON_GAP, HEAD / 2, BUTTON_SIZE,
				palette_rgb(buttons[i]));
	}
	if (recording->title != NULL) {
		buf_printf(out,
				"<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"13\" "
				"font-family=\"system-ui, sans-serif\" fill=\"#%06x\">",
				width / 2, HEAD / 2 + 5, TITLE_RGB);
		xml_add_text(out, recording->title, strlen(recording->title));
		buf_add_str(out, "</text>\n");
	}
}

static void put_rows(
		const struct recording *recording, const struct frame *frame, struct buf *out) {
	struct svg_row row = {
		.frame = frame,
		.theme = recording->theme,
		.x = MARGIN,
		.out = out,
	};
	buf_add_str(out, "<g shape-rendering=\"crispEdges\">\n");
	for (row.row = 0; row.row < frame->rows; row.row++) {
		row.y = HEAD + row.row * SVG_CELL_HEIGHT;
		svg_row_grounds(&row);
	}
	buf_printf(out,
			"</g>\n<g "
			"font-family=\"ui-monospace, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', "
			"monospace\" font-size=\"%d\" fill=\"#%06x\">\n",
			SVG_FONT_SIZE, drawn_foreground(recording->theme));
	for (row.row = 0; row.row < frame->rows; row.row++) {
		row.y = HEAD + row.row * SVG_CELL_HEIGHT;
		svg_row_text(&row);
	}
	buf_add_str(out, "</g>\n");
}

static void svg_still(
		const struct recording *recording, const struct frame *frame, struct buf *out) {
	const int width = 2 * MARGIN + frame->cols * SVG_CELL_WIDTH;
	const int height = HEAD + frame->rows * SVG_CELL_HEIGHT + FOOT;
	const char *title = recording->title != NULL ? recording->title : "unlike";
	buf_printf(out,
			"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
			"viewBox=\"0 0 %d %d\">\n<title>",
			width, height, width, height);
	xml_add_text(out, title, strlen(title));
	buf_printf(out, "</title>\n<desc>A terminal of %d columns and %d rows.</desc>\n",
			frame->cols, frame->rows);
	put_window(recording, width, height, out);
	put_rows(recording, frame, out);
	buf_add_str(out, "</svg>\n");
}

/* --- of a recording -------------------------------------------------------------------------- */

struct svg {
	const struct recording *recording; /* foreign */
	struct buf *out; /* foreign */
	struct frame last; /* own */
};

static void *svg_create(const struct recording *recording, struct buf *out) {
	struct svg *svg = xmalloc(sizeof(*svg));
	*svg = (struct svg){ .recording = recording, .out = out };
	frame_init(&svg->last);
	frame_reset(&svg->last, recording->rows, recording->cols);
	return svg;
}

static void svg_drew(void *self, msec_t at, const struct frame *frame) {
	(void)at;
	struct svg *svg = self;
	drawn_keep(&svg->last, frame);
}

static void svg_finish(void *self) {
	struct svg *svg = self;
	svg_still(svg->recording, &svg->last, svg->out);
}

static void svg_destroy(void *self) {
	struct svg *svg = self;
	frame_finish(&svg->last);
	free(svg);
}

static const char *const endings[] = { ".svg", NULL };

const struct recorder_format recorder_svg = {
	.endings = endings,
	.create = svg_create,
	.drew = svg_drew,
	.finish = svg_finish,
	.destroy = svg_destroy,
	.still = svg_still,
};
