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
		.tier = sqlite3_column_int(row, 6) != 0 ? PLATFORM_VERIFIED : PLATFORM_ORDINARY,
		.likes_made = sqlite3_column_int64(row, 7),
		.cancels_made = sqlite3_column_int64(row, 8),
	};
	const char *name = (const char *)sqlite3_column_text(row, 1);
	snprintf(ret->name, sizeof(ret->name), "%s", name != NULL ? name : "");
}

/* Behind the columns of an account. */
static void device_from_row(sqlite3_stmt *row, struct device *ret) {
	const int64_t id = sqlite3_column_int64(row, 10);
	const bool alone = sqlite3_column_type(row, 11) == SQLITE_NULL;
	*ret = (struct device){
		.id = id,
		.network = alone ? -id : sqlite3_column_int64(row, 11),
		.moderator = sqlite3_column_int(row, 12) != 0,
	};
}

bool account_by_token(struct likesd *likesd, const char *token_or_null, struct account *ret,
		struct device *ret_device, bool *ret_found, struct err *reterr) {
	const char *token = token_or_null != NULL ? token_or_null : "";
	uint8_t hash[SECRET_SHA256_BYTES];
	secret_sha256(token, strnlen(token, TOKEN_MAX + 1), hash);
	sqlite3_stmt *row = db_start(
			&likesd->db, SQL_ACCOUNT_BY_TOKEN, DB_VALUES(db_int(tag_of(hash))));
	bool more = true, found = false;
	struct account account = { 0 };
	struct device device = { 0 };
	while (more) {
		if (!db_row(&likesd->db, row, &more, reterr)) {
			return false;
		}
		if (!more || sqlite3_column_bytes(row, 9) != SECRET_SHA256_BYTES) {
			continue;
		}
		if (secret_equal(sqlite3_column_blob(row, 9), hash, sizeof(hash))) {
			account_from_row(row, &account);
			device_from_row(row, &device);
			found = true;
		}
	}
	if (found) {
		*ret = account;
		*ret_device = device;
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
					db_int(account->last_seq), db_int(account->likes_made),
					db_int(account->cancels_made)),
			reterr);
}

static bool is_name(const char *name) {
	const size_t len = strnlen(name, ACCOUNT_NAME_MAX + 1);
	return len >= 1 && len <= ACCOUNT_NAME_MAX &&
			strspn(name,
					"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					"0123456789._-") == len;
}

static bool by_name(struct likesd *likesd, const char *name, struct account *ret, bool *ret_found,
		struct err *reterr) {
	sqlite3_stmt *row = db_start(&likesd->db, SQL_ACCOUNT_BY_NAME, DB_VALUES(db_text(name)));
	if (!db_row(&likesd->db, row, ret_found, reterr)) {
		return false;
	}
	if (*ret_found) {
		account_from_row(row, ret);
		db_end(row);
	}
	return true;
}

static bool add_token(struct likesd *likesd, const struct likesd_user *user, int64_t account,
		const char *token, struct err *reterr) {
	const char *device = user->device != NULL ? user->device : LIKESD_FIRST_DEVICE;
	uint8_t hash[SECRET_SHA256_BYTES];
	struct err err = { 0 };
	secret_sha256(token, strlen(token), hash);
	if (user->network != NULL &&
			!db_do(&likesd->db, SQL_NETWORK_ADD, DB_VALUES(db_text(user->network)),
					reterr)) {
		return false;
	}
	if (db_do(&likesd->db, SQL_TOKEN_ADD,
			    DB_VALUES(db_int(account), db_int(likesd->now), db_int(tag_of(hash)),
					    db_blob(hash, sizeof(hash)), db_int(user->moderator),
					    db_text(device), db_text(user->network)),
			    &err)) {
		return true;
	}
	if (err.code == ERR_CONFLICT && user->device == NULL) {
		return err_set(reterr, ERR_CONFLICT,
				"there is an account '%s' already; --device NAME adds a further "
				"device to it",
				user->name);
	}
	if (err.code == ERR_CONFLICT) {
		return err_set(reterr, ERR_CONFLICT, "'%s' has a device '%s' already", user->name,
				device);
	}
	return err_set(reterr, err.code, "%s", err.msg);
}

static bool make(struct likesd *likesd, const struct likesd_user *user, const char *token,
		struct err *reterr) {
	if (!db_do(&likesd->db, SQL_ACCOUNT_ADD,
			    DB_VALUES(db_int(likesd->now), db_text(user->name), db_int(user->tier)),
			    reterr)) {
		return false;
	}
	const int64_t id = db_last_id(&likesd->db);
	return add_token(likesd, user, id, token, reterr) &&
			(user->moderator || likesd->config.sample == 0 ||
					sample_fill(likesd, id, likesd->config.sample, reterr));
}

static bool add(struct likesd *likesd, const struct likesd_user *user, const char *token,
		struct err *reterr) {
	struct account account = { 0 };
	bool found = false;
	if (!by_name(likesd, user->name, &account, &found, reterr)) {
		return false;
	}
	if (found && user->tier_given && user->tier != account.tier) {
		return err_set(reterr, ERR_CONFLICT, "the account '%s' is there, and %s",
				user->name, platform_tier_name(account.tier));
	}
	return (found ? add_token(likesd, user, account.id, token, reterr)
		      : make(likesd, user, token, reterr)) &&
			db_do(&likesd->db, SQL_CLOCK_SET, DB_VALUES(db_int(likesd->now)), reterr);
}

static bool check_name(const char *name, const char *what, struct err *reterr) {
	return name == NULL || is_name(name) ||
			err_set(reterr, ERR_INPUT,
					"%s is 1 to 64 of the letters a-z A-Z, digits, '.', '_' "
					"and '-'",
					what);
}

bool likesd_user_add(struct likesd *likesd, const struct likesd_user *user,
		char ret_token[LIKESD_TOKEN_TEXT], struct err *reterr) {
	assert(!likesd->in_turn && user->name != NULL);
	if (!check_name(user->name, "a name", reterr) ||
			!check_name(user->device, "a device", reterr) ||
			!check_name(user->network, "a network", reterr)) {
		return false;
	}
	uint8_t random[TOKEN_RANDOM];
	char token[LIKESD_TOKEN_TEXT] = TOKEN_PREFIX;
	rng_fill(likesd->config.rng, random, sizeof(random));
	secret_hex(random, sizeof(random), token + strlen(TOKEN_PREFIX));
	secret_wipe(random, sizeof(random));
	likesd->now = likesd_now(likesd);
	const bool done = db_begin(&likesd->db, reterr) &&
			db_finish(&likesd->db, add(likesd, user, token, reterr), reterr);
	if (done) {
		memcpy(ret_token, token, sizeof(token));
	}
	secret_wipe(token, sizeof(token));
	page_cache_clear(&likesd->pages);
	return done;
}

int likesd_tier_of(const char *word) {
	for (int tier = 0; tier < PLATFORM_TIER_COUNT; tier++) {
		if (strcmp(word, platform_tier_name((enum platform_tier)tier)) == 0) {
			return tier;
		}
	}
	return -1;
}
