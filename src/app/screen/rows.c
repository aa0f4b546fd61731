#include "rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

/* Rows while they are collected; ui_row points into the two arrays at the end. */
struct rows {
	struct like *likes; /* own; unused by Activity */
	struct intent *intents; /* own */
	bool *has_intent;
	size_t n, cap;
};

static void rows_init(struct rows *rows, size_t cap) {
	*rows = (struct rows){
		.likes = xcalloc(cap + 1, sizeof *rows->likes),
		.intents = xcalloc(cap + 1, sizeof *rows->intents),
		.has_intent = xcalloc(cap + 1, sizeof *rows->has_intent),
		.cap = cap,
	};
}

static void rows_finish(struct rows *rows) {
	for (size_t i = 0; i < rows->n; i++) {
		like_finish(&rows->likes[i]);
		if (rows->has_intent[i]) {
			intent_finish(&rows->intents[i]);
		}
	}
	free(rows->likes);
	free(rows->intents);
	free(rows->has_intent);
}

static void add_like(const struct like *like, void *data) {
	struct rows *rows = data;
	if (rows->n < rows->cap) {
		like_copy(&rows->likes[rows->n++], like);
	}
}

static bool add_intent(const struct intent *intent, void *data) {
	struct rows *rows = data;
	if (rows->n < rows->cap) {
		intent_copy(&rows->intents[rows->n], intent);
		rows->has_intent[rows->n++] = true;
	}
	return rows->n < rows->cap;
}

/* Rows that came nearest first, into the list's order. */
static void reverse(struct rows *rows) {
	for (size_t i = 0, j = rows->n; i + 1 < j; i++) {
		j--;
		struct like like = rows->likes[i];
		rows->likes[i] = rows->likes[j];
		rows->likes[j] = like;
		struct intent intent = rows->intents[i];
		rows->intents[i] = rows->intents[j];
		rows->intents[j] = intent;
		bool has = rows->has_intent[i];
		rows->has_intent[i] = rows->has_intent[j];
		rows->has_intent[j] = has;
	}
}

/* Whom the rows are of. */
struct owner {
	const struct client *client;
	const char *account;
};

static bool is_still_shown(const struct owner *owner, const struct intent *intent_or_null) {
	return intent_or_null != NULL && intent_or_null->state == INTENT_CONFIRMED &&
			!intent_or_null->want &&
			sync_app_shows(owner->client->sync, owner->account, intent_or_null->item);
}

static void give(const struct rows *rows, const struct owner *owner, enum tab tab, int64_t first,
		int64_t total, struct model *model) {
	struct ui_row *list = xcalloc(rows->n + 1, sizeof *list);
	for (size_t i = 0; i < rows->n; i++) {
		list[i] = (struct ui_row){
			.like = tab == TAB_LIKES ? &rows->likes[i] : NULL,
			.intent = rows->has_intent[i] ? &rows->intents[i] : NULL,
			.app_shows = is_still_shown(
					owner, rows->has_intent[i] ? &rows->intents[i] : NULL),
		};
	}
	const struct ui_rows given = {
		.rows = list,
		.n = rows->n,
		.first = first < 0 ? 0 : first,
		.total = total,
	};
	model_set_rows(model, tab, &given);
	free(list);
}

/* --- Likes ----------------------------------------------------------------------------------- */

static bool page(struct client *client, size_t account, const struct snapshot_page *page,
		struct rows *rows, struct err *reterr) {
	const char *name = client->accounts.list[account].name;
	return page->limit == 0 ||
			snapshot_page(client->snapshot, name, page, add_like, rows, reterr);
}

static bool read_likes(struct client *client, size_t account, const struct effect *load,
		struct rows *rows, size_t *ret_before, struct err *reterr) {
	bool around = load->load.from == LOAD_AROUND;
	struct snapshot_place place = { .sort = load->load.sort };
	memcpy(place.key, load->load.key, sizeof place.key);
	if (around || load->load.from == LOAD_LAST) {
		const struct snapshot_page before = {
			.from = around ? &place : NULL,
			.backwards = true,
			.inclusive = !around,
			.limit = load->load.before,
		};
		if (!page(client, account, &before, rows, reterr)) {
			return false;
		}
		reverse(rows);
	}
	*ret_before = rows->n;
	if (load->load.from == LOAD_LAST) {
		return true;
	}
	const struct snapshot_page after = {
		.from = around ? &place : NULL,
		.inclusive = true,
		.limit = load->load.after + 1,
	};
	return page(client, account, &after, rows, reterr);
}

static bool overlay(struct client *client, size_t account, msec_t fetched_at, struct rows *rows,
		struct err *reterr) {
	/* Read one by one each row would lock and unlock the file. */
	if (!outbox_begin_reading(client->outbox, reterr)) {
		return false;
	}
	bool fine = true;
	for (size_t i = 0; fine && i < rows->n; i++) {
		fine = client_overlay(client, account, &rows->likes[i], rows->likes[i].item,
				fetched_at, &rows->intents[i], &rows->has_intent[i], reterr);
	}
	outbox_end_reading(client->outbox);
	return fine;
}

/* What the list only names is fetched for what a person looks at first. */
static void want_described(struct client *client, size_t account, const struct rows *rows) {
	const char *name = client->accounts.list[account].name;
	for (size_t i = rows->n; i > 0; i--) {
		if (rows->likes[i - 1].about == LIKE_NOT_DESCRIBED) {
			sync_want_described(client->sync, name, rows->likes[i - 1].item);
		}
	}
}

static bool load_likes(struct client *client, size_t account, const struct effect *load,
		struct model *model, struct err *reterr) {
	const struct owner owner = { client, client->accounts.list[account].name };
	struct snapshot_info info;
	if (!snapshot_info(client->snapshot, owner.account, &info, reterr)) {
		return false;
	}
	struct rows rows;
	rows_init(&rows, load->load.before + load->load.after + 1);
	size_t before = 0;
	bool fine = read_likes(client, account, load, &rows, &before, reterr) &&
			overlay(client, account, info.fetched_at, &rows, reterr);
	if (fine) {
		int64_t first = 0;
		if (load->load.from == LOAD_AROUND) {
			first = load->load.position - (int64_t)before;
		} else if (load->load.from == LOAD_LAST) {
			first = info.count - (int64_t)rows.n;
		}
		give(&rows, &owner, TAB_LIKES, first, info.count, model);
		want_described(client, account, &rows);
	}
	rows_finish(&rows);
	return fine;
}

/* --- Activity -------------------------------------------------------------------------------- */

static bool read_intents(struct client *client, const char *name, const struct effect *load,
		struct rows *rows, size_t *ret_before, struct err *reterr) {
	bool around = load->load.from == LOAD_AROUND;
	if (around && load->load.before > 0) {
		const struct outbox_page newer = {
			.account = name,
			.from_id = load->load.intent,
			.newer = true,
			.limit = load->load.before,
		};
		if (!outbox_page(client->outbox, &newer, add_intent, rows, reterr)) {
			return false;
		}
		reverse(rows);
	}
	*ret_before = rows->n;
	const struct outbox_page older = {
		.account = name,
		.from_id = around ? load->load.intent : 0,
		.inclusive = true,
		.limit = load->load.after + 1,
	};
	return outbox_page(client->outbox, &older, add_intent, rows, reterr);
}

/* From the oldest row on: Activity is short enough to be walked (its pages are by id). */
static bool read_last_intents(struct client *client, const char *name, const struct effect *load,
		struct rows *rows, struct err *reterr) {
	const struct outbox_page oldest = {
		.account = name,
		.from_id = 1,
		.newer = true,
		.inclusive = true,
		.limit = load->load.before,
	};
	bool fine = outbox_page(client->outbox, &oldest, add_intent, rows, reterr);
	reverse(rows);
	return fine;
}

static bool load_activity(struct client *client, size_t account, const struct effect *load,
		struct model *model, struct err *reterr) {
	const char *name = client->accounts.list[account].name;
	const struct owner owner = { client, name };
	int64_t counts[INTENT_STATE_COUNT];
	if (!outbox_counts(client->outbox, name, counts, reterr)) {
		return false;
	}
	int64_t total = 0;
	for (int state = 0; state < INTENT_STATE_COUNT; state++) {
		total += state == INTENT_ANNIHILATED ? 0 : counts[state];
	}
	struct rows rows;
	rows_init(&rows, load->load.before + load->load.after + 1);
	size_t before = 0;
	bool last = load->load.from == LOAD_LAST;
	bool fine = last ? read_last_intents(client, name, load, &rows, reterr)
			 : read_intents(client, name, load, &rows, &before, reterr);
	if (fine) {
		int64_t first = 0;
		if (load->load.from == LOAD_AROUND) {
			first = load->load.position - (int64_t)before;
		} else if (last) {
			first = total - (int64_t)rows.n;
		}
		give(&rows, &owner, TAB_ACTIVITY, first, total, model);
	}
	rows_finish(&rows);
	return fine;
}

bool rows_load(struct client *client, size_t account, const struct effect *load,
		struct model *model, struct err *reterr) {
	assert(load->type == EFFECT_LOAD);
	if (load->tab == TAB_ACTIVITY) {
		return load_activity(client, account, load, model, reterr);
	}
	return load_likes(client, account, load, model, reterr);
}

bool rows_refresh_item(struct client *client, size_t account, const char *item, struct model *model,
		struct ui_now now, struct err *reterr) {
	const char *name = client->accounts.list[account].name;
	const struct owner owner = { client, name };
	struct snapshot_info info;
	struct like like;
	struct intent intent;
	bool has_like = false;
	bool has_intent = false;
	if (!snapshot_info(client->snapshot, name, &info, reterr) ||
			!snapshot_find_item(
					client->snapshot, name, item, &like, &has_like, reterr)) {
		return false;
	}
	bool fine = client_overlay(client, account, has_like ? &like : NULL, item, info.fetched_at,
			&intent, &has_intent, reterr);
	if (fine) {
		const struct ui_row row = {
			.like = has_like ? &like : NULL,
			.intent = has_intent ? &intent : NULL,
			.app_shows = is_still_shown(&owner, has_intent ? &intent : NULL),
		};
		model_set_row(model, &row, now);
	}
	if (has_like) {
		like_finish(&like);
	}
	if (fine && has_intent) {
		intent_finish(&intent);
	}
	return fine;
}
