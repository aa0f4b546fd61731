#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

static struct fixture f;

static void init(void) {
	fixture_init(&f, 50, NULL);
}

static void finish(void) {
	fixture_finish(&f);
}

TestSuite(quit, .init = init, .fini = finish);

static void with_pending(int64_t n) {
	f.status.pending = f.status.open = n;
	fixture_status(&f);
}

Test(quit, with_nothing_waiting_it_is_silent) {
	fixture_key(&f, "q");
	cr_assert_eq(f.n_effects, 1);
	cr_assert_eq(f.effects[0].type, EFFECT_QUIT);
	fixture_key(&f, "Ctrl+C");
	cr_assert(fixture_has(&f, EFFECT_QUIT));
}

Test(quit, with_something_waiting_it_asks) {
	with_pending(3);
	fixture_key(&f, "q");
	cr_assert_eq(f.n_effects, 0);
	cr_assert_str_eq(fixture_line(&f, 22),
			" 3 wait: Enter sends now, k keeps them for next time, u undoes, Esc "
			"stays");
	fixture_resize(&f, 24, 120);
	cr_assert_str_eq(fixture_line(&f, 22),
			" 3 wait: Enter sends them now, k keeps them for next "
			"time, u undoes them, Esc stays");
}

Test(quit, each_answer_does_what_it_says) {
	static const struct {
		const char *key;
		size_t n;
		enum effect_type effects[2];
	} cases[] = {
		{ "Enter", 2, { EFFECT_SEND_NOW, EFFECT_QUIT } },
		{ "k", 1, { EFFECT_QUIT } },
		{ "u", 2, { EFFECT_UNDO_ALL, EFFECT_QUIT } },
		{ "Ctrl+C", 1, { EFFECT_QUIT } },
		{ "Esc", 0, { 0 } },
		{ "x", 0, { 0 } },
		{ "j", 0, { 0 } },
		{ "q", 0, { 0 } },
		{ "Ctrl+U", 0, { 0 } },
		{ "Tab", 0, { 0 } },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture each;
		fixture_init(&each, 5, NULL);
		each.status.pending = 1;
		fixture_status(&each);
		fixture_key(&each, "q");
		fixture_key(&each, cases[i].key);
		cr_expect_eq(each.n_effects, cases[i].n, "%s", cases[i].key);
		for (size_t k = 0; k < cases[i].n && k < each.n_effects; k++) {
			cr_expect_eq(each.effects[k].type, cases[i].effects[k], "%s", cases[i].key);
		}
		fixture_finish(&each);
	}
}

Test(quit, other_keys_do_not_reach_the_rows) {
	with_pending(1);
	fixture_key(&f, "q");
	fixture_hold(&f, 3000);
	cr_assert_eq(f.n_effects, 0);
	fixture_key(&f, "Esc");
	fixture_key(&f, "Enter");
	cr_assert_eq(f.n_effects, 0);
}

Test(quit, a_question_that_became_empty_closes) {
	with_pending(1);
	fixture_key(&f, "q");
	with_pending(0);
	cr_assert_not_null(strstr(fixture_line(&f, 22), "Nothing waits any more"));
	fixture_key(&f, "Enter");
	cr_assert_not(fixture_has(&f, EFFECT_SEND_NOW));
}

Test(quit, it_is_never_silent_in_a_small_window) {
	with_pending(3);
	fixture_resize(&f, 5, 20);
	fixture_key(&f, "q");
	cr_assert_eq(f.n_effects, 0);
	cr_assert_not_null(strstr(fixture_line(&f, 0), "3 wait"));
	fixture_key(&f, "k");
	cr_assert(fixture_has(&f, EFFECT_QUIT));
}

Test(quit, it_can_be_asked_from_the_help) {
	with_pending(1);
	fixture_key(&f, "?");
	fixture_key(&f, "Ctrl+C");
	cr_assert_eq(f.n_effects, 0);
	fixture_key(&f, "Ctrl+C");
	cr_assert(fixture_has(&f, EFFECT_QUIT));
}

Test(quit, the_answers_are_the_keys_that_were_set) {
	struct keymap keymap;
	struct fixture other;
	keymap_init(&keymap);
	const struct key keep = { .sym = 'b' }, up = { .sym = 'k' }, undo = { .sym = 'z' };
	keymap_set(&keymap, REQUEST_KEEP, &keep, 1);
	keymap_set(&keymap, REQUEST_UP, &up, 1);
	keymap_set(&keymap, REQUEST_UNDO, &undo, 1);
	const struct model_options options = { .keymap = &keymap };
	fixture_init(&other, 20, &options);
	other.status.pending = other.status.open = 2;
	fixture_status(&other);
	fixture_key(&other, "q");
	cr_assert_str_eq(fixture_line(&other, 22),
			" 2 wait: Enter sends now, b keeps them for next time, z undoes, Esc "
			"stays");
	fixture_key(&other, "k");
	fixture_key(&other, "u");
	cr_assert_eq(other.n_effects, 0);
	fixture_key(&other, "z");
	cr_assert(fixture_has(&other, EFFECT_UNDO_ALL));
	fixture_finish(&other);
}
