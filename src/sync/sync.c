#include "unlike/sync/sync.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "sync_private.h"
#include "unlike/base/file.h"
#include "unlike/base/mem.h"

#define LOCK_EVERY (5 * MSEC_PER_SEC)
#define VERSION_EVERY MSEC_PER_SEC
#define VERSION_AFTER (MSEC_PER_SEC / 20) /* a commit writes more than once before it is one */
#define CLOCK_EVERY MSEC_PER_MIN
#define CLOCK_JUMP (2 * MSEC_PER_SEC) /* less is the clock being kept right */

msec_t sync_mono(const struct sync *s) {
	return clock_mono(s->config.clock);
}

msec_t sync_wall(const struct sync *s) {
	return clock_wall(s->config.clock);
}

struct account *sync_find_account(const struct sync *s, const char *name) {
	for (size_t i = 0; i < s->n_accounts; i++) {
		if (strcmp(s->accounts[i].name, name) == 0) {
			return &s->accounts[i];
		}
	}
	return NULL;
}

/* --- the pump -------------------------------------------------------------------------------- */

static void pump(void *data);

void sync_ask_at(struct sync *s, msec_t at_mono) {
	if (at_mono == MSEC_NEVER || (s->timer != NULL && s->timer_at <= at_mono)) {
		return;
	}
	loop_cancel_timer(s->config.loop, s->timer);
	s->timer_at = at_mono;
	s->timer = loop_add_timer(s->config.loop, at_mono, pump, s);
}

void sync_ask(struct sync *s) {
	if (!s->destroying) {
		s->asked = true;
		sync_ask_at(s, sync_mono(s));
	}
}

/* The lock is ours: what an earlier sender left on its way is due again. */
static bool become_sender(struct sync *s, struct err *reterr) {
	if (!outbox_recover(s->config.outbox, reterr)) {
		return false;
	}
	s->sender = true;
	sync_tell_all(s, SYNC_STATUS);
	return true;
}

static bool try_lock(struct sync *s, struct err *reterr) {
	if (s->sender) {
		return true;
	}
	s->lock_at = sync_mono(s) + LOCK_EVERY;
	if (s->config.lock_path == NULL) {
		return become_sender(s, reterr);
	}
	if (s->lock_fd < 0 && !file_try_lock(s->config.lock_path, &s->lock_fd, reterr)) {
		return false;
	}
	return s->lock_fd < 0 || become_sender(s, reterr);
}

/* Other processes write to the outbox, too. Where it is watched it is looked at now and then all
 * the same: a file system of another machine tells nothing. */
static void look_at_version(struct sync *s) {
	int64_t version = 0;

	if (s->config.lock_path == NULL || sync_mono(s) < s->version_at) {
		return;
	}
	const bool fine = outbox_version(s->config.outbox, &version, NULL);
	s->version_at = sync_mono(s) + (fine && s->watch_fd >= 0 ? CLOCK_EVERY : VERSION_EVERY);
	if (fine && version != s->version) {
		s->version = version;
		sync_tell_all(s, SYNC_OUTBOX);
	}
}

void sync_look_at_clock(struct sync *s) {
	msec_t offset = sync_wall(s) - sync_mono(s);
	msec_t by = offset - s->clock_offset;
	struct err err = { 0 };

	if (by >= -CLOCK_JUMP && by <= CLOCK_JUMP) {
		s->clock_offset = offset;
		return;
	}
	/* One process does it for all. */
	if (s->sender && !outbox_shift(s->config.outbox, by, &err)) {
		for (size_t i = 0; i < s->n_accounts; i++) {
			account_store_failed(&s->accounts[i], &err);
		}
		return;
	}
	s->clock_offset = offset;
	sync_tell_all(s, SYNC_OUTBOX);
}

static void recover(struct sync *s) {
	struct err err = { 0 };

	if (!s->recover || !s->sender) {
		return;
	}
	s->recover = !outbox_recover(s->config.outbox, &err);
	for (size_t i = 0; s->recover && i < s->n_accounts; i++) {
		account_store_failed(&s->accounts[i], &err);
	}
}

static void on_outbox_written(int fd, short revents, void *data) {
	struct sync *s = data;
	(void)revents;
	if (file_was_written(fd)) {
		const msec_t at = sync_mono(s) + VERSION_AFTER;
		s->version_at = at < s->version_at ? at : s->version_at;
		sync_ask_at(s, s->version_at);
	}
}

static void watch_outbox(struct sync *s) {
	const struct sync_config *config = &s->config;
	if (config->lock_path != NULL && config->outbox_path != NULL && !config->manual &&
			file_watch(config->outbox_path, &s->watch_fd, NULL)) {
		loop_add_fd(config->loop, s->watch_fd, POLLIN, on_outbox_written, s);
	}
}

static void unwatch_outbox(struct sync *s) {
	if (s->watch_fd >= 0) {
		loop_remove_fd(s->config.loop, s->watch_fd);
		file_unwatch(&s->watch_fd);
	}
}

static msec_t earlier(msec_t a, msec_t b) {
	return a < b ? a : b;
}

/* When the outbox has something new to do (mono). */
static msec_t outbox_time(const struct account *a) {
	const struct sync *s = a->sync;
	msec_t now = sync_wall(s), next = MSEC_NEVER;

	if (!s->sender || a->sign_in ||
			!outbox_next_time(s->config.outbox, a->name, now, &next, NULL) ||
			next == MSEC_NEVER) {
		return MSEC_NEVER;
	}
	/* Far away, and the sum must not overflow: the clock is looked at before. */
	return next - now > CLOCK_EVERY ? MSEC_NEVER : sync_mono(s) + (next - now);
}

static void arm(struct sync *s) {
	msec_t at = MSEC_NEVER;

	for (size_t i = 0; i < s->n_accounts; i++) {
		at = earlier(at, pull_next_time(&s->accounts[i]));
		at = earlier(at, describe_next_time(&s->accounts[i]));
		at = earlier(at, standing_next_time(&s->accounts[i]));
		at = earlier(at, s->config.manual ? MSEC_NEVER : plan_next_time(&s->accounts[i]));
	}
	if (!s->config.manual && !s->stopping) {
		at = earlier(at, sync_mono(s) + CLOCK_EVERY);
		for (size_t i = 0; i < s->n_accounts; i++) {
			at = earlier(at, outbox_time(&s->accounts[i]));
			at = earlier(at, account_opens_at(&s->accounts[i]));
			at = earlier(at, confirm_review_time(&s->accounts[i]));
		}
		if (!s->sender) {
			at = earlier(at, s->lock_at);
		}
		if (s->config.lock_path != NULL) {
			at = earlier(at, s->version_at);
		}
	}
	sync_ask_at(s, at);
}

static bool is_flying(const struct sync *s) {
	for (size_t i = 0; i < s->n_accounts; i++) {
		const struct account *a = &s->accounts[i];
		if (a->flights != NULL || a->pull.op != 0 || a->describing.op != 0 ||
				a->standing.op != 0) {
			return true;
		}
	}
	return false;
}

static void step(struct sync *s) {
	for (size_t i = 0; i < s->n_accounts; i++) {
		struct account *a = &s->accounts[i];
		pull_step(a);
		plan_step(a);
		if (!s->config.manual || s->once) {
			push_step(a);
			confirm_step(a);
		}
		describe_step(a);
		standing_step(a);
	}
}

static void pump(void *data) {
	struct sync *s = data;

	s->timer = NULL;
	s->asked = false;
	sync_look_at_clock(s);
	if (!s->config.manual) {
		if (!s->sender && sync_mono(s) >= s->lock_at) {
			/* Tried again as long as it fails. */
			(void)try_lock(s, NULL);
		}
		look_at_version(s);
	}
	recover(s);
	step(s);
	s->once = s->once && is_flying(s);
	arm(s);
}

/* --- life ------------------------------------------------------------------------------------ */

struct sync *sync_create(const struct sync_config *config, struct err *reterr) {
	struct sync *s = xcalloc(1, sizeof(*s));

	assert(config->loop != NULL && config->clock != NULL && config->rng != NULL);
	s->config = *config;
	s->lock_fd = s->watch_fd = -1;
	s->clock_offset = sync_wall(s) - sync_mono(s);
	s->n_accounts = config->n_accounts;
	s->accounts = xcalloc(s->n_accounts + 1, sizeof(*s->accounts));
	for (size_t i = 0; i < s->n_accounts; i++) {
		s->accounts[i] = (struct account){
			.sync = s,
			.name = config->accounts[i].name,
			.service = config->accounts[i].service,
			.ops = service_ops(config->accounts[i].service),
			.pull = { .total = -1 },
			.describing = { .rest = !config->manual },
			.plan = { .stale = true, .dirty = true, .kept.reserve = -1 },
			.online = true,
		};
	}
	watch_outbox(s);
	if (!outbox_version(config->outbox, &s->version, reterr) || !try_lock(s, reterr)) {
		sync_destroy(s);
		return NULL;
	}
	sync_ask(s);
	return s;
}

static void cancel_all(struct account *a) {
	while (a->flights != NULL) {
		a->ops->cancel(a->service, a->flights->op);
	}
	if (a->pull.op != 0) {
		a->ops->cancel(a->service, a->pull.op);
	}
	if (a->describing.op != 0) {
		a->ops->cancel(a->service, a->describing.op);
	}
	if (a->standing.op != 0) {
		a->ops->cancel(a->service, a->standing.op);
	}
	pull_finish(&a->pull);
	describe_finish(a);
	standing_finish(a);
	plan_finish(a);
}

void sync_destroy(struct sync *sync) {
	if (sync == NULL) {
		return;
	}
	sync->destroying = true;
	for (size_t i = 0; i < sync->n_accounts; i++) {
		cancel_all(&sync->accounts[i]);
	}
	loop_cancel_timer(sync->config.loop, sync->timer);
	sync_notices_finish(sync);
	unwatch_outbox(sync);
	file_unlock(&sync->lock_fd);
	free(sync->accounts);
	free(sync);
}

/* --- calls ----------------------------------------------------------------------------------- */

void sync_kick(struct sync *sync) {
	for (size_t i = 0; i < sync->n_accounts; i++) {
		standing_outbox_changed(&sync->accounts[i]);
		plan_stale(&sync->accounts[i]);
	}
	sync_ask(sync);
}

void sync_pull(struct sync *sync, const char *account) {
	struct account *a = sync_find_account(sync, account);

	assert(a != NULL);
	if (a->pull.state == PULL_IDLE && !sync->no_pulls) {
		a->pull.asked = true;
		sync_ask(sync);
	} else if (a->pull.state == PULL_WAIT_HELLO || a->pull.state == PULL_WAIT_PAGE) {
		/* It waits after a failure; a person does not. */
		a->pull.retry_at = sync_mono(sync);
		sync_ask(sync);
	}
}

void sync_want_described(struct sync *sync, const char *account, const char *item) {
	struct account *a = sync_find_account(sync, account);

	assert(a != NULL);
	describe_want(a, item);
}

bool sync_app_shows(const struct sync *sync, const char *account, const char *item) {
	const struct account *a = sync_find_account(sync, account);

	return a != NULL && describe_app_shows(a, item);
}

bool sync_once(struct sync *sync) {
	struct err err = { 0 };

	if (sync->stopping) {
		return true;
	}
	if (!try_lock(sync, &err)) {
		for (size_t i = 0; i < sync->n_accounts; i++) {
			account_store_failed(&sync->accounts[i], &err);
		}
	}
	if (!sync->sender) {
		return false;
	}
	for (size_t i = 0; i < sync->n_accounts; i++) {
		/* A person asks: no back-off, and the session may have been renewed. */
		sync->accounts[i].retry_at = 0;
		sync->accounts[i].review_at = 0;
		sync->accounts[i].sign_in = false;
	}
	sync->once = true;
	sync_ask(sync);
	return true;
}

bool sync_is_quiet(const struct sync *sync) {
	return !sync->asked && !is_flying(sync);
}

bool sync_is_sender(const struct sync *sync) {
	return sync->sender;
}

void sync_stop_starting(struct sync *sync) {
	sync->stopping = sync->no_pulls = true;
}

void sync_stop_pulling(struct sync *sync) {
	sync->no_pulls = true;
}

bool sync_status(const struct sync *sync, const char *account, struct sync_status *ret) {
	const struct account *a = sync_find_account(sync, account);

	if (a == NULL) {
		return false;
	}
	msec_t now = sync_mono(sync);
	msec_t paused = a->paused_at > a->spent_until ? a->paused_at : a->spent_until;
	*ret = (struct sync_status){
		.pulling = a->pull.state != PULL_IDLE || a->pull.asked,
		.fetched = a->pull.fetched,
		.total = a->pull.total,
		.online = a->online,
		.offline_since = a->offline_since,
		.sign_in = a->sign_in,
		.paused_until = paused > now ? sync_wall(sync) + (paused - now) : 0,
		.budget = a->ops->traits(a->service)->budget,
		.describing = describe_is_under_way(a),
		.in_flight = account_in_flight(a, false) + account_in_flight(a, true) +
				(a->pull.op != 0 ? 1 : 0) + (a->describing.op != 0 ? 1 : 0) +
				(a->standing.op != 0 ? 1 : 0),
		.error = a->error,
		.pull_error = a->pull.error,
	};
	describe_count_echoes(a, &ret->app_shows, &ret->app_unheard);
	return true;
}
