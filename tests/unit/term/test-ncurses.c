#include "unlike/term/term.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "stage.h"

/* --- scenes ---------------------------------------------------------------------------------- */

static void scene_draw(void) {
	open_terminal();
	step('s');
	int rows, cols;
	terminal.ops->size(terminal.self, &rows, &cols);
	CHECK(rows == 24 && cols == 80);
	struct frame frame = blank(rows, cols);
	put(&frame, 0, 0, ROLE_TITLE, "Likes");
	put(&frame, 3, 2, ROLE_TEXT, "取消点赞 é");
	put(&frame, 4, 2, ROLE_HEART, "♥");
	put(&frame, 23, 79, ROLE_TEXT, "Z");
	present(&frame, false);
	step('1');
	present(&frame, false);
	step('2');
	put(&frame, 3, 2, ROLE_TEXT, "求");
	present(&frame, false);
	step('3');
	frame.cells[4 * cols + 2].fade = 200;
	present(&frame, false);
	step('4');
	for (int col = 0; col < cols; col++) {
		frame.cells[3 * cols + col].focus = true;
	}
	present(&frame, false);
	step('5');
	present(&frame, true);
	step('6');
	terminal.ops->stop(terminal.self);
	terminal.ops->stop(terminal.self);
	step('7');
	present(&frame, false); /* nothing is drawn on somebody else's screen */
	step('8');
	struct err err;
	CHECK(terminal.ops->start(terminal.self, &err));
	present(&frame, false);
	step('9');
	term_ncurses_destroy(ncurses);
	free(frame.cells);
}

Test(ncurses, a_frame_is_drawn_and_only_what_changes_is_sent_again) {
	struct stage s;
	begin(&s, scene_draw, 24, 80);
	struct termios shell, raw;
	cr_assert_eq(wait_step(&s), 's');
	cr_assert(has(&s, "\033[?1049h"), "alternate screen");
	cr_assert(has(&s, "\033[?2004h"), "bracketed paste");
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "Likes") && has(&s, "取消点赞 é") && has(&s, "♥") && has(&s, "Z"));
	go_on(&s);
	wait_step(&s);
	cr_assert_eq(s.out.len, 0, "the same frame sent %zu bytes", s.out.len);
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "求") && !has(&s, "消"), "only one cell changed");
	cr_assert_leq(s.out.len, 40, "one cell sent %zu bytes", s.out.len);
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "38;5;2") && has(&s, "♥"), "a fade is a step of grey");
	go_on(&s);
	wait_step(&s);
	cr_assert(has_attribute(&s, 7), "focus is reversed");
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "Likes") && has(&s, "求消点赞 é"), "everything is sent again");
	tcgetattr(s.master, &raw);
	cr_assert_eq(raw.c_lflag & (ISIG | ICANON | ECHO), 0);
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "\033[?2004l") && has(&s, "\033[?1049l"));
	cr_assert_eq(count(&s, "\033[?1049l"), 1, "twice is fine");
	tcgetattr(s.master, &shell);
	cr_assert_eq(shell.c_lflag & (ISIG | ICANON), ISIG | ICANON);
	go_on(&s);
	wait_step(&s);
	cr_assert_eq(s.out.len, 0);
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "\033[?1049h") && has(&s, "\033[?2004h"), "after stop, start again");
	cr_assert(has(&s, "Likes"));
	end(&s);
}

static void expect_key(struct term_event event, uint32_t sym, uint8_t mods) {
	CHECK(event.type == TERM_KEY);
	CHECK(event.key.sym == sym);
	CHECK(event.key.mods == mods);
}

static void scene_keys(void) {
	open_terminal();
	step('s');
	expect_key(next_event(1000), 'x', 0);
	expect_key(next_event(1000), KEY_SYM_ENTER, 0);
	expect_key(next_event(1000), 'c', KEY_MOD_CTRL);
	expect_key(next_event(1000), 'z', KEY_MOD_CTRL);
	expect_key(next_event(1000), KEY_SYM_UP, 0);
	expect_key(next_event(1000), 0x53D6, 0);
	const struct term_event paste = next_event(1000);
	CHECK(paste.type == TERM_PASTE);
	CHECK(strcmp(paste.paste, "max\r") == 0);
	CHECK(!has_event(1000));
	step('k');
	struct frame frame = blank(24, 80);
	for (int i = 0; i < 50; i++) { /* drawing must not eat what is typed */
		put(&frame, 1, i, ROLE_TEXT, "#");
		present(&frame, i % 10 == 0);
	}
	expect_key(next_event(2000), 'y', 0);
	const struct term_event silence = next_event(2000);
	CHECK(silence.type == TERM_TRAITS); /* nobody answered */
	CHECK(silence.traits->told && !silence.traits->answers);
	CHECK(terminal.ops->deadline(terminal.self) == 2025);
	CHECK(!has_event(2024));
	struct term_event event;
	CHECK(terminal.ops->read(terminal.self, 2025, &event));
	expect_key(event, KEY_SYM_ESCAPE, 0);
	term_ncurses_destroy(ncurses);
	free(frame.cells);
	step('e');
}

Test(ncurses, what_is_typed_comes_out_as_events) {
	struct stage s;
	begin(&s, scene_keys, 24, 80);
	wait_step(&s);
	type(&s, "x\r\003\032\033[A取\033[200~max\r\033[201~");
	go_on(&s);
	wait_step(&s);
	type(&s, "y\033");
	go_on(&s);
	wait_step(&s);
	end(&s);
}

static void scene_resize(void) {
	open_terminal();
	static const struct {
		int rows, cols;
	} sizes[] = { { 24, 80 }, { 1, 1 }, { 1, 80 }, { 24, 1 }, { 60, 200 }, { 2, 2 } };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		step('r');
		int rows, cols;
		terminal.ops->size(terminal.self, &rows, &cols);
		CHECK(rows == sizes[i].rows && cols == sizes[i].cols);
		struct frame frame = blank(rows, cols);
		put(&frame, 0, 0, ROLE_TEXT, "A");
		put(&frame, rows - 1, cols - 1, ROLE_TEXT, "B");
		frame.cells[0].fade = 128;
		frame.cursor_shown = i % 2 == 0;
		frame.cursor_row = rows + 5; /* clamped */
		frame.cursor_col = -3;
		present(&frame, false);
		free(frame.cells);
		/* A frame that is larger than the screen is cut, also inside a character. */
		struct frame large = blank(30, 100);
		put(&large, 0, 0, ROLE_TEXT, "取消");
		large.cells[5 * 100 + 3].width = 0;
		present(&large, false);
		free(large.cells);
	}
	step('d');
	term_ncurses_destroy(ncurses);
}

Test(ncurses, any_size_is_survived) {
	struct stage s;
	begin(&s, scene_resize, 24, 80);
	static const struct winsize sizes[] = { { .ws_row = 24, .ws_col = 80 },
		{ .ws_row = 1, .ws_col = 1 }, { .ws_row = 1, .ws_col = 80 },
		{ .ws_row = 24, .ws_col = 1 }, { .ws_row = 60, .ws_col = 200 },
		{ .ws_row = 2, .ws_col = 2 } };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		cr_assert_eq(wait_step(&s), 'r');
		cr_assert_eq(ioctl(s.master, TIOCSWINSZ, &sizes[i]), 0);
		go_on(&s);
	}
	cr_assert_eq(wait_step(&s), 'd');
	end(&s);
}

static void scene_no_colours(void) {
	setenv("NO_COLOR", "1", 1);
	open_terminal();
	step('s');
	struct frame frame = blank(24, 80);
	for (int role = 0; role < ROLE_COUNT; role++) {
		put(&frame, role, 0, (enum role)role, "role");
		frame.cells[role * 80].fade = (uint8_t)(role * 15);
	}
	present(&frame, false);
	step('1');
	term_ncurses_destroy(ncurses);
	free(frame.cells);
}

Test(ncurses, without_colours_there_are_only_attributes) {
	struct stage s;
	begin(&s, scene_no_colours, 24, 80);
	wait_step(&s);
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "role"));
	cr_assert(has_attribute(&s, 1) && has_attribute(&s, 2), "bold and dim");
	for (int colour = 30; colour < 50; colour++) {
		const bool other = colour == 39 || colour == 49; /* the terminal's own */
		cr_expect(other || !has_attribute(&s, colour), "colour %d", colour);
	}
	end(&s);
}

static void scene_eight_colours(void) {
	setenv("TERM", "xterm", 1);
	open_terminal();
	step('s');
	struct frame frame = blank(24, 80);
	put(&frame, 0, 0, ROLE_HEART, "heart");
	put(&frame, 1, 0, ROLE_TEXT, "fades");
	for (int i = 0; i < 5; i++) {
		frame.cells[80 + i].fade = 255;
	}
	present(&frame, false);
	step('1');
	term_ncurses_destroy(ncurses);
	free(frame.cells);
}

Test(ncurses, with_eight_colours_a_fade_is_dim) {
	struct stage s;
	begin(&s, scene_eight_colours, 24, 80);
	wait_step(&s);
	go_on(&s);
	wait_step(&s);
	cr_assert(has_attribute(&s, 31) && has(&s, "heart"));
	cr_assert(has_attribute(&s, 2), "dim");
	cr_assert(!has(&s, "38;5;"));
	end(&s);
}

/* A heart on a ground of its own, and what is faded. */
static void draw_theme(const char *name) {
	struct err err;
	text_init();
	ncurses = term_ncurses_create(&err);
	CHECK(ncurses != NULL);
	term_ncurses_set_theme(ncurses, theme_find(name));
	terminal = term_ncurses_terminal(ncurses);
	CHECK(terminal.ops->start(terminal.self, &err));
	step('s');
	struct frame frame = blank(24, 80);
	put(&frame, 0, 0, ROLE_HEART, "heart");
	put(&frame, 1, 0, ROLE_TEXT, "fades");
	for (int i = 0; i < 5; i++) {
		frame.cells[80 + i].fade = 255;
	}
	present(&frame, false);
	step('1');
	term_ncurses_destroy(ncurses);
	free(frame.cells);
}

static void see_theme(struct stage *s, void (*scene)(void)) {
	begin(s, scene, 24, 80);
	wait_step(s);
	go_on(s);
	wait_step(s);
	cr_assert(has(s, "heart"));
}

static void scene_palette(void) {
	draw_theme("light");
}

Test(ncurses, a_theme_has_the_nearest_of_256_colours) {
	struct stage s;
	see_theme(&s, scene_palette);
	cr_expect(has(&s, "38;5;124m") || has(&s, "38;5;124;"), "heart is #af0000");
	cr_expect(has(&s, "48;5;231m"), "the ground is #ffffff");
	cr_expect_not(has(&s, "8;2;"));
	end(&s);
}

static void scene_all_colours(void) {
	setenv("COLORTERM", "truecolor", 1);
	draw_theme("light");
}

Test(ncurses, a_terminal_that_shows_every_colour_gets_the_theme_as_it_is) {
	struct stage s;
	see_theme(&s, scene_all_colours);
	cr_expect(has(&s, "38;2;175;0;0m"));
	cr_expect(has(&s, "48;2;255;255;255m"));
	cr_expect(has(&s, "38;2;198;198;198m"), "the faintest grey on a light ground");
	cr_expect_not(has(&s, "8;5;"));
	end(&s);
}

static void scene_screen(void) {
	setenv("TERM", "screen-256color", 1);
	setenv("COLORTERM", "truecolor", 1);
	unsetenv("TMUX");
	draw_theme("light");
}

Test(ncurses, what_gnu_screen_inherits_is_not_believed) {
	struct stage s;
	see_theme(&s, scene_screen);
	cr_expect_not(has(&s, "8;2;"));
	end(&s);
}

static void scene_direct(void) {
	setenv("TERM", "xterm-direct", 1);
	draw_theme("light");
}

Test(ncurses, a_terminal_of_direct_colours_gets_the_theme_as_it_is) {
	struct stage s;
	if (access("/usr/share/terminfo/x/xterm-direct", F_OK) != 0) {
		cr_skip_test("terminfo has no xterm-direct here");
	}
	see_theme(&s, scene_direct);
	cr_expect(has(&s, "8:2::175:0:0m") || has(&s, "8;2;175;0;0m"));
	cr_expect(has(&s, "8:2::255:255:255m") || has(&s, "8;2;255;255;255m"));
	end(&s);
}

static void scene_ground_of_eight(void) {
	setenv("TERM", "xterm", 1);
	draw_theme("light");
}

Test(ncurses, a_theme_has_the_nearest_of_eight_colours) {
	struct stage s;
	see_theme(&s, scene_ground_of_eight);
	cr_expect(has_attribute(&s, 31) && has_attribute(&s, 47));
	cr_expect_not(has(&s, "8;5;"));
	end(&s);
}

static void scene_emergency(void) {
	term_ncurses_emergency_stop(); /* nothing was started: nothing happens */
	open_terminal();
	step('s');
	term_ncurses_emergency_stop();
	term_ncurses_emergency_stop();
	step('e');
}

Test(ncurses, a_crash_gives_the_screen_back) {
	struct stage s;
	begin(&s, scene_emergency, 24, 80);
	wait_step(&s);
	go_on(&s);
	wait_step(&s);
	cr_assert(has(&s, "\033[?2004l") && has(&s, "\033[?1049l") && has(&s, "\033[?25h"));
	cr_assert(!has(&s, "$<"));
	cr_assert_leq(s.out.len, 100, "once, not twice");
	struct termios modes;
	tcgetattr(s.master, &modes);
	cr_assert_eq(modes.c_lflag & (ISIG | ICANON | ECHO), ISIG | ICANON | ECHO);
	end(&s);
}

static void scene_signals(void) {
	signal(SIGTSTP, SIG_DFL);
	open_terminal();
	static const int signals[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction action;
		sigaction(signals[i], NULL, &action);
		CHECK(action.sa_handler == SIG_DFL);
	}
	term_ncurses_destroy(ncurses);
	step('d');
}

Test(ncurses, signals_stay_the_programs) {
	struct stage s;
	begin(&s, scene_signals, 24, 80);
	wait_step(&s);
	end(&s);
}

static void refuse(const char *term_name) {
	setenv("TERM", term_name, 1);
	struct err err = { 0 };
	ncurses = term_ncurses_create(&err);
	CHECK(ncurses != NULL);
	terminal = term_ncurses_terminal(ncurses);
	CHECK(!terminal.ops->start(terminal.self, &err));
	CHECK(err.code == ERR_INPUT);
	struct termios modes;
	CHECK(tcgetattr(terminal.ops->fd(terminal.self), &modes) == 0);
	CHECK((modes.c_lflag & (ISIG | ICANON | ECHO)) == (ISIG | ICANON | ECHO));
	term_ncurses_destroy(ncurses);
}

static void scene_types(void) {
	refuse("no-such-terminal");
	refuse("");
	refuse("dumb");
	setenv("TERM", "xterm-256color", 1);
	open_terminal();
	term_ncurses_destroy(ncurses);
	step('d');
}

Test(ncurses, a_terminal_that_cannot_do_it_is_refused_with_a_sentence) {
	struct stage s;
	begin(&s, scene_types, 24, 80);
	wait_step(&s);
	end(&s);
}

static void scene_hang_up(void) {
	signal(SIGHUP, SIG_IGN);
	open_terminal();
	step('s');
	CHECK(next_event(1000).type == TERM_HANGUP);
	CHECK(!has_event(1000));
	struct frame frame = blank(24, 80);
	put(&frame, 0, 0, ROLE_TEXT, "into the void");
	present(&frame, true);
	terminal.ops->stop(terminal.self);
	term_ncurses_destroy(ncurses);
	free(frame.cells);
}

Test(ncurses, a_hang_up_is_told_once) {
	struct stage s;
	begin(&s, scene_hang_up, 24, 80);
	wait_step(&s);
	close(s.master);
	go_on(&s);
	int status;
	cr_assert_eq(waitpid(s.child, &status, 0), s.child);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %d", status);
	close(s.leave);
	buf_finish(&s.out);
}

Test(ncurses, without_a_terminal_there_is_an_error) {
	const pid_t child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		setsid(); /* no controlling terminal any more */
		close(STDIN_FILENO);
		struct err err = { 0 };
		_exit(term_ncurses_create(&err) == NULL && err.code == ERR_INPUT ? 0 : 1);
	}
	int status;
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
