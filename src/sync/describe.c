/*
 * What the list only names: what a person looks at is asked for first, the rest a few at a time
 * while nobody waits. The same question tells whether the app still shows a like that is gone from
 * the list already; that is told apart, and proves nothing.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sync_private.h"
#include "unlike/base/mem.h"
#include "unlike/core/backoff.h"

#define ECHO_FIRST MSEC_PER_SEC
#define ECHO_LATEST MSEC_PER_MIN
#define RECALL_SINCE MSEC_PER_DAY
#define RECALL_ROWS 100

/* --- what is asked for ----------------------------------------------------------------------- */

static size_t find_text(char *const *texts, size_t n, const char *text) {
	size_t i = 0;

	while (i < n && strcmp(texts[i], text) != 0) {
		i++;
	}
	return i;
}

static void drop_wanted(struct describing *d, size_t i) {
	free(d->wanted[i]);
	d->n_wanted--;
	memmove(&d->wanted[i], &d->wanted[i + 1], (d->n_wanted - i) * sizeof(d->wanted[0]));
}

/* The newest stands last and goes first; what nobody looks at any more falls off. */
void describe_want(struct account *a, const char *item) {
	struct describing *d = &a->describing;

	if (find_text(d->asked, d->n_asked, item) < d->n_asked) {
		return;
	}
	size_t i = find_text(d->wanted, d->n_wanted, item);
	if (i < d->n_wanted) {
		return;
	}
	if (d->n_wanted == WANTED_MAX) {
		drop_wanted(d, 0);
	}
	d->wanted[d->n_wanted++] = xstrdup(item);
	sync_ask(a->sync);
}

static bool has_room(const struct account *a) {
	const struct describing *d = &a->describing;
	size_t most = a->ops->traits(a->service)->max_describe;

	if (most > ASKED_MAX) {
		most = ASKED_MAX;
	}
	return d->n_asked < (d->careful > 0 ? 1 : most);
}

static bool add_asked(const char *item, void *data) {
	struct account *a = data;
	struct describing *d = &a->describing;

	if (has_room(a) && find_text(d->asked, d->n_asked, item) == d->n_asked) {
		d->asked[d->n_asked++] = xstrdup(item);
	}
	return has_room(a);
}

static void forget_asked(struct describing *d) {
	for (size_t i = 0; i < d->n_asked; i++) {
		free(d->asked[i]);
	}
	d->n_asked = 0;
}

void describe_finish(struct account *a) {
	struct describing *d = &a->describing;

	forget_asked(d);
	while (d->n_wanted > 0) {
		drop_wanted(d, 0);
	}
	for (size_t i = 0; i < d->n_echoes; i++) {
		free(d->echoes[i].item);
	}
	free(d->echoes);
	d->echoes = NULL;
	d->n_echoes = 0;
}

/* --- echoes: gone from the list, and still in the app? --------------------------------------- */

static struct echo *find_echo(const struct account *a, const char *item) {
	const struct describing *d = &a->describing;

	for (size_t i = 0; i < d->n_echoes; i++) {
		if (strcmp(d->echoes[i].item, item) == 0) {
			return &d->echoes[i];
		}
	}
	return NULL;
}

static void drop_echo(struct account *a, struct echo *echo) {
	struct describing *d = &a->describing;

	free(echo->item);
	*echo = d->echoes[--d->n_echoes];
}

void describe_confirmed(struct account *a, const char *item, bool want) {
	struct describing *d = &a->describing;
	struct echo *echo = find_echo(a, item);

	if (echo != NULL) {
		drop_echo(a, echo);
	}
	if (want || d->no_app || a->ops->traits(a->service)->max_describe == 0 ||
			d->n_echoes == ECHOES_MAX) {
		return;
	}
	d->echoes = xrealloc(d->echoes, (d->n_echoes + 1) * sizeof(*d->echoes));
	d->echoes[d->n_echoes++] = (struct echo){
		.item = xstrdup(item),
		.next_at = sync_mono(a->sync) + ECHO_FIRST,
		.wait = 2 * ECHO_FIRST,
	};
}

static void hear_echo(struct account *a, const char *item, enum service_app app) {
	struct echo *echo = find_echo(a, item);

	if (echo == NULL) {
		return;
	}
	bool shown = echo->shows;
	echo->heard = true;
	if (app == SERVICE_APP_SHOWS) {
		echo->shows = true;
		echo->next_at = sync_mono(a->sync) + echo->wait;
		echo->wait = echo->wait < ECHO_LATEST / 2 ? 2 * echo->wait : ECHO_LATEST;
	} else {
		drop_echo(a, echo);
	}
	if (shown != (app == SERVICE_APP_SHOWS)) {
		sync_tell(a, SYNC_OUTBOX, item);
	}
}

/* Nothing else was wanted of the item since. */
static bool is_newest(const struct account *a, const struct intent *intent) {
	struct intent newest;
	bool found = false;

	if (!outbox_find_newest(
			    a->sync->config.outbox, a->name, intent->item, &newest, &found, NULL) ||
			!found) {
		return false;
	}
	bool same = newest.id == intent->id;
	intent_finish(&newest);
	return same;
}

static bool recall(const struct intent *intent, void *data) {
	struct account *a = data;

	if (intent->state == INTENT_CONFIRMED && !intent->want &&
			intent->changed_at > sync_wall(a->sync) - RECALL_SINCE &&
			find_echo(a, intent->item) == NULL && is_newest(a, intent)) {
		describe_confirmed(a, intent->item, false);
	}
	return true;
}

/* Those of an earlier start are looked at again. */
void describe_greeted(struct account *a) {
	const struct outbox_page page = { .account = a->name, .limit = RECALL_ROWS };

	a->describing.no_app = false;
	if (a->ops->traits(a->service)->max_describe > 0) {
		(void)outbox_page(a->sync->config.outbox, &page, recall, a, NULL);
	}
}

bool describe_app_shows(const struct account *a, const char *item) {
	const struct echo *echo = find_echo(a, item);

	return echo != NULL && echo->shows;
}

void describe_count_echoes(const struct account *a, size_t *ret_shown, size_t *ret_unheard) {
	*ret_shown = *ret_unheard = 0;
	for (size_t i = 0; i < a->describing.n_echoes; i++) {
		*ret_shown += a->describing.echoes[i].shows ? 1 : 0;
		*ret_unheard += a->describing.echoes[i].heard ? 0 : 1;
	}
}

/* --- answers --------------------------------------------------------------------------------- */

static void write_down(struct account *a, const char *item, const struct service_description *it) {
	const struct like said = {
		.title = (char *)(uintptr_t)it->title,
		.author = (char *)(uintptr_t)it->author,
		.author_id = (char *)(uintptr_t)it->author_id,
		.url = (char *)(uintptr_t)it->url,
		.made_at = it->made_at,
		.likes = it->likes,
		.about = it->about,
	};
	struct err err = { 0 };

	if (!snapshot_describe(a->sync->config.snapshot, a->name, item, &said, &err)) {
		account_store_failed(a, &err);
	}
}

/* In the order in which they were asked for. */
static void want_again(struct describing *d) {
	for (size_t i = d->n_asked; i > 0 && d->n_wanted < WANTED_MAX; i--) {
		if (find_text(d->wanted, d->n_wanted, d->asked[i - 1]) == d->n_wanted) {
			d->wanted[d->n_wanted++] = xstrdup(d->asked[i - 1]);
		}
	}
}

/* What the server refuses to speak of is asked for alone, and then left as what it is. */
static void refused(struct account *a) {
	struct describing *d = &a->describing;
	const struct service_description unknown = { .about = LIKE_ELSEWHERE, .likes = -1 };

	if (d->n_asked == 1) {
		write_down(a, d->asked[0], &unknown);
		hear_echo(a, d->asked[0], SERVICE_APP_UNKNOWN);
		d->careful -= d->careful > 0 ? 1 : 0;
		return;
	}
	want_again(d);
	d->careful = d->n_asked;
}

static void failed(struct account *a, const struct err *why) {
	struct describing *d = &a->describing;

	if (why->code == ERR_INPUT || why->code == ERR_FORBIDDEN) {
		refused(a);
		return;
	}
	if (why->code == ERR_NET || why->code == ERR_TIMEOUT || why->code == ERR_AUTH ||
			why->code == ERR_RATE_LIMITED) {
		account_failed(a, why);
	}
	d->failures++;
	d->retry_at = sync_mono(a->sync) +
			backoff_next(d->failures, why->retry_after_ms, a->sync->config.rng);
	want_again(d);
	/* Nobody waits for ever for a name. */
	d->rest = d->rest && !a->sync->config.manual;
}

/* Where there is none, nothing that is gone can be shown by it. */
static void learn_of_app(struct account *a) {
	struct describing *d = &a->describing;

	d->no_app = !a->ops->traits(a->service)->has_app;
	while (d->no_app && d->n_echoes > 0) {
		drop_echo(a, &d->echoes[d->n_echoes - 1]);
	}
}

static void described(const struct service_description *descriptions, size_t n,
		const struct err *why, void *data) {
	struct account *a = data;
	struct describing *d = &a->describing;

	assert((descriptions == NULL) != (why == NULL));
	d->op = 0;
	if (a->sync->destroying) {
		return;
	}
	d->next_at = sync_mono(a->sync) + a->ops->traits(a->service)->describe_pause;
	if (why != NULL) {
		failed(a, why);
	} else {
		assert(n == d->n_asked);
		account_worked(a);
		d->failures = 0;
		d->careful -= d->careful > 0 ? 1 : 0;
		for (size_t i = 0; i < n; i++) {
			write_down(a, d->asked[i], &descriptions[i]);
			hear_echo(a, d->asked[i], descriptions[i].app);
		}
		learn_of_app(a);
	}
	forget_asked(d);
	sync_tell_rows(a, INT64_MIN);
	sync_tell(a, SYNC_STATUS, NULL);
	sync_ask(a->sync);
}

/* --- asking ---------------------------------------------------------------------------------- */

static void gather_echoes(struct account *a) {
	const struct describing *d = &a->describing;
	msec_t now = sync_mono(a->sync);

	for (size_t i = 0; i < d->n_echoes && has_room(a); i++) {
		if (d->echoes[i].next_at <= now) {
			add_asked(d->echoes[i].item, a);
		}
	}
}

static void gather(struct account *a) {
	struct describing *d = &a->describing;
	struct sync *s = a->sync;
	struct err err = { 0 };

	gather_echoes(a);
	while (d->n_wanted > 0 && has_room(a)) {
		add_asked(d->wanted[d->n_wanted - 1], a);
		drop_wanted(d, d->n_wanted - 1);
	}
	bool may_rest = s->config.manual || d->next_at <= sync_mono(s);
	if (!d->rest || !may_rest || !has_room(a)) {
		return;
	}
	size_t before = d->n_asked;
	if (!snapshot_each_not_described(
			    s->config.snapshot, a->name, ASKED_MAX, add_asked, a, &err)) {
		account_store_failed(a, &err);
	}
	d->rest = d->n_asked > before;
}

static msec_t begins_at(const struct account *a) {
	const struct describing *d = &a->describing;
	msec_t at = MSEC_NEVER;

	if (d->op != 0 || !a->online || a->sign_in || a->sync->stopping ||
			a->ops->traits(a->service)->max_describe == 0) {
		return MSEC_NEVER;
	}
	if (d->n_wanted > 0 || (d->rest && a->sync->config.manual)) {
		at = 0;
	} else if (d->rest) {
		at = d->next_at;
	}
	for (size_t i = 0; i < d->n_echoes; i++) {
		at = d->echoes[i].next_at < at ? d->echoes[i].next_at : at;
	}
	if (at != MSEC_NEVER && at < d->retry_at) {
		at = d->retry_at;
	}
	return at != MSEC_NEVER && at < a->paused_at ? a->paused_at : at;
}

msec_t describe_next_time(const struct account *a) {
	msec_t at = begins_at(a);

	return at > sync_mono(a->sync) ? at : MSEC_NEVER;
}

bool describe_is_under_way(const struct account *a) {
	return a->describing.op != 0 || (a->describing.rest && begins_at(a) != MSEC_NEVER);
}

void describe_step(struct account *a) {
	struct describing *d = &a->describing;

	if (begins_at(a) > sync_mono(a->sync)) {
		return;
	}
	gather(a);
	if (d->n_asked > 0) {
		d->op = a->ops->describe(a->service, (const char *const *)d->asked, d->n_asked,
				described, a);
		return;
	}
	/* Nothing is left of what looked like work. */
	sync_tell(a, SYNC_STATUS, NULL);
}
