#include "scenes.h"

#include <stdlib.h>

#include "unlike/base/lang.h"
#include "unlike/base/mem.h"

const struct scene_size scene_sizes[SCENE_SIZES] = { { "80x24", 24, 80 }, { "40x12", 12, 40 },
	{ "120x30", 30, 120 }, { "60x20", 20, 60 }, { "80x12", 12, 80 }, { "200x50", 50, 200 } };

void expect_golden(struct fixture *f, const char *name) {
	struct frame frame;
	frame_init(&frame);
	view_render(f->model, f->now, &frame);
	golden_expect(&frame, name);
	frame_finish(&frame);
}

/* The cursor has rested: what belongs to its row is here. */
static void rest(struct fixture *f) {
	const struct ui_now now = f->now;
	fixture_tick(f);
	fixture_pass(f, 200);
	fixture_tick(f);
	f->now = now;
}

void in_sizes(const char *name, size_t n, scene_fn *scene, size_t n_sizes) {
	for (size_t i = 0; i < n_sizes; i++) {
		struct fixture f;
		fixture_init(&f, n, NULL);
		fixture_resize(&f, scene_sizes[i].rows, scene_sizes[i].cols);
		scene(&f);
		rest(&f);
		char *golden = xasprintf("%s-%s", name, scene_sizes[i].name);
		expect_golden(&f, golden);
		free(golden);
		fixture_finish(&f);
	}
}

void in_each_size(const char *name, size_t n, scene_fn *scene) {
	in_sizes(name, n, scene, SCENE_SIZES);
}

void in_chinese(const char *name, size_t n, scene_fn *scene) {
	lang_set(LANG_ZH_CN);
	char *chinese = xasprintf("zh-%s", name);
	in_each_size(chinese, n, scene);
	free(chinese);
	lang_set(LANG_EN);
}
