#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/text.h"
#include "fixture.h"
#include "view_private.h"

static struct frame frame;

static void set_up(void) {
	text_init();
	frame_init(&frame);
}

static void tear_down(void) {
	frame_finish(&frame);
}

TestSuite(stand_in, .init = set_up, .fini = tear_down);

static void expect(const char *text, const char *want) {
	struct buf got;
	buf_init(&got, BUF_UNLIMITED);
	frame_reset(&frame, 1, 60);
	frame_put(&frame, 0, 0, 60, ROLE_TITLE, text);
	view_stand_in(&frame);
	frame_to_text(&frame, &got);
	got.data[strlen(got.data) - 1] = '\0';
	cr_expect_str_eq(got.data, want, "%s became %s", text, got.data);
	buf_finish(&got);
}

Test(stand_in, marks_of_ambiguous_width_become_ascii) {
	expect("“a” ‘b’ — – ·…", "\"a\" 'b' - - ..");
	expect("① ⑨ ⑩ → ★ ℃ ♥ ☂", "1 9 ? > * C * ?");
	expect("é ü ǐ ß Æ", "e u i s A");
}

Test(stand_in, what_has_one_width_everywhere_stays) {
	expect("猫《咪》，ＡＢ", "猫《咪》，ＡＢ");
	expect("ascii ñ ä İ", "ascii ñ ä İ");
	expect("Солнце Ωμέγα", "Солнце Ωμέγα");
	expect("한국어 🐱", "한국어 🐱");
}

Test(stand_in, only_where_they_are_asked_for) {
	struct fixture f;
	fixture_init(&f, 3, NULL);
	free(f.likes[0].title);
	f.likes[0].title = xstrdup("“é”");
	fixture_reload(&f, TAB_LIKES);
	model_set_ascii(f.model, true);
	cr_expect_not_null(strstr(fixture_text(&f), "“é”"), "the set of our own alone");
	model_set_stand_ins(f.model, true);
	cr_expect_not_null(strstr(fixture_text(&f), "\"e\""));
	fixture_finish(&f);
}
