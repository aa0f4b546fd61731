/* Whatever our clocks do: nothing of a plan is sent early, and all of it is sent. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "ruled_service.h"

#define HISTORIES 300
#define EVENTS 40
#define ROWS 12

static struct rig rig;
static char outbox_path[64];
static struct seeded_rng seed;
static struct rng dice;
static bool shared; /* another device uses the budget, too */
static char told[4096]; /* what happened, for who has to find out */
static size_t told_len;

static void remove_outbox(void) {
	char journal[96];

	(void)unlink(outbox_path);
	snprintf(journal, sizeof(journal), "%s-journal", outbox_path);
	(void)unlink(journal);
}

static void set_up(void) {
	/* Where nothing waits for a disk: power does not fail here. */
	const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	snprintf(outbox_path, sizeof(outbox_path), "%s/unlike-plan-clock-%d.db", folder,
			(int)getpid());
	remove_outbox();
}

TestSuite(plan_clock, .init = set_up, .fini = remove_outbox, .timeout = 300);

static msec_t below(msec_t n) {
	uint64_t number = 0;

	rng_fill(&dice, &number, sizeof(number));
	return (msec_t)(number % (uint64_t)n);
}

static msec_t up_to(msec_t most) {
	return 1 + below(most);
}

static msec_t either_way(msec_t most) {
	return below(2) == 0 ? up_to(most) : -up_to(most);
}

static void tell(const char *what, msec_t by) {
	int n = snprintf(told + told_len, sizeof(told) - told_len, " %s %lld s;", what,
			(long long)(by / MSEC_PER_SEC));

	told_len += n > 0 && told_len + (size_t)n < sizeof(told) ? (size_t)n : 0;
}

/* The machine slept: time went on for everybody, and the wall clock woke up as it liked. */
static void sleep_for(msec_t by) {
	msec_t off = below(3) == 0 ? either_way(2 * MSEC_PER_HOUR) : 0;

	tell("sleep", by);
	fake_clock_advance(&rig.server.fake, by);
	rig.server.fake.wall += off;
}

/* The clock that only waiting knows is wrong, too. */
static void jump_mono(msec_t by) {
	tell("mono", by);
	rig.server.fake.mono += by;
	ruled.skew -= by;
}

static void jump_wall(msec_t by) {
	tell("wall", by);
	rig.server.fake.wall += by;
}

static void move_to(const char *zone) {
	tell(zone, 0);
	cr_assert_eq(setenv("TZ", zone, 1), 0);
	tzset();
}

/* One at a time: what several devices do in the same minute nobody can know. */
static void use_elsewhere(void) {
	if (shared) {
		tell("other", 0);
		ruled_other_device(1);
		rig_run(&rig, 2 * MSEC_PER_MIN);
	}
}

static void happen(void) {
	static const char *const zones[] = { "UTC", "Asia/Shanghai", "America/New_York",
		"Pacific/Kiritimati" };

	switch (below(10)) {
	case 0:
		jump_wall(either_way(3 * MSEC_PER_HOUR));
		break;
	case 1:
		jump_wall(either_way(5 * MSEC_PER_DAY));
		break;
	case 2:
		sleep_for(up_to(40 * MSEC_PER_MIN));
		break;
	case 3:
		jump_mono(up_to(2 * MSEC_PER_HOUR));
		break;
	case 4:
		move_to(zones[below(4)]);
		break;
	case 5:
		tell("restart", 0);
		rig_restart(&rig);
		break;
	case 6:
		use_elsewhere();
		break;
	default: {
		msec_t by = up_to(12 * MSEC_PER_MIN);
		tell("run", by);
		rig_run(&rig, by);
		break;
	}
	}
	rig_run(&rig, below(20 * MSEC_PER_SEC));
}

static void count_windows(int number) {
	const msec_t window = MSEC_PER_HOUR;

	for (size_t i = 4; i < ruled.done; i++) {
		cr_assert_geq(ruled.done_at[i] - ruled.done_at[i - 4], window,
				"history %d: five in a window:%s", number, told);
	}
}

static void live_through(int number) {
	const struct rig_options options = { .outbox_path = outbox_path };

	dice = rng_seeded(&seed, (uint64_t)number);
	shared = number % 2 == 1;
	told_len = 0;
	ruled_open(&rig, &options);
	ruled.reserve = shared ? -1 : 1;
	ruled.delay = below(2) == 0 ? 0 : up_to(400);
	for (size_t i = 0; i < ROWS; i++) {
		(void)ruled_plan(&rig, i);
	}
	for (int i = 0; i < EVENTS; i++) {
		happen();
	}
	rig_run(&rig, 6 * MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, ROWS, "history %d: %zu were done:%s", number, ruled.done, told);
	cr_assert_eq(ruled.refusals, 0);
	count_windows(number);
	ruled_close(&rig);
	remove_outbox();
}

Test(plan_clock, over_hundreds_of_histories_no_window_ever_holds_more_than_it_may) {
	for (int number = 0; number < HISTORIES; number++) {
		live_through(number);
	}
}

/* Three days, two restarts, a jump: as it is told to people. */
Test(plan_clock, twelve_over_three_days_through_two_restarts_and_a_jump) {
	const struct rig_options options = { .outbox_path = outbox_path };

	ruled_open(&rig, &options);
	rig.server.platform->integrity.frequent.within = MSEC_PER_DAY;
	for (size_t i = 0; i < ROWS; i++) {
		(void)ruled_plan(&rig, i);
	}
	rig_run(&rig, MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 4);
	rig_restart(&rig);
	rig_run(&rig, 20 * MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 4);
	jump_wall(3 * MSEC_PER_DAY);
	rig_run(&rig, 2 * MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 4, "our clock is a day ahead, and the service's is not");
	rig_run(&rig, 2 * MSEC_PER_HOUR);
	cr_assert_eq(ruled.done, 8);
	rig_restart(&rig);
	rig_run(&rig, MSEC_PER_DAY);
	cr_assert_eq(ruled.done, 12);
	cr_assert_eq(ruled.refusals, 0);
	ruled_close(&rig);
}

/* The clock was wrong while nothing ran that could have noticed. */
Test(plan_clock, set_back_between_two_starts_it_costs_no_more_than_a_question) {
	const struct rig_options options = { .outbox_path = outbox_path };

	ruled_open(&rig, &options);
	jump_wall(200 * MSEC_PER_DAY);
	rig_run(&rig, MSEC_PER_MIN);
	for (size_t i = 0; i < 8; i++) {
		(void)ruled_plan(&rig, i);
	}
	rig_run(&rig, MSEC_PER_MIN);
	cr_assert_eq(ruled.done, 4);
	rig.options.manual = true;
	fake_clock_advance(&rig.server.fake, 2 * MSEC_PER_HOUR);
	rig.server.fake.wall -= 200 * MSEC_PER_DAY;
	rig_restart(&rig);
	for (int i = 0; i < 2; i++) {
		cr_assert(sync_once(rig.sync));
		rig_settle(&rig);
	}
	cr_assert_eq(ruled.done, 8, "%zu", ruled.done);
	ruled_close(&rig);
}
