#include "inner.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

/* What the judge needs to know, from the database. What an account can pile up is bounded: the
 * newest count, and a limit always fits. */

#define CANCELS_LEAST 128
#define NETWORK_LEAST 512
#define WORKS_MOST 256

/* How far back anything looks. */
static msec_t longest_window(const struct platform *platform) {
	const struct platform_integrity *rules = &platform->integrity;
	const msec_t windows[] = { rules->daily_limit > 0 ? MSEC_PER_DAY : 0,
		rules->frequent.more_than > 0 ? rules->frequent.within : 0,
		rules->network.devices > 0 ? rules->network.within : 0,
		platform->motive.bulk_within };
	msec_t longest = 0;
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		longest = windows[i] > longest ? windows[i] : longest;
	}
	return longest;
}

static int64_t at_least(int64_t number, int64_t least) {
	return number > least ? number : least;
}

/* As many as the highest limit of the account, and one: more cannot change a verdict. */
static int64_t most_cancels(const struct platform *platform, enum platform_tier tier) {
	const struct platform_integrity *rules = &platform->integrity;
	const int64_t limit = at_least(rules->daily_limit, rules->frequent.more_than);
	return at_least(limit * rules->limit_percent[tier] / 100 + 1, CANCELS_LEAST);
}

static int64_t most_network(const struct platform *platform) {
	return at_least(platform->integrity.network.cancels + 1, NETWORK_LEAST);
}

static void turn_around(void *array, size_t n, size_t size) {
	char *bytes = array, aside[sizeof(struct risk_neighbour)];
	for (size_t i = 0, j = n; i + 1 < j; i++) {
		j--;
		memcpy(aside, bytes + i * size, size);
		memcpy(bytes + i * size, bytes + j * size, size);
		memcpy(bytes + j * size, aside, size);
	}
}

/* Room for one more at the end of an array that has doubled since it was empty. */
static void *grow(void *array, size_t n, size_t size) {
	const bool full = n == 0 || (n >= 16 && (n & (n - 1)) == 0);
	return full ? xrealloc(array, (n == 0 ? 16 : 2 * n) * size) : array;
}

static bool read_cancels(struct likesd *likesd, const struct account *account,
		const struct device *device, struct risk_facts *facts, struct err *reterr) {
	const struct platform *platform = likesd->config.platform;
	struct db *db = &likesd->db;
	sqlite3_stmt *row = db_start(db, SQL_CANCELS,
			DB_VALUES(db_int(account->id),
					db_int(likesd->now - longest_window(platform)),
					db_int(most_cancels(platform, account->tier))));
	const msec_t lately = likesd->now -
			at_least(platform->integrity.network.within, platform->motive.bulk_within);
	for (;;) {
		bool more = false;
		if (!db_row(db, row, &more, reterr)) {
			return false;
		}
		if (!more) {
			break;
		}
		const msec_t at = sqlite3_column_int64(row, 0);
		facts->cancels = grow(facts->cancels, facts->n_cancels, sizeof(*facts->cancels));
		facts->cancels[facts->n_cancels++] = at;
		/* In a network of its own the device meets only itself. */
		if (device->network < 0 && at > lately &&
				sqlite3_column_int64(row, 1) == device->id) {
			facts->network = grow(
					facts->network, facts->n_network, sizeof(*facts->network));
			facts->network[facts->n_network++] =
					(struct risk_neighbour){ .at = at, .device = device->id };
		}
	}
	turn_around(facts->cancels, facts->n_cancels, sizeof(*facts->cancels));
	turn_around(facts->network, facts->n_network, sizeof(*facts->network));
	return true;
}

static bool read_network(struct likesd *likesd, const struct device *device,
		struct risk_facts *facts, struct err *reterr) {
	const struct platform *platform = likesd->config.platform;
	struct db *db = &likesd->db;
	const msec_t lately = likesd->now -
			at_least(platform->integrity.network.within, platform->motive.bulk_within);
	if (device->network < 0) {
		return true;
	}
	sqlite3_stmt *row = db_start(db, SQL_NETWORK_CANCELS,
			DB_VALUES(db_int(device->network), db_int(lately),
					db_int(most_network(platform))));
	for (;;) {
		bool more = false;
		if (!db_row(db, row, &more, reterr)) {
			return false;
		}
		if (!more) {
			break;
		}
		facts->network = grow(facts->network, facts->n_network, sizeof(*facts->network));
		facts->network[facts->n_network++] = (struct risk_neighbour){
			.at = sqlite3_column_int64(row, 0),
			.device = sqlite3_column_int64(row, 1),
		};
	}
	turn_around(facts->network, facts->n_network, sizeof(*facts->network));
	return true;
}

static bool read_penalties(struct likesd *likesd, const struct account *account,
		struct risk_facts *facts, struct err *reterr) {
	struct db *db = &likesd->db;
	sqlite3_stmt *row = db_start(db, SQL_PENALTIES_IN_FORCE,
			DB_VALUES(db_int(account->id), db_int(likesd->now),
					db_int(RISK_PENALTIES_MAX)));
	for (;;) {
		bool more = false;
		struct stored_penalty stored;
		if (!db_row(db, row, &more, reterr)) {
			return false;
		}
		if (!more) {
			return true;
		}
		penalty_from_row(row, 0, &stored);
		if (stored.penalty.kind == PLATFORM_PENALTY_COUNT) {
			continue;
		}
		facts->penalties = grow(
				facts->penalties, facts->n_penalties, sizeof(*facts->penalties));
		facts->penalties[facts->n_penalties++] = stored.penalty;
	}
}

bool facts_read(struct likesd *likesd, const struct account *account, const struct device *device,
		struct risk_facts *ret, struct err *reterr) {
	struct risk_facts facts = {
		.tier = account->tier,
		.device = device->id,
		.likes_made = account->likes_made,
		.cancels_made = account->cancels_made,
	};
	if (!read_cancels(likesd, account, device, &facts, reterr) ||
			!read_network(likesd, device, &facts, reterr) ||
			!read_penalties(likesd, account, &facts, reterr)) {
		risk_facts_finish(&facts);
		return false;
	}
	*ret = facts;
	return true;
}

void facts_add_work(struct risk_facts *facts, int64_t work, int64_t cancels, msec_t liked_at) {
	facts->works = grow(facts->works, facts->n_works, sizeof(*facts->works));
	struct risk_work *added = &facts->works[facts->n_works++];
	*added = (struct risk_work){ .cancels = cancels, .liked_at = liked_at };
	snprintf(added->id, sizeof(added->id), "v%" PRId64, work);
}

static int compare_works(const void *a, const void *b) {
	return strcmp(((const struct risk_work *)a)->id, ((const struct risk_work *)b)->id);
}

bool facts_read_works(struct likesd *likesd, const struct account *account,
		struct risk_facts *facts, struct err *reterr) {
	const struct platform *platform = likesd->config.platform;
	struct db *db = &likesd->db;
	/* Where no rule counts cancels of a work, only a like of late can change a verdict. */
	const msec_t since = platform->integrity.item.more_than > 0
			? 0
			: likesd->now - platform->motive.soon_within;
	sqlite3_stmt *row = db_start(db, SQL_LIKES_TOUCHED,
			DB_VALUES(db_int(account->id), db_int(since > 0 ? since : 0),
					db_int(WORKS_MOST)));
	for (;;) {
		bool more = false;
		if (!db_row(db, row, &more, reterr)) {
			return false;
		}
		if (!more) {
			break;
		}
		facts_add_work(facts, sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1),
				sqlite3_column_int64(row, 2));
	}
	if (facts->n_works > 0) {
		qsort(facts->works, facts->n_works, sizeof(*facts->works), compare_works);
	}
	return true;
}

/* The asking device is 1, the others follow as they come. */
void facts_renumber(struct risk_facts *facts) {
	int64_t *seen = xcalloc(facts->n_network + 1, sizeof(*seen));
	size_t n = 0;
	seen[n++] = facts->device;
	for (size_t i = 0; i < facts->n_network; i++) {
		size_t place = 0;
		while (place < n && seen[place] != facts->network[i].device) {
			place++;
		}
		if (place == n) {
			seen[n++] = facts->network[i].device;
		}
		facts->network[i].device = (int64_t)place + 1;
	}
	facts->device = 1;
	free(seen);
}

/* --- those that are kept --- */

void facts_forget(struct likesd *likesd) {
	risk_facts_finish(&likesd->kept.facts);
	likesd->kept = (struct facts_kept){ 0 };
}

bool facts_for(struct call *call, int64_t work, int64_t cancels, msec_t liked_at,
		struct risk_facts **ret, struct err *reterr) {
	struct likesd *likesd = call->likesd;
	struct facts_kept *kept = &likesd->kept;
	const struct account *account = &call->account;
	if (kept->account != account->id || kept->device != call->device.id) {
		facts_forget(likesd);
		if (!facts_read(likesd, account, &call->device, &kept->facts, reterr)) {
			return false;
		}
		kept->account = account->id;
		kept->device = call->device.id;
	}
	kept->facts.tier = account->tier;
	kept->facts.likes_made = account->likes_made;
	kept->facts.cancels_made = account->cancels_made;
	kept->facts.n_works = 0;
	facts_add_work(&kept->facts, work, cancels, liked_at);
	*ret = &kept->facts;
	return true;
}

static void drop_first(void *array, size_t *n, size_t size, size_t most) {
	if (*n > most) {
		memmove(array, (char *)array + (*n - most) * size, most * size);
		*n = most;
	}
}

/* As many as would be read: what is judged by and what is told are the same. */
void facts_apply(struct call *call, const struct risk_ask *ask,
		const struct risk_judgement *judgement) {
	struct likesd *likesd = call->likesd;
	const struct platform *platform = likesd->config.platform;
	struct risk_facts *facts = &likesd->kept.facts;
	const size_t cancels = (size_t)most_cancels(platform, call->account.tier);
	const size_t network = (size_t)most_network(platform);
	risk_apply(platform, facts, ask, likesd->now, judgement);
	drop_first(facts->cancels, &facts->n_cancels, sizeof(*facts->cancels), cancels);
	drop_first(facts->network, &facts->n_network, sizeof(*facts->network),
			call->device.network < 0 ? cancels : network);
}

/* --- what is too old --- */

bool facts_prune(struct likesd *likesd, const struct account *account, struct err *reterr) {
	return db_do(&likesd->db, SQL_CANCELS_PRUNE,
			DB_VALUES(db_int(account->id),
					db_int(likesd->now -
							longest_window(likesd->config.platform))),
			reterr);
}
