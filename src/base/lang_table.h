/* What scripts/po-to-c writes. */
#pragma once

#include <stddef.h>

struct lang_entry {
	const char *key; /* the English text, with a context: "context\004text" */
	const char *text; /* plural forms follow one another, each with its NUL */
};

struct lang_table {
	const struct lang_entry *entries; /* sorted by key, as strcmp() does */
	size_t count;
	unsigned forms; /* at least 1 */
	unsigned (*form_of)(unsigned long n); /* less than `forms` */
};

extern const struct lang_table lang_table_zh_cn;
