#include "unlike/base/ini.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/buf.h"

static void note_entry(
		const char *section, const char *name, const char *value, int line, void *data) {
	buf_printf(data, "%d [%s] %s=%s\n", line, section, name, value);
}

static void note_bad(int line, const char *what, void *data) {
	buf_printf(data, "%d! %s\n", line, what);
}

static void expect_reading(const char *text, const char *want) {
	struct buf seen;
	buf_init(&seen, BUF_UNLIMITED);
	ini_read_text(text, note_entry, note_bad, &seen);
	cr_expect_str_eq(seen.data, want, "read: %s", seen.data);
	buf_finish(&seen);
}

Test(ini, entries_come_with_their_section_and_line) {
	expect_reading("top = 1\n"
		       "# a comment\n"
		       "; another\n"
		       "\n"
		       "[ui]\n"
		       "theme = dark ; why not\n"
		       "  colour=#ff8800\n"
		       "\tempty =\r\n"
		       " \t[sync]  \n"
		       "undo: 10 s",
			"1 [] top=1\n"
			"6 [ui] theme=dark\n"
			"7 [ui] colour=#ff8800\n"
			"8 [ui] empty=\n"
			"10 [sync] undo=10 s\n");
}

Test(ini, every_bad_line_is_reported_and_the_others_are_read) {
	expect_reading("nonsense\n"
		       "a = 1\n"
		       "= 2\n"
		       "more nonsense\n"
		       "b = 2\n",
			"1! neither a [section] nor name = value\n"
			"2 [] a=1\n"
			"3! there is no name before the '='\n"
			"4! neither a [section] nor name = value\n"
			"5 [] b=2\n");
}

Test(ini, entries_behind_a_broken_heading_belong_to_no_section) {
	expect_reading("[safe]\n"
		       "a = 1\n"
		       "[dangerous\n"
		       "a = 2\n"
		       "[next]\n"
		       "a = 3\n",
			"2 [safe] a=1\n"
			"3! the heading has no ']': entries down to the next heading are ignored\n"
			"6 [next] a=3\n");
}

Test(ini, a_byte_order_mark_is_skipped) {
	expect_reading("\xEF\xBB\xBF[a]\nb = c\n", "2 [a] b=c\n");
}

Test(ini, an_indented_line_is_no_continuation) {
	expect_reading("a = 1\n   b = 2\n", "1 [] a=1\n2 [] b=2\n");
}

static char *make_entry(size_t line_bytes) {
	char *text = malloc(line_bytes + 2);
	memset(text, 'v', line_bytes);
	memcpy(text, "n=", 2);
	memcpy(text + line_bytes, "\n", 2);
	return text;
}

Test(ini, a_long_value_is_whole_or_refused_but_never_cut) {
	struct buf want;
	buf_init(&want, BUF_UNLIMITED);
	char *fits = make_entry(190);
	buf_printf(&want, "1 [] %s", fits);
	expect_reading(fits, want.data);
	free(fits);

	/* blanks around it do not count */
	struct buf padded;
	buf_init(&padded, BUF_UNLIMITED);
	fits = make_entry(190);
	buf_printf(&padded, "  %.190s \t\r\n", fits);
	expect_reading(padded.data, want.data);
	free(fits);
	buf_finish(&padded);
	buf_finish(&want);

	static const size_t lengths[] = { 191, 199, 200, 201, 400, 100000 };
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		char *text = make_entry(lengths[i]);
		expect_reading(text, "1! longer than 190 bytes\n");
		free(text);
	}
}

Test(ini, the_name_of_a_section_is_whole_or_refused) {
	const char *ok = "[1234567890123456789012345678901234567890123456789]\na=1\n";
	expect_reading(ok, "2 [1234567890123456789012345678901234567890123456789] a=1\n");
	const char *long_one =
			"[12345678901234567890123456789012345678901234567890]\na=1\n[b]\na=2";
	expect_reading(long_one, "1! the name of the section is longer than 49 bytes\n4 [b] a=2\n");
}

Test(ini, nothing_in_nothing_out) {
	expect_reading("", "");
	expect_reading("\n\n\n", "");
}

/* --- files ----------------------------------------------------------------------------------- */

static char path[] = "/tmp/unlike-test-ini-XXXXXX";

static void make_file(const char *bytes, size_t len) {
	const int fd = mkstemp(path);
	cr_assert(fd >= 0);
	cr_assert_eq(write(fd, bytes, len), (ssize_t)len);
	close(fd);
}

Test(ini, a_file_is_read_like_text_and_a_NUL_spoils_only_its_line) {
	static const char bytes[] = "a = 1\nb\0 = 2\nc = 3\n";
	make_file(bytes, sizeof(bytes) - 1);
	struct buf seen;
	buf_init(&seen, BUF_UNLIMITED);
	struct err err;
	cr_expect(ini_read_file(path, note_entry, note_bad, &seen, &err));
	cr_expect_str_eq(seen.data, "1 [] a=1\n2! a NUL byte\n3 [] c=3\n");
	buf_finish(&seen);
	unlink(path);
}

Test(ini, a_missing_or_huge_file_is_an_error) {
	struct err err;
	cr_expect_not(ini_read_file("/nonexistent/x", note_entry, note_bad, NULL, &err));
	cr_expect_eq(err.code, ERR_INPUT);

	const size_t len = (1 << 20) + 1;
	char *bytes = malloc(len);
	memset(bytes, '\n', len);
	make_file(bytes, len);
	cr_expect_not(ini_read_file(path, note_entry, note_bad, NULL, &err));
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect_eq(truncate(path, (off_t)len - 1), 0);
	cr_expect(ini_read_file(path, note_entry, note_bad, NULL, &err));
	free(bytes);
	unlink(path);
}
