#include "snapshot_inner.h"

#include <assert.h>
#include <string.h>

#include "unlike/base/buf.h"
#include "unlike/base/text.h"

/* A page on its way into the list. */
struct page_in {
	struct snapshot *s;
	int64_t account, walk;
	msec_t as_of, now;
	struct buf folded; /* of the like at hand */
	struct snapshot_put put;
};

static void fold(const struct like *like, struct buf *out) {
	buf_reset(out);
	if (like->title != NULL) {
		text_fold(like->title, strlen(like->title), out);
	}
	buf_add_char(out, '\n');
	if (like->author != NULL) {
		text_fold(like->author, strlen(like->author), out);
	}
}

static bool id_is_fit(const char *id) {
	return id != NULL && id[0] != '\0' && strnlen(id, LIKE_ID_MAX + 1) <= LIKE_ID_MAX;
}

static bool insert_like(struct page_in *in, const struct like *like, struct err *reterr) {
	struct db *db = &in->s->db;
	fold(like, &in->folded);
	if (!db_run(db,
			    db_start(db, SNAPSHOT_INSERT,
					    DB_VALUES(db_int(in->account), db_text(like->key),
							    db_text(like->item),
							    db_text(like->restore),
							    db_text(like->title),
							    db_text(like->author),
							    db_text(like->author_id),
							    db_text(like->url),
							    db_int(like->liked_at),
							    db_int(like->made_at),
							    db_int(like->likes),
							    db_int(~like->sort),
							    db_text(in->folded.data),
							    db_int(in->as_of), db_int(in->walk),
							    db_int(in->now))),
			    reterr)) {
		return false;
	}
	if (in->put.added == 0 || like->sort > in->put.highest_sort) {
		in->put.highest_sort = like->sort;
	}
	in->put.added++;
	return true;
}

/* Data older than the row's leave it as it is, but the walk has met it. */
static bool refresh_like(struct page_in *in, int64_t row, msec_t row_as_of, const struct like *like,
		struct err *reterr) {
	struct db *db = &in->s->db;
	in->put.refreshed++;
	if (in->as_of < row_as_of) {
		return db_run(db,
				db_start(db, SNAPSHOT_MET,
						DB_VALUES(db_int(row), db_int(in->walk))),
				reterr);
	}
	fold(like, &in->folded);
	return db_run(db,
			db_start(db, SNAPSHOT_REFRESH,
					DB_VALUES(db_int(row), db_text(like->item),
							db_text(like->restore),
							db_text(like->title), db_text(like->author),
							db_text(like->author_id),
							db_text(like->url), db_int(like->liked_at),
							db_int(like->made_at), db_int(like->likes),
							db_int(~like->sort),
							db_text(in->folded.data), db_int(in->as_of),
							db_int(in->walk))),
			reterr);
}

static bool find_row(struct page_in *in, const char *key, int64_t *ret_row, msec_t *ret_as_of,
		bool *ret_found, struct err *reterr) {
	struct db *db = &in->s->db;
	sqlite3_stmt *statement =
			db_start(db, SNAPSHOT_ROW, DB_VALUES(db_int(in->account), db_text(key)));
	if (!db_row(db, statement, ret_found, reterr)) {
		return false;
	}
	if (*ret_found) {
		*ret_row = db_column_int(statement, 0);
		*ret_as_of = db_column_int(statement, 1);
		db_end(statement);
	}
	return true;
}

static bool put_like(struct page_in *in, const struct like *like, struct err *reterr) {
	struct db *db = &in->s->db;
	if (!id_is_fit(like->item) || !id_is_fit(like->key)) {
		return err_set(reterr, ERR_INPUT, "a like without an id, or with one too long");
	}
	int64_t row = 0;
	msec_t gone_as_of = 0, row_as_of = 0;
	bool found = false;
	if (!db_number(db,
			    db_start(db, SNAPSHOT_BURIED,
					    DB_VALUES(db_int(in->account), db_text(like->item))),
			    &gone_as_of, &found, reterr)) {
		return false;
	}
	if (found && gone_as_of > in->as_of) {
		in->put.ignored++;
		return true;
	}
	if (found &&
			!db_run(db,
					db_start(db, SNAPSHOT_UNBURY,
							DB_VALUES(db_int(in->account),
									db_text(like->item),
									db_int(in->as_of))),
					reterr)) {
		return false;
	}
	if (!find_row(in, like->key, &row, &row_as_of, &found, reterr)) {
		return false;
	}
	return found ? refresh_like(in, row, row_as_of, like, reterr)
		     : insert_like(in, like, reterr);
}

bool snapshot_put_page(struct snapshot *s, const char *account, int64_t walk,
		const struct like *likes, size_t n, msec_t as_of, struct snapshot_put *ret,
		struct err *reterr) {
	struct page_in in = { .s = s, .walk = walk, .as_of = as_of, .now = clock_wall(s->clock) };
	if (!db_begin(&s->db, reterr)) {
		return false;
	}
	buf_init(&in.folded, BUF_UNLIMITED);
	bool ok = snapshot_need_account(s, account, &in.account, reterr);
	for (size_t i = 0; ok && i < n; i++) {
		ok = put_like(&in, &likes[i], reterr);
	}
	buf_finish(&in.folded);
	if (!db_finish(&s->db, ok, reterr)) {
		return false;
	}
	assert(in.put.added + in.put.refreshed + in.put.ignored == n);
	*ret = in.put;
	return true;
}
