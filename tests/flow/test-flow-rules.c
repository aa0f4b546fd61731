/* The platform's rules from end to end: what a person sees of them. */
#include <criterion/criterion.h>
#include <string.h>

#include "flow.h"

#define WINDOW CLIENT_UNDO_WINDOW
#define PUBLISH LIKESD_FIXTURE_DELAY
#define ENTER "\r"
#define LOOK (5 * MSEC_PER_MIN + MSEC_PER_SEC) /* the next look at what is in review */

static struct flow f;

static void close_list(void) {
	flow_close(&f);
}

/* Six within the hour: v6 is held. */
static void take_six_back(void) {
	flow_open_ruled(&f, 100, NULL);
	for (int i = 0; i < 6; i++) {
		flow_keys(&f, "x" ENTER "j");
	}
	flow_advance(&f, WINDOW + MSEC_PER_SEC);
	cr_assert_eq(flow_state(&f, "v5"), INTENT_ACCEPTED);
	cr_assert_eq(flow_state(&f, "v6"), INTENT_ACCEPTED);
	flow_keys(&f, "k");
}

static void decide(const char *why_or_null) {
	struct err err;
	cr_assert(likesd_review_decide(f.server.likesd, "r1", why_or_null, &err), "%s", err.msg);
}

TestSuite(flow_rules, .fini = close_list);

Test(flow_rules, in_1_the_sixth_is_shown_in_review_for_as_long_as_nobody_decides) {
	take_six_back();
	cr_assert_not_null(strstr(flow_focused_line(&f), "in review"), "%s", flow_text(&f));
	flow_advance(&f, 6 * MSEC_PER_HOUR);
	cr_assert_eq(flow_state(&f, "v5"), INTENT_CONFIRMED);
	cr_assert_eq(flow_state(&f, "v6"), INTENT_ACCEPTED);
	cr_assert_not_null(strstr(flow_focused_line(&f), "in review"), "%s", flow_text(&f));
	cr_assert(flow_liked(&f, "v6"));
}

Test(flow_rules, in_1_approved_it_counts_down_and_is_confirmed) {
	take_six_back();
	flow_advance(&f, 2 * MSEC_PER_HOUR);
	decide(NULL);
	flow_advance(&f, LOOK);
	cr_assert_eq(flow_state(&f, "v6"), INTENT_ACCEPTED);
	cr_assert_not_null(strstr(flow_focused_line(&f), "sync"), "%s", flow_text(&f));
	flow_advance(&f, PUBLISH);
	cr_assert_eq(flow_state(&f, "v6"), INTENT_CONFIRMED);
	cr_assert_not(flow_published(&f, "v6"));
}

Test(flow_rules, in_1_rejected_the_like_is_back_with_the_reason) {
	take_six_back();
	flow_advance(&f, 2 * MSEC_PER_HOUR);
	decide("Six an hour looks bought.");
	flow_advance(&f, LOOK);
	cr_assert_eq(flow_state(&f, "v6"), INTENT_ROLLED_BACK);
	cr_assert(flow_liked(&f, "v6"));
	flow_keys(&f, "2");
	cr_assert(flow_shows(&f, "Six an hour looks bought."), "%s", flow_text(&f));
}

Test(flow_rules, in_1_a_decision_made_while_the_client_was_away_is_seen_at_its_start) {
	take_six_back();
	flow_kill(&f);
	decide("away");
	flow_start(&f);
	cr_assert_eq(flow_state(&f, "v6"), INTENT_ROLLED_BACK);
}

Test(flow_rules, in_1_offline_it_stays_in_review_and_the_net_brings_the_decision) {
	take_six_back();
	inproc_http_set_down(f.http, true);
	decide("offline");
	flow_advance(&f, MSEC_PER_HOUR);
	cr_assert_eq(flow_state(&f, "v6"), INTENT_ACCEPTED);
	inproc_http_set_down(f.http, false);
	flow_advance(&f, 20 * MSEC_PER_MIN);
	cr_assert_eq(flow_state(&f, "v6"), INTENT_ROLLED_BACK);
}

Test(flow_rules, in_4_what_is_above_the_day_s_limit_is_refused_and_may_wait_for_its_turn) {
	flow_open_ruled(&f, 100, "douyin");
	for (int i = 0; i < 50; i++) {
		flow_keys(&f, "x" ENTER "j");
	}
	flow_advance(&f, WINDOW + MSEC_PER_MIN);
	cr_assert_eq(flow_state(&f, "v50"), INTENT_CONFIRMED, "%s", flow_text(&f));
	flow_keys(&f, "x" ENTER);
	cr_assert(flow_liked(&f, "v51"));
	flow_keys(&f, "p");
	flow_advance(&f, WINDOW + MSEC_PER_MIN);
	cr_assert_eq(flow_state(&f, "v51"), INTENT_PENDING, "%s", flow_text(&f));
	/* Midnight at +08:00. */
	flow_advance(&f, 6 * MSEC_PER_HOUR);
	cr_assert_eq(flow_state(&f, "v51"), INTENT_PENDING);
	flow_advance(&f, MSEC_PER_HOUR);
	cr_assert_eq(flow_state(&f, "v51"), INTENT_CONFIRMED, "%s", flow_text(&f));
}
