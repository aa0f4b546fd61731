/* The titles and authors of samples, combined by the rule of samples/README.md. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/base/err.h"

struct sample_line {
	const char *text; /* borrowed from the file */
	const char *group; /* "zh food" */
	size_t place; /* in its group, from 0 */
};

struct sample_lines {
	struct buf file; /* own */
	struct sample_line *lines; /* own */
	size_t n;
};

/* Lines of one group, in a file where groups are in one piece. */
struct sample_range {
	size_t first, n;
};

struct sample_text {
	struct sample_lines titles, authors, suffixes;
	struct sample_range *authors_of, *suffixes_of; /* own; one a title */
	size_t step;
};

/* Reads the files that come with the program. ERR_INPUT: missing, or a title without authors or
 * suffixes. */
bool sample_text_load(struct sample_text **ret, struct err *reterr);
void sample_text_destroy(struct sample_text *text);

/* Row n: its title into `title` (emptied first), and the number of its author in the file. */
void sample_row(const struct sample_text *text, size_t n, struct buf *title, size_t *ret_author);
