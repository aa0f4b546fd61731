#include "sample_text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)
#define NUMBER "{n}"

/* Cuts the file up in place. */
static void split(struct sample_lines *lines) {
	size_t room = 0;
	const char *group = "";
	size_t place = 0;
	char *at = lines->file.data;
	while (*at != '\0') {
		char *end = at + strcspn(at, "\n");
		char *next = *end == '\n' ? end + 1 : end;
		*end = '\0';
		if (strncmp(at, "## ", 3) == 0) {
			group = at + 3;
			place = 0;
		} else if (at[0] != '#' && at[0] != '\0') {
			if (lines->n == room) {
				room = room == 0 ? 256 : room * 2;
				lines->lines = xrealloc(
						lines->lines, room * sizeof(lines->lines[0]));
			}
			lines->lines[lines->n++] = (struct sample_line){ at, group, place++ };
		}
		at = next;
	}
}

static bool load(const char *name, struct sample_lines *ret, struct err *reterr) {
	char *path = NULL;
	if (!path_resource(name, &path, reterr)) {
		return false;
	}
	const bool done = file_read(path, FILE_BYTES_MAX, &ret->file, reterr);
	free(path);
	if (!done) {
		return false;
	}
	split(ret);
	return ret->n > 0 || err_set(reterr, ERR_INPUT, "%s: there is nothing in it", name);
}

static bool find_range(const struct sample_lines *lines, const char *group, size_t len,
		struct sample_range *ret) {
	struct sample_range range = { 0 };
	for (size_t i = 0; i < lines->n; i++) {
		const char *name = lines->lines[i].group;
		if (strlen(name) == len && memcmp(name, group, len) == 0) {
			if (range.n == 0) {
				range.first = i;
			}
			range.n++;
		}
	}
	*ret = range;
	return range.n > 0;
}

static bool join(struct sample_text *text, struct err *reterr) {
	const size_t n = text->titles.n;
	text->authors_of = xcalloc(n, sizeof(text->authors_of[0]));
	text->suffixes_of = xcalloc(n, sizeof(text->suffixes_of[0]));
	for (size_t i = 0; i < n; i++) {
		const char *group = text->titles.lines[i].group;
		if (!find_range(&text->authors, group, strlen(group), &text->authors_of[i])) {
			return err_set(reterr, ERR_INPUT, "samples/authors.txt: no group '%s'",
					group);
		}
		if (!find_range(&text->suffixes, group, strcspn(group, " "),
				    &text->suffixes_of[i])) {
			return err_set(reterr, ERR_INPUT, "samples/suffixes.txt: none for '%s'",
					group);
		}
	}
	return true;
}

static size_t common_divisor(size_t a, size_t b) {
	while (b != 0) {
		const size_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

bool sample_text_load(struct sample_text **ret, struct err *reterr) {
	struct sample_text *text = xcalloc(1, sizeof(*text));
	if (!load("samples/titles.txt", &text->titles, reterr) ||
			!load("samples/authors.txt", &text->authors, reterr) ||
			!load("samples/suffixes.txt", &text->suffixes, reterr) ||
			!join(text, reterr)) {
		sample_text_destroy(text);
		return false;
	}
	text->step = (618 * text->titles.n + 999) / 1000;
	while (common_divisor(text->step, text->titles.n) != 1) {
		text->step++;
	}
	*ret = text;
	return true;
}

static void unload(struct sample_lines *lines) {
	buf_finish(&lines->file);
	free(lines->lines);
}

void sample_text_destroy(struct sample_text *text) {
	if (text == NULL) {
		return;
	}
	unload(&text->titles);
	unload(&text->authors);
	unload(&text->suffixes);
	free(text->authors_of);
	free(text->suffixes_of);
	free(text);
}

static void add_suffix(struct buf *title, const char *suffix, size_t number) {
	const char *mark = strstr(suffix, NUMBER);
	if (mark == NULL) {
		buf_add_str(title, suffix);
		return;
	}
	buf_add(title, suffix, (size_t)(mark - suffix));
	buf_printf(title, "%zu%s", number, mark + strlen(NUMBER));
}

void sample_row(const struct sample_text *text, size_t n, struct buf *title, size_t *ret_author) {
	const size_t titles = text->titles.n;
	const size_t round = n / titles;
	const size_t t = (n + 8 * round) * text->step % titles;
	const struct sample_line *line = &text->titles.lines[t];
	const struct sample_range authors = text->authors_of[t], suffixes = text->suffixes_of[t];
	assert(authors.n > 0 && suffixes.n > 0);
	buf_reset(title);
	buf_add_str(title, line->text);
	if (round > 0) {
		const size_t suffix = suffixes.first + (t + round) % suffixes.n;
		add_suffix(title, text->suffixes.lines[suffix].text, 2 + (round - 1) / suffixes.n);
	}
	*ret_author = authors.first + (line->place + round) % authors.n;
}
