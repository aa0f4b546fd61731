#include "inner.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#define URL_BASE "https://video.example/"

/* The members of an item, from a row of SQL_ITEM_COLUMNS. */
static void put_item(struct json_writer *writer, sqlite3_stmt *row) {
	const int64_t id = sqlite3_column_int64(row, 0);
	char url[sizeof(URL_BASE) + 24];
	snprintf(url, sizeof(url), URL_BASE "v%" PRId64, id);
	put_id(writer, "id", 'v', id);
	json_put_string(writer, "title", (const char *)sqlite3_column_text(row, 1));
	json_put_string(writer, "author", (const char *)sqlite3_column_text(row, 2));
	put_id(writer, "author_id", 'a', sqlite3_column_int64(row, 3));
	json_put_string(writer, "url", url);
	put_time(writer, "liked_at", sqlite3_column_int64(row, 4));
	put_time(writer, "made_at", sqlite3_column_int64(row, 5));
	json_put_int(writer, "likes", sqlite3_column_int64(row, 6));
}

/* --- the published list --- */

static bool write_page(struct call *call, const struct list_query *query, struct err *reterr) {
	struct db *db = &call->likesd->db;
	struct json_writer writer;
	answer_begin(call, 200, &writer);
	json_put_int(&writer, "count", call->account.published);
	json_array_begin(&writer, "items");
	/* One more than is asked for: it tells whether there is a next page. */
	sqlite3_stmt *row = db_start(db, SQL_PAGE,
			DB_VALUES(db_int(call->account.id), db_int(query->cursor.liked_at),
					db_int(query->cursor.work), db_int(query->limit + 1)));
	struct cursor last = CURSOR_START;
	int64_t n = 0;
	bool more = true;
	while (more) {
		if (!db_row(db, row, &more, reterr)) {
			return false;
		}
		if (!more || n == query->limit) {
			break;
		}
		json_object_begin(&writer, NULL);
		put_item(&writer, row);
		json_object_end(&writer);
		last.work = sqlite3_column_int64(row, 0);
		last.liked_at = sqlite3_column_int64(row, 4);
		n++;
	}
	json_array_end(&writer);
	if (more) {
		char text[CURSOR_TEXT];
		db_end(row);
		cursor_write(&last, text);
		json_put_string(&writer, "next", text);
	} else {
		json_put_null(&writer, "next");
	}
	return answer_end(&writer);
}

bool handle_likes(struct call *call, struct err *reterr) {
	const struct list_query *query = &call->query;
	struct page_cache *cache = &call->likesd->pages;
	const struct page_key key = { call->account.id, query->cursor.liked_at, query->cursor.work,
		query->limit };
	const struct page *kept = page_cache_find(cache, &key);
	if (kept != NULL) {
		call->response->status = 200;
		call->response->content_type = "application/json";
		buf_add(&call->response->body, kept->bytes, kept->len);
		return true;
	}
	if (!write_page(call, query, reterr)) {
		return false;
	}
	page_cache_keep(cache, &key, call->response->body.data, call->response->body.len);
	return true;
}

/* --- one like --- */

/* A row of SQL_LIKE is at hand. */
static bool write_like(struct call *call, sqlite3_stmt *row, struct err *reterr) {
	struct likesd *likesd = call->likesd;
	const bool wanted = sqlite3_column_int(row, 7) != 0;
	const bool published = sqlite3_column_int(row, 8) != 0;
	const int64_t last = sqlite3_column_int64(row, 9);
	struct operation operation;
	bool liked = wanted, found = false;
	if (!operation_truth(likesd, &call->account, wanted, last, &liked, reterr) ||
			(last != 0 &&
					!operation_find(likesd, &call->account, last, &operation,
							&found, reterr))) {
		return false;
	}
	struct json_writer writer;
	answer_begin(call, 200, &writer);
	put_item(&writer, row);
	json_put_bool(&writer, "liked", liked);
	json_put_bool(&writer, "published", published);
	if (found) {
		put_operation(&writer, "operation", likesd, &operation);
	} else {
		json_put_null(&writer, "operation");
	}
	return answer_end(&writer);
}

bool handle_like(struct call *call, struct err *reterr) {
	int64_t work = 0;
	assert(call->id != NULL);
	if (!parse_id('v', call->id, &work)) {
		return refuse(call, PROBLEM_NOT_FOUND, NULL);
	}
	struct db *db = &call->likesd->db;
	sqlite3_stmt *row =
			db_start(db, SQL_LIKE, DB_VALUES(db_int(call->account.id), db_int(work)));
	bool found = false;
	if (!db_row(db, row, &found, reterr)) {
		return false;
	}
	if (!found) {
		return refuse(call, PROBLEM_NOT_FOUND, NULL);
	}
	const bool done = write_like(call, row, reterr);
	db_end(row);
	return done;
}
