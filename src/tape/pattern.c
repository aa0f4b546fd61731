#include "pattern.h"

#include <assert.h>
#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

/* Bytes of text after which the matcher's states are thrown away; some 10 KiB a byte at worst. */
#define SLOT_BYTES_MAX 4096
#define SIZE_ENOUGH 100000 /* no pattern that is allowed comes near it */
#define FLAGS (REG_EXTENDED | REG_NOSUB)

struct pattern_slot {
	const struct tape_pattern *whose; /* NULL: nothing is compiled */
	regex_t regex;
	size_t bytes; /* that were matched with it */
	struct buf line;
};

struct pattern_slot *pattern_slot_create(void) {
	struct pattern_slot *slot = xcalloc(1, sizeof(*slot));
	buf_init(&slot->line, BUF_UNLIMITED);
	return slot;
}

static void empty(struct pattern_slot *slot) {
	if (slot->whose != NULL) {
		regfree(&slot->regex);
		slot->whose = NULL;
	}
}

void pattern_slot_destroy(struct pattern_slot *slot) {
	if (slot == NULL) {
		return;
	}
	empty(slot);
	buf_finish(&slot->line);
	free(slot);
}

/* --- how large it is ------------------------------------------------------------------------- */

/* Walks a pattern once; a group's sizes wait on the stack while it is open. */
struct measure {
	const char *p; /* foreign */
	size_t written; /* pieces as they stand there */
	size_t size, atom; /* of what is open: all of it, and its newest piece, written out */
	size_t stack[PATTERN_BYTES_MAX];
	size_t depth;
};

static size_t limited(size_t size) {
	return size < SIZE_ENOUGH ? size : SIZE_ENOUGH;
}

static void add_atom(struct measure *m, size_t size) {
	m->written++;
	m->atom = limited(size);
	m->size = limited(m->size + size);
}

static void repeat(struct measure *m, size_t times) {
	assert(m->size >= m->atom || m->size == SIZE_ENOUGH);
	const size_t before = m->size - (m->size < m->atom ? m->size : m->atom);
	m->atom = limited(m->atom * times);
	m->size = limited(before + m->atom);
}

static size_t read_count(const char **p) {
	size_t count = 0;
	for (; isdigit((unsigned char)**p); (*p)++) {
		count = limited(count * 10 + (size_t)(**p - '0'));
	}
	return count;
}

/* "{3}", "{3,}", "{3,5}", "{,5}"; false: a brace that is none of these. */
static bool interval(struct measure *m) {
	const char *p = m->p + 1;
	const size_t from = read_count(&p);
	size_t to = from;
	if (*p == ',') {
		const char *behind = ++p;
		to = read_count(&p);
		to = p == behind ? from + 1 : to;
	}
	if (*p != '}' || p == m->p + 1) {
		return false;
	}
	repeat(m, to > from ? to : from > 0 ? from : 1);
	m->p = p + 1;
	return true;
}

/* Behind '[': to behind its ']', classes like [:alpha:] and a ']' in first place within. */
static const char *behind_bracket(const char *p) {
	p += *p == '^';
	p += *p == ']';
	while (*p != '\0' && *p != ']') {
		const bool class = *p == '[' && (p[1] == ':' || p[1] == '.' || p[1] == '=');
		const char ends[] = { p[1], ']', '\0' };
		const char *close = class ? strstr(p + 2, ends) : NULL;
		p = close != NULL ? close + 2 : p + 1;
	}
	return *p == ']' ? p + 1 : p;
}

static bool escaped(struct measure *m, struct err *reterr) {
	static const struct {
		char letter;
		const char *instead;
	} hints[] = {
		{ 'd', "; write [0-9]" },
		{ 'w', "; write [[:alnum:]_]" },
		{ 's', "; write [[:space:]]" },
	};
	const unsigned char c = (unsigned char)m->p[1];
	if (!isalnum(c)) {
		add_atom(m, 1);
		m->p += c != '\0' ? 2 : 1;
		return true;
	}
	const char *instead = "";
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		instead = hints[i].letter == c ? hints[i].instead : instead;
	}
	return err_set(reterr, ERR_INPUT, "POSIX extended regular expressions have no '\\%c'%s", c,
			instead);
}

static void close_group(struct measure *m) {
	if (m->depth == 0) {
		add_atom(m, 1);
		return;
	}
	const size_t inside = m->size;
	m->size = m->stack[--m->depth];
	add_atom(m, inside + 1);
}

static bool step(struct measure *m, struct err *reterr) {
	switch (*m->p) {
	case '(':
		assert(m->depth < PATTERN_BYTES_MAX);
		m->stack[m->depth++] = m->size;
		m->size = m->atom = 0;
		break;
	case ')':
		close_group(m);
		break;
	case '[':
		add_atom(m, 1);
		m->p = behind_bracket(m->p + 1);
		return true;
	case '\\':
		return escaped(m, reterr);
	case '{':
		if (interval(m)) {
			return true;
		}
		add_atom(m, 1);
		break;
	case '+': /* a+ is compiled as aa* */
		repeat(m, 2);
		break;
	case '*':
	case '?':
		break;
	default:
		add_atom(m, 1);
		break;
	}
	m->p++;
	return true;
}

static bool check_size(const char *regex, struct err *reterr) {
	struct measure m = { .p = regex };
	while (*m.p != '\0') {
		if (!step(&m, reterr)) {
			return false;
		}
	}
	while (m.depth > 0) {
		close_group(&m);
	}
	if (m.size > m.written + PATTERN_COPIES_MAX) {
		return err_set(reterr, ERR_INPUT,
				"its counts and + repeat more than %d characters or brackets",
				PATTERN_COPIES_MAX);
	}
	return true;
}

/* --- making one ------------------------------------------------------------------------------ */

static char *without_escaped_slashes(const char *text) {
	char *ret = xstrdup(text), *to = ret;
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '/' && p[1] != '\0') {
			*to++ = *p++;
		} else if (*p == '\\' && p[1] == '/') {
			p++;
		}
		*to++ = *p;
	}
	*to = '\0';
	return ret;
}

bool pattern_init(struct tape_pattern *pattern, struct pattern_slot *slot, const char *text,
		struct err *reterr) {
	if (text[0] == '\0') {
		return err_set(reterr, ERR_INPUT, "it is empty, and would be everywhere");
	}
	if (strlen(text) > PATTERN_BYTES_MAX) {
		return err_set(reterr, ERR_INPUT, "it is longer than %d bytes", PATTERN_BYTES_MAX);
	}
	char *regex = without_escaped_slashes(text);
	if (!check_size(regex, reterr)) {
		free(regex);
		return false;
	}
	regex_t compiled;
	const int code = regcomp(&compiled, regex, FLAGS);
	if (code != 0) {
		char why[120];
		regerror(code, &compiled, why, sizeof(why));
		free(regex);
		return err_set(reterr, ERR_INPUT, "%s", why);
	}
	regfree(&compiled);
	*pattern = (struct tape_pattern){ .text = text, .regex = regex, .slot = slot };
	return true;
}

void pattern_finish(struct tape_pattern *pattern) {
	if (pattern->slot != NULL && pattern->slot->whose == pattern) {
		empty(pattern->slot);
	}
	free(pattern->regex);
	*pattern = (struct tape_pattern){ 0 };
}

/* --- matching -------------------------------------------------------------------------------- */

static bool fill(struct pattern_slot *slot, const struct tape_pattern *pattern) {
	if (slot->whose == pattern && slot->bytes <= SLOT_BYTES_MAX) {
		return true;
	}
	empty(slot);
	if (regcomp(&slot->regex, pattern->regex, FLAGS) != 0) {
		return false; /* it compiled before: no memory */
	}
	slot->whose = pattern;
	slot->bytes = 0;
	return true;
}

bool tape_pattern_matches(const struct tape_pattern *pattern, const char *text) {
	struct pattern_slot *slot = pattern->slot;
	const char *line = text;
	do {
		const size_t len = strcspn(line, "\n");
		buf_reset(&slot->line);
		buf_add(&slot->line, line, len);
		if (!fill(slot, pattern)) {
			return false;
		}
		slot->bytes += len;
		if (regexec(&slot->regex, slot->line.data, 0, NULL, 0) == 0) {
			return true;
		}
		line += len + (line[len] == '\n');
	} while (*line != '\0');
	return false;
}

const char *tape_pattern_text(const struct tape_pattern *pattern) {
	return pattern->text;
}
