/*
 * The backend and a forecast from what it has told before (GET /v1/me/budget, GET /v1/platform)
 * come to the same verdict, with the same reasons, resets and penalties: over random histories of
 * accounts of both tiers, with several devices in shared networks, on every platform. Times gather
 * at the edges of windows, days and penalties.
 *
 * LIKESD_AGREEMENT: how many decisions, 100,000 without it.
 */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/json.h"
#include "unlike/core/risk_json.h"

#include "likesd_fixture.h"

#define DECISIONS 100000
#define WORKS 26
#define ACCOUNTS 6
#define DEVICES 3
#define LIFE 70 /* decisions of an account, on the average */
#define BATCH_MOST 6

struct work {
	msec_t liked_at; /* as the list tells */
	bool liked; /* as was wished last */
	bool held;
};

struct player {
	char tokens[DEVICES][LIKESD_TOKEN_TEXT];
	size_t devices;
	struct work works[WORKS];
};

static struct likesd_fixture f;
static struct seeded_rng seed;
static struct rng rng;
static struct platform *told; /* as GET /v1/platform tells it */
static struct player players[ACCOUNTS];
static char moderator[LIKESD_TOKEN_TEXT];
static msec_t edges[64]; /* times that are worth looking at from both sides */
static size_t n_edges;
static uint64_t n_users, n_keys;
static uint64_t seen[RISK_VERDICT_COUNT], seen_topics[RISK_TOPIC_COUNT];

static size_t below(size_t limit) {
	return (size_t)rng_below(&rng, limit);
}

static bool one_in(size_t n) {
	return below(n) == 0;
}

static void finish(void) {
	platform_destroy(told);
	told = NULL;
	likesd_fixture_close(&f);
}

/* --- the world ------------------------------------------------------------------------------- */

static void read_list(struct player *player) {
	struct likesd_response r = likesd_fixture_request_as(
			&f, player->tokens[0], "GET", "/v1/likes?limit=200", NULL, NULL);
	struct err err;
	struct json_doc *doc = json_parse(r.body.data, r.body.len, (size_t)1 << 20, "list", &err);
	cr_assert_not_null(doc, "%s", err.msg);
	struct json_at root = json_root(doc), items;
	cr_assert(json_get(&root, "items", &items, &err), "%s", err.msg);
	cr_assert_eq(json_count(&items), WORKS);
	for (size_t i = 0; i < WORKS; i++) {
		struct json_at item = json_element(&items, i);
		const char *id = NULL, *at = NULL;
		cr_assert(json_get_string(&item, "id", 32, &id, &err) &&
				json_get_string(&item, "liked_at", DATE_MAX, &at, &err));
		struct work *work = &player->works[strtoul(id + 1, NULL, 10) - 1];
		*work = (struct work){ .liked = true };
		cr_assert(date_parse_rfc3339(at, &work->liked_at));
	}
	json_doc_destroy(doc);
	likesd_response_finish(&r);
}

static void be_born(struct player *player) {
	static const char *const networks[] = { "home", "office", NULL };
	static const char *const devices[DEVICES] = { "phone", "tablet", "desk" };
	char name[40];
	snprintf(name, sizeof(name), "player%" PRIu64, ++n_users);
	const enum platform_tier tier = one_in(3) ? PLATFORM_VERIFIED : PLATFORM_ORDINARY;
	player->devices = 1 + below(DEVICES);
	for (size_t i = 0; i < player->devices; i++) {
		const struct likesd_user user = {
			.name = name,
			.tier_given = true,
			.tier = tier,
			.device = devices[i],
			.network = networks[below(3)],
		};
		likesd_fixture_add_user(&f, &user, player->tokens[i]);
	}
	read_list(player);
}

/* The file's own bytes, out of the answer. */
static void read_platform(void) {
	static const char member[] = "\"platform\":";
	struct err err;
	struct likesd_response r = likesd_fixture_request_as(
			&f, players[0].tokens[0], "GET", "/v1/platform", NULL, NULL);
	const char *text = strstr(r.body.data, member);
	cr_assert_not_null(text);
	text += strlen(member);
	const size_t len = r.body.len - 1 - (size_t)(text - r.body.data);
	cr_assert(platform_parse(text, len, "told", &told, &err), "%s", err.msg);
	likesd_response_finish(&r);
}

static void open_world(const char *platform) {
	likesd_fixture_open(&f,
			&(struct likesd_fixture_options){
					.platform = platform, .sample = WORKS, .rules = true });
	likesd_fixture_add_user(
			&f, &(struct likesd_user){ .name = "mod", .moderator = true }, moderator);
	for (size_t i = 0; i < ACCOUNTS; i++) {
		be_born(&players[i]);
	}
	read_platform();
	n_edges = 0;
}

static void remember_edge(msec_t at) {
	if (at != MSEC_NEVER) {
		edges[n_edges++ % (sizeof(edges) / sizeof(edges[0]))] = at;
	}
}

/* Mostly some minutes on, at times much less; often to an edge, a millisecond before it, or behind
 * it. */
static void pass_time(void) {
	static const msec_t steps[] = { 0, 1, 700, 20 * MSEC_PER_SEC, 2 * MSEC_PER_MIN,
		11 * MSEC_PER_MIN, MSEC_PER_HOUR, 7 * MSEC_PER_HOUR };
	static bool hurried;
	const size_t known = n_edges < 64 ? n_edges : 64;
	if (one_in(80)) {
		hurried = !hurried;
	}
	msec_t step = steps[hurried ? below(4) : below(below(8) + 1)];
	if (known > 0 && one_in(hurried ? 300 : 6)) {
		const msec_t to = edges[below(known)] - 1 + (msec_t)below(3);
		const msec_t left = to - likesd_now(f.likesd);
		step = left >= 0 && left < 30 * MSEC_PER_DAY ? left : step;
	}
	fake_clock_advance(&f.fake, step);
}

/* --- the forecast ---------------------------------------------------------------------------- */

static void read_budget(const char *token, struct risk_facts *ret, msec_t *ret_now) {
	struct likesd_response r =
			likesd_fixture_handle(&f, token, "GET", "/v1/me/budget", NULL, NULL);
	struct err err;
	const char *now = NULL;
	cr_assert_eq(r.status, 200);
	struct json_doc *doc = json_parse(r.body.data, r.body.len, (size_t)1 << 20, "budget", &err);
	cr_assert_not_null(doc, "%s", err.msg);
	struct json_at root = json_root(doc), facts;
	cr_assert(json_get_string(&root, "now", DATE_MAX, &now, &err) &&
					date_parse_rfc3339(now, ret_now) &&
					json_get(&root, "facts", &facts, &err) &&
					risk_json_read_facts(&facts, ret, &err),
			"%s: %s", err.msg, r.body.data);
	json_doc_destroy(doc);
	likesd_response_finish(&r);
}

struct forecast {
	struct risk_judgement judgement;
	struct buf text; /* as it would be told */
	char item[32];
};

static void make_forecast(struct risk_facts *facts, msec_t now, const struct player *player,
		size_t work, bool want, size_t batch, struct forecast *ret) {
	struct json_writer writer;
	snprintf(ret->item, sizeof(ret->item), "v%zu", work + 1);
	const struct risk_ask ask = {
		.want = want,
		.work = ret->item,
		.liked_at = player->works[work].liked_at,
		.batch = batch,
	};
	risk_judge(told, facts, &ask, now, &ret->judgement);
	risk_apply(told, facts, &ask, now, &ret->judgement);
	buf_init(&ret->text, BUF_UNLIMITED);
	json_writer_init(&writer, &ret->text);
	risk_json_put_judgement(&writer, NULL, &ret->judgement);
	seen[ret->judgement.verdict]++;
	for (size_t i = 0; i < ret->judgement.n_reasons; i++) {
		const struct risk_reason *reason = &ret->judgement.reasons[i];
		seen_topics[reason->topic]++;
		remember_edge(reason->resets_at);
	}
	for (size_t i = 0; i < ret->judgement.n_begins; i++) {
		remember_edge(ret->judgement.begins[i].until);
	}
	remember_edge(now + told->integrity.frequent.within);
	remember_edge(now + told->integrity.network.within);
}

/* --- what the backend says ------------------------------------------------------------------- */

/* `body`: the answer, or this item's part of it. */
static void expect_agreement(const struct forecast *forecast, int status, const char *body) {
	const struct risk_judgement *judgement = &forecast->judgement;
	const bool refused = judgement->verdict == RISK_REFUSE;
	const bool held = judgement->verdict == RISK_HOLD;
	cr_assert_eq(refused, status == 403 || status == 429, "%s: %d, forecast %s\n%s",
			forecast->item, status, forecast->text.data, body);
	cr_assert(refused || status == 202, "%s: %d", forecast->item, status);
	cr_assert_eq(held, strstr(body, "\"state\":\"in_review\"") != NULL, "%s: forecast %s\n%s",
			forecast->item, forecast->text.data, body);
	const char *said = strstr(body, "\"judgement\":");
	cr_assert_eq(said != NULL, judgement->n_reasons > 0, "%s: forecast %s\n%s", forecast->item,
			forecast->text.data, body);
	if (said != NULL) {
		said += strlen("\"judgement\":");
		cr_assert_eq(strncmp(said, forecast->text.data, forecast->text.len), 0,
				"%s: forecast %s\n%s", forecast->item, forecast->text.data, said);
	}
}

static void note(struct player *player, size_t work, bool want, const struct forecast *forecast) {
	if (forecast->judgement.verdict != RISK_REFUSE) {
		player->works[work].liked = want;
		player->works[work].held = forecast->judgement.verdict == RISK_HOLD;
	}
}

static void make_key(char ret[static 40]) {
	snprintf(ret, 40, "agreement-%010" PRIu64, ++n_keys);
}

/* A like that was held is withdrawn: no verdict. */
static void withdraw(const char *token, struct work *work, const char *path) {
	char key[40];
	make_key(key);
	struct likesd_response r = likesd_fixture_handle(&f, token, "PUT", path, key, NULL);
	cr_assert_eq(r.status, 200, "%s", r.body.data);
	likesd_response_finish(&r);
	work->liked = true;
	work->held = false;
}

static size_t decide_one(struct player *player, const char *token) {
	const size_t number = below(one_in(2) ? WORKS : 3);
	struct work *work = &player->works[number];
	const bool want = !work->liked;
	char path[40], key[40];
	struct risk_facts facts;
	struct forecast forecast;
	msec_t now = 0;
	snprintf(path, sizeof(path), "/v1/likes/v%zu", number + 1);
	if (want && work->held) {
		withdraw(token, work, path);
		return 0;
	}
	read_budget(token, &facts, &now);
	make_forecast(&facts, now, player, number, want, 1, &forecast);
	make_key(key);
	struct likesd_response r =
			likesd_fixture_handle(&f, token, want ? "PUT" : "DELETE", path, key, NULL);
	expect_agreement(&forecast, r.status, r.body.data);
	note(player, number, want, &forecast);
	likesd_response_finish(&r);
	buf_finish(&forecast.text);
	risk_facts_finish(&facts);
	return 1;
}

static size_t decide_batch(struct player *player, const char *token) {
	size_t numbers[BATCH_MOST], n = 0;
	const size_t most = 1 + below(BATCH_MOST), first = below(WORKS);
	for (size_t i = 0; i < WORKS && n < most; i++) {
		const size_t number = (first + i) % WORKS;
		if (player->works[number].liked) {
			numbers[n++] = number;
		}
	}
	if (n == 0) {
		return 0;
	}
	struct risk_facts facts;
	struct forecast forecasts[BATCH_MOST];
	msec_t now = 0;
	struct buf body;
	read_budget(token, &facts, &now);
	buf_init(&body, BUF_UNLIMITED);
	buf_add_str(&body, "{\"items\":[");
	for (size_t i = 0; i < n; i++) {
		char key[40];
		make_key(key);
		make_forecast(&facts, now, player, numbers[i], false, n, &forecasts[i]);
		buf_printf(&body, "%s{\"id\":\"%s\",\"key\":\"%s\"}", i > 0 ? "," : "",
				forecasts[i].item, key);
	}
	buf_add_str(&body, "]}");
	struct likesd_response r = likesd_fixture_handle(
			&f, token, "POST", "/v1/likes/batch-cancel", NULL, body.data);
	cr_assert_eq(r.status, 200, "%s", r.body.data);
	char *at = strstr(r.body.data, "\"results\":");
	for (size_t i = 0; i < n; i++) {
		char begin[60];
		snprintf(begin, sizeof(begin), "{\"id\":\"%s\",\"status\":", forecasts[i].item);
		at = strstr(at, begin);
		cr_assert_not_null(at, "%s is not told of", forecasts[i].item);
		char *next = strstr(at + 1, "},{\"id\":\"v");
		const char kept = next != NULL ? *next : '\0';
		if (next != NULL) {
			*next = '\0';
		}
		expect_agreement(&forecasts[i], (int)strtol(at + strlen(begin), NULL, 10), at);
		if (next != NULL) {
			*next = kept;
		}
		note(player, numbers[i], false, &forecasts[i]);
		buf_finish(&forecasts[i].text);
	}
	likesd_response_finish(&r);
	buf_finish(&body);
	risk_facts_finish(&facts);
	return n;
}

/* The oldest that waits, whosever it is. */
static void review_one(void) {
	struct likesd_response r =
			likesd_fixture_handle(&f, moderator, "GET", "/v1/reviews", NULL, NULL);
	const char *reject = "{\"decision\":\"reject\",\"why\":\"so\"}";
	const char *approve = "{\"decision\":\"approve\"}";
	const bool rejects = one_in(2);
	if (likesd_fixture_int(&r, "reviews") > 0) {
		char path[60], owner[40];
		snprintf(path, sizeof(path), "/v1/reviews/%s",
				likesd_fixture_text(&r, "reviews[0].id"));
		snprintf(owner, sizeof(owner), "%s", likesd_fixture_text(&r, "reviews[0].account"));
		const size_t number =
				strtoul(likesd_fixture_text(&r, "reviews[0].item") + 1, NULL, 10) -
				1;
		struct likesd_response done = likesd_fixture_handle(
				&f, moderator, "POST", path, NULL, rejects ? reject : approve);
		cr_assert_eq(done.status, 200, "%s", done.body.data);
		likesd_response_finish(&done);
		for (size_t i = 0; i < ACCOUNTS; i++) {
			struct likesd_response me = likesd_fixture_handle(
					&f, players[i].tokens[0], "GET", "/v1/me", NULL, NULL);
			if (strcmp(likesd_fixture_text(&me, "account"), owner) == 0) {
				players[i].works[number].held = false;
				players[i].works[number].liked = rejects;
			}
			likesd_response_finish(&me);
		}
	}
	likesd_response_finish(&r);
}

static size_t step(void) {
	struct err err;
	struct player *player = &players[below(ACCOUNTS)];
	if (one_in(LIFE)) {
		be_born(player);
	}
	pass_time();
	const char *token = player->tokens[below(player->devices)];
	cr_assert(likesd_turn_begin(f.likesd, &err), "%s", err.msg);
	const size_t n = told->batch && one_in(6) ? decide_batch(player, token)
						  : decide_one(player, token);
	if (told->integrity.frequent.review && one_in(12)) {
		review_one();
	}
	cr_assert(likesd_turn_commit(f.likesd, &err), "%s", err.msg);
	return n;
}

static size_t wanted(void) {
	const char *text = getenv("LIKESD_AGREEMENT");
	return text != NULL ? strtoul(text, NULL, 10) : DECISIONS;
}

TestSuite(agreement, .timeout = 600);

Test(agreement, fu_2_the_forecast_and_the_backend_come_to_the_same_verdict) {
	static const char *const platforms[] = { "wechat-channels", "douyin", "kuaishou",
		"bilibili", "weibo", "xiaohongshu", "unnamed" };
	static const size_t shares[] = { 4, 3, 1, 3, 1, 1, 1 }; /* of 14 */
	rng = rng_seeded(&seed, 20);
	size_t done = 0;
	for (size_t i = 0; i < sizeof(platforms) / sizeof(platforms[0]); i++) {
		size_t n = 0;
		open_world(platforms[i]);
		while (n < wanted() * shares[i] / 14 + 1) {
			n += step();
		}
		done += n;
		finish();
	}
	cr_assert_geq(done, wanted());
	/* What never came up was not compared. */
	for (enum risk_verdict verdict = 0; verdict < RISK_VERDICT_COUNT; verdict++) {
		cr_expect_gt(seen[verdict], done / 200, "%s came up %" PRIu64 " times",
				risk_verdict_name(verdict), seen[verdict]);
	}
	for (enum risk_topic topic = 0; topic < RISK_TOPIC_COUNT; topic++) {
		cr_expect(topic == RISK_NO_BATCH || seen_topics[topic] > 20,
				"%s came up %" PRIu64 " times", risk_topic_name(topic),
				seen_topics[topic]);
	}
}
