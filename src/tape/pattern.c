#include "pattern.h"

#include <assert.h>
#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

/* Bytes of text after which the matcher's states are thrown away; some 80 KiB for each at worst. */
#define SLOT_BYTES_MAX 1024
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

/* What is open: a group, or the pattern itself. Sizes are in pieces (characters, brackets, groups)
 * with all repetitions written out. */
struct group {
	size_t size; /* up to its newest piece, this included */
	bool branch_empty; /* may its newest branch be empty, up to before its newest piece? */
	bool any_empty; /* may a branch before that? */
};

/* Walks a pattern once. */
struct measure {
	const char *p; /* foreign */
	size_t written; /* pieces as they stand there */
	struct group group; /* the innermost */
	size_t piece; /* the size of its newest piece */
	bool piece_empty; /* may that be empty? True where there is none. */
	struct group outer[PATTERN_BYTES_MAX];
	size_t depth;
};

static size_t limited(size_t size) {
	return size < SIZE_ENOUGH ? size : SIZE_ENOUGH;
}

static void add_piece(struct measure *m, size_t size, bool empty_too) {
	m->written++;
	m->group.branch_empty = m->group.branch_empty && m->piece_empty;
	m->piece = limited(size);
	m->piece_empty = empty_too;
	m->group.size = limited(m->group.size + size);
}

static void begin_branch(struct measure *m) {
	m->group.branch_empty = true;
	m->piece_empty = true;
	m->piece = 0;
}

static void end_branch(struct measure *m) {
	m->group.any_empty = m->group.any_empty || (m->group.branch_empty && m->piece_empty);
}

static void open_group(struct measure *m) {
	assert(m->depth < PATTERN_BYTES_MAX);
	m->group.branch_empty = m->group.branch_empty && m->piece_empty;
	m->outer[m->depth++] = m->group;
	m->group = (struct group){ 0 };
	begin_branch(m);
}

static void close_group(struct measure *m) {
	if (m->depth == 0) {
		add_piece(m, 1, false);
		return;
	}
	end_branch(m);
	const struct group inner = m->group;
	m->group = m->outer[--m->depth];
	m->piece_empty = true; /* the piece before it is in branch_empty already */
	add_piece(m, inner.size + 1, inner.any_empty);
}

/* regcomp() needs time without end for some repetitions of what may be empty. */
static bool repeat(struct measure *m, size_t least, size_t times, struct err *reterr) {
	if (m->piece_empty) {
		return err_set(reterr, ERR_INPUT,
				"it repeats what may be empty, or nothing, as in (a*)* or a*?");
	}
	const size_t before = m->group.size - (m->group.size < m->piece ? m->group.size : m->piece);
	m->piece = limited(m->piece * times);
	m->group.size = limited(before + m->piece);
	m->piece_empty = least == 0;
	return true;
}

static size_t read_count(const char **p) {
	size_t count = 0;
	for (; isdigit((unsigned char)**p); (*p)++) {
		count = limited(count * 10 + (size_t)(**p - '0'));
	}
	return count;
}

/* "{3}", "{3,}", "{3,5}" or "{,5}". */
static bool interval(struct measure *m, struct err *reterr) {
	const char *p = m->p + 1;
	const size_t from = read_count(&p);
	size_t to = from;
	if (*p == ',') {
		const char *behind = ++p;
		to = read_count(&p);
		to = p == behind ? from + 1 : to;
	}
	if (*p != '}' || p == m->p + 1) {
		return err_set(reterr, ERR_INPUT, "a { must begin a count like {3}; write \\{");
	}
	m->p = p + 1;
	return repeat(m, from, to > 0 ? to : 1, reterr);
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
	/* The C library has \w, \<, \` and their like, but others do not, and \1 can take ages. */
	if (!isalnum(c) && c != '<' && c != '>' && c != '`' && c != '\'') {
		add_piece(m, 1, false);
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

static bool step(struct measure *m, struct err *reterr) {
	const char c = *m->p;
	switch (c) {
	case '(':
		open_group(m);
		break;
	case ')':
		close_group(m);
		break;
	case '|':
		end_branch(m);
		m->written++;
		m->group.size = limited(m->group.size + 1);
		begin_branch(m);
		break;
	case '[':
		add_piece(m, 1, false);
		m->p = behind_bracket(m->p + 1);
		return true;
	case '\\':
		return escaped(m, reterr);
	case '{':
		return interval(m, reterr);
	case '+': /* a+ is compiled as aa* */
		m->p++;
		return repeat(m, 1, 2, reterr);
	case '*':
	case '?':
		m->p++;
		return repeat(m, 0, 1, reterr);
	default:
		add_piece(m, 1, c == '^' || c == '$');
		break;
	}
	m->p++;
	return true;
}

static bool check_size(const char *regex, struct err *reterr) {
	struct measure m = { .p = regex };
	begin_branch(&m);
	while (*m.p != '\0') {
		if (!step(&m, reterr)) {
			return false;
		}
	}
	while (m.depth > 0) {
		close_group(&m);
	}
	if (m.group.size > m.written + PATTERN_COPIES_MAX) {
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
