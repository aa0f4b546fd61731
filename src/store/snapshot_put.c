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

void snapshot_fold(const struct like *like, struct buf *out) {
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

static void raise_sort(struct page_in *in, int64_t sort) {
	if (sort > in->put.highest_sort) {
		in->put.highest_sort = sort;
	}
}

static bool insert_like(struct page_in *in, const struct like *like, struct err *reterr) {
	struct db *db = &in->s->db;
	snapshot_fold(like, &in->folded);
	if (!db_do(db, SNAPSHOT_INSERT,
			    DB_VALUES(db_int(in->account), db_text(like->key), db_text(like->item),
					    db_text(like->restore), db_text(like->title),
					    db_text(like->author), db_text(like->author_id),
					    db_text(like->url), db_int(like->liked_at),
					    db_int(like->made_at), db_int(like->likes),
					    db_int(~like->sort), db_text(in->folded.data),
					    db_int(in->as_of), db_int(in->walk), db_int(in->now),
					    db_int(like->about)),
			    reterr)) {
		return false;
	}
	raise_sort(in, like->sort);
	in->put.added++;
	return true;
}

/* What is there of a like. */
struct row_found {
	bool found;
	int64_t id;
	msec_t as_of;
	int64_t sort;
	bool same; /* in all that is shown of it */
	bool described; /* before, and the list does not say it: then this is to be stored */
	struct like merged; /* own */
};

static bool is_same_text(const char *a, const char *b) {
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_same(const struct like *a, const struct like *b) {
	return !a->gone && a->sort == b->sort && a->liked_at == b->liked_at &&
			a->made_at == b->made_at && a->likes == b->likes && a->about == b->about &&
			is_same_text(a->item, b->item) && is_same_text(a->restore, b->restore) &&
			is_same_text(a->title, b->title) && is_same_text(a->author, b->author) &&
			is_same_text(a->author_id, b->author_id) && is_same_text(a->url, b->url);
}

/* A list that only names what is in it does not take back what was learned otherwise. */
static struct like with_what_is_known(const struct like *like, const struct like *there) {
	struct like with = *like;
	with.about = there->about;
	with.title = there->title;
	with.author = there->author;
	with.author_id = there->author_id;
	with.url = there->url;
	with.made_at = there->made_at;
	with.likes = there->likes;
	return with;
}

/* Data older than the row's leave it as it is, but the walk has met it; so do data that are the
 * same, as most are: writing them again would write each index again. */
static bool refresh_like(struct page_in *in, const struct row_found *row, const struct like *like,
		struct err *reterr) {
	struct db *db = &in->s->db;
	in->put.refreshed++;
	if (row->same || in->as_of < row->as_of) {
		return db_do(db, SNAPSHOT_MET,
				DB_VALUES(db_int(row->id), db_int(in->walk), db_int(in->as_of)),
				reterr);
	}
	in->put.changed++;
	raise_sort(in, row->sort);
	raise_sort(in, like->sort);
	snapshot_fold(like, &in->folded);
	return db_do(db, SNAPSHOT_REFRESH,
			DB_VALUES(db_int(row->id), db_text(like->item), db_text(like->restore),
					db_text(like->title), db_text(like->author),
					db_text(like->author_id), db_text(like->url),
					db_int(like->liked_at), db_int(like->made_at),
					db_int(like->likes), db_int(~like->sort),
					db_text(in->folded.data), db_int(in->as_of),
					db_int(in->walk), db_int(like->about)),
			reterr);
}

static bool find_row(struct page_in *in, const struct like *like, struct row_found *ret,
		struct err *reterr) {
	struct db *db = &in->s->db;
	sqlite3_stmt *statement = db_start(
			db, SNAPSHOT_ROW, DB_VALUES(db_int(in->account), db_text(like->key)));
	bool found = false;
	if (!db_row(db, statement, &found, reterr)) {
		return false;
	}
	*ret = (struct row_found){ .found = found };
	if (found) {
		struct like there;
		snapshot_read_like(statement, 1, &there);
		ret->id = db_column_int(statement, 0);
		ret->as_of = db_column_int(statement, 14);
		ret->sort = there.sort;
		struct like merged = *like;
		ret->described = like->about == LIKE_NOT_DESCRIBED &&
				there.about != LIKE_NOT_DESCRIBED &&
				strcmp(like->item, there.item) == 0;
		if (ret->described) {
			merged = with_what_is_known(like, &there);
			like_copy(&ret->merged, &merged);
		}
		ret->same = is_same(&there, &merged);
		db_end(statement);
	}
	return true;
}

static bool put_like(struct page_in *in, const struct like *like, struct err *reterr) {
	struct db *db = &in->s->db;
	if (!id_is_fit(like->item) || !id_is_fit(like->key)) {
		return err_set(reterr, ERR_INPUT, "a like without an id, or with one too long");
	}
	struct row_found row;
	msec_t gone_as_of = 0;
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
			!db_do(db, SNAPSHOT_UNBURY,
					DB_VALUES(db_int(in->account), db_text(like->item),
							db_int(in->as_of)),
					reterr)) {
		return false;
	}
	if (!find_row(in, like, &row, reterr)) {
		return false;
	}
	if (!row.found) {
		return insert_like(in, like, reterr);
	}
	const bool ok = refresh_like(in, &row, row.described ? &row.merged : like, reterr);
	like_finish(&row.merged);
	return ok;
}

bool snapshot_put_page(struct snapshot *s, const char *account, int64_t walk,
		const struct like *likes, size_t n, msec_t as_of, struct snapshot_put *ret,
		struct err *reterr) {
	struct page_in in = {
		.s = s,
		.walk = walk,
		.as_of = as_of,
		.now = clock_wall(s->clock),
		.put = { .highest_sort = INT64_MIN },
	};
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
