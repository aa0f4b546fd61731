/*
 * The encoded pages of published lists that were asked for lately. Between two publications a page
 * does not change, and writing 100 items costs more than everything else of a request.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define PAGE_CACHE_SLOTS 64

struct page_key {
	int64_t account, liked_at, work, limit;
};

struct page_cache {
	struct page {
		struct page_key key; /* account 0: empty */
		char *bytes; /* own */
		size_t len;
	} pages[PAGE_CACHE_SLOTS];
};

/* NULL: not there. Borrowed until the next call that is not a find. */
const struct page *page_cache_find(const struct page_cache *cache, const struct page_key *key);
/* Copies; takes the place of another. */
void page_cache_keep(struct page_cache *cache, const struct page_key *key, const void *bytes,
		size_t len);
void page_cache_clear(struct page_cache *cache);
