#include "unlike/config/settings.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "unlike/base/clock.h"

static const struct setting_spec specs[SETTING_COUNT] = {
#define X(setting, in, called, sort, usual, choices, min, max, tells) \
	[setting] = { .section = in, \
		.name = called, \
		.kind = sort, \
		.value = usual, \
		.words = choices, \
		.least = min, \
		.most = max, \
		.sentence = tells },
	SETTINGS(X)
#undef X
};

const struct setting_spec *setting_spec(enum setting setting) {
	assert(setting < SETTING_COUNT);
	return &specs[setting];
}

enum setting setting_find(const char *section, const char *name) {
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		if (strcmp(specs[i].section, section) == 0 && strcmp(specs[i].name, name) == 0) {
			return (enum setting)i;
		}
	}
	return SETTING_COUNT;
}

/* --- words ----------------------------------------------------------------------------------- */

/* The word at *words, which goes on behind it; false: no more. */
static bool next_word(const char **words, const char *parting, const char **ret, size_t *ret_len) {
	*words += strspn(*words, parting);
	*ret = *words;
	*ret_len = strcspn(*words, parting);
	*words += *ret_len;
	return *ret_len > 0;
}

/* −1: it is none of them. */
static int find_word(const char *words, const char *text, size_t len) {
	const char *word;
	size_t word_len;
	for (int i = 0; next_word(&words, "|", &word, &word_len); i++) {
		if (word_len == len && strncmp(word, text, len) == 0) {
			return i;
		}
	}
	return -1;
}

static void add_word(const char *words, int64_t at, struct buf *out) {
	const char *word;
	size_t len;
	for (int64_t i = 0; next_word(&words, "|", &word, &len); i++) {
		if (i == at) {
			buf_add(out, word, len);
		}
	}
}

/* --- lengths of time ------------------------------------------------------------------------- */

static const struct {
	const char *name;
	msec_t msec;
} units[] = {
	{ "ms", 1 },
	{ "s", MSEC_PER_SEC },
	{ "min", MSEC_PER_MIN },
	{ "h", MSEC_PER_HOUR },
};

#define UNITS (sizeof(units) / sizeof(units[0]))

/* "0.8 s", "800 ms", "10s"; "0" needs no unit. Up to three decimals. */
static bool parse_length(const char *text, msec_t *ret) {
	int64_t thousandths = 0, weight = 1000;
	const char *p = text;
	bool point = false;
	for (; (*p >= '0' && *p <= '9') || (*p == '.' && !point); p++) {
		if (*p == '.') {
			point = true;
			continue;
		}
		weight = point ? weight / 10 : weight;
		thousandths = point ? thousandths + (*p - '0') * weight
				    : thousandths * 10 + (*p - '0') * INT64_C(1000);
		if (weight == 0 || thousandths > INT64_C(1000000000000)) {
			return false;
		}
	}
	if (p == text || p[-1] == '.' || *text == '.') {
		return false;
	}
	p += strspn(p, " ");
	for (size_t i = 0; i < UNITS; i++) {
		if (strcmp(p, units[i].name) == 0) {
			const int64_t all = thousandths * units[i].msec;
			*ret = all / 1000;
			return all % 1000 == 0;
		}
	}
	*ret = 0;
	return *p == '\0' && thousandths == 0;
}

/* In the largest unit that needs no decimals. */
static void add_length(msec_t length, struct buf *out) {
	size_t at = UNITS - 1;
	while (at > 0 && (length == 0 ? at > 1 : length % units[at].msec != 0)) {
		at--;
	}
	buf_printf(out, "%" PRId64 " %s", length / units[at].msec, units[at].name);
}

/* --- values ---------------------------------------------------------------------------------- */

static bool parse_list(const struct setting_spec *spec, const char *text, int64_t *ret) {
	const char *word;
	size_t len;
	int64_t bits = 0;
	if (strcmp(text, "none") == 0) {
		*ret = 0;
		return true;
	}
	while (next_word(&text, " ,", &word, &len)) {
		const int at = find_word(spec->words, word, len);
		if (at < 0) {
			return false;
		}
		bits |= INT64_C(1) << at;
	}
	*ret = bits != 0 ? bits : *ret;
	return bits != 0;
}

static bool parse_time(const struct setting_spec *spec, const char *text, int64_t *ret) {
	msec_t length;
	if (find_word(spec->words, text, strlen(text)) == 0) {
		*ret = -1;
		return true;
	}
	if (!parse_length(text, &length) || length < spec->least || length > spec->most) {
		return false;
	}
	*ret = length;
	return true;
}

static bool parse_number(const struct setting_spec *spec, const char *text, int64_t *ret) {
	int64_t number = 0;
	const char *p = text;
	if (find_word(spec->words, text, strlen(text)) == 0) {
		*ret = -1;
		return true;
	}
	for (; *p >= '0' && *p <= '9' && number <= spec->most; p++) {
		number = number * 10 + (*p - '0');
	}
	if (p == text || *p != '\0' || number < spec->least || number > spec->most) {
		return false;
	}
	*ret = number;
	return true;
}

static bool parse_name(const char *text, struct setting_value *ret) {
	const size_t len = strlen(text);
	if (len >= SETTING_TEXT_MAX) {
		return false;
	}
	memcpy(ret->text, text, len + 1);
	return true;
}

bool setting_parse(enum setting setting, const char *text, struct setting_value *ret) {
	const struct setting_spec *spec = setting_spec(setting);
	int at;
	switch (spec->kind) {
	case SETTING_CHOICE:
		at = find_word(spec->words, text, strlen(text));
		ret->number = at >= 0 ? at : ret->number;
		return at >= 0;
	case SETTING_LENGTH:
		return parse_time(spec, text, &ret->number);
	case SETTING_NUMBER:
		return parse_number(spec, text, &ret->number);
	case SETTING_LIST:
		return parse_list(spec, text, &ret->number);
	case SETTING_NAME:
		return parse_name(text, ret);
	case SETTING_KIND_COUNT:
		break;
	}
	assert(!"a kind of setting");
	return false;
}

static void add_list(const struct setting_spec *spec, int64_t bits, struct buf *out) {
	const char *before = "";
	if (bits == 0) {
		buf_add_str(out, "none");
	}
	for (int i = 0; bits >> i != 0; i++) {
		if ((bits >> i & 1) != 0) {
			buf_add_str(out, before);
			add_word(spec->words, i, out);
			before = " ";
		}
	}
}

void setting_format(enum setting setting, const struct setting_value *value, struct buf *out) {
	const struct setting_spec *spec = setting_spec(setting);
	switch (spec->kind) {
	case SETTING_CHOICE:
		add_word(spec->words, value->number, out);
		return;
	case SETTING_LENGTH:
		if (value->number < 0) {
			add_word(spec->words, 0, out);
		} else {
			add_length(value->number, out);
		}
		return;
	case SETTING_NUMBER:
		if (value->number < 0) {
			add_word(spec->words, 0, out);
		} else {
			buf_printf(out, "%" PRId64, value->number);
		}
		return;
	case SETTING_LIST:
		add_list(spec, value->number, out);
		return;
	case SETTING_NAME:
		buf_add_str(out, value->text);
		return;
	case SETTING_KIND_COUNT:
		break;
	}
	assert(!"a kind of setting");
}

/* `last` stands before the last one: both are separators of the language in use. */
static void add_words(const char *words, const char *last, struct buf *out) {
	const char *word;
	size_t len;
	for (bool first = true; next_word(&words, "|", &word, &len); first = false) {
		buf_add_str(out, first ? "" : *words == '\0' ? last : C_("list", ", "));
		buf_add(out, word, len);
	}
}

static void add_allowed_span(const struct setting_spec *spec, struct buf *out) {
	struct buf least, most;
	buf_init(&least, BUF_UNLIMITED);
	buf_init(&most, BUF_UNLIMITED);
	if (spec->kind == SETTING_LENGTH) {
		add_length(spec->least, &least);
		add_length(spec->most, &most);
	} else {
		buf_printf(&least, "%" PRId64, spec->least);
		buf_printf(&most, "%" PRId64, spec->most);
	}
	if (spec->words[0] != '\0') {
		buf_printf(out, _("%s to %s, or %s"), least.data, most.data, spec->words);
	} else {
		buf_printf(out, _("%s to %s"), least.data, most.data);
	}
	buf_finish(&least);
	buf_finish(&most);
}

static void add_allowed_list(const struct setting_spec *spec, struct buf *out) {
	struct buf words;
	buf_init(&words, BUF_UNLIMITED);
	add_words(spec->words, C_("list", " and "), &words);
	buf_printf(out, _("any of %s, or none"), words.data);
	buf_finish(&words);
}

void setting_allowed(enum setting setting, struct buf *out) {
	const struct setting_spec *spec = setting_spec(setting);
	switch (spec->kind) {
	case SETTING_CHOICE:
		add_words(spec->words, C_("list", " or "), out);
		return;
	case SETTING_LENGTH:
	case SETTING_NUMBER:
		add_allowed_span(spec, out);
		return;
	case SETTING_LIST:
		add_allowed_list(spec, out);
		return;
	case SETTING_NAME:
		buf_add_str(out, lang_text(spec->words));
		return;
	case SETTING_KIND_COUNT:
		break;
	}
	assert(!"a kind of setting");
}
