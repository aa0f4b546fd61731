#include "likesd_read.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/mem.h"
#include "wire.h"

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

static bool read_item(const struct json_at *item, const void *data, struct like *like) {
	const char *id = NULL;
	struct json_at likes;

	(void)data;
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

bool likesd_read_page(const struct json_doc *doc, struct wire_page *ret, struct err *reterr) {
	struct json_at root = json_root(doc), count;
	msec_t as_of = 0;
	int64_t total = -1;

	if (!likesd_read_as_of(&root, &as_of, reterr) ||
			!wire_read_page(&root, "items", "next", read_item, NULL, ret, reterr)) {
		return false;
	}
	ret->page.as_of = as_of;
	if (json_find(&root, "count", &count) && json_as_int(&count, 0, INT64_MAX, &total, NULL)) {
		ret->page.total = total;
	}
	return true;
}
