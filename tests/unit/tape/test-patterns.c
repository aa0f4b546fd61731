#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pattern.h"
#include "unlike/base/mem.h"
#include "unlike/base/rng.h"
#include "unlike/base/text.h"

static struct pattern_slot *slot;
static struct err err;

static void make_slot(void) {
	text_init();
	slot = pattern_slot_create();
}

static void destroy_slot(void) {
	pattern_slot_destroy(slot);
}

TestSuite(patterns, .init = make_slot, .fini = destroy_slot);

static bool matches(const char *written, const char *text) {
	struct tape_pattern pattern;
	cr_assert(pattern_init(&pattern, slot, written, &err), "/%s/: %s", written, err.msg);
	cr_assert_str_eq(tape_pattern_text(&pattern), written);
	const bool ret = tape_pattern_matches(&pattern, text);
	cr_assert_eq(tape_pattern_matches(&pattern, text), ret, "the second time is as the first");
	pattern_finish(&pattern);
	return ret;
}

Test(patterns, they_are_looked_for_line_by_line) {
	static const struct {
		const char *pattern, *text;
		bool is_there;
	} cases[] = {
		{ "b", "abc", true },
		{ "^b", "abc\nbcd", true },
		{ "^c", "abc\nbcd", false },
		{ "c$", "abc\nbcd", true },
		{ "b$", "abc\nbcd", false },
		{ "c.b", "abc\nbcd", false },
		{ "c[^x]b", "abc\nbcd", false },
		{ "^$", "abc\n\nbcd", true },
		{ "^$", "abc\nbcd\n", false },
		{ "^$", "", true },
		{ "x", "", false },
		{ "12,408 likes|no likes", "   12,408 likes · ●", true },
		{ "^─{80}$", "────────────────────", false },
		{ "^─{20}$", "────────────────────", true },
		{ "^.$", "猫", true },
		{ "[猫狗]", "一只猫", true },
		{ "a\\/b", "a/b", true },
		{ "[\\/]", "/", true },
		{ "[\\/]", "\\", false },
		{ "a\\\\b", "a\\b", true },
		{ "\\{3\\}", "{3}", true },
		{ "a{2}", "a{2}", false },
		{ "(foo )?bar", "bar", true },
		{ "[[:digit:]]+ s", "undo 9 s", true },
		{ "[]a]", "]", true },
		{ ">$", "> ", false },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cr_expect_eq(matches(cases[i].pattern, cases[i].text), cases[i].is_there,
				"/%s/ in \"%s\"", cases[i].pattern, cases[i].text);
	}
}

Test(patterns, two_of_them_take_turns) {
	struct tape_pattern a, b;
	cr_assert(pattern_init(&a, slot, "a", &err));
	cr_assert(pattern_init(&b, slot, "b", &err));
	for (int i = 0; i < 3; i++) {
		cr_expect(tape_pattern_matches(&a, "xa"));
		cr_expect_not(tape_pattern_matches(&b, "xa"));
		cr_expect(tape_pattern_matches(&b, "xb"));
	}
	pattern_finish(&b);
	cr_expect(tape_pattern_matches(&a, "a"));
	pattern_finish(&a);
}

Test(patterns, what_is_none_or_too_large_is_refused_with_the_reason) {
	static const struct {
		const char *pattern, *why;
	} cases[] = {
		{ "", "it is empty, and would be everywhere" },
		{ "(", "Unmatched ( or \\(" },
		{ "[a", "Unmatched [, [^, [:, [., or [=" },
		{ "a\\", "Trailing backslash" },
		{ "a{3,2}", "Invalid content of \\{\\}" },
		{ "a{x}", "a { must begin a count like {3}; write \\{" },
		{ "a{", "a { must begin a count like {3}; write \\{" },
		{ "\\d", "POSIX extended regular expressions have no '\\d'; write [0-9]" },
		{ "\\w+", "POSIX extended regular expressions have no '\\w'; write [[:alnum:]_]" },
		{ "\\s", "POSIX extended regular expressions have no '\\s'; write [[:space:]]" },
		{ "(a*)b\\1", "POSIX extended regular expressions have no '\\1'" },
		{ "\\<a", "POSIX extended regular expressions have no '\\<'" },
		{ "a*?", "it repeats what may be empty, or nothing, as in (a*)* or a*?" },
		{ "(a|b?)+", "it repeats what may be empty, or nothing, as in (a*)* or a*?" },
		{ "(?i)a", "it repeats what may be empty, or nothing, as in (a*)* or a*?" },
		{ "((^|$)x?)*", "it repeats what may be empty, or nothing, as in (a*)* or a*?" },
		{ "*a", "it repeats what may be empty, or nothing, as in (a*)* or a*?" },
		{ "(((a{255}){255}){255})",
				"its counts and + repeat more than 100 characters or brackets" },
		{ "a{102}", "its counts and + repeat more than 100 characters or brackets" },
		{ "a{99999999999999999999}",
				"its counts and + repeat more than 100 characters or brackets" },
		{ "((((((((a+)+)+)+)+)+)+)+)+",
				"its counts and + repeat more than 100 characters or brackets" },
		{ "(a{60}){60}b{2}",
				"its counts and + repeat more than 100 characters or brackets" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tape_pattern pattern;
		cr_assert_not(pattern_init(&pattern, slot, cases[i].pattern, &err), "/%s/",
				cases[i].pattern);
		cr_expect_str_eq(err.msg, cases[i].why, "/%s/: %s", cases[i].pattern, err.msg);
	}
}

Test(patterns, their_length_is_limited) {
	char text[PATTERN_BYTES_MAX + 2];
	memset(text, 'a', sizeof(text));
	text[PATTERN_BYTES_MAX] = '\0';
	struct tape_pattern pattern;
	cr_assert(pattern_init(&pattern, slot, text, &err), "%s", err.msg);
	pattern_finish(&pattern);
	text[PATTERN_BYTES_MAX] = 'a';
	text[PATTERN_BYTES_MAX + 1] = '\0';
	cr_assert_not(pattern_init(&pattern, slot, text, &err));
	cr_expect_str_eq(err.msg, "it is longer than 512 bytes");
	memset(text, '(', PATTERN_BYTES_MAX);
	text[PATTERN_BYTES_MAX] = '\0';
	cr_assert_not(pattern_init(&pattern, slot, text, &err));
}

/* A screen of two letters only: nearly every place in it is a new state for a matcher. */
static char *hard_screen(const struct rng *rng) {
	enum { ROWS = 24, COLS = 80 };
	char *screen = xmalloc(ROWS * (COLS + 1) + 1), *p = screen;
	for (int row = 0; row < ROWS; row++) {
		for (int col = 0; col < COLS; col++) {
			*p++ = rng_below(rng, 2) == 0 ? 'a' : 'b';
		}
		*p++ = '\n';
	}
	*p = '\0';
	return screen;
}

static void any_pattern(const struct rng *rng, struct buf *ret) {
	static const char *const pieces[] = { "a", "b", "a", "b", ".", "*", "+", "?", "|", "(", "(",
		")", ")", "{2}", "{3,}", "{1,9}", "{40}", "{0,30}", "{,5}", "[ab]", "[^a]", "^",
		"$", "é", "(a|b)", "(a*", "(a?)", ".*", "(.|a)" };
	const uint64_t n = 1 + rng_below(rng, rng_below(rng, 3) == 0 ? 120 : 25);
	buf_reset(ret);
	int open = 0;
	for (uint64_t i = 0; i < n; i++) {
		const char *piece = pieces[rng_below(rng, sizeof(pieces) / sizeof(pieces[0]))];
		for (const char *p = piece; *p != '\0'; p++) {
			open += *p == '(';
			open -= *p == ')' && open > 0;
		}
		buf_add_str(ret, piece);
	}
	while (open-- > 0) {
		buf_add_char(ret, ')');
	}
}

/* Where a pattern that is allowed takes time without end, the alarm ends the test. */
Test(patterns, none_that_is_allowed_takes_long_or_much) {
	struct seeded_rng state;
	const struct rng rng = rng_seeded(&state, 42);
	char *screen = hard_screen(&rng);
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	alarm(60);
	int allowed = 0;
	for (int i = 0; i < 5000; i++) {
		any_pattern(&rng, &text);
		struct tape_pattern pattern;
		if (!pattern_init(&pattern, slot, text.data, &err)) {
			continue;
		}
		allowed++;
		(void)tape_pattern_matches(&pattern, screen);
		pattern_finish(&pattern);
	}
	alarm(0);
	cr_expect_gt(allowed, 300, "only %d were tried", allowed);
	buf_finish(&text);
	free(screen);
}

static long largest_kib(void) {
	struct rusage usage;
	cr_assert_eq(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_maxrss;
}

/* AddressSanitizer keeps what was freed: there is nothing to measure then. */
#if defined(__SANITIZE_ADDRESS__)
#define MEASURABLE 0
#elif defined(__has_feature)
#define MEASURABLE !__has_feature(address_sanitizer)
#else
#define MEASURABLE 1
#endif

Test(patterns, what_the_matcher_remembers_is_limited) {
	if (!MEASURABLE) {
		cr_skip_test("built with AddressSanitizer");
	}
	struct seeded_rng state;
	const struct rng rng = rng_seeded(&state, 1);
	struct tape_pattern pattern;
	cr_assert(pattern_init(&pattern, slot, "(.|x)*a[ab]{60}c", &err), "%s", err.msg);
	alarm(60);
	const long before = largest_kib();
	for (int i = 0; i < 8; i++) {
		char *screen = hard_screen(&rng);
		cr_expect_not(tape_pattern_matches(&pattern, screen));
		free(screen);
	}
	alarm(0);
	/* Without the limit it would be 500 MiB, with it 45. */
	cr_expect_lt(largest_kib() - before, 120 * 1024, "%ld KiB", largest_kib() - before);
	pattern_finish(&pattern);
}
