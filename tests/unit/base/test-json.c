#include "unlike/base/json.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

static struct json_doc *parse(const char *text) {
	struct err err = { 0 };
	struct json_doc *doc = json_parse(text, strlen(text), 100000, "likes page", &err);
	cr_assert_not_null(doc, "%s: %s", text, err.msg);
	return doc;
}

static void assert_refused(const char *text, size_t len, const char *sentence) {
	struct err err = { 0 };
	cr_assert_null(json_parse(text, len, 1000, "reply", &err), "%s", text);
	cr_assert_eq(err.code, ERR_PROTOCOL);
	cr_assert_not_null(strstr(err.msg, sentence), "%s: %s", text, err.msg);
	cr_assert_eq(strncmp(err.msg, "reply: ", 7), 0, "%s", err.msg);
}

Test(json, what_is_not_json_is_refused_without_quoting_it) {
	static const struct {
		const char *text, *sentence;
	} cases[] = {
		{ "", "is empty" },
		{ "tok-secret", "is not JSON" },
		{ "<html>", "is not JSON" },
		{ "{\"a\":1", "ends too early" },
		{ "[\"abc", "ends too early" },
		{ "{\"a\":1} {\"b\":2}", "has something behind its end" },
		{ "[1]x", "has something behind its end" },
		{ "[1,]", "is not JSON" },
		{ "[01]", "is not JSON" },
		{ "[NaN]", "is not JSON" },
		{ "['a']", "is not JSON" },
		{ "3", "is not JSON" },
		{ "{\"a\":1,\"a\":1}", "same key twice" },
		{ "[\"a\\u0000b\"]", "has a NUL" },
		{ "{\"a\\u0000b\":1}", "has a NUL" },
		{ "[\"\xff\"]", "is not valid UTF-8" },
		{ "[\"\xc0\x80\"]", "is not valid UTF-8" },
		{ "[\"\xed\xa0\x80\"]", "is not valid UTF-8" },
		{ "[\"\\ud800\"]", "is not JSON" },
		{ "[99999999999999999999]", "number that is too large" },
		{ "[1e999]", "number that is too large" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_refused(cases[i].text, strlen(cases[i].text), cases[i].sentence);
		struct err err;
		json_parse(cases[i].text, strlen(cases[i].text), 1000, "reply", &err);
		cr_assert_null(strstr(err.msg, "secret"), "%s", err.msg);
	}
	assert_refused("[1]\0", 4, "has something behind its end");
	assert_refused("[\"a\0b\"]", 7, "is not JSON");
}

Test(json, more_bytes_than_allowed_are_refused) {
	struct err err;
	struct json_doc *doc = json_parse("[1]", 3, 3, "reply", &err);
	cr_assert_not_null(doc);
	json_doc_destroy(doc);
	cr_assert_null(json_parse("[1] ", 4, 3, "reply", &err));
	cr_assert_str_eq(err.msg, "reply: is larger than 3 bytes");
}

Test(json, depth_has_a_limit_and_brackets_in_strings_do_not_count) {
	char text[1000] = "";
	memset(text, '[', 64);
	memset(text + 64, ']', 64);
	json_doc_destroy(parse(text));
	memset(text, '[', 65);
	memset(text + 65, ']', 65);
	assert_refused(text, 130, "is nested more than 64 deep");
	memset(text, '[', sizeof(text) - 1);
	snprintf(text, 4, "[\"\\");
	text[3] = '"';
	snprintf(text + 900, sizeof(text) - 900, "\"]");
	json_doc_destroy(parse(text));
}

Test(json, destroying_nothing_is_fine) {
	json_doc_destroy(NULL);
}

Test(json, types_are_told) {
	struct json_doc *doc = parse("[null,true,1,1.5,\"a\",[],{}]");
	struct json_at root = json_root(doc);
	cr_assert_eq(json_type(&root), JSON_AT_ARRAY);
	cr_assert_eq(json_count(&root), JSON_AT_COUNT);
	for (size_t i = 0; i < JSON_AT_COUNT; i++) {
		struct json_at at = json_element(&root, i);
		cr_assert_eq(json_type(&at), i);
		for (int want = 0; want < JSON_AT_COUNT; want++) {
			bool fits = want == (int)i || (want == JSON_AT_REAL && i == JSON_AT_INT);
			struct err err;
			cr_assert_eq(json_want(&at, (enum json_type)want, &err), fits);
		}
	}
	json_doc_destroy(doc);
}

Test(json, an_error_names_document_place_wanted_and_found) {
	struct json_doc *doc = parse("{\"items\":[0,0,0,{\"id\":12,\"n\":1.5,\"on\":0}],\"a\":{}}");
	struct json_at root = json_root(doc), items, item;
	struct err err;
	const char *text = "kept";
	int64_t n = 7;
	bool yes = true;
	cr_assert(json_get(&root, "items", &items, &err));
	item = json_element(&items, 3);
	cr_assert_not(json_get_string(&item, "id", 10, &text, &err));
	cr_assert_eq(err.code, ERR_PROTOCOL);
	cr_assert_str_eq(err.msg, "likes page: items[3].id: a string is wanted, found a number");
	cr_assert_str_eq(text, "kept");
	cr_assert_not(json_get_int(&item, "n", 0, 9, &n, &err));
	cr_assert_str_eq(err.msg,
			"likes page: items[3].n: a whole number is wanted, found a "
			"number with a fraction");
	cr_assert_not(json_get_int(&item, "id", -5, 9, &n, &err));
	cr_assert_str_eq(err.msg,
			"likes page: items[3].id: a number from -5 to 9 is wanted, found "
			"a larger one");
	cr_assert_not(json_get_int(&item, "id", 13, 99, &n, &err));
	cr_assert_not_null(strstr(err.msg, "found a smaller one"), "%s", err.msg);
	cr_assert_eq(n, 7);
	cr_assert_not(json_get_bool(&item, "on", &yes, &err));
	cr_assert_str_eq(err.msg,
			"likes page: items[3].on: true or false is wanted, found a number");
	cr_assert(yes);
	cr_assert_not(json_get_int(&root, "b", 0, 9, &n, &err));
	cr_assert_str_eq(err.msg, "likes page: b: is missing");
	cr_assert_not(json_want(&root, JSON_AT_ARRAY, &err));
	cr_assert_str_eq(err.msg, "likes page: an array is wanted, found an object");
	cr_assert_not(json_get(&items, "x", &item, &err));
	cr_assert_str_eq(err.msg, "likes page: items: an object is wanted, found an array");
	cr_assert_not(json_get(&items, "x", &item, NULL));
	json_doc_destroy(doc);
}

Test(json, null_and_missing_are_the_same_to_find_and_get) {
	struct json_doc *doc = parse("{\"a\":null,\"b\":false}");
	struct json_at root = json_root(doc), at = { .name = "kept" };
	struct err err;
	cr_assert_not(json_find(&root, "a", &at));
	cr_assert_not(json_find(&root, "c", &at));
	cr_assert_not(json_get(&root, "a", &at, &err));
	cr_assert_str_eq(err.msg, "likes page: a: is missing");
	cr_assert_str_eq(at.name, "kept");
	cr_assert(json_find(&root, "b", &at));
	cr_assert_not(json_find(&at, "c", &at));
	json_doc_destroy(doc);
}

Test(json, values_are_read_up_to_their_limits) {
	struct json_doc *doc = parse("{\"s\":\"h\xc3\xa9\\u00e9\\n\",\"i\":-9223372036854775808,"
				     "\"r\":2.5,\"t\":true,\"w\":3}");
	struct json_at root = json_root(doc), at;
	struct err err;
	const char *text = NULL;
	int64_t n = 0;
	double real = 0;
	bool yes = false;
	cr_assert(json_get_string(&root, "s", 6, &text, &err), "%s", err.msg);
	cr_assert_str_eq(text, "h\xc3\xa9\xc3\xa9\n");
	cr_assert_not(json_get_string(&root, "s", 5, &text, &err));
	cr_assert_str_eq(err.msg, "likes page: s: at most 5 bytes are wanted, found 6");
	cr_assert(json_get_int(&root, "i", INT64_MIN, 0, &n, &err));
	cr_assert_eq(n, INT64_MIN);
	cr_assert(json_get_bool(&root, "t", &yes, &err) && yes);
	cr_assert(json_find(&root, "r", &at) && json_as_real(&at, 2.5, 2.5, &real, &err));
	cr_assert_eq(real, 2.5);
	cr_assert_not(json_as_real(&at, 3, 4, &real, &err));
	cr_assert_str_eq(err.msg,
			"likes page: r: a number from 3 to 4 is wanted, found a smaller one");
	cr_assert(json_find(&root, "w", &at) && json_as_real(&at, 0, 4, &real, &err));
	cr_assert_eq(real, 3);
	json_doc_destroy(doc);
}

Test(json, members_come_in_the_order_of_the_document) {
	struct json_doc *doc = parse("{\"zebra\":1,\"a\":null,\"m\":{\"x\":2}}");
	struct json_at root = json_root(doc), at;
	static const char *const want[] = { "zebra", "a", "m" };
	void *iter = NULL;
	const char *key = NULL;
	size_t n = 0;
	while (json_each(&root, &iter, &key, &at)) {
		cr_assert_lt(n, 3);
		cr_assert_str_eq(key, want[n]);
		cr_assert_str_eq(at.path, want[n]);
		n++;
	}
	cr_assert_eq(n, 3);
	cr_assert_eq(json_count(&root), 3);
	struct json_at leaf;
	cr_assert(json_find(&at, "x", &leaf));
	cr_assert_str_eq(leaf.path, "m.x");
	iter = NULL;
	cr_assert_not(json_each(&leaf, &iter, &key, &at));
	cr_assert_eq(json_count(&leaf), 0);
	json_doc_destroy(doc);
}

Test(json, a_hostile_key_is_shortened_and_made_printable) {
	struct json_doc *doc = parse("{\"a\\u001b[2J \xe2\x80\xae"
				     "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\":1}");
	struct json_at root = json_root(doc), at;
	void *iter = NULL;
	const char *key = NULL;
	cr_assert(json_each(&root, &iter, &key, &at));
	cr_assert_str_eq(at.path, "a?[2J????bbbbbbbbbbbbbbbbbbbbbbb");
	json_doc_destroy(doc);
}

Test(json, a_long_way_is_cut_and_says_so) {
	char *text = xstrdup("1");
	for (int i = 0; i < 12; i++) {
		char *more = xasprintf("{\"operation_number\":%s}", text);
		free(text);
		text = more;
	}
	struct json_doc *doc = parse(text);
	struct json_at at = json_root(doc);
	struct err err;
	while (json_type(&at) == JSON_AT_OBJECT) {
		cr_assert(json_get(&at, "operation_number", &at, &err));
		cr_assert_lt(strlen(at.path), sizeof(at.path));
	}
	size_t len = strlen(at.path);
	cr_assert_gt(len, 90);
	cr_assert_str_eq(at.path + len - 19, "operation_number...");
	free(text);
	json_doc_destroy(doc);
}

/* --- writing --- */

Test(json, the_writer_sets_commas_and_quotes) {
	struct buf out;
	struct json_writer w;
	buf_init(&out, BUF_UNLIMITED);
	json_writer_init(&w, &out);
	json_object_begin(&w, NULL);
	json_put_string(&w, "s", "a");
	json_put_int(&w, "i", INT64_MIN);
	json_array_begin(&w, "empty");
	json_array_end(&w);
	json_array_begin(&w, "list");
	json_put_int(&w, NULL, 1);
	json_object_begin(&w, NULL);
	json_object_end(&w);
	json_put_null(&w, NULL);
	json_array_end(&w);
	json_put_bool(&w, "t", true);
	json_put_bool(&w, "f", false);
	json_put_string(&w, "none", NULL);
	json_put_raw(&w, "raw", "[7]", 3);
	json_put_real(&w, "r", 0.1);
	json_object_end(&w);
	cr_assert_eq(w.depth, 0);
	cr_assert_str_eq(out.data,
			"{\"s\":\"a\",\"i\":-9223372036854775808,\"empty\":[],"
			"\"list\":[1,{},null],\"t\":true,\"f\":false,\"none\":null,"
			"\"raw\":[7],\"r\":0.1}");
	buf_finish(&out);
}

Test(json, what_begins_after_another_ended_begins_without_a_comma) {
	struct buf out;
	struct json_writer w;
	buf_init(&out, BUF_UNLIMITED);
	json_writer_init(&w, &out);
	json_array_begin(&w, NULL);
	for (int i = 0; i < 3; i++) {
		json_array_begin(&w, NULL);
		json_put_int(&w, NULL, i);
		json_put_int(&w, NULL, i);
		json_array_end(&w);
	}
	json_array_end(&w);
	cr_assert_str_eq(out.data, "[[0,0],[1,1],[2,2]]");
	buf_finish(&out);
}

Test(json, strings_are_escaped_and_made_valid) {
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "", "\"\"" },
		{ "a\"b\\c/", "\"a\\\"b\\\\c/\"" },
		{ "\n\r\t\b\x01\x1f\x7f", "\"\\n\\r\\t\\u0008\\u0001\\u001f\x7f\"" },
		{ "抖音 é 😀", "\"抖音 é 😀\"" },
		{ "\xff", "\"\xEF\xBF\xBD\"" },
		{ "a\xff"
		  "b",
				"\"a\xEF\xBF\xBD"
				"b\"" },
		{ "x\xc3", "\"x\xEF\xBF\xBD\"" },
		{ "\xc3\"", "\"\xEF\xBF\xBD\\\"\"" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out;
		struct json_writer w;
		buf_init(&out, BUF_UNLIMITED);
		json_writer_init(&w, &out);
		json_put_string(&w, NULL, cases[i].text);
		cr_assert_str_eq(out.data, cases[i].json);
		buf_finish(&out);
	}
}

Test(json, whatever_bytes_a_string_has_the_reader_takes_what_was_written) {
	/* Every pair of bytes, between others that could be drawn in. */
	for (unsigned a = 1; a < 256; a++) {
		for (unsigned b = 1; b < 256; b++) {
			char text[] = { (char)0xE2, (char)a, (char)b, 'z', '\0' };
			struct buf out;
			struct json_writer w;
			struct err err;
			buf_init(&out, BUF_UNLIMITED);
			json_writer_init(&w, &out);
			json_array_begin(&w, NULL);
			json_put_string(&w, NULL, text);
			json_array_end(&w);
			struct json_doc *doc = json_parse(out.data, out.len, 100, "own", &err);
			cr_assert_not_null(doc, "%02x %02x: %s", a, b, err.msg);
			json_doc_destroy(doc);
			buf_finish(&out);
		}
	}
}

Test(json, real_numbers_are_short_and_come_back_exactly) {
	static const struct {
		double number;
		const char *json;
	} cases[] = {
		{ 0, "0" },
		{ 0.1, "0.1" },
		{ 1.0 / 3, "0.3333333333333333" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ -2.5e-300, "-2.5e-300" },
		{ 1e21, "1e+21" },
		{ INFINITY, "null" },
		{ NAN, "null" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out;
		struct json_writer w;
		buf_init(&out, BUF_UNLIMITED);
		json_writer_init(&w, &out);
		json_put_real(&w, NULL, cases[i].number);
		cr_assert_str_eq(out.data, cases[i].json);
		buf_finish(&out);
	}
}

Test(json, a_value_is_written_on_one_line_as_it_was_read) {
	static const char text[] =
			"{ \"a\": [1, -2.5, null, true], \"\u8d5e\":\n {\"z\":\"x\\ny\",\"b\":{}}}";
	struct json_doc *doc = json_parse(text, strlen(text), 1000, "it", NULL);
	struct json_at root = json_root(doc), inner;
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	json_text(&root, &out);
	cr_assert_str_eq(out.data,
			"{\"a\":[1,-2.5,null,true],\"\u8d5e\":{\"z\":\"x\\ny\",\"b\":{}}}");
	buf_reset(&out);
	cr_assert(json_get(&root, "a", &inner, NULL));
	struct json_at first = json_element(&inner, 0);
	json_text(&first, &out);
	cr_assert_str_eq(out.data, "1");
	buf_finish(&out);
	json_doc_destroy(doc);
}
