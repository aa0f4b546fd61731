#include "unlike/base/options.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/text.h"

#define HELP_COLUMNS 80
#define HELP_INDENT 28 /* where the sentences begin */
#define NAME_MAX_COMPARED 32

struct parse {
	const struct option_table *table; /* foreign */
	char **argv; /* foreign */
	int argc, next; /* next: the argument that is read next */
	struct option_value *values; /* foreign */
};

static size_t smaller(size_t a, size_t b) {
	return a < b ? a : b;
}

/* Edits that make `a` of `b`, two swapped neighbours being one (optimal string alignment). */
static size_t distance(const char *a, const char *b) {
	size_t la = strlen(a), lb = strlen(b);
	if (la >= NAME_MAX_COMPARED || lb >= NAME_MAX_COMPARED) {
		return SIZE_MAX;
	}
	size_t d[NAME_MAX_COMPARED][NAME_MAX_COMPARED];
	for (size_t i = 0; i <= la; i++) {
		for (size_t j = 0; j <= lb; j++) {
			if (i == 0 || j == 0) {
				d[i][j] = i + j;
				continue;
			}
			size_t change = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			d[i][j] = smaller(change, smaller(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
				d[i][j] = smaller(d[i][j], d[i - 2][j - 2] + 1);
			}
		}
	}
	return d[la][lb];
}

const char *options_nearest(const char *word, const char *const *names, size_t n) {
	const char *best = NULL;
	/* One mistake in three letters is a slip; more is another word. */
	size_t best_distance = strlen(word) / 3 + 1;
	for (size_t i = 0; i < n; i++) {
		size_t d = distance(word, names[i]);
		bool begins = strlen(word) >= 2 && strncmp(names[i], word, strlen(word)) == 0;
		if (begins) {
			d = 0;
		}
		if (d < best_distance || (d == best_distance && best == NULL)) {
			best = names[i];
			best_distance = d;
		}
	}
	return best;
}

static bool fail_unknown(const struct option_table *table, const char *name, struct err *reterr) {
	const char **names = xcalloc(table->count, sizeof *names);
	for (size_t i = 0; i < table->count; i++) {
		names[i] = table->specs[i].name;
	}
	const char *near = options_nearest(name, names, table->count);
	free(names);
	if (near == NULL) {
		return err_set(reterr, ERR_INPUT, "there is no option --%.60s", name);
	}
	return err_set(reterr, ERR_INPUT, "there is no option --%.60s; did you mean --%s?", name,
			near);
}

static bool read_int(const struct option_spec *spec, const char *text, int64_t *ret) {
	char *end = NULL;
	errno = 0;
	long long number = strtoll(text, &end, 10);
	/* strtoll takes white space and '+' in front: we do not. */
	bool plain = text[0] == '-' || (text[0] >= '0' && text[0] <= '9');
	if (!plain || *end != '\0' || errno != 0) {
		return false;
	}
	if ((double)number < spec->min || (double)number > spec->max) {
		return false;
	}
	*ret = number;
	return true;
}

static bool read_real(const struct option_spec *spec, const char *text, double *ret) {
	if (text[0] == '\0' || strspn(text, "0123456789.-eE") != strlen(text)) {
		return false;
	}
	char *end = NULL;
	double number = strtod(text, &end);
	if (*end != '\0' || !isfinite(number) || number < spec->min || number > spec->max) {
		return false;
	}
	*ret = number;
	return true;
}

static bool set_value(const struct option_spec *spec, const char *text, struct option_value *value,
		struct err *reterr) {
	assert(text != NULL || spec->kind == OPTION_FLAG);
	bool fine = true;
	switch (spec->kind) {
	case OPTION_FLAG:
		break;
	case OPTION_TEXT:
	case OPTION_LIST:
		fine = text[0] != '\0';
		break;
	case OPTION_INT:
		fine = read_int(spec, text, &value->number);
		break;
	case OPTION_REAL:
		fine = read_real(spec, text, &value->real);
		break;
	case OPTION_KIND_COUNT:
		assert(false);
	}
	if (!fine && (spec->kind == OPTION_TEXT || spec->kind == OPTION_LIST)) {
		return err_set(reterr, ERR_INPUT, "--%s: %s is empty", spec->name, spec->word);
	}
	if (!fine) {
		return err_set(reterr, ERR_INPUT,
				"--%s: '%.60s' is not a %snumber from %.15g to %.15g", spec->name,
				text, spec->kind == OPTION_INT ? "whole " : "", spec->min,
				spec->max);
	}
	if (spec->kind == OPTION_LIST && value->n == OPTION_LIST_MAX) {
		return err_set(reterr, ERR_INPUT, "--%s: more than %d are not possible", spec->name,
				OPTION_LIST_MAX);
	}
	if (spec->kind == OPTION_LIST) {
		value->list[value->n++] = text;
	}
	value->given = true;
	value->text = text;
	return true;
}

/* The value of the option at hand, from the argument behind it. */
static bool take_value(struct parse *p, const struct option_spec *spec, const char **ret,
		struct err *reterr) {
	/* "--db --listen x" is a forgotten FILE, not a file called --listen. */
	if (p->next >= p->argc || strncmp(p->argv[p->next], "--", 2) == 0) {
		return err_set(reterr, ERR_INPUT, "--%s needs %s behind it", spec->name,
				spec->word);
	}
	*ret = p->argv[p->next++];
	return true;
}

static bool parse_long(struct parse *p, const char *arg, struct err *reterr) {
	const char *equals = strchr(arg, '=');
	size_t len = equals != NULL ? (size_t)(equals - arg) : strlen(arg);
	for (size_t i = 0; i < p->table->count; i++) {
		const struct option_spec *spec = &p->table->specs[i];
		if (strlen(spec->name) != len || memcmp(spec->name, arg, len) != 0) {
			continue;
		}
		const char *text = equals != NULL ? equals + 1 : NULL;
		if (spec->kind == OPTION_FLAG && text != NULL) {
			return err_set(reterr, ERR_INPUT, "--%s takes no value", spec->name);
		}
		if (spec->kind != OPTION_FLAG && text == NULL &&
				!take_value(p, spec, &text, reterr)) {
			return false;
		}
		return set_value(spec, text, &p->values[i], reterr);
	}
	char *name = xstrndup(arg, len);
	fail_unknown(p->table, name, reterr);
	free(name);
	return false;
}

static bool parse_letters(struct parse *p, const char *letters, struct err *reterr) {
	for (const char *c = letters; *c != '\0'; c++) {
		size_t i = 0;
		while (i < p->table->count && p->table->specs[i].letter != *c) {
			i++;
		}
		if (i == p->table->count) {
			return err_set(reterr, ERR_INPUT, "there is no option -%c", *c);
		}
		const struct option_spec *spec = &p->table->specs[i];
		const char *text = NULL;
		if (spec->kind == OPTION_FLAG) {
			set_value(spec, NULL, &p->values[i], NULL);
			continue;
		}
		if (c[1] != '\0') {
			text = c + 1;
		} else if (!take_value(p, spec, &text, reterr)) {
			return false;
		}
		return set_value(spec, text, &p->values[i], reterr);
	}
	return true;
}

bool options_parse(const struct option_table *table, int argc, char **argv,
		struct option_value *values, int *ret_operands, struct err *reterr) {
	struct parse p = {
		.table = table, .argv = argv, .argc = argc, .next = 1, .values = values
	};
	memset(values, 0, table->count * sizeof *values);
	int operands = 0;
	bool all_operands = false;
	while (p.next < argc) {
		char *arg = argv[p.next++];
		bool fine = true;
		if (all_operands || arg[0] != '-' || arg[1] == '\0') {
			argv[1 + operands++] = arg;
		} else if (strcmp(arg, "--") == 0) {
			all_operands = true;
		} else if (arg[1] == '-') {
			fine = parse_long(&p, arg + 2, reterr);
		} else {
			fine = parse_letters(&p, arg + 1, reterr);
		}
		if (!fine) {
			return false;
		}
	}
	assert(operands < argc || argc == 0);
	*ret_operands = operands;
	return true;
}

static bool takes(const struct option_spec *spec, uint64_t command) {
	return spec->commands == 0 || command == 0 || (spec->commands & command) != 0;
}

bool options_check(const struct option_table *table, const struct option_value *values,
		uint64_t command, const char *name, struct err *reterr) {
	for (size_t i = 0; i < table->count; i++) {
		if (values[i].given && !takes(&table->specs[i], command)) {
			return err_set(reterr, ERR_INPUT, "%s does not take --%s", name,
					table->specs[i].name);
		}
	}
	return true;
}

static void add_spaces(struct buf *out, size_t n) {
	for (size_t i = 0; i < n; i++) {
		buf_add_char(out, ' ');
	}
}

void options_add_wrapped(struct buf *out, size_t indent, const char *text) {
	for (bool first = true; *text != '\0'; first = false) {
		if (!first) {
			buf_add_char(out, '\n');
			add_spaces(out, indent);
		}
		const size_t len = text_wrap(text, HELP_COLUMNS - indent);
		/* A word that is longer than the line stays whole: it may be an address. */
		const size_t word = strcspn(text, " ");
		const bool whole = word > len && (unsigned char)text[0] < 0x80;
		buf_add(out, text, whole ? word : len);
		text += whole ? word : len;
		text += strspn(text, " ");
	}
	buf_add_char(out, '\n');
}

void options_help(const struct option_table *table, uint64_t command, struct buf *out) {
	for (size_t i = 0; i < table->count; i++) {
		const struct option_spec *spec = &table->specs[i];
		if (!takes(spec, command)) {
			continue;
		}
		size_t begin = out->len;
		if (spec->letter != 0) {
			buf_printf(out, "  -%c, ", spec->letter);
		} else {
			buf_add_str(out, "      ");
		}
		buf_printf(out, "--%s", spec->name);
		if (spec->word != NULL) {
			buf_printf(out, " %s", spec->word);
		}
		size_t used = text_width(out->data + begin);
		if (used + 2 > HELP_INDENT) {
			buf_add_char(out, '\n');
			used = 0;
		}
		add_spaces(out, HELP_INDENT - used);
		options_add_wrapped(out, HELP_INDENT, spec->help);
	}
}
