#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"
#include "unlike/base/mem.h"

static struct rig rig;

static void finish(void) {
	rig_close(&rig);
}

TestSuite(pull, .fini = finish);

static struct snapshot_info info(void) {
	struct snapshot_info got = { 0 };

	cr_assert(snapshot_info(rig.snapshot, "me", &got, NULL));
	return got;
}

static void cancel_elsewhere(const char *path) {
	struct likesd_response response = likesd_fixture_request(
			&rig.server, "DELETE", path, "another-device-key", NULL);

	cr_assert_eq(response.status, 202);
	likesd_response_finish(&response);
}

Test(pull, the_whole_list_comes_page_by_page) {
	rig_open(&rig, &(struct rig_options){ .likesd = { .sample = 450 } });
	rig_pull(&rig);
	cr_assert_eq(info().count, 450);
	cr_assert_neq(info().fetched_at, 0);
	/* me, platform, budget, five pages */
	cr_assert_eq(inproc_http_count(rig.http), 8);
	struct sync_status status = rig_status(&rig);
	cr_assert_eq(status.fetched, 450);
	cr_assert_eq(status.total, 450);
	cr_assert_gt(rig.notices[SYNC_SNAPSHOT], 0);
	rig_pull(&rig);
	cr_assert_eq(inproc_http_count(rig.http), 14, "hello is said once");
	cr_assert_eq(info().count, 450);
}

Test(pull, what_was_taken_back_elsewhere_is_gone_after_its_publication) {
	rig_open(&rig, NULL);
	rig_pull(&rig);
	cancel_elsewhere("/v1/likes/v3");
	rig_pull(&rig);
	cr_assert(rig_is_listed(&rig, "v3"));
	rig_run(&rig, LIKESD_FIXTURE_DELAY);
	rig_pull(&rig);
	cr_assert(!rig_is_listed(&rig, "v3"));
	cr_assert_eq(info().gone, 1);
}

Test(pull, a_page_that_fails_is_asked_for_again_and_the_walk_goes_on) {
	rig_open(&rig, &(struct rig_options){ .likesd = { .sample = 450 } });
	rig_pull(&rig);
	inproc_http_refuse_next(rig.http, 3, 500, 0);
	sync_pull(rig.sync, "me");
	rig_settle(&rig);
	cr_assert(rig_status(&rig).pulling);
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert(!rig_status(&rig).pulling);
	cr_assert_eq(rig_status(&rig).pull_error.code, ERR_NONE);
	cr_assert_eq(rig_status(&rig).fetched, 450);
}

Test(pull, a_walk_that_did_not_meet_the_end_makes_nothing_gone) {
	rig_open(&rig, &(struct rig_options){ .likesd = { .sample = 450 } });
	rig_pull(&rig);
	cancel_elsewhere("/v1/likes/v3");
	rig_run(&rig, LIKESD_FIXTURE_DELAY);
	msec_t before = info().fetched_at;
	inproc_http_refuse_next(rig.http, 20, 500, 0);
	sync_pull(rig.sync, "me");
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert(!rig_status(&rig).pulling);
	cr_assert_eq(rig_status(&rig).pull_error.code, ERR_SERVER);
	cr_assert_eq(info().fetched_at, before);
	cr_assert(rig_is_listed(&rig, "v3"));
}

Test(pull, without_a_network_it_says_so_at_once_and_comes_back_by_itself) {
	rig_open(&rig, NULL);
	inproc_http_set_down(rig.http, true);
	sync_pull(rig.sync, "me");
	rig_settle(&rig);
	cr_assert_eq(rig_status(&rig).pull_error.code, ERR_NET);
	cr_assert(!rig_status(&rig).pulling);
	cr_assert(!rig_status(&rig).online);
	rig_run(&rig, MSEC_PER_HOUR);
	inproc_http_set_down(rig.http, false);
	rig_run(&rig, 15 * MSEC_PER_MIN);
	cr_assert_eq(info().count, 20);
	cr_assert(rig_status(&rig).online);
	cr_assert_eq(rig_status(&rig).pull_error.code, ERR_NONE);
}

Test(pull, a_session_that_ended_is_told_and_not_retried) {
	rig_open(&rig, NULL);
	inproc_http_refuse_next(rig.http, 1, 401, 0);
	sync_pull(rig.sync, "me");
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(inproc_http_count(rig.http), 1);
	cr_assert_eq(rig_status(&rig).pull_error.code, ERR_AUTH);
	cr_assert(rig_status(&rig).sign_in);
}

Test(pull, an_open_intent_keeps_its_row) {
	rig_open(&rig, NULL);
	rig_pull(&rig);
	cancel_elsewhere("/v1/likes/v3");
	rig_want(&rig, "v3", false);
	fake_clock_advance(&rig.server.fake, 5000);
	struct snapshot_info before = info();
	likesd_fixture_turn(&rig.server);
	rig_pull(&rig);
	cr_assert(rig_is_listed(&rig, "v3"));
	cr_assert_eq(before.count, info().count);
}

Test(pull, destroying_in_the_middle_of_a_walk_leaves_nothing_behind) {
	rig_open(&rig, &(struct rig_options){ .likesd = { .sample = 450 } });
	inproc_http_set_delay(rig.http, 100);
	sync_pull(rig.sync, "me");
	rig_run(&rig, 250);
	cr_assert(rig_status(&rig).pulling);
	/* .fini destroys it; the sanitizers look on. */
}

/* --- a service that leads astray ------------------------------------------------------------- */

/* Lists what it was told to, from a timer; everything else is likesd's. */
static struct {
	struct service_base base;
	struct service *real;
	struct loop *loop;
	const char *const *nexts; /* of the pages, in order; the last one stays */
	size_t n_nexts, asked, unreadable;
	bool filled; /* each page has a like */
	service_page_fn *fn;
	void *data;
} astray;

static void give_page(void *unused) {
	char id[32];
	size_t i = astray.asked - 1;

	(void)unused;
	snprintf(id, sizeof(id), "w%zu", i);
	const struct like like = { .item = id, .key = id, .likes = -1 };
	const struct service_page page = {
		.likes = &like,
		.n = astray.filled ? 1 : 0,
		.unreadable = astray.unreadable,
		.next = astray.nexts[i < astray.n_nexts ? i : astray.n_nexts - 1],
		.as_of = LIKESD_FIXTURE_START,
		.total = -1,
	};
	astray.fn(&page, NULL, astray.data);
}

static uint64_t astray_list(struct service *service, const char *cursor, size_t limit,
		service_page_fn *fn, void *data) {
	(void)service, (void)cursor, (void)limit;
	astray.asked++;
	cr_assert_lt(astray.asked, 50);
	astray.fn = fn;
	astray.data = data;
	loop_add_timer(rig.loop, rig.server.fake.mono, give_page, NULL);
	return 1;
}

static struct service *astray_create(const struct service_account *account,
		const struct service_env *env, struct err *reterr);

static void astray_destroy(struct service *service) {
	(void)service;
	service_destroy(astray.real);
}

static const struct service_traits *astray_traits(const struct service *service) {
	(void)service;
	return service_likesd.traits(astray.real);
}

static uint64_t astray_hello(struct service *service, service_profile_fn *fn, void *data) {
	(void)service;
	return service_likesd.hello(astray.real, fn, data);
}

static void astray_cancel(struct service *service, uint64_t op) {
	(void)service, (void)op;
}

static const struct service_ops astray_ops = {
	.kind = "astray",
	.create = astray_create,
	.destroy = astray_destroy,
	.traits = astray_traits,
	.hello = astray_hello,
	.list = astray_list,
	.cancel = astray_cancel,
};

static struct service *astray_create(const struct service_account *account,
		const struct service_env *env, struct err *reterr) {
	astray.base.ops = &astray_ops;
	astray.real = service_likesd.create(account, env, reterr);
	return (struct service *)&astray.base;
}

static void go_astray(const char *const *nexts, size_t n, bool filled) {
	rig_open(&rig, &(struct rig_options){ .service = &astray_ops });
	astray.nexts = nexts;
	astray.n_nexts = n;
	astray.filled = filled;
	sync_pull(rig.sync, "me");
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert(!rig_status(&rig).pulling);
}

Test(pull, a_list_that_leads_back_is_left) {
	static const char *const nexts[] = { "a", "b", "a" };

	go_astray(nexts, 3, true);
	cr_assert_eq(astray.asked, 3);
	cr_assert_eq(rig_status(&rig).pull_error.code, ERR_PROTOCOL);
	cr_assert_eq(info().fetched_at, 0);
	cr_assert_eq(info().count, 3);
}

Test(pull, three_empty_pages_are_enough) {
	static const char *const nexts[] = { "a", "b", "c", "d", "e" };

	go_astray(nexts, 5, false);
	cr_assert_eq(astray.asked, 3);
	cr_assert_eq(rig_status(&rig).pull_error.code, ERR_PROTOCOL);
	cr_assert_eq(info().fetched_at, 0);
}

Test(pull, a_list_without_times_keeps_the_order_of_the_walk) {
	static const char *const nexts[] = { "a", "b", NULL };
	struct like first = { 0 }, last = { 0 };
	bool found = false;

	go_astray(nexts, 3, true);
	cr_assert_eq(rig_status(&rig).pull_error.code, ERR_NONE);
	cr_assert(snapshot_find_item(rig.snapshot, "me", "w0", &first, &found, NULL) && found);
	cr_assert(snapshot_find_item(rig.snapshot, "me", "w2", &last, &found, NULL) && found);
	cr_assert_eq(first.sort, last.sort + 2);
	like_finish(&first);
	like_finish(&last);
}

Test(pull, a_walk_that_could_not_read_everything_makes_nothing_gone) {
	static const char *const nexts[] = { "a", NULL, NULL };

	go_astray(nexts, 3, true);
	cr_assert_eq(info().count, 2);
	/* The next walk meets other rows (w2) and something unreadable. */
	astray.unreadable = 1;
	sync_pull(rig.sync, "me");
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(info().gone, 0);
	cr_assert_eq(info().count, 3);
	astray.unreadable = 0;
	sync_pull(rig.sync, "me");
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(info().gone, 3);
}
