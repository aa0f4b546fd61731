/* The platforms' own gestures as they are drawn (OP-4), in both languages. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"
#include "unlike/ui/view.h"
#include "fixture.h"
#include "golden.h"

static const struct {
	const char *name;
	int rows, cols;
} sizes[] = { { "80x24", 24, 80 }, { "40x12", 12, 40 }, { "120x30", 30, 120 } };

typedef void scene_fn(struct fixture *f);

static const struct model_options usual = { .motion = true, .mouse = true, .command = "unlike" };
static const struct model_options plain = { .ascii = true, .mouse = true, .command = "unlike" };

static void expect(const char *name, size_t size, const struct model_options *options,
		enum platform_gesture gesture, scene_fn *scene) {
	struct fixture f;
	struct frame frame;
	fixture_init(&f, 200, options);
	f.status.service = gesture == PLATFORM_SLIDE ? "抖音" : "快手";
	f.status.gesture = gesture;
	fixture_status(&f);
	fixture_resize(&f, sizes[size].rows, sizes[size].cols);
	fixture_intent(&f, 1, false, INTENT_CONFIRMED);
	fixture_intent(&f, 3, false, INTENT_UNDECIDED)->reason =
			xstrdup("the service says two things");
	fixture_reload(&f, TAB_LIKES);
	scene(&f);
	frame_init(&frame);
	view_render(f.model, f.now, &frame);
	char *golden = xasprintf("%s-%s", name, sizes[size].name);
	golden_expect(&frame, golden);
	free(golden);
	frame_finish(&frame);
	fixture_finish(&f);
}

static void in_both(const char *name, enum platform_gesture gesture, scene_fn *scene) {
	char *chinese = xasprintf("zh-%s", name);
	char *ascii = xasprintf("ascii-%s", name);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		expect(name, i, &usual, gesture, scene);
		expect(ascii, i, &plain, gesture, scene);
		lang_set(LANG_ZH_CN);
		expect(chinese, i, &usual, gesture, scene);
		lang_set(LANG_EN);
	}
	free(chinese);
	free(ascii);
}

static void nothing(struct fixture *f) {
	(void)f;
}

static void drag(struct fixture *f, int by) {
	enum { ROW = 5, FROM = 37 };
	fixture_mouse(f, MOUSE_PRESS, ROW, FROM);
	fixture_mouse(f, MOUSE_DRAG, ROW, FROM - by);
}

static void slide_on(struct fixture *f) {
	drag(f, 7);
}

static void slide_enough(struct fixture *f) {
	drag(f, 30);
}

static void slide_key(struct fixture *f) {
	fixture_key(f, "j");
	fixture_key(f, "Shift+Left");
}

static void bar(struct fixture *f) {
	fixture_key(f, "b");
}

static void bar_undecided(struct fixture *f) {
	for (int i = 0; i < 3; i++) {
		fixture_key(f, "j");
	}
	fixture_key(f, "b");
}

static void bar_last(struct fixture *f) {
	fixture_key(f, "G");
	fixture_key(f, "b");
}

static void help(struct fixture *f) {
	fixture_key(f, "?");
}

Test(golden_OP_4, the_line_above_the_keys_names_the_gesture) {
	in_both("slide", PLATFORM_SLIDE, nothing);
	in_both("bar-closed", PLATFORM_SIDEBAR, nothing);
}

Test(golden_OP_4, a_row_is_slid) {
	in_both("slide-on", PLATFORM_SLIDE, slide_on);
	in_both("slide-enough", PLATFORM_SLIDE, slide_enough);
	in_both("slide-key", PLATFORM_SLIDE, slide_key);
}

Test(golden_OP_4, the_side_bar_is_open) {
	in_both("bar", PLATFORM_SIDEBAR, bar);
	in_both("bar-undecided", PLATFORM_SIDEBAR, bar_undecided);
	in_both("bar-last", PLATFORM_SIDEBAR, bar_last);
}

Test(golden_OP_4, the_help_begins_with_the_gesture) {
	in_both("help-slide", PLATFORM_SLIDE, help);
	in_both("help-bar", PLATFORM_SIDEBAR, help);
}
