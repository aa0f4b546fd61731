#include "inner.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define TOKEN_PREFIX "likesd_" /* lets scanners for leaked secrets know it */
#define TOKEN_RANDOM 32
#define TOKEN_MAX 256

_Static_assert(sizeof(TOKEN_PREFIX) + (size_t)2 * TOKEN_RANDOM <= LIKESD_TOKEN_TEXT, "fits");

/* The first bytes of the hash, as the number that finds it. */
static int64_t tag_of(const uint8_t hash[static SECRET_SHA256_BYTES]) {
	int64_t tag = 0;
	for (size_t i = 0; i < 4; i++) {
		tag = tag << 8 | hash[i];
	}
	return tag;
}

static void account_from_row(sqlite3_stmt *row, struct account *ret) {
	*ret = (struct account){
		.id = sqlite3_column_int64(row, 0),
		.as_of = sqlite3_column_int64(row, 2),
		.published = sqlite3_column_int64(row, 3),
		.last_operation = sqlite3_column_int64(row, 4),
		.last_seq = sqlite3_column_int64(row, 5),
	};
	const char *name = (const char *)sqlite3_column_text(row, 1);
	snprintf(ret->name, sizeof(ret->name), "%s", name != NULL ? name : "");
}

bool account_by_token(struct likesd *likesd, const char *token_or_null, struct account *ret,
		bool *ret_found, struct err *reterr) {
	const char *token = token_or_null != NULL ? token_or_null : "";
	uint8_t hash[SECRET_SHA256_BYTES];
	secret_sha256(token, strnlen(token, TOKEN_MAX + 1), hash);
	sqlite3_stmt *row = db_start(
			&likesd->db, SQL_ACCOUNT_BY_TOKEN, DB_VALUES(db_int(tag_of(hash))));
	bool more = true, found = false;
	struct account account = { 0 };
	while (more) {
		if (!db_row(&likesd->db, row, &more, reterr)) {
			return false;
		}
		if (!more || sqlite3_column_bytes(row, 6) != SECRET_SHA256_BYTES) {
			continue;
		}
		if (secret_equal(sqlite3_column_blob(row, 6), hash, sizeof(hash))) {
			account_from_row(row, &account);
			found = true;
		}
	}
	if (found) {
		*ret = account;
	}
	*ret_found = found;
	return true;
}

bool account_by_id(struct likesd *likesd, int64_t id, struct account *ret, struct err *reterr) {
	sqlite3_stmt *row = db_start(&likesd->db, SQL_ACCOUNT_BY_ID, DB_VALUES(db_int(id)));
	bool found = false;
	if (!db_row(&likesd->db, row, &found, reterr)) {
		return false;
	}
	if (!found) {
		return err_set(reterr, ERR_DB, "database: account %lld is missing", (long long)id);
	}
	account_from_row(row, ret);
	db_end(row);
	return true;
}

bool account_save(struct likesd *likesd, const struct account *account, struct err *reterr) {
	assert(account->id > 0 && account->published >= 0);
	return db_do(&likesd->db, SQL_ACCOUNT_SAVE,
			DB_VALUES(db_int(account->id), db_int(account->as_of),
					db_int(account->published), db_int(account->last_operation),
					db_int(account->last_seq)),
			reterr);
}

static bool is_name(const char *name) {
	const size_t len = strnlen(name, ACCOUNT_NAME_MAX + 1);
	return len >= 1 && len <= ACCOUNT_NAME_MAX &&
			strspn(name,
					"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					"0123456789._-") == len;
}

static bool add(struct likesd *likesd, const char *name, const char *token, struct err *reterr) {
	uint8_t hash[SECRET_SHA256_BYTES];
	secret_sha256(token, strlen(token), hash);
	if (!db_do(&likesd->db, SQL_ACCOUNT_ADD,
			    DB_VALUES(db_int(likesd->now), db_int(tag_of(hash)), db_text(name),
					    db_blob(hash, sizeof(hash))),
			    reterr)) {
		return reterr != NULL && reterr->code == ERR_CONFLICT
				? err_set(reterr, ERR_CONFLICT, "there is an account '%s' already",
						  name)
				: false;
	}
	const int64_t id = db_last_id(&likesd->db);
	return (likesd->config.sample == 0 ||
			       sample_fill(likesd, id, likesd->config.sample, reterr)) &&
			db_do(&likesd->db, SQL_CLOCK_SET, DB_VALUES(db_int(likesd->now)), reterr);
}

bool likesd_user_add(struct likesd *likesd, const char *name, char ret_token[LIKESD_TOKEN_TEXT],
		struct err *reterr) {
	assert(!likesd->in_turn);
	if (!is_name(name)) {
		return err_set(reterr, ERR_INPUT,
				"a name is 1 to 64 of the letters a-z A-Z, digits, '.', '_' and "
				"'-'");
	}
	uint8_t random[TOKEN_RANDOM];
	char token[LIKESD_TOKEN_TEXT] = TOKEN_PREFIX;
	rng_fill(likesd->config.rng, random, sizeof(random));
	secret_hex(random, sizeof(random), token + strlen(TOKEN_PREFIX));
	secret_wipe(random, sizeof(random));
	likesd->now = likesd_now(likesd);
	const bool done = db_begin(&likesd->db, reterr) &&
			db_finish(&likesd->db, add(likesd, name, token, reterr), reterr);
	if (done) {
		memcpy(ret_token, token, sizeof(token));
	}
	secret_wipe(token, sizeof(token));
	page_cache_clear(&likesd->pages);
	return done;
}
