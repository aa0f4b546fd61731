/*
 * inih decides what a line means; this file decides what a line is. inih sees one line at a time,
 * behind a heading that it cannot misread, so nothing it would cut or miscount reaches it:
 * Debian's is built with lines of 200 bytes, sections of 49 and no line numbers.
 */
#include "unlike/base/ini.h"

#include <ini.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/buf.h"
#include "unlike/base/file.h"
#include "unlike/base/lang.h"

#define FILE_MAX_BYTES ((size_t)1 << 20)
#define LINE_MAX_BYTES 190
#define SECTION_MAX_BYTES 49

struct reader {
	ini_entry_fn *entry;
	ini_bad_line_fn *bad;
	void *data; /* foreign */
	int line;
	/* Behind a broken heading nothing belongs anywhere: not to the section before. */
	bool in_section;
	char section[SECTION_MAX_BYTES + 1];
};

static void report(struct reader *r, const char *what) {
	r->bad(r->line, what, r->data);
}

static int on_entry(void *data, const char *section, const char *name, const char *value) {
	(void)section;
	struct reader *r = data;
	if (name[0] == '\0') {
		report(r, N_("there is no name before the '='"));
	} else if (r->in_section) {
		r->entry(r->section, name, value, r->line, r->data);
	}
	return 1;
}

static int on_section(void *data, const char *section, const char *name, const char *value) {
	(void)name;
	(void)value;
	struct reader *r = data;
	snprintf(r->section, sizeof(r->section), "%s", section);
	r->in_section = true;
	return 1;
}

/* A heading makes inih call nobody: an entry behind it shows what it made of the name. */
static void read_heading(struct reader *r, const char *line) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	buf_printf(&text, "%s\nx=\n", line);
	r->in_section = false;
	const size_t name_bytes = strcspn(line + 1, "]");
	if (line[1 + name_bytes] == ']' && name_bytes > SECTION_MAX_BYTES) {
		report(r, N_("the name of the section is longer than 49 bytes"));
	} else if (ini_parse_string(text.data, on_section, r) != 0) {
		r->in_section = false;
		report(r,
				N_("the heading has no ']': entries down to the next heading are "
				   "ignored"));
	}
	buf_finish(&text);
}

static void read_entry(struct reader *r, const char *line) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	/* Behind a heading: inih takes a byte order mark for nothing on its first line. */
	buf_printf(&text, "[x]\n%s", line);
	if (ini_parse_string(text.data, on_entry, r) != 0) {
		report(r, N_("neither a [section] nor name = value"));
	}
	buf_finish(&text);
}

static bool is_blank(char c) {
	return c == ' ' || c == '\t' || c == '\r';
}

static void read_line(struct reader *r, const char *bytes, size_t len) {
	while (len > 0 && is_blank(bytes[len - 1])) {
		len--;
	}
	while (len > 0 && is_blank(bytes[0])) {
		bytes++;
		len--;
	}
	if (len == 0 || bytes[0] == '#' || bytes[0] == ';') {
		return;
	}
	if (memchr(bytes, '\0', len) != NULL) {
		report(r, N_("a NUL byte"));
		return;
	}
	if (len > LINE_MAX_BYTES) {
		report(r, N_("longer than 190 bytes"));
		return;
	}
	char line[LINE_MAX_BYTES + 1];
	memcpy(line, bytes, len);
	line[len] = '\0';
	if (line[0] == '[') {
		read_heading(r, line);
	} else {
		read_entry(r, line);
	}
}

static void read_lines(const char *text, size_t len, ini_entry_fn *entry, ini_bad_line_fn *bad,
		void *data) {
	struct reader r = { .entry = entry, .bad = bad, .data = data, .in_section = true };
	const char *p = text, *end = text + len;
	if (len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
		p += 3;
	}
	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *line_end = newline != NULL ? newline : end;
		r.line++;
		read_line(&r, p, (size_t)(line_end - p));
		p = newline != NULL ? newline + 1 : end;
	}
}

bool ini_read_file(const char *path, ini_entry_fn *entry, ini_bad_line_fn *bad, void *data,
		struct err *reterr) {
	struct buf text;
	if (!file_read(path, FILE_MAX_BYTES, &text, reterr)) {
		return false;
	}
	read_lines(text.data, text.len, entry, bad, data);
	buf_finish(&text);
	return true;
}

void ini_read_text(const char *text, ini_entry_fn *entry, ini_bad_line_fn *bad, void *data) {
	read_lines(text, strlen(text), entry, bad, data);
}
