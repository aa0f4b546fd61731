/* The service against likesd's real handlers, in this process. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "likesd_fixture.h"
#include "unlike/app/inproc_http.h"
#include "unlike/base/mem.h"
#include "unlike/service/service.h"

static struct likesd_fixture server;
static struct loop *loop;
static struct inproc_http *http;
static struct service_account account;
static struct service_env env;
static struct service *service;

static void open_with(const struct likesd_fixture_options *options) {
	struct err err = { 0 };

	likesd_fixture_open(&server, options);
	loop = loop_create(&server.clock);
	http = inproc_http_create(server.likesd, loop, &server.clock);
	account = (struct service_account){
		.name = "me",
		.kind = "likesd",
		.url = "http://127.0.0.1:1",
		.session = server.token,
	};
	env = (struct service_env){ .http = inproc_http_client(http), .clock = &server.clock };
	service = service_create(&account, &env, &err);
	cr_assert_not_null(service, "%s", err.msg);
}

static void open_default(void) {
	open_with(&(struct likesd_fixture_options){ .sample = 30 });
}

static void finish(void) {
	service_destroy(service);
	inproc_http_destroy(http);
	loop_destroy(loop);
	likesd_fixture_close(&server);
}

TestSuite(likesd, .init = open_default, .fini = finish);
TestSuite(likesd_bare, .fini = finish);

/* --- what came ------------------------------------------------------------------------------- */

static struct {
	int calls;
	struct err err;
	char name[64];
	int64_t likes;
	struct like *items; /* own */
	size_t n;
	char *next; /* own */
	msec_t as_of;
	int64_t total;
	struct service_result results[100];
	char operation[100][32];
	struct service_sight sight;
	char refused[64];
} got;

static void forget(void) {
	for (size_t i = 0; i < got.n; i++) {
		like_finish(&got.items[i]);
	}
	free(got.items);
	free(got.next);
	memset(&got, 0, sizeof(got));
}

static void profile_fn(const struct service_profile *profile, const struct err *err, void *data) {
	cr_assert_eq(data, &got);
	cr_assert(!profile != !err);
	got.calls++;
	if (err != NULL) {
		got.err = *err;
		return;
	}
	snprintf(got.name, sizeof(got.name), "%s", profile->name);
	got.likes = profile->likes;
}

static void page_fn(const struct service_page *page, const struct err *err, void *data) {
	cr_assert_eq(data, &got);
	cr_assert(!page != !err);
	got.calls++;
	if (err != NULL) {
		got.err = *err;
		return;
	}
	cr_assert_eq(page->unreadable, 0);
	got.items = xcalloc(page->n + 1, sizeof(*got.items));
	got.n = page->n;
	for (size_t i = 0; i < page->n; i++) {
		like_copy(&got.items[i], &page->likes[i]);
	}
	got.next = xstrdup(page->next);
	got.as_of = page->as_of;
	got.total = page->total;
}

static void done_fn(const struct service_result *results, size_t n, void *data) {
	cr_assert_eq(data, &got);
	got.calls++;
	got.n = 0;
	for (size_t i = 0; i < n; i++) {
		got.results[i] = results[i];
		if (results[i].operation != NULL) {
			snprintf(got.operation[i], sizeof(got.operation[i]), "%s",
					results[i].operation);
		}
		got.results[i].operation = NULL;
	}
}

static void look_fn(
		const struct service_sight *sight, size_t n, const struct err *err, void *data) {
	cr_assert_eq(n, err == NULL ? 1 : 0);
	cr_assert_eq(data, &got);
	cr_assert(!sight != !err);
	got.calls++;
	if (err != NULL) {
		got.err = *err;
	} else {
		got.sight = *sight;
		snprintf(got.refused, sizeof(got.refused), "%s",
				sight->refused != NULL ? sight->refused : "");
	}
}

static void settle(void) {
	cr_assert_eq(got.calls, 0, "told from inside the call");
	while (loop_next_deadline(loop) <= server.fake.mono) {
		loop_run_timers(loop);
	}
	cr_assert_eq(got.calls, 1);
}

static struct intent make_intent(const char *item, bool want, uint8_t key) {
	struct intent intent = { .item = (char *)item, .want = want };

	memset(intent.idem_key, key, sizeof(intent.idem_key));
	return intent;
}

static void set_liked(const char *item, bool want, uint8_t key) {
	const struct intent intent = make_intent(item, want, key);
	const struct intent *intents[] = { &intent };

	forget();
	cr_assert_neq(service_likesd.set_liked(service, intents, 1, done_fn, &got), 0);
	settle();
}

static void look_for(const char *item, const char *operation) {
	const struct service_question question = {
		.item = item, .keys = item, .operation = operation
	};

	forget();
	service_likesd.look(service, &question, 1, look_fn, &got);
	settle();
}

static void look(const char *item) {
	look_for(item, NULL);
}

static void hello(void) {
	forget();
	service_likesd.hello(service, profile_fn, &got);
	settle();
}

/* --- tests ----------------------------------------------------------------------------------- */

Test(likesd, hello_tells_who_we_are_and_what_the_platform_can_do) {
	hello();
	cr_assert_str_eq(got.name, "demo");
	cr_assert_eq(got.likes, 30);
	const struct service_traits *traits = service_likesd.traits(service);
	cr_assert_eq(traits->max_batch, 1);
	cr_assert_eq(traits->sync_delay, LIKESD_FIXTURE_DELAY);
	cr_assert(traits->list_is_complete);
	cr_assert(traits->relike_keeps_place);
	cr_assert_str_eq(traits->title_zh, server.platform->name_zh);
	cr_assert_str_eq(traits->title_en, server.platform->name_en);
}

Test(likesd_bare, OP_4_hello_tells_the_gesture_of_the_platform_and_all_of_its_rules) {
	open_with(&(struct likesd_fixture_options){ .sample = 3, .platform = "douyin" });
	cr_assert_eq(service_likesd.traits(service)->gesture, PLATFORM_HOLD, "nothing is told yet");
	cr_assert_null(service_likesd.traits(service)->platform);
	hello();
	const struct platform *platform = service_likesd.traits(service)->platform;
	cr_assert_not_null(platform);
	cr_assert_str_eq(platform->id, "douyin");
	cr_assert_eq(platform->average_cancel, 8 * MSEC_PER_SEC);
	cr_assert_eq(service_likesd.traits(service)->gesture, PLATFORM_SLIDE);
	hello();
	cr_assert_eq(service_likesd.traits(service)->platform, platform,
			"what others point at stays as long as the rules do");
}

Test(likesd, the_list_comes_in_pages_in_its_order) {
	char *cursor = NULL;
	int64_t last = INT64_MAX;
	size_t seen = 0;

	do {
		forget();
		service_likesd.list(service, cursor, 12, page_fn, &got);
		settle();
		cr_assert_eq(got.err.code, ERR_NONE, "%s", got.err.msg);
		cr_assert_eq(got.total, 30);
		cr_assert_eq(got.as_of, LIKESD_FIXTURE_START);
		for (size_t i = 0; i < got.n; i++) {
			const struct like *like = &got.items[i];
			cr_assert_leq(like->sort, last);
			cr_assert_eq(like->sort, like->liked_at);
			cr_assert_str_eq(like->item, like->key);
			cr_assert_not_null(like->title);
			cr_assert_not_null(like->author);
			cr_assert_eq(strncmp(like->url, "https://", 8), 0);
			cr_assert_gt(like->made_at, 0);
			cr_assert_geq(like->likes, 0);
			last = like->sort;
		}
		seen += got.n;
		free(cursor);
		cursor = xstrdup(got.next);
	} while (cursor != NULL);
	cr_assert_eq(seen, 30);
	forget();
}

Test(likesd, a_cancel_is_accepted_with_the_time_of_its_publication) {
	set_liked("v7", false, 1);
	cr_assert_eq(got.results[0].outcome, SERVICE_ACCEPTED);
	cr_assert_eq(got.results[0].publish_at, LIKESD_FIXTURE_START + LIKESD_FIXTURE_DELAY);
	cr_assert_eq(got.results[0].publish_in, LIKESD_FIXTURE_DELAY);
	cr_assert_str_eq(got.operation[0], "o1");
	set_liked("v7", false, 1);
	cr_assert_eq(got.results[0].outcome, SERVICE_ACCEPTED, "the same key, the same answer");
	cr_assert_str_eq(got.operation[0], "o1");
	set_liked("v7", false, 2);
	cr_assert_eq(got.results[0].outcome, SERVICE_WAS_SO, "another key: it was so");
	set_liked("v8", false, 1);
	cr_assert_eq(got.results[0].outcome, SERVICE_REFUSED, "a key is used for one thing");
	cr_assert_neq(got.results[0].err.msg[0], '\0');
}

Test(likesd, liking_again_what_is_liked_was_so_and_what_is_unknown_is_refused) {
	set_liked("v7", true, 1);
	cr_assert_eq(got.results[0].outcome, SERVICE_WAS_SO);
	set_liked("v7", false, 2);
	set_liked("v7", true, 3);
	cr_assert_eq(got.results[0].outcome, SERVICE_ACCEPTED);
	cr_assert_str_eq(got.operation[0], "o2");
	set_liked("v7", true, 4);
	cr_assert_eq(got.results[0].outcome, SERVICE_ACCEPTED, "by the operation before");
	cr_assert_str_eq(got.operation[0], "o2");
	set_liked("v999", true, 5);
	cr_assert_eq(got.results[0].outcome, SERVICE_REFUSED);
	cr_assert_str_eq(got.results[0].err.msg, "the service does not know it any more");
	set_liked("v999", false, 6);
	cr_assert_eq(got.results[0].outcome, SERVICE_WAS_SO);
}

Test(likesd, a_look_tells_the_owners_truth_and_everybody_elses) {
	look("v7");
	cr_assert(got.sight.liked && got.sight.published);
	cr_assert_eq(got.sight.publish_in, 0);
	set_liked("v7", false, 1);
	look("v7");
	cr_assert(!got.sight.liked && got.sight.published);
	cr_assert_eq(got.sight.publish_in, LIKESD_FIXTURE_DELAY);
	cr_assert_eq(got.sight.as_of, LIKESD_FIXTURE_START);
	fake_clock_advance(&server.fake, LIKESD_FIXTURE_DELAY);
	look("v7");
	cr_assert(!got.sight.liked && !got.sight.published);
	cr_assert_eq(got.sight.as_of, LIKESD_FIXTURE_START + LIKESD_FIXTURE_DELAY);
	look("v999");
	cr_assert_eq(got.err.code, ERR_NONE);
	cr_assert(!got.sight.liked && !got.sight.published);
	cr_assert_eq(got.sight.as_of, MSEC_NEVER);
}

static void hold_v6(void) {
	open_with(&(struct likesd_fixture_options){ .sample = 30, .rules = true });
	for (uint8_t i = 1; i <= 6; i++) {
		char item[8];
		snprintf(item, sizeof(item), "v%d", i);
		set_liked(item, false, i);
		cr_assert_eq(got.results[0].outcome, SERVICE_ACCEPTED);
		cr_assert_eq(got.results[0].in_review, i == 6);
	}
	cr_assert_eq(got.results[0].publish_at, 0);
	cr_assert_str_eq(got.operation[0], "o6");
}

Test(likesd_bare, in_1_what_is_held_is_seen_in_review_until_it_is_approved) {
	hold_v6();
	look_for("v6", "o6");
	cr_assert(got.sight.in_review && got.sight.liked && got.sight.published);
	cr_assert_str_eq(got.refused, "");
	cr_assert(likesd_review_decide(server.likesd, "r1", NULL, NULL));
	look_for("v6", "o6");
	cr_assert(!got.sight.in_review && !got.sight.liked && got.sight.published);
	cr_assert_eq(got.sight.publish_in, LIKESD_FIXTURE_DELAY);
}

Test(likesd_bare, in_1_what_is_rejected_is_seen_with_its_reason_by_who_asked_for_it) {
	hold_v6();
	cr_assert(likesd_review_decide(server.likesd, "r1", "It looks bought.", NULL));
	look_for("v6", "o6");
	cr_assert(!got.sight.in_review && got.sight.liked && got.sight.published);
	cr_assert_str_eq(got.refused, "It looks bought.");
	look_for("v6", "o5");
	cr_assert_str_eq(got.refused, "", "another operation");
	look("v6");
	cr_assert_str_eq(got.refused, "");
}

Test(likesd_bare, in_1_what_was_withdrawn_elsewhere_is_seen_as_refused) {
	hold_v6();
	set_liked("v6", true, 60);
	cr_assert_eq(got.results[0].outcome, SERVICE_WAS_SO);
	look_for("v6", "o6");
	cr_assert_neq(got.refused[0], '\0');
}

Test(likesd_bare, in_4_a_limit_is_refused_with_the_time_when_it_is_new_and_so_is_a_ban) {
	open_with(&(struct likesd_fixture_options){
			.sample = 60, .platform = "douyin", .rules = true });
	for (uint8_t i = 1; i <= 4; i++) {
		set_liked("v1", false, i);
		cr_assert_eq(got.results[0].outcome, SERVICE_ACCEPTED);
		set_liked("v1", true, (uint8_t)(100 + i));
		fake_clock_advance(&server.fake, 3 * MSEC_PER_MIN);
	}
	cr_assert_eq(got.results[0].outcome, SERVICE_REFUSED);
	cr_assert_not_null(strstr(got.results[0].err.msg, "IN-4"), "%s", got.results[0].err.msg);
	for (uint8_t i = 2; i <= 51; i++) {
		char item[8];
		snprintf(item, sizeof(item), "v%d", i);
		set_liked(item, false, i);
	}
	cr_assert_eq(got.results[0].outcome, SERVICE_REFUSED);
	cr_assert_eq(got.results[0].err.code, ERR_RATE_LIMITED);
	/* From 17:12 to midnight at +08:00. */
	cr_assert_eq(got.results[0].err.retry_after_ms, 7 * MSEC_PER_HOUR - 12 * MSEC_PER_MIN);
}

Test(likesd_bare, in_5_a_hundred_refusals_of_one_batch_are_read) {
	struct intent intents[100];
	const struct intent *those[100];
	char items[100][8];

	open_with(&(struct likesd_fixture_options){
			.sample = 200, .platform = "bilibili", .rules = true });
	hello();
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 100; i++) {
			snprintf(items[i], sizeof(items[i]), "v%d", round * 100 + i + 1);
			intents[i] = make_intent(items[i], false, (uint8_t)(round * 100 + i + 1));
			those[i] = &intents[i];
		}
		forget();
		service_likesd.set_liked(service, those, 100, done_fn, &got);
		settle();
	}
	for (int i = 0; i < 100; i++) {
		cr_assert_eq(got.results[i].outcome, SERVICE_REFUSED);
		cr_assert_eq(got.results[i].err.code, ERR_RATE_LIMITED, "%s",
				got.results[i].err.msg);
		cr_assert_eq(got.results[i].err.retry_after_ms, 7 * MSEC_PER_HOUR);
	}
}

Test(likesd, ids_stay_inside_their_part_of_the_path) {
	static const char *const ids[] = { "../me", "v1/../../me", "v1?x=1", "v1#x", "v%31", "..",
		"v 1", "喜欢" };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		look(ids[i]);
		cr_assert_eq(got.err.code, ERR_NONE, "%s: %s", ids[i], got.err.msg);
		cr_assert_eq(got.sight.as_of, MSEC_NEVER, "%s", ids[i]);
	}
}

Test(likesd, a_wrong_token_ends_the_session) {
	account.session = "nobody";
	hello();
	cr_assert_eq(got.err.code, ERR_AUTH);
	set_liked("v7", false, 1);
	cr_assert_eq(got.results[0].outcome, SERVICE_SIGN_IN);
	look("v7");
	cr_assert_eq(got.err.code, ERR_AUTH);
}

Test(likesd_bare, a_batch_is_one_request_with_a_result_for_each) {
	const struct intent a = make_intent("v1", false, 1), b = make_intent("v999", false, 2),
			    c = make_intent("v3", false, 3);
	const struct intent *intents[] = { &a, &b, &c };

	open_with(&(struct likesd_fixture_options){ .sample = 30, .batch = true });
	hello();
	cr_assert_eq(service_likesd.traits(service)->max_batch, 100);
	set_liked("v3", false, 3);
	forget();
	size_t before = inproc_http_count(http);
	service_likesd.set_liked(service, intents, 3, done_fn, &got);
	settle();
	cr_assert_eq(inproc_http_count(http), before + 1);
	cr_assert_eq(got.results[0].outcome, SERVICE_ACCEPTED);
	cr_assert_str_eq(got.operation[0], "o2");
	cr_assert_eq(got.results[0].publish_in, LIKESD_FIXTURE_DELAY);
	cr_assert_eq(got.results[1].outcome, SERVICE_WAS_SO);
	cr_assert_eq(got.results[2].outcome, SERVICE_ACCEPTED);
	cr_assert_str_eq(got.operation[2], "o1", "the same request as the single one");
}

Test(likesd_bare, where_the_batch_is_taken_away_one_by_one_goes_on) {
	const struct intent a = make_intent("v1", false, 1), b = make_intent("v2", false, 2);
	const struct intent *intents[] = { &a, &b };

	open_with(&(struct likesd_fixture_options){ .sample = 30, .batch = true });
	hello();
	server.platform->batch = false;
	forget();
	service_likesd.set_liked(service, intents, 2, done_fn, &got);
	settle();
	cr_assert_eq(got.results[0].outcome, SERVICE_TRY_AGAIN);
	cr_assert_eq(got.results[1].outcome, SERVICE_TRY_AGAIN);
	cr_assert_eq(service_likesd.traits(service)->max_batch, 1);
}

Test(likesd, cancelling_tells_before_it_returns_and_once) {
	const struct intent intent = make_intent("v7", false, 1);
	const struct intent *intents[] = { &intent };

	forget();
	uint64_t op = service_likesd.hello(service, profile_fn, &got);
	service_likesd.cancel(service, op);
	cr_assert_eq(got.calls, 1);
	cr_assert_eq(got.err.code, ERR_CANCELED);
	service_likesd.cancel(service, op);
	cr_assert_eq(got.calls, 1);
	forget();
	op = service_likesd.set_liked(service, intents, 1, done_fn, &got);
	service_likesd.cancel(service, op);
	cr_assert_eq(got.calls, 1);
	cr_assert_eq(got.results[0].outcome, SERVICE_TRY_AGAIN);
	cr_assert_eq(got.results[0].err.code, ERR_CANCELED);
}

Test(likesd, destroying_it_tells_everyone_who_waits) {
	const struct service_question question = { .item = "v1", .keys = "v1" };

	forget();
	service_likesd.look(service, &question, 1, look_fn, &got);
	service_likesd.list(service, NULL, 10, page_fn, &got);
	service_destroy(service);
	service = NULL;
	cr_assert_eq(got.calls, 2);
	cr_assert_eq(got.err.code, ERR_CANCELED);
}

Test(likesd, only_addresses_of_servers_are_taken) {
	static const char *const bad[] = { "", "ftp://x", "http://", "https:///x", "http://a b",
		"https://x/", "https://x?y", "https://x#y", "https://me:secret@x", "x" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = { 0 };
		const struct service_account other = { .kind = "likesd", .url = bad[i] };
		cr_assert_null(service_create(&other, &env, &err), "%s", bad[i]);
		cr_assert_eq(err.code, ERR_INPUT);
	}
	const struct service_account unknown = { .kind = "nothing", .url = "https://x" };
	struct err err = { 0 };
	cr_assert_null(service_create(&unknown, &env, &err));
	cr_assert_eq(err.code, ERR_INPUT);
}
