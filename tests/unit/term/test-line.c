#include "line.h"

#include <criterion/criterion.h>
#include <string.h>

#define FRAME_BYTES 600
#define PAGE_BYTES 4000

static struct line line;

static void begin(void) {
	line_reset(&line);
}

static void end(void) {
	line_reset(&line);
}

TestSuite(line, .init = begin, .fini = end);

/* A terminal that answers, and how soon. */
static void answer_first(msec_t after) {
	line_asked(&line, 0);
	line_answered(&line, after);
	cr_assert(line.answers);
}

static struct frame frame_of(struct cell *cells, int rows, int cols) {
	return (struct frame){ .rows = rows, .cols = cols, .cells = cells };
}

Test(line, without_an_answer_everything_goes_and_nothing_is_asked) {
	line_asked(&line, 0);
	for (msec_t now = 0; now < 100; now++) {
		cr_assert(line_is_free(&line, now));
		cr_assert_not(line_sent(&line, PAGE_BYTES, now));
	}
}

Test(line, behind_a_frame_of_some_size_it_asks_and_the_next_one_waits_for_the_answer) {
	answer_first(1);
	cr_assert(line_is_free(&line, 10));
	cr_assert(line_sent(&line, PAGE_BYTES, 10));
	cr_assert_not(line_is_free(&line, 500));
	cr_assert_not(line_sent(&line, 10, 500), "one question at a time");
	line_answered(&line, 4000);
	cr_assert(line_is_free(&line, 4000));
}

Test(line, what_the_slowest_line_carries_is_not_asked_about) {
	answer_first(1);
	for (msec_t now = 0; now < 60000; now += 1000) { /* a countdown */
		cr_assert(line_is_free(&line, now));
		cr_assert_not(line_sent(&line, 200, now));
	}
	int asked = 0;
	for (msec_t now = 60000; now < 60500; now += 16) { /* a bar */
		if (line_sent(&line, 60, now)) {
			asked++;
			line_answered(&line, now + 1);
		}
	}
	cr_assert(asked > 0 && asked < 10, "%d", asked);
}

/* Frames at 30 a second on a line that takes `latency` ms and carries `rate` bytes a ms; the most
 * bytes that were on their way at once, from the tenth frame on. */
static double walk(msec_t latency, double rate, int *ret_frames) {
	double queued = 0, most = 0;
	msec_t answer_at = MSEC_NEVER;
	int n = 0;
	answer_first(latency);
	for (msec_t now = 1; now < 10000; now++) {
		queued = queued > rate ? queued - rate : 0;
		if (now >= answer_at) {
			line_answered(&line, now);
			answer_at = MSEC_NEVER;
		}
		if (now % 33 != 0 || !line_is_free(&line, now)) {
			continue;
		}
		queued += FRAME_BYTES;
		n++;
		if (line_sent(&line, FRAME_BYTES, now)) {
			answer_at = now + (msec_t)(queued / rate) + latency;
		}
		most = n > 10 && queued > most ? queued : most;
	}
	*ret_frames = n;
	return most;
}

Test(line, on_a_slow_line_little_more_than_a_frame_is_on_its_way) {
	int n = 0;
	const double most = walk(5, 0.96, &n);
	cr_expect_leq(most, FRAME_BYTES + LINE_SMALL);
	cr_expect_geq(n, 12, "%d frames: the line is not used", n);
}

Test(line, on_a_line_that_is_far_and_fast_every_frame_goes) {
	int n = 0;
	(void)walk(150, 100, &n);
	cr_expect_geq(n, 250, "of 303 only %d", n);
}

Test(line, the_newest_frame_takes_the_place_of_the_one_that_waits) {
	struct cell a[2] = { { .utf8 = "a", .len = 1, .width = 1 } }, b[1] = { 0 };
	struct frame first = frame_of(a, 1, 2), second = frame_of(b, 1, 1);
	b[0] = (struct cell){ .utf8 = "b", .len = 1, .width = 1 };
	first.cursor_col = 1;
	line_keep(&line, &first, true);
	line_keep(&line, &second, false);
	a[0].utf8[0] = b[0].utf8[0] = '-'; /* it has its own */
	cr_assert(line.waits);
	cr_assert(line.frame.rows == 1 && line.frame.cols == 1 && line.frame.cursor_col == 0);
	cr_assert_eq(line.frame.cells[0].utf8[0], 'b');
	cr_assert(line_drop(&line), "the screen was to be drawn whole, and still is");
	cr_assert_not(line.waits);
	cr_assert_not(line_drop(&line));
}

Test(line, an_answer_that_does_not_come_is_given_up_and_believed_when_it_does) {
	struct cell cell = { .utf8 = "a", .len = 1, .width = 1 };
	const struct frame frame = frame_of(&cell, 1, 1);
	answer_first(1);
	cr_assert(line_sent(&line, PAGE_BYTES, 100));
	cr_assert_eq(line_deadline(&line), MSEC_NEVER, "nothing waits");
	line_keep(&line, &frame, false);
	cr_assert_eq(line_deadline(&line), 100 + LINE_GIVE_UP_MS);
	line_time(&line, 99 + LINE_GIVE_UP_MS);
	cr_assert_not(line_is_free(&line, 99 + LINE_GIVE_UP_MS));
	line_time(&line, 100 + LINE_GIVE_UP_MS);
	cr_assert(line_is_free(&line, 100 + LINE_GIVE_UP_MS));
	(void)line_drop(&line);
	cr_assert_not(line_sent(&line, PAGE_BYTES, 20000), "nothing is asked any more");
	line_answered(&line, 30000);
	cr_assert(line_sent(&line, PAGE_BYTES, 31000));
}

Test(line, an_answer_to_nothing_changes_nothing) {
	answer_first(1);
	const size_t window = line.window;
	line_answered(&line, 5);
	cr_assert_eq(line.window, window);
}
