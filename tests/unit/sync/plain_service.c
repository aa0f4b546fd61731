#include "plain_service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

struct plain plain;

enum kind { HELLO, LIST, SEND, LOOK, DESCRIBE, STANDING };

struct pending {
	struct pending *next;
	uint64_t id;
	enum kind kind;
	struct loop_timer *timer;
	struct plain_call call;
	service_profile_fn *profile_fn;
	service_page_fn *page_fn;
	service_done_fn *done_fn;
	service_look_fn *look_fn;
	service_describe_fn *describe_fn;
	service_standing_fn *standing_fn;
	void *data;
};

static struct pending *pendings;
static uint64_t last_id;

static size_t number_of(const char *item) {
	unsigned number = 0;

	cr_assert_eq(sscanf(item, "p%3u", &number), 1);
	cr_assert_lt(number, PLAIN_ITEMS_MAX);
	return number;
}

/* --- answers --------------------------------------------------------------------------------- */

static void give_page(const struct pending *p) {
	struct like likes[PLAIN_ITEMS_MAX];
	char ids[PLAIN_ITEMS_MAX][16];
	size_t n = 0;

	for (size_t i = 0; i < plain.items; i++) {
		if (plain.gone[i]) {
			continue;
		}
		snprintf(ids[n], sizeof(ids[n]), "p%03zu", i);
		likes[n] = (struct like){
			.item = ids[n],
			.key = ids[n],
			.likes = -1,
			.liked_at = LIKESD_FIXTURE_START - (msec_t)i,
			.about = plain.described ? LIKE_DESCRIBED : LIKE_NOT_DESCRIBED,
		};
		likes[n].sort = likes[n].liked_at;
		n++;
	}
	const struct service_page page = {
		.likes = likes,
		.n = n,
		.as_of = clock_wall(&plain.rig->server.clock),
		.total = -1,
	};
	p->page_fn(&page, NULL, p->data);
}

static void give_results(const struct pending *p, const struct err *err) {
	struct service_result results[PLAIN_COUNT_MAX] = { 0 };

	for (size_t i = 0; i < p->call.n; i++) {
		results[i].publish_in = plain.publish_in;
		if (err != NULL) {
			results[i] = (struct service_result){ .outcome = SERVICE_TRY_AGAIN,
				.err = *err };
		} else {
			plain.gone[number_of(p->call.items[i])] = !p->call.want;
		}
	}
	p->done_fn(results, p->call.n, p->data);
}

static void give_sights(const struct pending *p, const struct err *err) {
	struct service_sight sights[PLAIN_COUNT_MAX] = { 0 };

	for (size_t i = 0; i < p->call.n; i++) {
		bool liked = !plain.gone[number_of(p->call.items[i])];
		sights[i] = (struct service_sight){
			.liked = liked,
			.published = liked,
			.as_of = clock_wall(&plain.rig->server.clock),
		};
	}
	p->look_fn(err != NULL ? NULL : sights, err != NULL ? 0 : p->call.n, err, p->data);
}

static void give_descriptions(const struct pending *p, const struct err *err) {
	struct service_description all[PLAIN_COUNT_MAX];

	for (size_t i = 0; i < p->call.n; i++) {
		all[i] = (struct service_description){
			.about = plain.about,
			.title = p->call.items[i],
			.likes = -1,
			.app = plain.app,
		};
	}
	p->describe_fn(err != NULL ? NULL : all, err != NULL ? 0 : p->call.n, err, p->data);
}

static void give_standing(const struct pending *p, const struct err *err) {
	const struct service_standing standing = {
		.platform = plain.traits.platform,
		.facts = &plain.facts,
		.now = plain.facts_now,
		.time_scale = plain.time_scale,
	};

	p->standing_fn(err != NULL ? NULL : &standing, err, p->data);
}

static const struct err *error_of(const struct pending *p) {
	static const struct err refused = { .code = ERR_INPUT, .msg = "no" };

	if (p->kind == SEND && plain.send_error.code != ERR_NONE) {
		return &plain.send_error;
	}
	if (p->kind == STANDING && plain.standing_error.code != ERR_NONE) {
		return &plain.standing_error;
	}
	if (p->kind != DESCRIBE) {
		return NULL;
	}
	if (plain.refused != NULL && plain_asked_for(&p->call, plain.refused)) {
		return &refused;
	}
	return plain.describe_error.code != ERR_NONE ? &plain.describe_error : NULL;
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
		if (err != NULL) {
			p->page_fn(NULL, err, p->data);
		} else {
			give_page(p);
		}
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
	default:
		give_descriptions(p, err);
		break;
	}
	free(p);
}

static void come(void *data) {
	struct pending *p = data;

	p->timer = NULL;
	finish(p, error_of(p));
}

/* --- calls ----------------------------------------------------------------------------------- */

static struct pending *ask(enum kind kind, void *data) {
	struct pending *p = xcalloc(1, sizeof(*p));

	*p = (struct pending){ .next = pendings, .id = ++last_id, .kind = kind, .data = data };
	p->call.at = plain.rig->server.fake.mono;
	p->timer = loop_add_timer(plain.rig->loop, p->call.at + plain.delay, come, p);
	pendings = p;
	return p;
}

static void add_item(struct plain_call *call, const char *item) {
	cr_assert_lt(call->n, PLAIN_COUNT_MAX);
	snprintf(call->items[call->n++], sizeof(call->items[0]), "%s", item);
}

static uint64_t hello(struct service *service, service_profile_fn *fn, void *data) {
	(void)service;
	struct pending *p = ask(HELLO, data);
	p->profile_fn = fn;
	return p->id;
}

static uint64_t list(struct service *service, const char *cursor, size_t limit, service_page_fn *fn,
		void *data) {
	(void)service, (void)limit;
	cr_assert_null(cursor);
	struct pending *p = ask(LIST, data);
	p->page_fn = fn;
	return p->id;
}

static uint64_t set_liked(struct service *service, const struct intent *const *intents, size_t n,
		service_done_fn *fn, void *data) {
	(void)service;
	cr_assert(n >= 1 && n <= plain.traits.max_batch);
	struct pending *p = ask(SEND, data);
	p->done_fn = fn;
	p->call.want = intents[0]->want;
	for (size_t i = 0; i < n; i++) {
		add_item(&p->call, intents[i]->item);
	}
	if (plain.spends) {
		plain.traits.budget.left -= (int64_t)n *
				(p->call.want ? plain.traits.relike_cost
					      : plain.traits.cancel_cost);
		cr_assert_geq(plain.traits.budget.left, 0, "more was sent than is left");
	}
	cr_assert_lt(plain.n_sends, PLAIN_CALLS_MAX);
	plain.sends[plain.n_sends++] = p->call;
	return p->id;
}

static uint64_t look(struct service *service, const struct service_question *questions, size_t n,
		service_look_fn *fn, void *data) {
	(void)service;
	struct pending *p = ask(LOOK, data);
	p->look_fn = fn;
	for (size_t i = 0; i < n; i++) {
		add_item(&p->call, questions[i].item);
	}
	plain.n_looks++;
	return p->id;
}

static uint64_t describe(struct service *service, const char *const *items, size_t n,
		service_describe_fn *fn, void *data) {
	(void)service;
	cr_assert(n >= 1 && n <= plain.traits.max_describe);
	for (const struct pending *q = pendings; q != NULL; q = q->next) {
		cr_assert_neq(q->kind, DESCRIBE, "two at once");
	}
	struct pending *p = ask(DESCRIBE, data);
	p->describe_fn = fn;
	for (size_t i = 0; i < n; i++) {
		add_item(&p->call, items[i]);
	}
	cr_assert_lt(plain.n_describes, PLAIN_CALLS_MAX);
	plain.describes[plain.n_describes++] = p->call;
	return p->id;
}

static uint64_t standing(struct service *service, service_standing_fn *fn, void *data) {
	(void)service;
	struct pending *p = ask(STANDING, data);
	p->standing_fn = fn;
	plain.n_standings++;
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
		loop_cancel_timer(plain.rig->loop, p->timer);
		finish(p, &canceled);
	}
}

static struct service *create(const struct service_account *account, const struct service_env *env,
		struct err *reterr) {
	(void)account, (void)env, (void)reterr;
	return (struct service *)&plain.base;
}

static void destroy(struct service *service) {
	cr_assert_eq(service, (struct service *)&plain.base);
	cr_assert_null(pendings);
}

static const struct service_traits *traits(const struct service *service) {
	(void)service;
	return &plain.traits;
}

const struct service_ops plain_ops = {
	.kind = "plain",
	.title = "Plain",
	.create = create,
	.destroy = destroy,
	.traits = traits,
	.hello = hello,
	.list = list,
	.set_liked = set_liked,
	.look = look,
	.describe = describe,
	.standing = standing,
	.cancel = cancel,
};

void plain_open(struct rig *rig, const struct rig_options *options, size_t items) {
	struct rig_options all = options != NULL ? *options : (struct rig_options){ 0 };

	plain = (struct plain){
		.base.ops = &plain_ops,
		.rig = rig,
		.items = items,
		.app = SERVICE_APP_LACKS,
		.about = LIKE_DESCRIBED,
		.time_scale = 1,
		.traits = {
			.title_en = "Plain",
			.max_batch = 10,
			.max_look = 10,
			.relike_keeps_place = true,
			.list_is_complete = true,
			.max_describe = 5,
			.describe_pause = MSEC_PER_SEC,
			.has_app = true,
			.cancel_cost = 1,
			.relike_cost = 3,
		},
	};
	all.service = &plain_ops;
	rig_open(rig, &all);
}

void plain_set_budget(int64_t left, msec_t resets_in) {
	plain.traits.budget = (struct service_budget){
		.limit = 5000,
		.left = left,
		.window = MSEC_PER_HOUR,
		.resets_at = clock_wall(&plain.rig->server.clock) + resets_in,
	};
}

enum like_about plain_about(const char *item) {
	struct like like = { 0 };
	struct err err = { 0 };
	bool found = false;

	cr_assert(snapshot_find_item(plain.rig->snapshot, "me", item, &like, &found, &err), "%s",
			err.msg);
	cr_assert(found);
	enum like_about about = like.about;
	like_finish(&like);
	return about;
}

bool plain_asked_for(const struct plain_call *call, const char *item) {
	for (size_t i = 0; i < call->n; i++) {
		if (strcmp(call->items[i], item) == 0) {
			return true;
		}
	}
	return false;
}
