/* What is where in a still. That it is XML, and in its columns whatever is shown, is tests/tape's
 * to test, with a parser of XML. */
#include "drawn.h"
#include "palette.h"

#include <math.h>
#include <stdio.h>

#include "recorder_fixture.h"

static struct frame frame;
static struct buf svg;

static void init(void) {
	recorder_folder_make();
	frame_init(&frame);
	frame_reset(&frame, 3, 20);
}

static void finish(void) {
	buf_finish(&svg);
	frame_finish(&frame);
	recorder_folder_remove();
}

TestSuite(svg, .init = init, .fini = finish);

static void draw(void) {
	struct err err;
	const struct recording recording = recorder_recording(3, 20);
	buf_finish(&svg);
	cr_assert(recorder_still(recorder_at("a.svg"), &recording, &frame, &err), "%s", err.msg);
	svg = recorder_read("a.svg");
}

static void expect(const char *part) {
	cr_expect_not_null(strstr(svg.data, part), "no %s in\n%s", part, svg.data);
}

static void expect_not(const char *part) {
	cr_expect_null(strstr(svg.data, part), "%s in\n%s", part, svg.data);
}

Test(svg, has_the_size_of_its_cells_and_a_title) {
	draw();
	expect("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"216\" height=\"113\" "
	       "viewBox=\"0 0 216 113\">");
	expect("<title>A &quot;title&quot; &amp; &lt;more&gt;</title>");
	expect("<desc>A terminal of 20 columns and 3 rows.</desc>");
	expect_not("<tspan");
}

Test(svg, text_of_one_look_is_one_run_with_its_blanks) {
	frame_put(&frame, 1, 2, 20, ROLE_TEXT, "one two");
	draw();
	expect("<text xml:space=\"preserve\" y=\"73\"><tspan x=\"18\" textLength=\"81\" "
	       "lengthAdjust=\"spacingAndGlyphs\">  one two</tspan></text>");
}

Test(svg, wide_characters_have_a_place_each) {
	frame_put(&frame, 0, 1, 20, ROLE_TEXT, "猫a咪咪");
	draw();
	expect("<tspan x=\"28\">猫</tspan>");
	expect("<tspan x=\"45\" textLength=\"9\" lengthAdjust=\"spacingAndGlyphs\">a</tspan>");
	expect("<tspan x=\"55 73\">咪咪</tspan>");
}

Test(svg, what_is_no_simple_character_is_kept_in_its_cells) {
	frame_put(&frame, 0, 0, 20, ROLE_TEXT, "😀😀──♥");
	draw();
	expect("<tspan x=\"18\" textLength=\"18\" lengthAdjust=\"spacingAndGlyphs\">😀</tspan>"
	       "<tspan x=\"36\" textLength=\"18\" lengthAdjust=\"spacingAndGlyphs\">😀</tspan>"
	       "<tspan x=\"54\" textLength=\"18\" lengthAdjust=\"spacingAndGlyphs\">──</tspan>"
	       "<tspan x=\"72\" textLength=\"9\" lengthAdjust=\"spacingAndGlyphs\">♥</tspan>");
}

Test(svg, roles_are_colours_and_attributes) {
	char want[200];
	frame_put(&frame, 0, 0, 20, ROLE_HEART, "a");
	frame_put(&frame, 0, 1, 20, ROLE_LINK, "b c");
	frame_put(&frame, 0, 4, 20, ROLE_RULE, "d");
	draw();
	snprintf(want, sizeof(want), " fill=\"#%06x\" font-weight=\"bold\">a</tspan>",
			palette_rgb(1));
	expect(want);
	expect(" text-decoration=\"underline\">b c</tspan>");
	expect(" fill=\"#808080\">d</tspan>");
}

Test(svg, the_focused_row_is_dark_on_a_light_ground_and_a_bar_on_it_has_its_colour) {
	char want[200];
	frame_put(&frame, 1, 0, 20, ROLE_DIM, "ab");
	frame_put(&frame, 1, 5, 20, ROLE_BAR_FULL, "███");
	frame_focus(&frame, 1);
	draw();
	snprintf(want, sizeof(want),
			"<rect x=\"18\" y=\"59\" width=\"180\" height=\"19\" fill=\"#%06x\"/>\n",
			PALETTE_FOREGROUND);
	expect(want);
	snprintf(want, sizeof(want), " fill=\"#%06x\">ab   </tspan>", PALETTE_BACKGROUND);
	expect(want);
	snprintf(want, sizeof(want), " fill=\"#%06x\" font-weight=\"bold\">███</tspan>",
			palette_rgb(1));
	expect(want);
}

Test(svg, the_cursor_is_drawn_where_no_focus_shows_it) {
	char cursor[100];
	snprintf(cursor, sizeof(cursor),
			"<rect x=\"45\" y=\"78\" width=\"2\" height=\"19\" "
			"fill=\"#%06x\"/>",
			palette_rgb(4));
	frame.cursor_row = 2;
	frame.cursor_col = 3;
	draw();
	expect_not(cursor);
	frame.cursor_shown = true;
	draw();
	expect(cursor);
	frame_focus(&frame, 2);
	draw();
	expect_not(cursor);
}

Test(svg, of_a_recording_the_last_frame_stays) {
	const struct recording recording = recorder_recording(3, 20);
	struct recorder *recorder = recorder_open("b.svg", &recording);
	frame_put(&frame, 0, 0, 20, ROLE_TEXT, "first");
	recorder_drew(recorder, 0, &frame);
	frame_reset(&frame, 2, 30);
	frame_put(&frame, 0, 0, 20, ROLE_TEXT, "last");
	recorder_drew(recorder, 5, &frame);
	frame_put(&frame, 0, 0, 20, ROLE_TEXT, "never drawn");
	recorder_close(recorder);
	svg = recorder_read("b.svg");
	expect(">last</tspan>");
	expect("A terminal of 30 columns and 2 rows.");
	expect_not("first");
	expect_not("never");
}

Test(svg, nothing_in_it_runs_or_comes_from_elsewhere) {
	frame_put(&frame, 0, 0, 20, ROLE_TEXT, "<script>&href=");
	draw();
	expect("&lt;script&gt;&amp;href=");
	expect_not("<script");
	expect_not("url(");
	expect_not(" href");
	expect_not("foreignObject");
}

/* As WCAG has it, from 0xRRGGBB. */
static double channel(uint32_t value) {
	const double share = value / 255.0;
	return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb) {
	return 0.2126 * channel(rgb >> 16) + 0.7152 * channel(rgb >> 8 & 0xFF) +
			0.0722 * channel(rgb & 0xFF);
}

Test(svg, every_colour_of_a_role_can_be_read_on_the_ground) {
	const struct theme *theme = theme_find("default");
	for (int role = 0; role < ROLE_COUNT; role++) {
		const uint32_t rgb = drawn_rgb(theme, theme->styles[role].many.colour);
		const double contrast =
				(luminance(rgb) + 0.05) / (luminance(PALETTE_BACKGROUND) + 0.05);
		cr_expect_geq(contrast, 4.1, "role %d: #%06x, %.2f", role, rgb, contrast);
	}
}

Test(svg, the_palette_is_that_of_xterm_behind_the_named_colours) {
	cr_expect_eq(palette_rgb(16), 0x000000);
	cr_expect_eq(palette_rgb(17), 0x00005F);
	cr_expect_eq(palette_rgb(196), 0xFF0000);
	cr_expect_eq(palette_rgb(110), 0x87AFD7);
	cr_expect_eq(palette_rgb(231), 0xFFFFFF);
	cr_expect_eq(palette_rgb(232), 0x080808);
	cr_expect_eq(palette_rgb(255), 0xEEEEEE);
}

/* --- themes ---------------------------------------------------------------------------------- */

static size_t count(const char *text, const char *part) {
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, part)) != NULL; p++) {
		n++;
	}
	return n;
}

Test(svg, a_theme_with_a_ground_of_its_own_is_drawn_on_it) {
	struct recording recording = recorder_recording(2, 10);
	recording.theme = theme_find("light");
	struct err err;
	frame_reset(&frame, 2, 10);
	frame_put(&frame, 0, 0, 10, ROLE_HEART, "a");
	frame_put(&frame, 1, 0, 10, ROLE_TEXT, "focused");
	frame_focus(&frame, 1);
	cr_assert(recorder_still(recorder_at("light.svg"), &recording, &frame, &err), "%s",
			err.msg);
	struct buf got = recorder_read("light.svg");
	cr_expect_eq(count(got.data, "fill=\"#ffffff\"/>"), 1, "the window: %s", got.data);
	cr_expect_not_null(strstr(got.data, "fill=\"#1c1c1c\">"), "letters are the theme's");
	cr_expect_not_null(strstr(got.data, "fill=\"#af0000\" font-weight=\"bold\">a<"));
	cr_expect_eq(count(got.data, "fill=\"#d7d7ff\"/>"), 1, "the row with the cursor");
	cr_expect_null(strstr(got.data, "#15181e"), "nothing of the usual ground");
	buf_finish(&got);
}
