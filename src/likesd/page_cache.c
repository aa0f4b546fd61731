#include "page_cache.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

static size_t slot_of(const struct page_key *key) {
	const uint64_t parts[] = { (uint64_t)key->account, (uint64_t)key->liked_at,
		(uint64_t)key->work, (uint64_t)key->limit };
	uint64_t hash = 0;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		hash = (hash ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}
	return hash % PAGE_CACHE_SLOTS;
}

static bool same(const struct page_key *a, const struct page_key *b) {
	return a->account == b->account && a->liked_at == b->liked_at && a->work == b->work &&
			a->limit == b->limit;
}

const struct page *page_cache_find(const struct page_cache *cache, const struct page_key *key) {
	assert(key->account != 0);
	const struct page *page = &cache->pages[slot_of(key)];
	return same(&page->key, key) ? page : NULL;
}

void page_cache_keep(struct page_cache *cache, const struct page_key *key, const void *bytes,
		size_t len) {
	assert(key->account != 0);
	struct page *page = &cache->pages[slot_of(key)];
	page->bytes = xrealloc(page->bytes, len + 1);
	memcpy(page->bytes, bytes, len);
	page->len = len;
	page->key = *key;
}

void page_cache_clear(struct page_cache *cache) {
	for (size_t i = 0; i < PAGE_CACHE_SLOTS; i++) {
		free(cache->pages[i].bytes);
	}
	*cache = (struct page_cache){ 0 };
}
