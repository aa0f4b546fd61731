#include "unlike/base/err.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <locale.h>
#include <string.h>

Test(err, set_fills_code_and_message_and_returns_false) {
	struct err err = { .retry_after_ms = 7 };
	cr_assert_not(err_set(&err, ERR_DB, "row %d of %s", 3, "likes"));
	cr_assert_eq(err.code, ERR_DB);
	cr_assert_eq(err.retry_after_ms, 0);
	cr_assert_str_eq(err.msg, "row 3 of likes");
}

Test(err, nobody_has_to_care) {
	cr_assert_not(err_set(NULL, ERR_DB, "x"));
	cr_assert_not(err_set_errno(NULL, ERR_IO, ENOENT, "x"));
	cr_assert_not(err_wrap(NULL, "x"));
}

Test(err, a_message_may_be_made_from_itself) {
	struct err err;
	err_set(&err, ERR_NET, "cut off");
	err_set(&err, ERR_SERVER, "again: %s", err.msg);
	cr_assert_str_eq(err.msg, "again: cut off");
}

Test(err, a_long_message_is_cut_between_characters) {
	/* Each of the four puts the limit at another byte of the three of "あ". */
	for (int shift = 0; shift < 4; shift++) {
		char text[600] = "";
		memset(text, 'x', (size_t)shift);
		for (int i = 0; i < 150; i++) {
			strncat(text, "あ", 4);
		}
		struct err err;
		err_set(&err, ERR_INPUT, "%s", text);
		size_t len = strlen(err.msg);
		cr_assert_lt(len, sizeof(err.msg));
		cr_assert_gt(len, sizeof(err.msg) - 4);
		cr_assert_eq((len - (size_t)shift) % 3, 0, "cut inside a character: %zu", len);
		cr_assert_eq(strncmp(err.msg, text, len), 0);
	}
}

Test(err, a_message_that_just_fits_is_whole) {
	char text[256];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	struct err err;
	err_set(&err, ERR_INPUT, "%s", text);
	cr_assert_str_eq(err.msg, text);
}

Test(err, errno_comes_as_english_words_behind) {
	setlocale(LC_ALL, "");
	struct err err;
	cr_assert_not(err_set_errno(&err, ERR_IO, ENOENT, "cannot open %s", "a"));
	cr_assert_eq(err.code, ERR_IO);
	cr_assert_str_eq(err.msg, "cannot open a: No such file or directory");
	err_set_errno(&err, ERR_IO, 99999, "cannot open %s", "a");
	cr_assert_str_eq(err.msg, "cannot open a: error 99999");
}

Test(err, a_full_disk_is_a_full_disk_whatever_the_code) {
	struct err err;
	err_set_errno(&err, ERR_IO, ENOSPC, "x");
	cr_assert_eq(err.code, ERR_FULL);
	err_set_errno(&err, ERR_DB, EDQUOT, "x");
	cr_assert_eq(err.code, ERR_FULL);
}

Test(err, wrap_puts_the_context_before_and_keeps_the_rest) {
	struct err err;
	err_set(&err, ERR_RATE_LIMITED, "slow down");
	err.retry_after_ms = 1500;
	cr_assert_not(err_wrap(&err, "page %d", 2));
	cr_assert_str_eq(err.msg, "page 2: slow down");
	cr_assert_eq(err.code, ERR_RATE_LIMITED);
	cr_assert_eq(err.retry_after_ms, 1500);
}

Test(err, only_what_may_pass_is_transient) {
	for (int code = ERR_NONE; code < ERR_CODE_COUNT; code++) {
		bool want = code == ERR_BUSY || code == ERR_NET || code == ERR_TIMEOUT ||
				code == ERR_RATE_LIMITED || code == ERR_SERVER;
		struct err err = { .code = (enum err_code)code };
		cr_assert_eq(err_is_transient(&err), want, "%s", err_code_name(err.code));
	}
}

Test(err, every_code_has_a_name_of_its_own) {
	for (int i = 0; i < ERR_CODE_COUNT; i++) {
		const char *name = err_code_name((enum err_code)i);
		cr_assert_not_null(name);
		for (int j = 0; j < i; j++) {
			cr_assert_str_neq(name, err_code_name((enum err_code)j));
		}
	}
	cr_assert_str_eq(err_code_name(ERR_CODE_COUNT), "unknown");
}
