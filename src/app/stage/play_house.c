#include "play_house.h"

#include <assert.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>

#include "command/cmd_screen.h"
#include "unlike/base/mem.h"
#include "unlike/loop/signals.h"
#include "unlike/term/term.h"

struct house {
	struct house_config config;
	struct clock clock;
	struct loop *loop; /* own; of the real clock. The stage has one of its own. */
	struct signals *signals; /* own */
	struct term_ncurses *ncurses; /* own; NULL: no screen */
	struct terminal terminal;
	struct frame given; /* what the player drew last */
	struct frame shown; /* the same on the terminal */
	const char *next; /* foreign; the command that Space lets go on; NULL: none waits */
	double due; /* mono; when the tape's present is to be seen */
	bool paused, stopped;
	int signal, fd;
};

#define JUMP_MAX 50
#define CTRL_C 'c'
#define HINT_PAUSED " Paused. Space goes on · q leaves"
#define HINT_STEP " Space: "

/* --- what is seen ---------------------------------------------------------------------------- */

static void put_hint(struct house *house, int row) {
	struct frame *frame = &house->shown;
	if (house->paused) {
		frame_put_fit(frame, row, 0, frame->cols, ROLE_DIM, HINT_PAUSED, "…");
	} else if (house->next != NULL) {
		const int col = frame_put(frame, row, 0, frame->cols, ROLE_DIM, HINT_STEP);
		frame_put_fit(frame, row, col, frame->cols, ROLE_DIM, house->next, "…");
	}
}

static void draw(struct house *house, bool everything) {
	const struct frame *from = &house->given;
	if (house->ncurses == NULL || from->cells == NULL) {
		return;
	}
	int rows = 0, cols = 0;
	house->terminal.ops->size(house->terminal.self, &rows, &cols);
	frame_reset(&house->shown, rows, cols);
	const int top = rows > from->rows ? (rows - from->rows) / 2 : 0;
	const int left = cols > from->cols ? (cols - from->cols) / 2 : 0;
	frame_copy(&house->shown, top, left, from);
	if (top + from->rows < rows) {
		put_hint(house, rows - 1);
	}
	house->terminal.ops->present(house->terminal.self, &house->shown, everything);
}

void house_show(struct house *house, const struct frame *frame) {
	frame_reset(&house->given, frame->rows, frame->cols);
	frame_copy(&house->given, 0, 0, frame);
	draw(house, false);
}

bool house_has_room(struct house *house, int rows, int cols, struct err *reterr) {
	int has_rows = rows, has_cols = cols;
	if (house->ncurses != NULL) {
		house->terminal.ops->size(house->terminal.self, &has_rows, &has_cols);
	}
	return (has_rows >= rows && has_cols >= cols) ||
			err_set(reterr, ERR_INPUT,
					"this tape needs %d columns and %d rows, and the window "
					"has %d and %d: make it larger, or its letters smaller",
					cols, rows, has_cols, has_rows);
}

/* --- what comes from the person -------------------------------------------------------------- */

static void on_key(struct house *house, const struct key *key) {
	const bool ctrl_c = key->sym == CTRL_C && (key->mods & KEY_MOD_CTRL) != 0;
	if (ctrl_c || key->sym == 'q' || key->sym == KEY_SYM_ESCAPE) {
		house->stopped = true;
	} else if (key->sym == ' ' && house->next != NULL) {
		house->next = NULL;
	} else if (key->sym == ' ' && !house->config.step) {
		house->paused = !house->paused;
		draw(house, false);
	}
}

static void read_keys(struct house *house) {
	struct term_event event;
	while (!house->stopped &&
			house->terminal.ops->read(
					house->terminal.self, clock_mono(&house->clock), &event)) {
		if (event.type == TERM_HANGUP) {
			house->stopped = true;
		} else if (event.type == TERM_KEY) {
			on_key(house, &event.key);
		}
	}
}

static void on_terminal(int fd, short revents, void *data) {
	(void)fd;
	(void)revents;
	read_keys(data);
}

static void on_signal(int signo, void *data) {
	struct house *house = data;
	if (signo == SIGWINCH) {
		draw(house, true);
		return;
	}
	house->stopped = true;
	house->signal = signo;
}

/* --- time ------------------------------------------------------------------------------------ */

static void on_time(void *data) {
	struct loop_timer **timer = data;
	*timer = NULL;
}

/* One turn, at most until `until`. A lone Esc is a key only when nothing follows it. */
static bool turn(struct house *house, msec_t until, struct err *reterr) {
	const struct loop_waiter waiter = loop_waiter_poll();
	const msec_t escape = house->ncurses == NULL
			? MSEC_NEVER
			: house->terminal.ops->deadline(house->terminal.self);
	const msec_t at = escape < until ? escape : until;
	struct loop_timer *timer =
			at == MSEC_NEVER ? NULL : loop_add_timer(house->loop, at, on_time, &timer);
	const bool fine = loop_turn(house->loop, &waiter, reterr);
	loop_cancel_timer(house->loop, timer);
	if (house->ncurses != NULL) {
		read_keys(house);
	}
	return fine;
}

static bool still_playing(const struct house *house, struct err *reterr) {
	return !house->stopped || err_set(reterr, ERR_CANCELED, "broken off");
}

/* The part of a wait that the house takes; the person may stretch it. */
static bool wait_until_due(struct house *house, struct err *reterr) {
	msec_t now = clock_mono(&house->clock);
	bool fine = true;
	while (fine && !house->stopped && (house->paused || (msec_t)house->due > now)) {
		fine = turn(house, house->paused ? MSEC_NEVER : (msec_t)house->due, reterr);
		const msec_t then = clock_mono(&house->clock);
		house->due += house->paused ? (double)(then - now) : 0;
		now = then;
	}
	return fine;
}

/* By a schedule, not by waits that add up: what one took too long the next makes good, but for work
 * that would make the tape jump. */
static bool wait_for(void *self, msec_t by, bool paced, struct err *reterr) {
	struct house *house = self;
	const msec_t now = clock_mono(&house->clock);
	if (paced && house->config.paced && by > 0) {
		if (house->due < (double)(now - JUMP_MAX)) {
			house->due = (double)now;
		}
		house->due += (double)by / house->config.speed;
	}
	const bool late = house->due <= (double)now;
	return (!late || turn(house, now, reterr)) && wait_until_due(house, reterr) &&
			still_playing(house, reterr);
}

static bool step(void *self, const struct tape_command *command, struct err *reterr) {
	struct house *house = self;
	house->next = command->source;
	draw(house, false);
	bool fine = true;
	while (fine && !house->stopped && house->next != NULL) {
		fine = turn(house, MSEC_NEVER, reterr);
	}
	house->next = NULL;
	house->due = (double)clock_mono(&house->clock);
	draw(house, false);
	return fine && still_playing(house, reterr);
}

struct pacer house_pacer(struct house *house) {
	return (struct pacer){
		.wait = wait_for,
		.step = house->config.step ? step : NULL,
		.self = house,
	};
}

int house_signal(const struct house *house) {
	return house->signal;
}

/* --- life ------------------------------------------------------------------------------------ */

static bool take_terminal(struct house *house, struct err *reterr) {
	house->ncurses = term_ncurses_create(reterr);
	if (house->ncurses == NULL) {
		return false;
	}
	house->terminal = term_ncurses_terminal(house->ncurses);
	term_ncurses_set_theme(house->ncurses, house->config.theme);
	cmd_screen_catch_crashes();
	if (!house->terminal.ops->start(house->terminal.self, reterr)) {
		return false;
	}
	house->fd = house->terminal.ops->fd(house->terminal.self);
	loop_add_fd(house->loop, house->fd, POLLIN, on_terminal, house);
	return true;
}

struct house *house_open(const struct house_config *config, struct err *reterr) {
	static const int signos[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH };
	struct house *house = xcalloc(1, sizeof *house);
	house->config = *config;
	house->fd = -1;
	house->clock = clock_system();
	house->loop = loop_create(&house->clock);
	frame_init(&house->given);
	frame_init(&house->shown);
	house->signals = signals_create(house->loop, signos, sizeof signos / sizeof signos[0],
			on_signal, house, reterr);
	if (house->signals == NULL || (config->screen && !take_terminal(house, reterr))) {
		house_close(house);
		return NULL;
	}
	house->due = (double)clock_mono(&house->clock);
	return house;
}

void house_close(struct house *house) {
	if (house == NULL) {
		return;
	}
	if (house->fd >= 0) {
		loop_remove_fd(house->loop, house->fd);
	}
	if (house->ncurses != NULL) {
		house->terminal.ops->stop(house->terminal.self);
		term_ncurses_destroy(house->ncurses);
	}
	signals_destroy(house->signals);
	loop_destroy(house->loop);
	frame_finish(&house->given);
	frame_finish(&house->shown);
	free(house);
}
