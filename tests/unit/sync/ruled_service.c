#include "ruled_service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

struct ruled ruled;

enum kind { HELLO, LIST, SEND, LOOK, STANDING };

#define BATCH 100

struct pending {
	struct pending *next;
	uint64_t id;
	enum kind kind;
	struct loop_timer *timer;
	size_t items[BATCH];
	uint8_t keys[BATCH][IDEM_KEY_BYTES];
	size_t n;
	bool want;
	service_profile_fn *profile_fn;
	service_page_fn *page_fn;
	service_done_fn *done_fn;
	service_look_fn *look_fn;
	service_standing_fn *standing_fn;
	void *data;
};

static struct pending *pendings;
static uint64_t last_id;

msec_t ruled_now(void) {
	msec_t mono = ruled.rig->server.fake.mono + ruled.skew;
	return LIKESD_FIXTURE_START + (msec_t)((double)mono * ruled.scale);
}

static size_t number_of(const char *item) {
	unsigned number = 0;

	cr_assert_eq(sscanf(item, "r%5u", &number), 1);
	cr_assert_lt(number, RULED_ITEMS_MAX);
	return number;
}

/* --- what is done ---------------------------------------------------------------------------- */

static void note_done(size_t item, const uint8_t *key) {
	ruled.gone[item] = true;
	memcpy(ruled.keys[item], key, IDEM_KEY_BYTES);
	cr_assert_lt(ruled.done, RULED_ITEMS_MAX);
	ruled.done_at[ruled.done++] = ruled_now();
}

static int64_t room(void) {
	struct risk_limit limits[RISK_LIMITS_MAX];
	size_t n = risk_limits(ruled.rig->server.platform, &ruled.facts, ruled_now(), limits);
	int64_t ret = INT64_MAX;

	for (size_t i = 0; i < n; i++) {
		int64_t left = limits[i].limit - limits[i].used;
		ret = left < ret ? left : ret;
	}
	return ret;
}

static void refuse(struct service_result *result, msec_t retry_after) {
	ruled.refusals++;
	result->outcome = SERVICE_REFUSED;
	(void)err_set(&result->err, ERR_FORBIDDEN, "IN-1: too often");
	result->err.retry_after_ms = retry_after > 0 ? retry_after : MSEC_PER_MIN;
}

static void judge(size_t item, const uint8_t *key, struct service_result *result) {
	const struct platform *platform = ruled.rig->server.platform;
	char id[16];
	snprintf(id, sizeof(id), "r%05zu", item);
	const struct risk_ask ask = { .work = id, .batch = 1 };
	struct risk_judgement judgement;

	risk_judge(platform, &ruled.facts, &ask, ruled_now(), &judgement);
	if (ruled.strict) {
		cr_assert_eq(judgement.verdict, RISK_OK, "%s set off by %s",
				risk_topic_name(judgement.reasons[0].topic), id);
		cr_assert(ruled.reserve < 0 || room() > ruled.reserve,
				"%lld of the reserve of %lld would be left", (long long)room() - 1,
				(long long)ruled.reserve);
	} else if (judgement.verdict != RISK_OK) {
		refuse(result, judgement.reasons[0].resets_at - ruled_now());
		return;
	}
	risk_apply(platform, &ruled.facts, &ask, ruled_now(), &judgement);
	note_done(item, key);
}

static void spend(size_t item, const uint8_t *key, struct service_result *result) {
	if (ruled_now() >= ruled.window_end) {
		ruled.left = ruled.traits.budget.limit;
		ruled.window_end = ruled_now() + MSEC_PER_HOUR;
	}
	cr_assert(!ruled.strict || ruled.reserve < 0 || ruled.left > ruled.reserve,
			"%lld points are left", (long long)ruled.left);
	if (ruled.left == 0) {
		result->outcome = SERVICE_TRY_AGAIN;
		(void)err_set(&result->err, ERR_RATE_LIMITED, "too many");
		return;
	}
	ruled.left--;
	note_done(item, key);
}

static void do_one(const struct pending *p, size_t i, struct service_result *result) {
	size_t item = p->items[i];

	if (p->want) {
		ruled.gone[item] = false;
	} else if (ruled.gone[item]) {
		cr_assert_arr_eq(ruled.keys[item], p->keys[i], IDEM_KEY_BYTES, "sent twice");
	} else if (ruled.points) {
		spend(item, p->keys[i], result);
	} else {
		judge(item, p->keys[i], result);
	}
}

static void tell_points(void) {
	ruled.traits.budget.left = ruled.left;
	ruled.traits.budget.resets_at =
			clock_wall(&ruled.rig->server.clock) + (ruled.window_end - ruled_now());
}

static void give_results(const struct pending *p, const struct err *err) {
	static const struct err lost = { .code = ERR_TIMEOUT, .msg = "no answer" };
	struct service_result results[BATCH] = { 0 };

	for (size_t i = 0; i < p->n; i++) {
		if (err == NULL) {
			do_one(p, i, &results[i]);
		}
		if (err != NULL || ruled.lose_answers) {
			results[i] = (struct service_result){ .outcome = SERVICE_TRY_AGAIN,
				.err = err != NULL ? *err : lost };
		}
	}
	if (ruled.points && err == NULL && !ruled.lose_answers) {
		tell_points();
	}
	p->done_fn(results, p->n, p->data);
}

static void give_sights(const struct pending *p, const struct err *err) {
	struct service_sight sights[BATCH] = { 0 };

	for (size_t i = 0; i < p->n; i++) {
		bool liked = !ruled.gone[p->items[i]];
		sights[i] = (struct service_sight){
			.liked = liked,
			.published = liked,
			.as_of = ruled_now(),
		};
	}
	p->look_fn(err != NULL ? NULL : sights, err != NULL ? 0 : p->n, err, p->data);
}

static void give_standing(const struct pending *p, const struct err *err) {
	const struct service_standing standing = {
		.platform = ruled.rig->server.platform,
		.facts = &ruled.facts,
		.now = ruled_now(),
		.time_scale = ruled.scale,
	};
	p->standing_fn(err != NULL ? NULL : &standing, err, p->data);
}

static void finish(struct pending *p, const struct err *err) {
	static const struct service_profile profile = { .name = "me", .likes = -1 };
	struct pending **at = &pendings;

	while (*at != p) {
		at = &(*at)->next;
	}
	*at = p->next;
	switch (p->kind) {
	case HELLO:
		p->profile_fn(err != NULL ? NULL : &profile, err, p->data);
		break;
	case LIST:
		p->page_fn(err != NULL ? NULL
				       : &(struct service_page){ .as_of = ruled_now(), .total = 0 },
				err, p->data);
		break;
	case SEND:
		give_results(p, err);
		break;
	case LOOK:
		give_sights(p, err);
		break;
	case STANDING:
		give_standing(p, err);
		break;
	}
	free(p);
}

static void come(void *data) {
	struct pending *p = data;
	const struct err *err = p->kind == SEND ? &ruled.send_error
			: p->kind == STANDING   ? &ruled.standing_error
						: NULL;

	p->timer = NULL;
	finish(p, err != NULL && err->code != ERR_NONE ? err : NULL);
}

/* --- calls ----------------------------------------------------------------------------------- */

static struct pending *ask(enum kind kind, void *data) {
	struct pending *p = xcalloc(1, sizeof(*p));

	*p = (struct pending){ .next = pendings, .id = ++last_id, .kind = kind, .data = data };
	p->timer = loop_add_timer(
			ruled.rig->loop, ruled.rig->server.fake.mono + ruled.delay, come, p);
	pendings = p;
	return p;
}

static uint64_t hello(struct service *service, service_profile_fn *fn, void *data) {
	(void)service;
	struct pending *p = ask(HELLO, data);
	p->profile_fn = fn;
	return p->id;
}

static uint64_t list(struct service *service, const char *cursor, size_t limit, service_page_fn *fn,
		void *data) {
	(void)service, (void)cursor, (void)limit;
	struct pending *p = ask(LIST, data);
	p->page_fn = fn;
	return p->id;
}

static uint64_t set_liked(struct service *service, const struct intent *const *intents, size_t n,
		service_done_fn *fn, void *data) {
	(void)service;
	cr_assert(n >= 1 && n <= ruled.traits.max_batch);
	struct pending *p = ask(SEND, data);
	p->done_fn = fn;
	p->want = intents[0]->want;
	p->n = n;
	for (size_t i = 0; i < n; i++) {
		p->items[i] = number_of(intents[i]->item);
		memcpy(p->keys[i], intents[i]->idem_key, IDEM_KEY_BYTES);
	}
	ruled.requests++;
	return p->id;
}

static uint64_t look(struct service *service, const struct service_question *questions, size_t n,
		service_look_fn *fn, void *data) {
	(void)service;
	cr_assert_leq(n, BATCH);
	struct pending *p = ask(LOOK, data);
	p->look_fn = fn;
	p->n = n;
	for (size_t i = 0; i < n; i++) {
		p->items[i] = number_of(questions[i].item);
	}
	return p->id;
}

static uint64_t standing(struct service *service, service_standing_fn *fn, void *data) {
	(void)service;
	struct pending *p = ask(STANDING, data);
	p->standing_fn = fn;
	ruled.standings++;
	return p->id;
}

static void cancel(struct service *service, uint64_t op) {
	static const struct err canceled = { .code = ERR_CANCELED, .msg = "canceled" };
	struct pending *p = pendings;

	(void)service;
	while (p != NULL && p->id != op) {
		p = p->next;
	}
	if (p != NULL) {
		loop_cancel_timer(ruled.rig->loop, p->timer);
		finish(p, &canceled);
	}
}

static struct service *create(const struct service_account *account, const struct service_env *env,
		struct err *reterr) {
	(void)account, (void)env, (void)reterr;
	return (struct service *)&ruled.base;
}

static void destroy(struct service *service) {
	cr_assert_eq(service, (struct service *)&ruled.base);
}

static const struct service_traits *traits(const struct service *service) {
	(void)service;
	return &ruled.traits;
}

static const struct service_ops ruled_ops = {
	.kind = "ruled",
	.title = "Ruled",
	.create = create,
	.destroy = destroy,
	.traits = traits,
	.hello = hello,
	.list = list,
	.set_liked = set_liked,
	.look = look,
	.standing = standing,
	.cancel = cancel,
};

static const struct service_ops points_ops = {
	.kind = "points",
	.title = "Points",
	.create = create,
	.destroy = destroy,
	.traits = traits,
	.hello = hello,
	.list = list,
	.set_liked = set_liked,
	.look = look,
	.cancel = cancel,
};

/* --- the test's ------------------------------------------------------------------------------ */

static void open_as(
		struct rig *rig, const struct rig_options *options, const struct service_ops *ops) {
	struct rig_options all = options != NULL ? *options : (struct rig_options){ 0 };

	ruled.base.ops = ops;
	ruled.rig = rig;
	ruled.scale = 1;
	ruled.strict = true;
	ruled.traits.max_look = 10;
	all.service = ops;
	all.likesd.sample = 1;
	all.likesd.rules = true;
	rig_open(rig, &all);
	/* The service's clock is no clock of ours. */
	ruled.skew = 3 * MSEC_PER_HOUR - rig->server.fake.mono;
}

static void close_as_it_was(void) {
	memset(&ruled, 0, sizeof(ruled));
}

void ruled_open(struct rig *rig, const struct rig_options *options) {
	close_as_it_was();
	ruled.traits.max_batch = 1;
	ruled.reserve = 1;
	open_as(rig, options, &ruled_ops);
	struct platform *platform = rig->server.platform;
	cr_assert_eq(platform->integrity.frequent.more_than, 5);
	platform->integrity.frequent.within = MSEC_PER_HOUR;
	ruled.traits.platform = platform;
	ruled.facts.likes_made = 100000;
	ruled.facts.device = 1;
}

void ruled_open_points(struct rig *rig, const struct rig_options *options, int64_t limit) {
	close_as_it_was();
	ruled.points = true;
	ruled.traits.max_batch = BATCH;
	ruled.traits.cancel_cost = 1;
	ruled.traits.relike_cost = 3;
	ruled.traits.budget.limit = limit;
	ruled.traits.budget.window = MSEC_PER_HOUR;
	ruled.reserve = limit / 10;
	ruled.left = limit;
	open_as(rig, options, &points_ops);
	ruled.window_end = ruled_now() + 30 * MSEC_PER_MIN;
	tell_points();
}

void ruled_close(struct rig *rig) {
	rig_close(rig);
	cr_assert_null(pendings);
	risk_facts_finish(&ruled.facts);
}

void ruled_other_device(size_t n) {
	static const struct risk_ask any = { .work = "other", .batch = 1 };

	for (size_t i = 0; i < n; i++) {
		struct risk_judgement judgement;
		risk_judge(ruled.rig->server.platform, &ruled.facts, &any, ruled_now(), &judgement);
		if (judgement.verdict == RISK_OK) {
			risk_apply(ruled.rig->server.platform, &ruled.facts, &any, ruled_now(),
					&judgement);
		}
	}
}

int64_t ruled_plan(struct rig *rig, size_t item) {
	char id[16];
	snprintf(id, sizeof(id), "r%05zu", item);
	const struct intent_request request = {
		.account = "me",
		.item = id,
		.undo_window = RIG_WINDOW,
		.paced = true,
	};
	enum outbox_added added = OUTBOX_ADDED;
	struct err err = { 0 };
	int64_t ret = 0;

	cr_assert(outbox_add(rig->outbox, &request, &added, &ret, &err), "%s", err.msg);
	cr_assert_eq(added, OUTBOX_ADDED);
	sync_kick(rig->sync);
	return ret;
}

struct sync_plan ruled_plan_now(struct rig *rig) {
	struct sync_plan plan;

	cr_assert(sync_plan(rig->sync, "me", &plan));
	return plan;
}
