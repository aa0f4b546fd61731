/* base/json: what it takes, it can say again; what it says, it takes. */
#include <string.h>

#include "fuzz.h"
#include "unlike/base/json.h"
#include "unlike/base/text.h"

#define INPUT_MAX ((size_t)256 * 1024)
#define DEPTH_MAX 600

/* Every way to read every value; none may fail it. */
static void walk(const struct json_at *at, unsigned depth) {
	const char *text = NULL;
	int64_t number = 0;
	double real = 0;
	bool yes = false;
	must(depth < DEPTH_MAX, "depth %u", depth);
	must(json_type(at) < JSON_AT_COUNT, "type %d", (int)json_type(at));
	if (json_as_string(at, 100, &text, NULL)) {
		must(strlen(text) <= 100, "%zu bytes", strlen(text));
	}
	if (json_as_int(at, -5, 1000, &number, NULL)) {
		must(number >= -5 && number <= 1000, "%lld", (long long)number);
	}
	if (json_as_real(at, 0, 1, &real, NULL)) {
		must(real >= 0 && real <= 1, "%g", real);
	}
	(void)json_as_bool(at, &yes, NULL);
	if (json_type(at) == JSON_AT_ARRAY) {
		for (size_t i = 0; i < json_count(at); i++) {
			struct json_at element = json_element(at, i);
			walk(&element, depth + 1);
		}
	}
	void *iter = NULL;
	const char *key = NULL;
	struct json_at member, again;
	size_t count = 0;
	while (json_type(at) == JSON_AT_OBJECT && json_each(at, &iter, &key, &member)) {
		walk(&member, depth + 1);
		must(json_type(&member) == JSON_AT_NULL || json_find(at, key, &again), "%s", key);
		count++;
	}
	must(json_type(at) != JSON_AT_OBJECT || count == json_count(at), "%zu", count);
	struct err err = { 0 };
	(void)json_get_string(at, "id", 10, &text, &err);
	must(strlen(err.msg) < sizeof err.msg, "the error ends");
}

static struct json_doc *parse(const char *text, size_t len) {
	struct err err = { 0 };
	struct json_doc *doc = json_parse(text, len, INPUT_MAX, "input", &err);
	must(doc != NULL || (err.code == ERR_PROTOCOL && err.msg[0] != '\0'), "%s", err.msg);
	return doc;
}

static void check_writer(const char *text) {
	struct buf out;
	struct json_writer writer;
	buf_init(&out, BUF_UNLIMITED);
	json_writer_init(&writer, &out);
	json_array_begin(&writer, NULL);
	json_put_string(&writer, NULL, text);
	json_array_end(&writer);
	struct json_doc *doc = parse(out.data, out.len);
	must(doc != NULL, "%s", out.data);
	json_doc_destroy(doc);
	buf_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
	char *text = malloc(len + 1);
	must(text != NULL, "no memory");
	memcpy(text, data, len);
	text[len] = '\0';
	check_writer(text);
	/* Of just its size: where the text ends is told by its length. */
	struct json_doc *doc = parse((const char *)data, len);
	if (doc != NULL) {
		struct json_at root = json_root(doc);
		walk(&root, 0);
		struct buf first, second;
		buf_init(&first, BUF_UNLIMITED);
		buf_init(&second, BUF_UNLIMITED);
		json_text(&root, &first);
		struct json_doc *again = parse(first.data, first.len);
		must(again != NULL, "%s", first.data);
		struct json_at same = json_root(again);
		json_text(&same, &second);
		must(strcmp(first.data, second.data) == 0, "%s / %s", first.data, second.data);
		buf_finish(&first);
		buf_finish(&second);
		json_doc_destroy(again);
	}
	json_doc_destroy(doc);
	free(text);
	return 0;
}
