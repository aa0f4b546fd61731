/* The platform's own review (IN-1): held, then approved, rejected or withdrawn; and the penalty of
 * a rejection. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"

#include "likesd_fixture.h"

static struct likesd_fixture f;
static char folder[] = "/tmp/unlike-likesd-XXXXXX";
static char *db_path;
static char moderator[LIKESD_TOKEN_TEXT];

static struct likesd_response sent(const char *method, int id) {
	static int keys;
	char path[40], key[40];
	snprintf(path, sizeof(path), "/v1/likes/v%d", id);
	snprintf(key, sizeof(key), "review-test-%06d", ++keys);
	return likesd_fixture_request(&f, method, path, key, NULL);
}

static struct likesd_response get(const char *path) {
	return likesd_fixture_request(&f, "GET", path, NULL, NULL);
}

static void expect_text(const char *path, const char *place, const char *want) {
	struct likesd_response r = get(path);
	cr_expect_str_eq(likesd_fixture_text(&r, place), want, "%s", r.body.data);
	likesd_response_finish(&r);
}

static int64_t number(const char *path, const char *place) {
	struct likesd_response r = get(path);
	const int64_t value = likesd_fixture_int(&r, place);
	likesd_response_finish(&r);
	return value;
}

static bool flag(const char *path, const char *place) {
	struct likesd_response r = get(path);
	const bool value = likesd_fixture_bool(&r, place);
	likesd_response_finish(&r);
	return value;
}

/* v1 … v5 are taken back, v6 is held: r1. */
static void start(void) {
	cr_assert_not_null(mkdtemp(folder));
	db_path = xasprintf("%s/likesd.db", folder);
	likesd_fixture_open(&f,
			&(struct likesd_fixture_options){
					.db_path = db_path, .sample = 40, .rules = true });
	likesd_fixture_add_user(
			&f, &(struct likesd_user){ .name = "mod", .moderator = true }, moderator);
	for (int id = 1; id <= 6; id++) {
		struct likesd_response r = sent("DELETE", id);
		cr_assert_eq(r.status, 202);
		cr_assert_str_eq(likesd_fixture_text(&r, "operation.state"),
				id < 6 ? "accepted" : "in_review");
		likesd_response_finish(&r);
	}
}

static void finish(void) {
	likesd_fixture_close(&f);
	file_remove_tree(folder, NULL);
	free(db_path);
}

static void decide(const char *why_or_null) {
	struct err err;
	cr_assert(likesd_review_decide(f.likesd, "r1", why_or_null, &err), "%s", err.msg);
}

static int64_t ask(const char *sql) {
	likesd_close(f.likesd);
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *statement = NULL;
	cr_assert_eq(sqlite3_open(db_path, &sqlite), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(sqlite, sql, -1, &statement, NULL), SQLITE_OK, "%s",
			sqlite3_errmsg(sqlite));
	cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
	const int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(sqlite);
	struct err err;
	f.likesd = likesd_open(&f.config, &err);
	cr_assert_not_null(f.likesd, "%s", err.msg);
	return value;
}

/* What is counted is what is there, whatever happened. */
static void expect_counts_true(void) {
	cr_expect_eq(ask("SELECT count(*) FROM account a WHERE cancels_made <>"
			 " (SELECT count(*) FROM operation WHERE account = a.id AND want = 0"
			 " AND review <> 3)"),
			0);
	cr_expect_eq(ask("SELECT count(*) FROM liked k WHERE cancels <> (SELECT count(*) FROM"
			 " operation o WHERE o.account = k.account AND o.work = k.work"
			 " AND want = 0 AND review <> 3)"),
			0);
	cr_expect_eq(ask("SELECT count(*) FROM review r JOIN operation o ON o.account = r.account"
			 " AND o.id = r.operation WHERE (o.review = 1) <> (r.decided_at IS NULL)"),
			0);
	cr_expect_eq(ask("SELECT count(*) FROM account a WHERE last_seq <>"
			 " (SELECT count(*) FROM event WHERE account = a.id)"),
			0);
}

TestSuite(reviews, .init = start, .fini = finish);

Test(reviews, in_1_what_is_held_has_no_times_and_no_effect) {
	cr_expect(flag("/v1/likes/v6", "liked"));
	cr_expect(flag("/v1/likes/v6", "published"));
	struct likesd_response r = get("/v1/operations/o6");
	cr_expect_null(likesd_fixture_text(&r, "operation.effective_at"));
	cr_expect_null(likesd_fixture_text(&r, "operation.publish_at"));
	likesd_response_finish(&r);
	fake_clock_advance(&f.fake, 400 * MSEC_PER_DAY);
	cr_expect_eq(number("/v1/me", "likes"), 35);
	cr_expect(flag("/v1/likes/v6", "liked"));
	cr_expect_eq(likesd_due_in(f.likesd), MSEC_NEVER);
	expect_counts_true();
}

Test(reviews, in_1_approved_its_delays_begin_with_the_decision) {
	fake_clock_advance(&f.fake, 3 * MSEC_PER_DAY);
	decide(NULL);
	cr_expect_not(flag("/v1/likes/v6", "liked"));
	cr_expect(flag("/v1/likes/v6", "published"));
	cr_expect_eq(number("/v1/operations/o6", "operation.publish_in_ms"), LIKESD_FIXTURE_DELAY);
	fake_clock_advance(&f.fake, LIKESD_FIXTURE_DELAY - 1);
	cr_expect(flag("/v1/likes/v6", "published"));
	fake_clock_advance(&f.fake, 1);
	cr_expect_not(flag("/v1/likes/v6", "published"));
	cr_expect_eq(number("/v1/me", "penalties"), 0);
	cr_expect_eq(number("/v1/me/budget", "facts.cancels_made"), 6);
	expect_counts_true();
}

Test(reviews, in_1_rejected_it_is_rolled_back_and_the_owner_hears_the_reason) {
	decide("Six an hour looks bought.");
	expect_text("/v1/operations/o6", "operation.state", "rejected");
	expect_text("/v1/operations/o6", "operation.why", "Six an hour looks bought.");
	expect_text("/v1/likes/v6", "operation.why", "Six an hour looks bought.");
	cr_expect(flag("/v1/likes/v6", "liked"));
	cr_expect(flag("/v1/likes/v6", "published"));
	cr_expect_eq(number("/v1/me/budget", "facts.cancels_made"), 5);
	cr_expect_eq(number("/v1/me/budget", "in_review"), 0);
	fake_clock_advance(&f.fake, MSEC_PER_DAY);
	cr_expect_eq(number("/v1/me", "likes"), 35);
	expect_counts_true();
}

Test(reviews, in_1_the_penalty_begins_with_the_rejection_and_lasts_seven_days) {
	fake_clock_advance(&f.fake, MSEC_PER_DAY);
	cr_expect_eq(number("/v1/me", "penalties"), 0);
	decide("so");
	cr_expect_eq(number("/v1/me", "penalties"), 2);
	cr_expect_lt(number("/v1/me", "effects.reach_percent"), 100);
	cr_expect_lt(number("/v1/me", "effects.like_weight_percent"), 100);
	cr_expect_eq(number("/v1/me", "penalties[0].ends_in_ms"), 7 * MSEC_PER_DAY);
	fake_clock_advance(&f.fake, 7 * MSEC_PER_DAY - 1);
	cr_expect_eq(number("/v1/me", "penalties"), 2);
	fake_clock_advance(&f.fake, 1);
	cr_expect_eq(number("/v1/me", "penalties"), 0);
	cr_expect_eq(number("/v1/me", "effects.reach_percent"), 100);
	cr_expect_eq(number("/v1/me", "effects.like_weight_percent"), 100);
	struct likesd_response r = get("/v1/operations?limit=200");
	cr_expect_str_eq(likesd_fixture_text(&r, "penalties[0].state"), "ended");
	cr_expect_str_eq(likesd_fixture_text(&r, "penalties[1].state"), "ended");
	likesd_response_finish(&r);
	cr_expect_eq(ask("SELECT count(*) FROM event WHERE kind = 'penalty-begun'"), 2);
	cr_expect_eq(ask("SELECT count(*) FROM event WHERE kind = 'penalty-ended'"), 2);
	expect_counts_true();
}

Test(reviews, in_1_a_second_rejection_makes_the_penalty_longer_instead_of_double) {
	struct likesd_response r = sent("DELETE", 7);
	likesd_response_finish(&r);
	decide("one");
	fake_clock_advance(&f.fake, MSEC_PER_DAY);
	struct err err;
	cr_assert(likesd_review_decide(f.likesd, "r2", "two", &err), "%s", err.msg);
	cr_expect_eq(number("/v1/me", "penalties"), 2);
	cr_expect_eq(number("/v1/me", "penalties[0].ends_in_ms"), 7 * MSEC_PER_DAY);
	expect_counts_true();
}

Test(reviews, in_1_a_second_wish_for_what_is_held_is_told_the_same) {
	struct likesd_response r = sent("DELETE", 6);
	cr_expect_eq(r.status, 202);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.id"), "o6");
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.state"), "in_review");
	likesd_response_finish(&r);
	cr_expect_eq(number("/v1/me/budget", "in_review"), 1);
}

Test(reviews, in_1_liked_again_it_is_withdrawn_and_nobody_decides_it) {
	struct likesd_response r = sent("PUT", 6);
	cr_expect_eq(r.status, 200, "%s", r.body.data);
	likesd_response_finish(&r);
	expect_text("/v1/operations/o6", "operation.state", "withdrawn");
	cr_expect(flag("/v1/likes/v6", "liked"));
	struct err err;
	cr_expect_not(likesd_review_decide(f.likesd, "r1", "late", &err));
	cr_expect_eq(err.code, ERR_CONFLICT);
	cr_expect_eq(number("/v1/me", "penalties"), 0);
	cr_expect_eq(number("/v1/me/budget", "facts.likes_made"), 40);
	fake_clock_advance(&f.fake, 2 * MSEC_PER_DAY);
	r = sent("DELETE", 6);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.state"), "accepted");
	likesd_response_finish(&r);
	cr_expect_not(flag("/v1/likes/v6", "liked"));
	expect_counts_true();
}

Test(reviews, in_1_after_a_rejection_the_like_can_be_taken_back_and_given_again) {
	decide("so");
	fake_clock_advance(&f.fake, 2 * MSEC_PER_DAY);
	struct likesd_response r = sent("DELETE", 6);
	cr_expect_str_eq(likesd_fixture_text(&r, "operation.state"), "accepted");
	likesd_response_finish(&r);
	fake_clock_advance(&f.fake, MSEC_PER_DAY);
	cr_expect_not(flag("/v1/likes/v6", "published"));
	r = sent("PUT", 6);
	cr_expect_eq(r.status, 202);
	likesd_response_finish(&r);
	fake_clock_advance(&f.fake, MSEC_PER_DAY);
	cr_expect(flag("/v1/likes/v6", "published"));
	expect_counts_true();
}

Test(reviews, a_decision_is_made_once) {
	struct err err;
	decide("so");
	decide("so");
	cr_expect_eq(number("/v1/me", "penalties"), 2);
	cr_expect_not(likesd_review_decide(f.likesd, "r1", NULL, &err));
	cr_expect_eq(err.code, ERR_CONFLICT);
	cr_expect_not(likesd_review_decide(f.likesd, "r99", NULL, &err));
	cr_expect_eq(err.code, ERR_GONE);
	cr_expect_not(likesd_review_decide(f.likesd, "1", NULL, &err));
	cr_expect_eq(err.code, ERR_GONE);
}

Test(reviews, a_reason_is_a_line_of_text) {
	static const char *const bad[] = { "", "   ", "a\nb", "\x1b[31m", "\xff", "a\x7f" };
	char longest[LIKESD_WHY_MAX + 2];
	struct err err;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_expect_not(likesd_review_decide(f.likesd, "r1", bad[i], &err), "'%s'", bad[i]);
		cr_expect_eq(err.code, ERR_INPUT);
	}
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	cr_expect_not(likesd_review_decide(f.likesd, "r1", longest, &err));
	longest[LIKESD_WHY_MAX] = '\0';
	decide(longest);
	expect_text("/v1/operations/o6", "operation.why", longest);
}

Test(reviews, the_list_names_what_waits_and_nothing_else) {
	struct err err;
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	cr_assert(likesd_review_list(f.likesd, &text, &err), "%s", err.msg);
	static const char begin[] = "r1\tdemo\tv6\t2026-03-01T09:00:00.000Z\t";
	cr_expect_eq(strncmp(text.data, begin, strlen(begin)), 0, "%s", text.data);
	cr_expect_eq(text.data[text.len - 1], '\n');
	buf_reset(&text);
	decide(NULL);
	cr_assert(likesd_review_list(f.likesd, &text, &err), "%s", err.msg);
	cr_expect_eq(text.len, 0);
	buf_finish(&text);
}

Test(reviews, the_journal_tells_each_step) {
	decide("so");
	cr_expect_eq(ask("SELECT count(*) FROM event WHERE kind = 'held' AND operation = 6"), 1);
	cr_expect_eq(ask("SELECT count(*) FROM event WHERE kind = 'rejected' AND operation = 6"),
			1);
	cr_expect_eq(ask("SELECT count(*) FROM event WHERE kind = 'accepted' AND operation = 6"),
			0);
}

Test(reviews, a_moderator_s_account_has_no_likes_and_no_way_to_them) {
	struct likesd_response r =
			likesd_fixture_request_as(&f, moderator, "GET", "/v1/likes", NULL, NULL);
	cr_expect_eq(r.status, 403);
	likesd_response_finish(&r);
	cr_expect_eq(ask("SELECT count(*) FROM liked k JOIN account a ON a.id = k.account"
			 " WHERE a.name = 'mod'"),
			0);
	r = get("/v1/reviews");
	cr_expect_eq(r.status, 403);
	likesd_response_finish(&r);
}
