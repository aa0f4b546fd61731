#include "unlike/base/text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "unlike/base/rng.h"

/* A literal with its length: it may hold NULs. */
#define RAW(text) .raw = (text), .len = sizeof(text) - 1

#define FFFD "\xEF\xBF\xBD"

struct golden {
	const char *raw;
	size_t len;
	const char *clean;
	size_t width;
	bool hint;
};

static const struct golden goldens[] = {
	/* what is harmless stays */
	{ RAW(""), "", 0, false },
	{ RAW("plain title"), "plain title", 11, false },
	{ RAW("漢字"), "漢字", 4, false },
	{ RAW("【4K】东京｜完"), "【4K】东京｜完", 14, false },
	{ RAW("caf\xC3\xA9"), "café", 4, false },
	{ RAW("\xC2\xA0x"), "\xC2\xA0x", 2, false },
	{ RAW("a\xE3\x80\x80"
	      "b"),
			"a\xE3\x80\x80"
			"b",
			4, false },
	{ RAW("שלום"), "שלום", 4, false },
	/* escape sequences and other controls */
	{ RAW("\x1B[31mred"), "␛[31mred", 8, true },
	{ RAW("\x1B]0;title\x07"), "␛]0;title␇", 10, true },
	{ RAW("\x1B]52;c;cm0=\x1B\\"), "␛]52;c;cm0=␛\\", 13, true },
	{ RAW("a\0b"), "a␀b", 3, true },
	{ RAW("a\x7F"
	      "b"),
			"a␡b", 3, true },
	{ RAW("abc\x08\x08\x08xyz"), "abc␈␈␈xyz", 9, true },
	{ RAW("\xC2\x9B"
	      "31mred"),
			FFFD "31mred", 7, true },
	{ RAW("\x9B"
	      "31mred"),
			FFFD "31mred", 7, true },
	{ RAW("\xC2\x85x"), FFFD "x", 2, true },
	{ RAW("two\nlines\r\n\tin"), "two lines   in", 14, false },
	{ RAW("a\x0B"
	      "b\x0C"
	      "c"),
			"a b c", 5, false },
	{ RAW("a\xE2\x80\xA8"
	      "b\xE2\x80\xA9"
	      "c"),
			"a b c", 5, false },
	/* bytes that are not UTF-8 */
	{ RAW("\xFF"), FFFD, 1, true },
	{ RAW("\xC0\xAF"), FFFD FFFD, 2, true },
	{ RAW("\xE0\x80\xAF"), FFFD FFFD FFFD, 3, true },
	{ RAW("\xED\xA0\x80"), FFFD FFFD FFFD, 3, true },
	{ RAW("\xF4\x90\x80\x80"), FFFD FFFD FFFD FFFD, 4, true },
	{ RAW("\xF0\x9F\x98"), FFFD, 1, true },
	{ RAW("\xF0\x9F\x98x"), FFFD "x", 2, true },
	{ RAW("\xE6\xBC\xE6\xBC\xA2"), FFFD "漢", 3, true },
	{ RAW("\x80\xBF"), FFFD FFFD, 2, true },
	{ RAW("\xF8\x88\x80\x80\x80"), FFFD FFFD FFFD FFFD FFFD, 5, true },
	/* bidi controls, all twelve */
	{ RAW("\xD8\x9C"
	      "a"),
			"a", 1, true },
	{ RAW("a\xE2\x80\x8E"
	      "b\xE2\x80\x8F"
	      "c"),
			"abc", 3, true },
	{ RAW("\xE2\x80\xAA\xE2\x80\xAB\xE2\x80\xAC\xE2\x80\xAD\xE2\x80\xAEgpj.exe"), "gpj.exe", 7,
			true },
	{ RAW("\xE2\x81\xA6\xE2\x81\xA7\xE2\x81\xA8\xE2\x81\xA9x"), "x", 1, true },
	/* what cannot be seen */
	{ RAW("pay\xC2\xADpal"), "paypal", 6, true },
	{ RAW("pay\xE2\x80\x8Bpal"), "paypal", 6, true },
	{ RAW("\xEF\xBB\xBFpay\xE2\x81\xA0pal"), "paypal", 6, true },
	{ RAW("a\xE2\x80\x8D"
	      "b\xE2\x80\x8C"
	      "c"),
			"abc", 3, true },
	{ RAW("a\xE1\xA0\x8E"
	      "b"),
			"ab", 2, true },
	{ RAW("a\xEF\xBF\xB9"
	      "b\xEF\xBF\xBB"),
			"ab", 2, true },
	{ RAW("hi\xF3\xA0\x81\xA1\xF3\xA0\x81\xBF"), "hi", 2, true },
	{ RAW("\xE8\x91\x9B\xF3\xA0\x84\x80"), "葛", 2, true },
	{ RAW("a\xE2\x81\xAF"
	      "b"),
			"ab", 2, true },
	/* private use, no characters, not assigned, newer than the C library */
	{ RAW("\xEE\x80\x80"), FFFD, 1, true },
	{ RAW("\xF4\x8F\xBF\xBD"), FFFD, 1, true },
	{ RAW("\xEF\xB7\x90\xEF\xBF\xBE\xEF\xBF\xBF"), FFFD FFFD FFFD, 3, true },
	{ RAW("\xCD\xB8"), FFFD, 1, true },
	{ RAW("\xE2\x81\xA5"), FFFD, 1, true },
	/* marks: composed, at most four, never alone */
	{ RAW("e\xCC\x81"), "é", 1, false },
	{ RAW("e\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81"), "é\xCC\x81\xCC\x81\xCC\x81", 1,
			true },
	{ RAW("x\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85"), "x\xCC\x81\xCC\x82\xCC\x83\xCC\x84", 1,
			true },
	{ RAW("\xCC\x81"
	      "a"),
			"◌\xCC\x81"
			"a",
			2, false },
	{ RAW("z\xCD\x84\xCD\x84\xCD\x84"), "z\xCC\x88\xCC\x81\xCC\x88\xCC\x81", 1, true },
	{ RAW("क\xE0\xA4\xBE"), "का", 2, false },
	{ RAW("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8"), "각", 2, false },
	/* joiners: only where they join */
	{ RAW("می\xE2\x80\x8Cخواهم"), "می\xE2\x80\x8Cخواهم", 7, false },
	{ RAW("क्\xE2\x80\x8Dष"), "क्\xE2\x80\x8Dष", 2, false },
	{ RAW("می\xE2\x80\x8C\xE2\x80\x8Cخ"), "می\xE2\x80\x8Cخ", 3, true },
	{ RAW("می\xE2\x80\x8C"), "می", 2, true },
	{ RAW("a\xE2\x80\x8Cب"), "aب", 2, true },
	{ RAW("ب\xE2\x80\x8D"
	      "a"),
			"بa", 2, true },
	/* emoji: the first character stays */
	{ RAW("👍🏽!"), "👍!", 3, false },
	{ RAW("👨‍👩‍👧x"), "👨x", 3, false },
	{ RAW("👩🏽‍🤝‍👩🏼"), "👩", 2, false },
	{ RAW("👩\xE2\x80\x8C👧"), "👩👧", 4, true },
	{ RAW("🏳️‍🌈"), "🏳", 1, false },
	{ RAW("❤️"), "❤", 1, false },
	{ RAW("1️⃣ 2"), "1 2", 3, false },
	{ RAW("🇩🇪"), "🇩🇪", 2, false },
	{ RAW("🏽"), "🏽", 2, false },
	{ RAW("🏴\xF3\xA0\x81\xA7\xF3\xA0\x81\xBF"), "🏴", 2, true },
};

#define GOLDEN_COUNT (sizeof(goldens) / sizeof(goldens[0]))

TestSuite(text, .init = text_init);

Test(text, hostile_strings_become_what_the_golden_table_says) {
	for (size_t i = 0; i < GOLDEN_COUNT; i++) {
		const struct golden *g = &goldens[i];
		struct buf out;
		buf_init(&out, BUF_UNLIMITED);
		const bool hint = text_clean(g->raw, g->len, &out);
		cr_expect_str_eq(out.data, g->clean, "line %zu: '%s' is not '%s'", i, out.data,
				g->clean);
		cr_expect_eq(text_width(out.data), g->width, "line %zu '%s': %zu cells, not %zu", i,
				g->clean, text_width(out.data), g->width);
		cr_expect_eq(hint, g->hint, "line %zu '%s': hint %d", i, g->clean, hint);
		buf_finish(&out);
	}
}

/* --- properties ------------------------------------------------------------------------------ */

static bool is_between(wchar_t c, wchar_t first, wchar_t last) {
	return c >= first && c <= last;
}

/* Written down a second time, and not by the table that is tested. */
static bool is_forbidden(wchar_t c) {
	return c < 0x20 || is_between(c, 0x7F, 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E ||
			c == 0x200B || is_between(c, 0x200E, 0x200F) ||
			is_between(c, 0x2028, 0x202E) || is_between(c, 0x2060, 0x206F) ||
			is_between(c, 0xD800, 0xF8FF) || is_between(c, 0xFDD0, 0xFDEF) ||
			is_between(c, 0xFE00, 0xFE0F) || c == 0xFEFF ||
			is_between(c, 0xFFF9, 0xFFFB) || is_between(c, 0x13430, 0x1343F) ||
			is_between(c, 0x1BCA0, 0x1BCA3) || is_between(c, 0x1D173, 0x1D17A) ||
			(c & 0xFFFE) == 0xFFFE || c >= 0xE0000;
}

static const char *find_fault(const struct buf *clean) {
	/* The C library decodes: not the decoder under test. */
	wchar_t *wide = calloc(clean->len + 1, sizeof(*wide));
	const size_t n = mbstowcs(wide, clean->data, clean->len + 1);
	const char *fault = n == (size_t)-1 ? "not UTF-8" : NULL;
	unsigned zeros = 4;
	size_t width = 0;
	for (size_t i = 0; fault == NULL && i < n; i++) {
		const int cells = wcwidth(wide[i]);
		zeros = cells == 0 ? zeros + 1 : 0;
		width += cells > 0 ? (size_t)cells : 0;
		if (is_forbidden(wide[i])) {
			fault = "a forbidden character";
		} else if (cells < 0) {
			fault = "a character without a width";
		} else if (zeros > 4) {
			fault = "too many marks, or one that leads";
		} else if (is_between(wide[i], 0x200C, 0x200D) &&
				(i + 1 == n || wide[i + 1] < 0x600)) {
			fault = "a joiner that joins nothing";
		}
	}
	if (fault == NULL && width != text_width(clean->data)) {
		fault = "text_width is not the sum of wcwidth";
	}
	free(wide);
	return fault;
}

static const char *find_misfit(const char *clean, size_t cells) {
	struct buf fit;
	buf_init(&fit, BUF_UNLIMITED);
	const size_t used = text_fit(clean, cells, "…", &fit);
	const char *fault = NULL;
	if (used > cells) {
		fault = "fit is wider than asked";
	} else if (text_width(fit.data) != used) {
		fault = "fit does not know its width";
	} else if (text_width(clean) <= cells && strcmp(clean, fit.data) != 0) {
		fault = "fit cuts what fits";
	} else if (text_width(clean) > cells && used + 1 < cells) {
		fault = "fit cuts too much";
	}
	buf_finish(&fit);
	return fault;
}

static const char *check_properties(const char *raw, size_t len, size_t cells) {
	struct buf once, twice;
	buf_init(&once, BUF_UNLIMITED);
	buf_init(&twice, BUF_UNLIMITED);
	text_clean(raw, len, &once);
	text_clean(once.data, once.len, &twice);
	const char *fault = find_fault(&once);
	if (fault == NULL &&
			(once.len != twice.len || memcmp(once.data, twice.data, once.len) != 0)) {
		fault = "cleaning twice is not cleaning once";
	}
	if (fault == NULL && strlen(once.data) != once.len) {
		fault = "a NUL";
	}
	if (fault == NULL) {
		fault = find_misfit(once.data, cells);
	}
	buf_finish(&once);
	buf_finish(&twice);
	return fault;
}

static void expect_properties(const char *raw, size_t len, size_t cells) {
	const char *fault = check_properties(raw, len, cells);
	if (fault == NULL) {
		return;
	}
	struct buf hex;
	buf_init(&hex, 4000);
	for (size_t i = 0; i < len; i++) {
		buf_printf(&hex, "%02x ", (unsigned char)raw[i]);
	}
	cr_assert_fail("%s (%zu cells): %s", fault, cells, hex.data);
}

/* Ends of ranges, joiners, marks, emoji parts: where rules meet. */
static const uint32_t nasty[] = { 0x00, 0x09, 0x0A, 0x1B, 0x20, 0x31, 0x65, 0x7F, 0x85, 0x9B, 0xA9,
	0xAD, 0x0300, 0x0301, 0x0323, 0x0344, 0x034F, 0x05D0, 0x0600, 0x061C, 0x0627, 0x0628,
	0x0653, 0x064B, 0x06CC, 0x070F, 0x0915, 0x093C, 0x093E, 0x094D, 0x0958, 0x0B47, 0x0B3E,
	0x1100, 0x115F, 0x1160, 0x1161, 0x11A8, 0x180B, 0x180E, 0x1820, 0x200B, 0x200C, 0x200C,
	0x200D, 0x200D, 0x200D, 0x200E, 0x2028, 0x202E, 0x2060, 0x2065, 0x2069, 0x20E3, 0x212B,
	0x25CC, 0x2640, 0x2764, 0x3000, 0x302A, 0x3099, 0x304B, 0x3164, 0x6F22, 0xA672, 0xAC00,
	0xD7B0, 0xE000, 0xF900, 0xFB1D, 0xFDD0, 0xFDFA, 0xFE0F, 0xFE0F, 0xFEFF, 0xFF21, 0xFFA0,
	0xFFFD, 0xFFFE, 0x13430, 0x1D15E, 0x1D173, 0x1F1E9, 0x1F1EA, 0x1F3F4, 0x1F3FB, 0x1F3FF,
	0x1F468, 0x1F469, 0x1F44D, 0x1FAE8, 0xE0001, 0xE007F, 0xE0100, 0xF0000, 0x10FFFF };

static size_t make_string(const struct rng *rng, char *ret, size_t room) {
	const uint64_t kind = rng_below(rng, 4);
	/* few are long: they are slow, and say little more */
	const size_t want = rng_below(rng, 200) == 0 ? room - 4 : (size_t)rng_below(rng, 60);
	size_t len = 0;
	while (len < want) {
		const size_t pick = (size_t)rng_below(rng, sizeof(nasty) / sizeof(nasty[0]));
		if (kind == 0 || (kind == 1 && rng_below(rng, 8) == 0)) {
			ret[len++] = (char)rng_below(rng, 256);
		} else if (kind == 3 && rng_below(rng, 2) == 0) {
			len += text_encode((uint32_t)rng_below(rng, 0x110000), ret + len);
		} else {
			len += text_encode(nasty[pick], ret + len);
		}
	}
	return len;
}

Test(text, any_bytes_become_text_that_keeps_the_rules) {
	struct seeded_rng state;
	const struct rng rng = rng_seeded(&state, 20240611);
	char raw[5000];
	for (int i = 0; i < 100000; i++) {
		const size_t len = make_string(&rng, raw, sizeof(raw));
		expect_properties(raw, len, (size_t)rng_below(&rng, 50));
	}
}

Test(text, every_character_keeps_the_rules_beside_its_neighbours) {
	/* Beyond the emoji there are only ideographs, tags and private use: samples are enough. */
	for (uint32_t c = 0; c < 0x110000; c += c < 0x20000 ? 1 : 61) {
		char raw[32];
		size_t len = text_encode(c, raw);
		len += text_encode(c, raw + len);
		len += text_encode(0x301, raw + len);
		len += text_encode(0x200D, raw + len);
		len += text_encode(c, raw + len);
		len += text_encode(0x628, raw + len);
		len += text_encode(0x200C, raw + len);
		len += text_encode(c, raw + len);
		expect_properties(raw, len, 3);
	}
}

Test(text, long_text_is_cut_at_4_KiB_and_stays_whole_characters) {
	char raw[9000];
	struct buf out;
	buf_init(&out, BUF_UNLIMITED);
	memset(raw, 'x', sizeof(raw));
	text_clean(raw, sizeof(raw), &out);
	cr_expect_eq(out.len, 4096);

	buf_reset(&out);
	for (size_t i = 0; i < sizeof(raw); i += 3) {
		memcpy(raw + i, "漢", 3);
	}
	cr_expect_not(text_clean(raw, sizeof(raw), &out));
	cr_expect_eq(out.len, 4095);
	cr_expect_null(strstr(out.data, FFFD));

	/* three bytes written for one that was read */
	buf_reset(&out);
	memset(raw, 1, sizeof(raw));
	cr_expect(text_clean(raw, sizeof(raw), &out));
	cr_expect_eq(out.len, 4095);
	buf_finish(&out);
}

Test(text, the_cut_at_4_KiB_keeps_the_rules_wherever_it_falls) {
	char raw[4200];
	for (size_t shift = 0; shift < 5; shift++) {
		/* a control takes more room than it had, so the cut is in what is written */
		memset(raw, 1, 10);
		memset(raw + 10, 'x', shift);
		for (size_t i = 10 + shift; i + 5 < sizeof(raw); i += 5) {
			memcpy(raw + i, "ب\xE2\x80\x8C", 5);
		}
		expect_properties(raw, 4190, 7);
	}
}

Test(text, cleaning_appends_to_what_is_there) {
	struct buf out;
	buf_init(&out, BUF_UNLIMITED);
	text_clean("a\x01", 2, &out);
	text_clean("b", 1, &out);
	cr_expect_str_eq(out.data, "a␁b");
	buf_finish(&out);
}

/* --- clusters, widths, cutting --------------------------------------------------------------- */

Test(text, a_cluster_is_a_base_with_its_marks) {
	const char *p = "ae\xCC\xA7\xCC\x84漢";
	struct text_cluster cluster;
	cr_assert(text_next(&p, &cluster));
	cr_expect_str_eq(cluster.utf8, "a");
	cr_expect_eq(cluster.width, 1);
	cr_assert(text_next(&p, &cluster));
	cr_expect_str_eq(cluster.utf8, "e\xCC\xA7\xCC\x84");
	cr_expect_eq(cluster.len, 5);
	cr_expect_eq(cluster.width, 1);
	cr_assert(text_next(&p, &cluster));
	cr_expect_str_eq(cluster.utf8, "漢");
	cr_expect_eq(cluster.width, 2);
	cr_expect_not(text_next(&p, &cluster));
	cr_expect_eq(*p, '\0');
}

Test(text, text_that_was_not_cleaned_tears_no_row_either) {
	static const struct {
		const char *raw, *cluster;
	} cases[] = {
		{ "\x1B", FFFD },
		{ "\xCC\x81", "◌\xCC\x81" },
		{ "\xE2\x80\xAE", "◌\xE2\x80\xAE" },
		{ "\xFF", FFFD },
		{ "\xF0\x9F", FFFD },
		{ "a\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81",
				"a\xCC\x81\xCC\x81\xCC\x81\xCC\x81" },
		{ "𐀀\xF3\xA0\x84\x80\xF3\xA0\x84\x80\xF3\xA0\x84\x80\xF3\xA0\x84\x80\xF3\xA0\x84"
		  "\x80",
				"𐀀\xF3\xA0\x84\x80\xF3\xA0\x84\x80\xF3\xA0\x84\x80\xF3\xA0\x84"
				"\x80" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *p = cases[i].raw;
		struct text_cluster cluster;
		cr_assert(text_next(&p, &cluster));
		cr_expect_str_eq(cluster.utf8, cases[i].cluster, "case %zu", i);
		cr_expect_eq(cluster.width, 1);
		cr_expect_eq(*p, '\0', "case %zu", i);
	}
}

Test(text, fitting_cuts_on_a_cluster_border_and_says_so) {
	static const struct {
		const char *text;
		size_t cells;
		const char *ellipsis, *fit;
		size_t used;
	} cases[] = {
		{ "abc", 3, "…", "abc", 3 },
		{ "abcd", 3, "…", "ab…", 3 },
		{ "abcd", 3, ">", "ab>", 3 },
		{ "漢字漢", 6, "…", "漢字漢", 6 },
		{ "漢字漢", 5, "…", "漢字…", 5 },
		{ "漢字漢", 4, "…", "漢…", 3 },
		{ "漢", 1, "…", "…", 1 },
		{ "x\xCC\x81y", 1, "", "x\xCC\x81", 1 },
		{ "abc", 0, "…", "", 0 },
		{ "", 0, "…", "", 0 },
		{ "abc", 1, "...", "", 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out;
		buf_init(&out, BUF_UNLIMITED);
		const size_t used =
				text_fit(cases[i].text, cases[i].cells, cases[i].ellipsis, &out);
		cr_expect_str_eq(out.data, cases[i].fit, "case %zu: %s", i, out.data);
		cr_expect_eq(used, cases[i].used, "case %zu: %zu", i, used);
		buf_finish(&out);
	}
}

/* --- UTF-8 ----------------------------------------------------------------------------------- */

Test(text, every_scalar_value_comes_back_from_its_bytes) {
	for (uint32_t c = 0; c < 0x110000; c++) {
		char bytes[4];
		const size_t len = text_encode(c, bytes);
		const char *p = bytes;
		bool valid = false;
		const uint32_t back = text_decode(&p, bytes + len, &valid);
		const uint32_t want = c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c;
		cr_assert(valid && back == want && p == bytes + len, "U+%04X", c);
	}
}

Test(text, decoding_takes_a_maximal_subpart_and_never_reads_behind_the_end) {
	static const struct {
		const char *bytes;
		size_t len, taken;
	} cases[] = {
		{ "\x80", 1, 1 },
		{ "\xC1\xBF", 2, 1 },
		{ "\xE1\x80", 2, 2 },
		{ "\xE1\x80x", 3, 2 },
		{ "\xED\xA0\x80", 3, 1 },
		{ "\xF1\x80\x80\xC3", 4, 3 },
		{ "\xF4\x90\x80\x80", 4, 1 },
		{ "\xF5\x80\x80\x80", 4, 1 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		/* on the heap and just as long, for the sanitizer */
		char *bytes = malloc(cases[i].len);
		memcpy(bytes, cases[i].bytes, cases[i].len);
		const char *p = bytes;
		bool valid = true;
		cr_expect_eq(text_decode(&p, bytes + cases[i].len, &valid), 0xFFFD);
		cr_expect_not(valid);
		cr_expect_eq((size_t)(p - bytes), cases[i].taken, "case %zu: %zu", i,
				(size_t)(p - bytes));
		free(bytes);
	}
}

/* --- folding --------------------------------------------------------------------------------- */

Test(text, folding_brings_forms_of_a_word_together) {
	static const struct {
		const char *raw, *folded;
	} cases[] = {
		{ "ABC", "abc" },
		{ "ＡＢＣ", "abc" },
		{ "Straße", "strasse" },
		{ "ＥＣ２", "ec2" },
		{ "ﬁne", "fine" },
		{ "E\xCC\x81", "é" },
		{ "É", "é" },
		{ "ｶﾞ", "ガ" },
		{ "東京", "東京" },
		{ "a\xE2\x80\x8B\xE2\x80\xAE"
		  "b",
				"ab" },
		{ "A\x1B", "a␛" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out;
		buf_init(&out, BUF_UNLIMITED);
		text_fold(cases[i].raw, strlen(cases[i].raw), &out);
		cr_expect_str_eq(out.data, cases[i].folded, "case %zu: %s", i, out.data);
		buf_finish(&out);
	}
}

Test(text, the_character_set_is_UTF_8_whatever_the_environment_says) {
	setenv("LC_ALL", "C", 1);
	text_init();
	cr_expect_eq(text_width("漢"), 2);
	setenv("LC_ALL", "xx_XX.nowhere", 1);
	text_init();
	cr_expect_eq(text_width("漢"), 2);
	char number[8];
	snprintf(number, sizeof(number), "%.1f", 0.5);
	cr_expect_str_eq(number, "0.5");
}

Test(text, a_line_ends_at_a_blank_or_between_hanzi) {
	static const struct {
		const char *text;
		size_t cells;
		const char *line;
	} cases[] = {
		{ "", 10, "" },
		{ "all of it", 9, "all of it" },
		{ "all of it", 8, "all of" },
		{ "unbreakable", 4, "unbr" },
		{ "看看赞", 4, "看看" },
		{ "看看赞", 5, "看看" },
		/* A comma goes with what it closes. */
		{ "看看\uff0c赞", 5, "看" },
		{ "看看\uff0c赞", 6, "看看\uff0c" },
		{ "按 Enter 取消", 7, "按" },
		{ "按 Enter 取消", 8, "按 Enter" },
		{ "按 Enter 取消", 11, "按 Enter 取" },
		{ "取消Enter", 8, "取消" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const size_t len = text_wrap(cases[i].text, cases[i].cells);
		cr_expect_eq(len, strlen(cases[i].line), "case %zu: %.*s", i, (int)len,
				cases[i].text);
		cr_expect_eq(memcmp(cases[i].text, cases[i].line, strlen(cases[i].line)), 0);
	}
}

Test(text, a_letter_is_found_below_its_marks_and_nowhere_else) {
	cr_expect_eq(text_ascii_letter(0xE9), 'e');
	cr_expect_eq(text_ascii_letter(0xC0), 'A');
	cr_expect_eq(text_ascii_letter(0x1DC), 'u', "two marks");
	cr_expect_eq(text_ascii_letter('e'), '\0', "without a mark");
	cr_expect_eq(text_ascii_letter(0x439), '\0', "Cyrillic");
	cr_expect_eq(text_ascii_letter(0x2260), '\0', "no letter");
	cr_expect_eq(text_ascii_letter(0x732B), '\0');
	cr_expect_eq(text_ascii_letter(0xD800), '\0');
	cr_expect_eq(text_ascii_letter(UINT32_MAX), '\0');
}
