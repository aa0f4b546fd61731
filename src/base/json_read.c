/*
 * jansson behind typed access. Everything that a peer controls is limited before jansson sees it
 * (size, depth) or at the access (length, range), and no error repeats what the document says
 * except its keys, shortened: errors end in logs and on screens.
 */
#include "unlike/base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* jansson has a typedef of this name, and json_type() is a function of ours. */
#define json_type jansson_type
#include <jansson.h>
#undef json_type

#include "unlike/base/mem.h"

#define DEPTH_MAX 64
#define KEY_SHOWN_BYTES 32

struct json_doc {
	json_t *root; /* own */
	const char *name; /* foreign */
};

/* What stands behind "likes page: items[3].id: ". */
static const char *found_name(enum json_type type) {
	static const char *const names[JSON_AT_COUNT] = {
		[JSON_AT_NULL] = "null",
		[JSON_AT_BOOL] = "true or false",
		[JSON_AT_INT] = "a whole number",
		[JSON_AT_REAL] = "a number with a fraction",
		[JSON_AT_STRING] = "a string",
		[JSON_AT_ARRAY] = "an array",
		[JSON_AT_OBJECT] = "an object",
	};
	return names[type];
}

static const char *wanted_name(enum json_type type) {
	return type == JSON_AT_REAL ? "a number" : found_name(type);
}

/* jansson goes down by recursion, as deep as a peer likes up to 2048. */
static bool is_too_deep(const char *text, size_t len) {
	unsigned depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (in_string) {
			i += c == '\\' ? 1 : 0;
			in_string = c != '"';
		} else if (c == '"') {
			in_string = true;
		} else if (c == '[' || c == '{') {
			depth++;
		} else if ((c == ']' || c == '}') && depth > 0) {
			depth--;
		}
		if (depth > DEPTH_MAX) {
			return true;
		}
	}
	return false;
}

/* jansson's own text quotes the document. */
static const char *syntax_sentence(enum json_error_code code) {
	switch (code) {
	case json_error_invalid_utf8:
		return "is not valid UTF-8";
	case json_error_premature_end_of_input:
		return "ends too early";
	case json_error_end_of_input_expected:
		return "has something behind its end";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "has a NUL in a string";
	case json_error_duplicate_key:
		return "has the same key twice in one object";
	case json_error_numeric_overflow:
		return "has a number that is too large";
	case json_error_stack_overflow:
		return "is nested too deep";
	default:
		return "is not JSON";
	}
}

struct json_doc *json_parse(const char *text, size_t len, size_t max_bytes, const char *name,
		struct err *reterr) {
	if (len > max_bytes) {
		err_set(reterr, ERR_PROTOCOL, "%s: is larger than %zu bytes", name, max_bytes);
		return NULL;
	}
	if (len == 0) {
		err_set(reterr, ERR_PROTOCOL, "%s: is empty", name);
		return NULL;
	}
	if (is_too_deep(text, len)) {
		err_set(reterr, ERR_PROTOCOL, "%s: is nested more than %d deep", name, DEPTH_MAX);
		return NULL;
	}
	json_error_t why;
	json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
	if (root == NULL && json_error_code(&why) == json_error_out_of_memory) {
		err_set(reterr, ERR_NOMEM, "%s: no memory to read it", name);
		return NULL;
	}
	if (root == NULL) {
		err_set(reterr, ERR_PROTOCOL, "%s: %s (line %d, column %d)", name,
				syntax_sentence(json_error_code(&why)), why.line, why.column);
		return NULL;
	}
	struct json_doc *doc = xmalloc(sizeof(*doc));
	*doc = (struct json_doc){ .root = root, .name = name };
	return doc;
}

void json_doc_destroy(struct json_doc *doc) {
	if (doc == NULL) {
		return;
	}
	json_decref(doc->root);
	free(doc);
}

struct json_at json_root(const struct json_doc *doc) {
	return (struct json_at){ .value = doc->root, .name = doc->name };
}

enum json_type json_type(const struct json_at *at) {
	const json_t *value = at->value;
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return JSON_AT_OBJECT;
	case JSON_ARRAY:
		return JSON_AT_ARRAY;
	case JSON_STRING:
		return JSON_AT_STRING;
	case JSON_INTEGER:
		return JSON_AT_INT;
	case JSON_REAL:
		return JSON_AT_REAL;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_AT_BOOL;
	case JSON_NULL:
		break;
	}
	return JSON_AT_NULL;
}

size_t json_count(const struct json_at *at) {
	/* Both are 0 for what is not theirs. */
	return json_array_size(at->value) + json_object_size(at->value);
}

/* A path that is cut says so, and stays so further down. */
static struct json_at below(const struct json_at *at, const void *value, const char *step) {
	static const char cut[] = "...";
	struct json_at ret = *at;
	ret.value = value;
	size_t len = strlen(at->path);
	if (len >= sizeof(cut) - 1 && strcmp(at->path + len - (sizeof(cut) - 1), cut) == 0) {
		return ret;
	}
	bool dot = len > 0 && step[0] != '[';
	if (len + dot + strlen(step) + sizeof(cut) > sizeof(ret.path)) {
		step = cut;
		dot = false;
	}
	snprintf(ret.path + len, sizeof(ret.path) - len, "%s%s", dot ? "." : "", step);
	return ret;
}

static struct json_at below_key(const struct json_at *at, const void *value, const char *key) {
	char step[KEY_SHOWN_BYTES + 1];
	size_t len = 0;
	for (; key[len] != '\0' && len < sizeof(step) - 1; len++) {
		step[len] = key[len] > ' ' && key[len] <= '~' ? key[len] : '?';
	}
	step[len] = '\0';
	return below(at, value, step);
}

bool json_find(const struct json_at *object, const char *key, struct json_at *ret) {
	const json_t *value = json_object_get(object->value, key);
	if (value == NULL || json_is_null(value)) {
		return false;
	}
	*ret = below_key(object, value, key);
	return true;
}

bool json_get(const struct json_at *object, const char *key, struct json_at *ret,
		struct err *reterr) {
	if (!json_want(object, JSON_AT_OBJECT, reterr)) {
		return false;
	}
	if (!json_find(object, key, ret)) {
		struct json_at missing = below_key(object, NULL, key);
		return json_fail(&missing, reterr, "is missing");
	}
	return true;
}

struct json_at json_element(const struct json_at *array, size_t i) {
	const json_t *value = json_array_get(array->value, i);
	assert(value != NULL);
	char step[24];
	snprintf(step, sizeof(step), "[%zu]", i);
	return below(array, value, step);
}

bool json_each(const struct json_at *object, void **iter, const char **ret_key,
		struct json_at *ret) {
	/* Only jansson's type asks for writing. */
	json_t *value = (json_t *)object->value;
	*iter = *iter == NULL ? json_object_iter(value) : json_object_iter_next(value, *iter);
	if (*iter == NULL) {
		return false;
	}
	*ret_key = json_object_iter_key(*iter);
	*ret = below_key(object, json_object_iter_value(*iter), *ret_key);
	return true;
}

bool json_fail(const struct json_at *at, struct err *reterr, const char *fmt, ...) {
	if (reterr == NULL) {
		return false;
	}
	char sentence[sizeof(reterr->msg)];
	va_list args;
	va_start(args, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, args);
	va_end(args);
	return err_set(reterr, ERR_PROTOCOL, "%s: %s%s%s", at->name, at->path,
			at->path[0] != '\0' ? ": " : "", sentence);
}

bool json_want(const struct json_at *at, enum json_type type, struct err *reterr) {
	assert(type < JSON_AT_COUNT);
	enum json_type found = json_type(at);
	if (found == type || (type == JSON_AT_REAL && found == JSON_AT_INT)) {
		return true;
	}
	bool fraction = type == JSON_AT_INT && found == JSON_AT_REAL;
	bool number = found == JSON_AT_INT || found == JSON_AT_REAL;
	return json_fail(at, reterr, "%s is wanted, found %s", wanted_name(type),
			number && !fraction ? "a number" : found_name(found));
}

bool json_as_string(
		const struct json_at *at, size_t max_bytes, const char **ret, struct err *reterr) {
	if (!json_want(at, JSON_AT_STRING, reterr)) {
		return false;
	}
	size_t len = json_string_length(at->value);
	if (len > max_bytes) {
		return json_fail(at, reterr, "at most %zu bytes are wanted, found %zu", max_bytes,
				len);
	}
	*ret = json_string_value(at->value);
	return true;
}

bool json_as_int(const struct json_at *at, int64_t min, int64_t max, int64_t *ret,
		struct err *reterr) {
	assert(min <= max);
	if (!json_want(at, JSON_AT_INT, reterr)) {
		return false;
	}
	int64_t number = json_integer_value(at->value);
	if (number < min || number > max) {
		return json_fail(at, reterr,
				"a number from %" PRId64 " to %" PRId64 " is wanted, found %s", min,
				max, number < min ? "a smaller one" : "a larger one");
	}
	*ret = number;
	return true;
}

bool json_as_real(
		const struct json_at *at, double min, double max, double *ret, struct err *reterr) {
	assert(min <= max);
	if (!json_want(at, JSON_AT_REAL, reterr)) {
		return false;
	}
	double number = json_number_value(at->value);
	if (!(number >= min && number <= max)) {
		return json_fail(at, reterr, "a number from %g to %g is wanted, found %s", min, max,
				number < min ? "a smaller one" : "a larger one");
	}
	*ret = number;
	return true;
}

bool json_as_bool(const struct json_at *at, bool *ret, struct err *reterr) {
	if (!json_want(at, JSON_AT_BOOL, reterr)) {
		return false;
	}
	*ret = json_is_true((const json_t *)at->value);
	return true;
}

bool json_get_string(const struct json_at *object, const char *key, size_t max_bytes,
		const char **ret, struct err *reterr) {
	struct json_at at;
	return json_get(object, key, &at, reterr) && json_as_string(&at, max_bytes, ret, reterr);
}

bool json_get_int(const struct json_at *object, const char *key, int64_t min, int64_t max,
		int64_t *ret, struct err *reterr) {
	struct json_at at;
	return json_get(object, key, &at, reterr) && json_as_int(&at, min, max, ret, reterr);
}

bool json_get_bool(const struct json_at *object, const char *key, bool *ret, struct err *reterr) {
	struct json_at at;
	return json_get(object, key, &at, reterr) && json_as_bool(&at, ret, reterr);
}

const char *json_library(void) {
	return jansson_version_str();
}

static int add_text(const char *bytes, size_t len, void *data) {
	buf_add(data, bytes, len);
	return 0;
}

void json_text(const struct json_at *at, struct buf *out) {
	json_dump_callback(at->value, add_text, out, JSON_COMPACT | JSON_ENCODE_ANY);
}
