#include "unlike/base/buf.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

Test(buf, a_new_one_is_an_empty_string) {
	struct buf buf;
	buf_init(&buf, 10);
	cr_assert_str_eq(buf.data, "");
	cr_assert_eq(buf.len, 0);
	cr_assert_not(buf.overflowed);
	buf_finish(&buf);
}

Test(buf, what_is_added_stands_there_with_a_nul_behind) {
	struct buf buf;
	buf_init(&buf, BUF_UNLIMITED);
	buf_add_str(&buf, "ab");
	buf_add_char(&buf, 'c');
	buf_add(&buf, "\0d", 2);
	buf_printf(&buf, "%d", 42);
	cr_assert_eq(buf.len, 7);
	cr_assert_eq(memcmp(buf.data, "abc\0d42", 8), 0);
	buf_finish(&buf);
}

Test(buf, it_grows_through_many_sizes) {
	struct buf buf;
	buf_init(&buf, BUF_UNLIMITED);
	for (int i = 0; i < 10000; i++) {
		buf_printf(&buf, "%04d", i);
	}
	cr_assert_eq(buf.len, 40000);
	cr_assert_eq(memcmp(buf.data + 4 * 7777, "7777", 4), 0);
	cr_assert_eq(buf.data[buf.len], '\0');
	buf_finish(&buf);
}

Test(buf, it_takes_exactly_its_maximum) {
	struct buf buf;
	buf_init(&buf, 4);
	buf_add_str(&buf, "ab");
	buf_printf(&buf, "%s", "cd");
	cr_assert_not(buf.overflowed);
	cr_assert_str_eq(buf.data, "abcd");
	buf_add_char(&buf, 'e');
	cr_assert(buf.overflowed);
	cr_assert_str_eq(buf.data, "abcd");
	buf_finish(&buf);
}

Test(buf, after_an_overflow_even_what_would_fit_is_not_taken) {
	struct buf buf;
	buf_init(&buf, 4);
	buf_add_str(&buf, "ab");
	buf_add_str(&buf, "cde");
	cr_assert(buf.overflowed);
	buf_add_char(&buf, 'f');
	buf_printf(&buf, "g");
	cr_assert_str_eq(buf.data, "ab");
	buf_reset(&buf);
	cr_assert_not(buf.overflowed);
	buf_add_str(&buf, "wxyz");
	cr_assert_str_eq(buf.data, "wxyz");
	buf_finish(&buf);
}

Test(buf, a_length_near_the_end_of_size_t_overflows_and_nothing_else) {
	struct buf buf;
	buf_init(&buf, SIZE_MAX);
	buf_add_char(&buf, 'a');
	buf_add(&buf, "x", SIZE_MAX);
	cr_assert(buf.overflowed);
	cr_assert_str_eq(buf.data, "a");
	buf_finish(&buf);
}

Test(buf, adding_nothing_is_fine_without_bytes_and_at_the_maximum) {
	struct buf buf;
	buf_init(&buf, 0);
	buf_add(&buf, NULL, 0);
	buf_add_str(&buf, "");
	buf_printf(&buf, "%s", "");
	cr_assert_not(buf.overflowed);
	buf_finish(&buf);
}

Test(buf, reset_empties_and_keeps_the_memory) {
	struct buf buf;
	buf_init(&buf, 100);
	buf_add_str(&buf, "abc");
	const char *memory = buf.data;
	buf_reset(&buf);
	cr_assert_str_eq(buf.data, "");
	buf_add_str(&buf, "d");
	cr_assert_eq(buf.data, memory);
	buf_finish(&buf);
}

Test(buf, finish_is_fine_for_null_zeroed_and_twice) {
	buf_finish(NULL);
	struct buf buf = { 0 };
	buf_finish(&buf);
	buf_init(&buf, 10);
	buf_add_str(&buf, "abc");
	buf_finish(&buf);
	buf_finish(&buf);
	buf_add_str(&buf, "again");
	cr_assert_str_eq(buf.data, "again");
	buf_finish(&buf);
}

Test(buf, take_hands_the_bytes_over) {
	struct buf buf;
	buf_init(&buf, 10);
	buf_add_str(&buf, "abc");
	size_t len = 0;
	char *bytes = buf_take(&buf, &len);
	cr_assert_str_eq(bytes, "abc");
	cr_assert_eq(len, 3);
	cr_assert_eq(buf.len, 0);
	buf_add_str(&buf, "d");
	cr_assert_str_eq(bytes, "abc");
	free(bytes);
	buf_finish(&buf);
}

Test(buf, take_of_nothing_is_an_empty_string_to_free) {
	struct buf buf;
	buf_init(&buf, 10);
	char *bytes = buf_take(&buf, NULL);
	cr_assert_str_eq(bytes, "");
	free(bytes);
}
