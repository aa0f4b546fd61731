#include "screen/profile.h"

#include <criterion/criterion.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/text.h"
#include "unlike/ui/view.h"

#define NOW INT64_C(1795560060000) /* 24 November 2026, 22:41 UTC */

static struct service_traits traits;
static struct sync_status status;
static struct snapshot_info info;
static int64_t counts[INTENT_STATE_COUNT];
static struct profile_facts facts;
static struct model *model;
static struct buf text;

static void set_up(void) {
	text_init();
	traits = (struct service_traits){ .cancel_cost = 1 };
	status = (struct sync_status){ .online = true };
	info = (struct snapshot_info){ .fetched_at = NOW };
	facts = (struct profile_facts){
		.account = "me",
		.url = "https://example.org",
		.title = "Example",
		.kind = "Example",
		.traits = &traits,
		.status = &status,
		.info = &info,
		.counts = counts,
		.is_sender = true,
	};
	model = model_create(&(struct model_options){ .command = "unlike" });
	buf_init(&text, BUF_UNLIMITED);
}

static void tear_down(void) {
	buf_finish(&text);
	model_destroy(model);
}

TestSuite(app_profile, .init = set_up, .fini = tear_down);

static const struct ui_now now = { .mono = 1000, .wall = NOW };

static void send(struct msg msg) {
	struct effect effects[EFFECTS_MAX];
	msg.now = now;
	(void)model_update(model, &msg, effects);
}

static bool tells(const char *what) {
	struct frame frame;
	send((struct msg){ .type = MSG_RESIZE, .u.size = { 60, 80 } });
	send((struct msg){ .type = MSG_KEY, .u.key = { .sym = '3' } });
	profile_tell(&facts, NOW, model);
	frame_init(&frame);
	view_render(model, now, &frame);
	buf_reset(&text);
	frame_to_text(&frame, &text);
	frame_finish(&frame);
	return strstr(text.data, what) != NULL;
}

static void budget(int64_t left, msec_t resets_in) {
	status.budget = (struct service_budget){
		.limit = 5000, .left = left, .resets_at = NOW + resets_in
	};
}

Test(app_profile, points_come_back_at_a_time_that_is_waited_for) {
	budget(4250, MSEC_PER_HOUR);
	cr_assert(tells("4,250 of 5,000"), "%s", text.data);
	cr_assert(tells("They are all back at 23:41."), "%s", text.data);
	cr_assert_eq(model_next_tick(model, now), now.mono + MSEC_PER_HOUR);
	budget(4250, MSEC_PER_DAY);
	cr_assert(tells("back at 2026-11-25 22:41."), "another day: %s", text.data);
}

Test(app_profile, points_that_are_back_by_now_are_told_so) {
	budget(10, -1);
	cr_assert(tells("They are back by now"), "%s", text.data);
	cr_assert_eq(model_next_tick(model, now), MSEC_NEVER);
	budget(5000, -1);
	cr_assert(!tells("back by now"), "nothing was used: %s", text.data);
}

Test(app_profile, the_sooner_of_two_times_is_waited_for) {
	budget(0, MSEC_PER_HOUR);
	status.paused_until = NOW + MSEC_PER_MIN;
	cr_assert(tells("paused until 22:42"), "%s", text.data);
	cr_assert_eq(model_next_tick(model, now), now.mono + MSEC_PER_MIN);
}

Test(app_profile, a_service_that_counts_nothing_is_said_to) {
	traits.cancel_cost = 0;
	cr_assert(tells("the service counts none"), "%s", text.data);
	traits.relike_cost = 3;
	cr_assert(!tells("the service counts none"), "%s", text.data);
	cr_assert(tells("costs up to 3 points"), "%s", text.data);
}

Test(app_profile, why_the_list_is_not_new_is_told) {
	err_set(&status.pull_error, ERR_IO, "the cable is out");
	cr_assert(tells("Not read anew: the cable is out"), "%s", text.data);
	status.pulling = true;
	status.fetched = 3400;
	cr_assert(tells("Being read: 3,400 so far."), "%s", text.data);
	info.fetched_at = 0;
	cr_assert(tells("not whole yet"), "%s", text.data);
}

Test(app_profile, the_service_is_named_once) {
	cr_assert(tells("Service            Example\n"), "%s", text.data);
	facts.kind = "likesd";
	cr_assert(tells("Example (likesd)"), "%s", text.data);
}
