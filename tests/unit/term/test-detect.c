#include "detect.h"

#include <criterion/criterion.h>
#include <string.h>

#include "unlike/base/rng.h"
#include "unlike/term/input.h"

static struct detect detect;

static void ask(void) {
	struct buf question;
	buf_init(&question, BUF_UNLIMITED);
	detect_ask(&detect, true, &question);
	cr_assert(question.len > strlen(DETECT_END));
	cr_assert_str_eq(question.data + question.len - strlen(DETECT_END), DETECT_END,
			"what every terminal answers comes last");
	buf_finish(&question);
}

/* Returns how often the traits were news. */
static int answer(const char *bytes) {
	struct input *input = input_create();
	struct term_event event;
	int news = 0;
	input_feed(input, bytes, strlen(bytes), 0);
	while (input_next(input, 0, &event)) {
		cr_assert_eq(event.type, TERM_ANSWER);
		news += detect_answer(&detect, &event.answer);
	}
	input_destroy(input);
	return news;
}

/* What they answered when they were asked. */
static const struct {
	const char *bytes;
	struct term_traits want;
} terminals[] = {
	{ "\033[?2026;0$y\033P>|XTerm(379)\033\\\033[1;2R\033[1;2R"
	  "\033[?64;1;2;6;9;15;16;17;18;21;22;28c",
			{ .name = "XTerm(379)", .heart_cols = 1, .line_cols = 1 } },
	{ "\033[?0u\033[?2026;2$y\033P>|kitty(0.26.5)\033\\\033[1;2R\033[1;2R\033[?62;c",
			{ .name = "kitty(0.26.5)",
					.keyboard = true,
					.sync_output = true,
					.heart_cols = 1,
					.line_cols = 1 } },
	{ "\033[?2026;4$y\033[1;2R\033[1;2R\033[?65;1;9c", { .heart_cols = 1, .line_cols = 1 } },
	{ "\033[1;3R\033[1;3R\033[?6c", { .heart_cols = 2, .line_cols = 2 } },
	{ "\033P>|tmux 3.3a\033\\\033[1;2R\033[1;3R\033[?1;2c",
			{ .name = "tmux 3.3a", .heart_cols = 1, .line_cols = 2 } },
	{ "\033[?1;2c", { .heart_cols = 0 } },
	{ "\033[?2026;1$y\033[?1049;1$y\033[?62c", { .sync_output = true } },
};
#define TERMINALS (sizeof(terminals) / sizeof(terminals[0]))

static void expect_traits(size_t i) {
	const struct term_traits *got = &detect.traits, *want = &terminals[i].want;
	cr_expect(got->told && got->answers, "terminal %zu", i);
	cr_expect_eq(got->keyboard, want->keyboard, "terminal %zu", i);
	cr_expect_eq(got->sync_output, want->sync_output, "terminal %zu", i);
	cr_expect_eq(got->heart_cols, want->heart_cols, "terminal %zu", i);
	cr_expect_eq(got->line_cols, want->line_cols, "terminal %zu", i);
	cr_expect_str_eq(got->name, want->name, "terminal %zu", i);
}

Test(detect, each_terminal_is_known_by_its_answers) {
	for (size_t i = 0; i < TERMINALS; i++) {
		ask();
		cr_expect_eq(answer(terminals[i].bytes), 1, "terminal %zu: told once", i);
		expect_traits(i);
		cr_expect_eq(detect_deadline(&detect), MSEC_NEVER);
		cr_expect_not(detect_time(&detect, 5000), "terminal %zu: and not again", i);
	}
}

Test(detect, a_terminal_that_is_silent_counts_as_no_after_100_ms) {
	ask();
	cr_assert_eq(detect_deadline(&detect), 0, "the time counts from the first look");
	cr_assert_not(detect_time(&detect, 70000));
	cr_assert_eq(detect_deadline(&detect), 70100);
	cr_assert_not(detect_time(&detect, 70099));
	cr_assert(detect_time(&detect, 70100));
	cr_assert(detect.traits.told && !detect.traits.answers && !detect.traits.keyboard);
	cr_assert_not(detect_time(&detect, 70200), "once");
	cr_assert_eq(detect_deadline(&detect), MSEC_NEVER);
}

Test(detect, what_is_answered_late_is_news) {
	ask();
	detect_time(&detect, 0);
	cr_assert(detect_time(&detect, 100));
	cr_assert_geq(answer(terminals[1].bytes), 1);
	expect_traits(1);
}

Test(detect, half_an_answer_is_not_told_before_its_time) {
	ask();
	cr_assert_eq(answer("\033[?0u\033[1;2R"), 0);
	cr_assert(detect.traits.keyboard, "but known");
	detect_time(&detect, 0);
	cr_assert(detect_time(&detect, 100));
}

Test(detect, wide_is_what_takes_two_cells_and_what_does_not_tell_where_that_is_usual) {
	static const struct {
		int heart, line;
		bool unless_told, want;
	} rows[] = {
		{ 1, 1, true, false },
		{ 1, 1, false, false },
		{ 2, 1, false, true },
		{ 1, 2, false, true },
		{ 2, 2, false, true },
		{ 0, 0, true, true },
		{ 0, 0, false, false },
		{ 1, 0, true, true },
		{ 1, 0, false, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct term_traits traits = { .heart_cols = rows[i].heart,
			.line_cols = rows[i].line };
		cr_expect_eq(term_is_wide(&traits, rows[i].unless_told), rows[i].want, "row %zu",
				i);
	}
}

Test(detect, a_key_that_looks_like_a_report_is_none) {
	ask();
	answer("\033[1;5R\033[1;6R"); /* F3 with Ctrl */
	cr_assert_eq(detect.traits.heart_cols, 0);
	answer("\033[1;2R\033[1;2R\033[?6c");
	answer("\033[1;3R");
	cr_assert(detect.traits.heart_cols == 1 && detect.traits.line_cols == 1, "behind it, too");
}

Test(detect, any_answers_at_all_end_in_order) {
	struct seeded_rng state;
	const struct rng rng = rng_seeded(&state, 3);
	for (int i = 0; i < 1000; i++) {
		ask();
		for (int n = 0; n < 20; n++) {
			struct term_answer any = {
				.about = (enum term_answer_about)rng_below(&rng, TERM_ANSWER_COUNT),
				.number = (int)rng_below(&rng, 100000),
				.value = (int)rng_below(&rng, 5),
			};
			detect_answer(&detect, &any);
			cr_assert(detect.traits.heart_cols >= 0 && detect.traits.heart_cols <= 2);
			cr_assert_geq(detect.owed, 0);
		}
	}
}
