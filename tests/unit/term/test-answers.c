/* What the terminal can do, asked on a real terminal device and answered by the test. */
#include "unlike/term/term.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"
#include "unlike/base/text.h"

#define KITTY_SAYS "\033[?0u\033[?2026;2$y\033P>|kitty(0.26.5)\033\\\033[1;2R\033[1;2R\033[?62;c"
#define XTERM_SAYS "\033[?2026;0$y\033P>|XTerm(379)\033\\\033[1;3R\033[1;2R\033[?64;1;2c"
#define LAST_SAYS "\033[?62;c"

static void draw_one(char c) {
	struct frame frame = blank(24, 80);
	put(&frame, 2, 2, ROLE_TEXT, (const char[]){ c, '\0' });
	present(&frame, false);
	free(frame.cells);
}

static void scene_kitty(void) {
	open_terminal();
	terminal.ops->set_mouse(terminal.self, true);
	draw_one('a'); /* nobody has waited for an answer */
	step('s');
	const struct term_event event = next_event(1000);
	CHECK(event.type == TERM_TRAITS);
	CHECK(event.traits->keyboard && event.traits->sync_output && event.traits->answers);
	CHECK(event.traits->heart_cols == 1 && event.traits->line_cols == 1);
	CHECK(strcmp(event.traits->name, "kitty(0.26.5)") == 0);
	CHECK(!has_event(1000));
	draw_one('b');
	step('1');
	terminal.ops->stop(terminal.self); /* ends when the last answer is there */
	step('2');
	struct err err;
	CHECK(terminal.ops->start(terminal.self, &err));
	draw_one('c');
	step('3');
	CHECK(next_event(2000).type == TERM_TRAITS);
	terminal.ops->set_mouse(terminal.self, false);
	step('4');
	term_ncurses_emergency_stop();
	step('5');
}

static size_t place(const struct stage *s, const char *text) {
	const char *p = strstr(s->out.data, text);
	cr_assert_not_null(p, "there is no %s", text + 1);
	return (size_t)(p - s->out.data);
}

Test(ncurses, the_keyboard_is_pushed_where_it_answers_and_popped_before_the_screen_is_left) {
	struct stage s;
	begin(&s, scene_kitty, 24, 80);
	wait_step(&s);
	cr_assert_lt(place(&s, "\033[?1049h"), place(&s, "\033[?u"), "asked on its own screen");
	cr_assert_lt(place(&s, "\033[6n"), place(&s, "\033[c"));
	cr_assert(!has(&s, "\033[>31u") && !has(&s, "\033[?2026h"), "before it answers");
	cr_assert(has(&s, "\033[?1002h\033[?1006h") && has(&s, "\033[?1004h"));
	cr_assert(has(&s, "a"));
	type(&s, KITTY_SAYS);
	go_on(&s);
	wait_step(&s);
	cr_assert_eq(count(&s, "\033[>31u"), 1);
	cr_assert_lt(place(&s, "\033[?2026h"), place(&s, "b"), "a frame is shown as a whole");
	cr_assert_lt(place(&s, "b"), place(&s, "\033[?2026l"));
	type(&s, "\033[113;1:3u\033[<0;1;1m" LAST_SAYS); /* q goes up when all is over */
	go_on(&s);
	wait_step(&s);
	cr_assert_eq(count(&s, "\033[<u"), 1);
	cr_assert_lt(place(&s, "\033[<u"), place(&s, "\033[?1049l"));
	cr_assert_lt(place(&s, "\033[?1002l"), place(&s, "\033[?1049l"));
	cr_assert(has(&s, "\033[?1004l") && has(&s, "\033[?2004l"));
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "\033[?u") && !has(&s, "\033[>31u"), "asked anew");
	cr_assert(has(&s, "\033[?1002h"), "the mouse is kept");
	type(&s, KITTY_SAYS);
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "\033[>31u") && has(&s, "\033[?1002l"));
	go_on(&s);
	wait_step(&s);
	cr_assert_lt(place(&s, "\033[<u"), place(&s, "\033[?1049l"), "a crash pops it, too");
	cr_assert(has(&s, "\033[?1004l") && has(&s, "\033[?2026l") && !has(&s, "\033[?1002l"));
	end(&s);
}

static void scene_xterm(void) {
	open_terminal();
	step('s');
	const struct term_event event = next_event(1000);
	CHECK(event.type == TERM_TRAITS && !event.traits->keyboard && !event.traits->sync_output);
	CHECK(event.traits->heart_cols == 2 && event.traits->line_cols == 1);
	draw_one('b');
	step('1');
	term_ncurses_destroy(ncurses);
	step('2');
}

Test(ncurses, what_does_not_answer_is_not_used) {
	struct stage s;
	begin(&s, scene_xterm, 24, 80);
	wait_step(&s);
	cr_assert_not(has(&s, "\033[?1002h"), "the mouse is off unless it is wanted");
	type(&s, XTERM_SAYS);
	go_on(&s);
	wait_step(&s);
	cr_assert_not(has(&s, "\033[>31u") || has(&s, "\033[?2026h"));
	type(&s, LAST_SAYS);
	go_on(&s);
	wait_step(&s);
	cr_assert_not(has(&s, "\033[<u"), "what was not pushed is not popped");
	end(&s);
}

/* --- a slow line ----------------------------------------------------------------------------- */

static struct fake_clock hands;

static void open_with_clock(void) {
	static struct clock clock;
	struct err err;
	clock = clock_fake(&hands);
	text_init();
	ncurses = term_ncurses_create(&err);
	CHECK(ncurses != NULL);
	term_ncurses_set_clock(ncurses, &clock);
	terminal = term_ncurses_terminal(ncurses);
	CHECK(terminal.ops->start(terminal.self, &err));
}

static void draw_all(char c) {
	struct frame frame = blank(24, 80);
	for (int row = 0; row < 24; row++) {
		for (int col = 0; col < 70; col++) {
			put(&frame, row, col, ROLE_TEXT, (const char[]){ c, '\0' });
		}
	}
	present(&frame, false);
	free(frame.cells);
}

static void scene_slow(void) {
	open_with_clock();
	step('s');
	CHECK(next_event(10).type == TERM_TRAITS);
	draw_all('a');
	draw_all('b');
	draw_all('c');
	CHECK(!has_event(20));
	step('1');
	const struct term_event key = next_event(30); /* the answer comes first */
	CHECK(key.type == TERM_KEY && key.key.sym == 'k');
	step('2');
	draw_all('d');
	hands.mono += 20000; /* this one is never answered */
	CHECK(terminal.ops->deadline(terminal.self) <= hands.mono);
	CHECK(!has_event(hands.mono));
	step('3');
	term_ncurses_destroy(ncurses);
	step('4');
}

Test(ncurses, while_a_frame_is_on_its_way_only_the_newest_waits) {
	struct stage s;
	begin(&s, scene_slow, 24, 80);
	wait_step(&s);
	cr_assert_lt(place(&s, "\033[5n"), place(&s, "\033[c"), "asked at the start");
	type(&s, "\033[0n" LAST_SAYS);
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "aaaaaaaa") && !has(&s, "bbbbbbbb") && !has(&s, "cccccccc"));
	cr_assert_eq(count(&s, "\033[5n"), 1);
	type(&s, "\033[0nk");
	go_on(&s);
	wait_step(&s);
	cr_assert(!has(&s, "bbbbbbbb") && has(&s, "cccccccc"), "the newest, and no other");
	cr_assert_eq(count(&s, "\033[5n"), 1);
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "dddddddd"), "in the end it is sent without an answer");
	cr_assert_eq(count(&s, "\033[5n"), 0);
	type(&s, "\033[0n" LAST_SAYS);
	go_on(&s);
	wait_step(&s);
	end(&s);
}
