#include "likesd_read.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/mem.h"
#include "wire.h"

#define ITEMS_MAX 1000 /* more in one page than anybody asked for makes no sense */

/* Missing is NULL, another type is false. */
static bool item_string(const struct json_at *item, const char *key, const char **ret) {
	struct json_at at;

	*ret = NULL;
	return !json_find(item, key, &at) || json_as_string(&at, LIKESD_PAGE_BYTES, ret, NULL);
}

static bool item_text(const struct json_at *item, const char *key, char **ret) {
	const char *text;
	bool fine = item_string(item, key, &text);

	*ret = text != NULL ? xstrndup(text, wire_cut_len(text, LIKE_TEXT_MAX)) : NULL;
	return fine;
}

/* Missing, not a time, or outside of 1970 … 9999: 0. */
static bool item_time(const struct json_at *item, const char *key, msec_t *ret) {
	const char *text;
	bool fine = item_string(item, key, &text);

	if (text == NULL || !date_parse_rfc3339(text, ret)) {
		*ret = 0;
	}
	return fine;
}

static bool item_url(const struct json_at *item, char **ret) {
	const char *text;
	bool fine = item_string(item, "url", &text);

	*ret = text != NULL && wire_is_web_url(text) ? xstrdup(text) : NULL;
	return fine;
}

/* False: it makes no sense; then *like holds nothing. */
static bool read_item(const struct json_at *item, struct like *like) {
	const char *id = NULL;
	struct json_at likes;

	*like = (struct like){ .likes = -1 };
	if (json_type(item) != JSON_AT_OBJECT ||
			!json_get_string(item, "id", LIKE_ID_MAX, &id, NULL) || !wire_is_id(id)) {
		return false;
	}
	bool fine = item_text(item, "title", &like->title) &&
			item_text(item, "author", &like->author) &&
			item_text(item, "author_id", &like->author_id) &&
			item_url(item, &like->url) &&
			item_time(item, "liked_at", &like->liked_at) &&
			item_time(item, "made_at", &like->made_at);
	if (fine && json_find(item, "likes", &likes)) {
		fine = json_as_int(&likes, 0, INT64_MAX, &like->likes, NULL);
	}
	if (!fine) {
		like_finish(like);
		*like = (struct like){ 0 };
		return false;
	}
	like->item = xstrdup(id);
	like->key = xstrdup(id);
	like->sort = like->liked_at;
	return true;
}

static bool read_next(const struct json_at *root, char **ret, struct err *reterr) {
	struct json_at at;
	const char *text = NULL;

	if (!json_find(root, "next", &at)) {
		return true;
	}
	if (!json_as_string(&at, LIKESD_CURSOR_MAX, &text, reterr)) {
		return false;
	}
	if (!wire_is_id(text)) {
		return json_fail(&at, reterr, "is not a cursor");
	}
	*ret = xstrdup(text);
	return true;
}

bool likesd_read_page(const struct json_doc *doc, struct likesd_page *ret, struct err *reterr) {
	struct json_at root = json_root(doc), items, count;
	struct likesd_page page = { .page.total = -1 };
	int64_t total = -1;

	if (!likesd_read_as_of(&root, &page.page.as_of, reterr) ||
			!json_get(&root, "items", &items, reterr) ||
			!json_want(&items, JSON_AT_ARRAY, reterr)) {
		return false;
	}
	size_t n = json_count(&items);
	if (n > ITEMS_MAX) {
		return json_fail(&items, reterr, "are more than %d", ITEMS_MAX);
	}
	if (!read_next(&root, &page.next, reterr)) {
		return false;
	}
	if (json_find(&root, "count", &count) && json_as_int(&count, 0, INT64_MAX, &total, NULL)) {
		page.page.total = total;
	}
	page.likes = xcalloc(n + 1, sizeof(*page.likes));
	for (size_t i = 0; i < n; i++) {
		struct json_at item = json_element(&items, i);
		if (read_item(&item, &page.likes[page.page.n])) {
			page.page.n++;
		} else {
			page.page.unreadable++;
		}
	}
	page.page.likes = page.likes;
	page.page.next = page.next;
	*ret = page;
	return true;
}

void likesd_page_finish(struct likesd_page *page) {
	for (size_t i = 0; i < page->page.n; i++) {
		like_finish(&page->likes[i]);
	}
	free(page->likes);
	free(page->next);
	*page = (struct likesd_page){ 0 };
}
