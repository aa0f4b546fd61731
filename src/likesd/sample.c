#include "inner.h"

#include <assert.h>

#include "sample_text.h"

/* Likes for people who look around: works by samples/README.md, times and counts of our own. Row n
 * of a sample is work n + 1 in every account, the latest like first. */

#define LIKED_FIRST (7 * MSEC_PER_MIN) /* before the account was filled */
#define LIKED_APART_MAX (53 * MSEC_PER_MIN)
#define LIKED_SPAN (6 * 365 * MSEC_PER_DAY)
#define MADE_BEFORE_MAX (400 * MSEC_PER_DAY)

/* The same for a row on every machine: a step of splitmix64. */
static uint64_t mix(uint64_t n) {
	uint64_t x = (n + 1) * UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* Most have few, some very many. */
static int64_t likes_of(uint64_t noise) {
	const int64_t digits = (int64_t)(noise % 997) + 3;
	return digits << (noise >> 32) % 12;
}

static bool add_authors(struct likesd *likesd, const struct sample_text *text, struct err *reterr) {
	for (size_t i = 0; i < text->authors.n; i++) {
		if (!db_do(&likesd->db, SQL_SAMPLE_AUTHOR,
				    DB_VALUES(db_int((int64_t)i + 1),
						    db_text(text->authors.lines[i].text)),
				    reterr)) {
			return false;
		}
	}
	return true;
}

struct filling {
	struct likesd *likesd;
	const struct sample_text *text;
	int64_t account;
	msec_t apart; /* from one like to the next */
	struct buf title;
};

static bool add_row(struct filling *filling, size_t n, struct err *reterr) {
	struct likesd *likesd = filling->likesd;
	const uint64_t noise = mix(n);
	const msec_t jitter = (msec_t)(noise % (uint64_t)filling->apart);
	const msec_t liked_at = likesd->now - LIKED_FIRST - (msec_t)n * filling->apart - jitter;
	const msec_t made_at =
			liked_at - MSEC_PER_HOUR - (msec_t)(mix(noise) % (uint64_t)MADE_BEFORE_MAX);
	size_t author = 0;
	sample_row(filling->text, n, &filling->title, &author);
	const int64_t work = (int64_t)n + 1;
	return db_do(&likesd->db, SQL_SAMPLE_WORK,
			       DB_VALUES(db_int(work), db_int((int64_t)author + 1),
					       db_int(made_at > 0 ? made_at : 0),
					       db_int(likes_of(noise) + 1),
					       db_text(filling->title.data)),
			       reterr) &&
			db_do(&likesd->db, SQL_SAMPLE_LIKE,
					DB_VALUES(db_int(filling->account), db_int(work),
							db_int(liked_at > 0 ? liked_at : 0)),
					reterr);
}

bool sample_fill(struct likesd *likesd, int64_t account_id, size_t count, struct err *reterr) {
	assert(count > 0 && count <= LIKESD_SAMPLE_MAX);
	struct account account;
	struct sample_text *text = NULL;
	if (!account_by_id(likesd, account_id, &account, reterr) ||
			!sample_text_load(&text, reterr)) {
		return false;
	}
	const msec_t apart = LIKED_SPAN / (msec_t)count;
	struct filling filling = {
		.likesd = likesd,
		.text = text,
		.account = account_id,
		.apart = apart < LIKED_APART_MAX ? apart : LIKED_APART_MAX,
	};
	buf_init(&filling.title, BUF_UNLIMITED);
	bool done = add_authors(likesd, text, reterr);
	for (size_t n = 0; n < count && done; n++) {
		done = add_row(&filling, n, reterr);
	}
	buf_finish(&filling.title);
	sample_text_destroy(text);
	account.published += (int64_t)count;
	account.likes_made += (int64_t)count;
	return done && account_save(likesd, &account, reterr);
}

/* *ret_id 0: there is no further one. */
static bool next_empty(struct likesd *likesd, int64_t after, int64_t *ret_id, struct err *reterr) {
	sqlite3_stmt *row =
			db_start(&likesd->db, SQL_ACCOUNT_WITHOUT_LIKES, DB_VALUES(db_int(after)));
	bool found = false;
	if (!db_row(&likesd->db, row, &found, reterr)) {
		return false;
	}
	*ret_id = found ? sqlite3_column_int64(row, 0) : 0;
	if (found) {
		db_end(row);
	}
	return true;
}

bool sample_fill_all(struct likesd *likesd, struct err *reterr) {
	if (likesd->config.sample == 0) {
		return true;
	}
	int64_t id = 0;
	for (;;) {
		if (!next_empty(likesd, id, &id, reterr)) {
			return false;
		}
		if (id == 0) {
			return db_checkpoint(&likesd->db, reterr);
		}
		if (!db_begin(&likesd->db, reterr)) {
			return false;
		}
		/* All of it or nothing: an account with some likes would not be filled again. */
		if (!db_finish(&likesd->db, sample_fill(likesd, id, likesd->config.sample, reterr),
				    reterr)) {
			return false;
		}
	}
}
