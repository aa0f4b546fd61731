/* A plan on the screen, from end to end, against likesd's rules. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "flow.h"

#define WINDOW CLIENT_UNDO_WINDOW
#define ENTER "\r"
#define ESCAPE "\033"

static struct flow f;
static struct err err;

/* Eight that wait for their turn, before the screen has looked at anything. */
static void open_plan(void) {
	flow_open(&f, 1000, NULL);
	for (int i = 1; i <= 8; i++) {
		char item[8];
		struct wish wish;
		snprintf(item, sizeof(item), "v%d", i);
		cr_assert(client_wish_in_turn(f.client, 0, item, WINDOW, 0, &wish, &err), "%s",
				err.msg);
	}
	flow_advance(&f, WINDOW + 1000);
	flow_keys(&f, "2");
	flow_advance(&f, 1000);
}

static void close_plan(void) {
	flow_close(&f);
}

TestSuite(flow_plan, .init = open_plan, .fini = close_plan);

Test(flow_plan, activity_says_it_in_a_sentence_with_what_the_keys_do) {
	cr_assert_eq(flow_operations(&f), 4);
	cr_assert(flow_shows(&f, "4 likes: 5 in any 24 h, done on 2026-03-02"), "%s",
			flow_text(&f));
	cr_assert(flow_shows(&f, "p hold"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "s stop"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "on 2 Mar"), "%s", flow_text(&f));
	flow_keys(&f, "1");
	cr_assert(!flow_shows(&f, "in any 24 h"), "%s", flow_text(&f));
}

Test(flow_plan, p_holds_it_and_p_lets_it_go_on) {
	flow_keys(&f, "p");
	flow_advance(&f, 1000);
	cr_assert(flow_shows(&f, "held until you resume it"), "%s", flow_text(&f));
	flow_advance(&f, 2 * MSEC_PER_DAY);
	cr_assert_eq(flow_operations(&f), 4);
	flow_keys(&f, "p");
	flow_advance(&f, 5000);
	cr_assert_eq(flow_operations(&f), 8);
	cr_assert(!flow_shows(&f, "in any 24 h"), "%s", flow_text(&f));
}

Test(flow_plan, s_asks_once_and_enter_stops_it) {
	flow_keys(&f, "s");
	cr_assert(flow_shows(&f, "Stop the plan?"), "%s", flow_text(&f));
	flow_keys(&f, ESCAPE);
	flow_advance(&f, 1000);
	cr_assert(!flow_shows(&f, "Stop the plan?"), "%s", flow_text(&f));
	cr_assert_eq(flow_state(&f, "v8"), INTENT_PENDING);
	flow_keys(&f, "sj" ENTER);
	cr_assert_eq(flow_state(&f, "v8"), INTENT_PENDING, "another key is a no");
	flow_keys(&f, ESCAPE);
	flow_advance(&f, 1000);
	flow_keys(&f, "s" ENTER);
	flow_advance(&f, 1000);
	cr_assert(flow_shows(&f, "The plan is stopped. 4 likes stay."), "%s", flow_text(&f));
	flow_advance(&f, 3 * MSEC_PER_DAY);
	cr_assert_eq(flow_operations(&f), 4);
	cr_assert(flow_liked(&f, "v8"));
}

Test(flow_plan, u_on_a_row_takes_it_out) {
	flow_keys(&f, "u");
	flow_advance(&f, 1000);
	cr_assert(flow_shows(&f, "Undone"), "%s", flow_text(&f));
	cr_assert(flow_shows(&f, "3 likes: 5 in any 24 h"), "%s", flow_text(&f));
	cr_assert(flow_liked(&f, "v8"));
}

Test(flow_plan, leaving_does_not_ask_about_what_waits_for_days) {
	flow_keys(&f, "q");
	cr_assert(!flow_shows(&f, "wait"), "%s", flow_text(&f));
}

Test(flow_plan, goes_on_after_the_client_died_twice) {
	flow_kill(&f);
	flow_start(&f);
	flow_advance(&f, MSEC_PER_DAY / 2);
	cr_assert_eq(flow_operations(&f), 4);
	flow_kill(&f);
	flow_start(&f);
	flow_advance(&f, MSEC_PER_DAY / 2 + 5000);
	cr_assert_eq(flow_operations(&f), 8);
	flow_advance(&f, LIKESD_FIXTURE_DELAY + 5000);
	cr_assert_eq(flow_state(&f, "v8"), INTENT_CONFIRMED);
}
