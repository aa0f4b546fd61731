#include "first_run.h"

#include <assert.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>

#include "characters.h"
#include "command/cmd_screen.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/loop/signals.h"
#include "unlike/term/term.h"
#include "unlike/ui/welcome.h"

struct first {
	struct runtime *rt;
	struct terminal terminal;
	struct welcome welcome;
	struct frame frame;
	struct loop_timer *timer;
	bool everything; /* draw as if nothing were known of the screen */
	bool done, chosen;
};

static void stop_for_now(struct first *first);

static void act(struct first *first, enum welcome_answer answer) {
	switch (answer) {
	case WELCOME_CHOSEN:
		first->chosen = first->done = true;
		break;
	case WELCOME_LEAVES:
		first->done = true;
		break;
	case WELCOME_SUSPEND:
		stop_for_now(first);
		break;
	case WELCOME_REDRAW:
		first->everything = true;
		break;
	case WELCOME_STAYS:
	case WELCOME_ANSWER_COUNT:
		break;
	}
}

static enum ascii_choice ascii_choice(const struct runtime *rt) {
	return (enum ascii_choice)config_number(host_config(rt->host), SETTING_ASCII);
}

static void read_keys(struct first *first) {
	const struct terminal *terminal = &first->terminal;
	struct term_event event;
	while (!first->done &&
			terminal->ops->read(
					terminal->self, clock_mono(&first->rt->clock), &event)) {
		if (event.type == TERM_KEY) {
			act(first, welcome_key(&first->welcome, event.key));
		} else if (event.type == TERM_TRAITS) {
			first->welcome.ascii = characters_are_ascii(
					ascii_choice(first->rt), event.traits, locale_is_cjk());
			first->everything = true;
		} else if (event.type == TERM_HANGUP) {
			first->done = true;
		}
	}
}

static void on_terminal(int fd, short revents, void *data) {
	(void)fd;
	(void)revents;
	read_keys(data);
}

static void on_timer(void *data) {
	struct first *first = data;
	first->timer = NULL;
	read_keys(first);
}

static void go_on(struct first *first) {
	struct err err;
	if (!first->terminal.ops->start(first->terminal.self, &err)) {
		first->done = true;
	}
	first->everything = true;
}

static void stop_for_now(struct first *first) {
	first->terminal.ops->stop(first->terminal.self);
	(void)raise(SIGSTOP);
	go_on(first);
}

static void on_signal(int signo, void *data) {
	struct first *first = data;
	switch (signo) {
	case SIGWINCH:
		first->everything = true;
		break;
	case SIGTSTP:
		stop_for_now(first);
		break;
	case SIGCONT:
		go_on(first);
		break;
	default:
		first->done = true;
		break;
	}
}

static void draw(struct first *first) {
	const struct terminal *terminal = &first->terminal;
	int rows = 0, cols = 0;
	terminal->ops->size(terminal->self, &rows, &cols);
	welcome_render(&first->welcome, rows, cols, &first->frame);
	terminal->ops->present(terminal->self, &first->frame, first->everything);
	first->everything = false;
	const msec_t at = terminal->ops->deadline(terminal->self);
	loop_cancel_timer(first->rt->loop, first->timer);
	first->timer = at == MSEC_NEVER ? NULL
					: loop_add_timer(first->rt->loop, at, on_timer, first);
}

static bool turn(struct first *first, struct err *reterr) {
	const struct terminal *terminal = &first->terminal;
	if (!terminal->ops->start(terminal->self, reterr)) {
		return false;
	}
	const int fd = terminal->ops->fd(terminal->self);
	bool fine = true;
	loop_add_fd(first->rt->loop, fd, POLLIN, on_terminal, first);
	while (fine && !first->done) {
		draw(first);
		fine = loop_turn(first->rt->loop, &first->rt->waiter, reterr);
	}
	loop_cancel_timer(first->rt->loop, first->timer);
	loop_remove_fd(first->rt->loop, fd);
	terminal->ops->stop(terminal->self);
	return fine;
}

static bool show(struct first *first, struct err *reterr) {
	static const int signos[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT };
	struct signals *signals = signals_create(first->rt->loop, signos,
			sizeof signos / sizeof signos[0], on_signal, first, reterr);
	if (signals == NULL) {
		return false;
	}
	struct term_ncurses *ncurses = term_ncurses_create(reterr);
	bool fine = ncurses != NULL;
	if (fine) {
		first->terminal = term_ncurses_terminal(ncurses);
		term_ncurses_set_theme(ncurses, &host_config(first->rt->host)->theme);
		cmd_screen_catch_crashes();
		fine = turn(first, reterr);
		term_ncurses_destroy(ncurses);
	}
	signals_destroy(signals);
	return fine;
}

static const char *problems_words(const struct config *config) {
	return config->n_problems > 0 ? _("Not all of the configuration is understood; 'unlike "
					  "config check' tells.")
				      : NULL;
}

bool first_run(struct runtime *rt, const char *message, enum first_run_choice *ret,
		const struct service_ops **ret_ops, struct err *reterr) {
	struct welcome_choice choices[WELCOME_MAX] = {
		{ _("Try it with an example"), _("(nothing to set up)") },
	};
	const struct config *config = host_config(rt->host);
	char *words[WELCOME_MAX] = { NULL };
	size_t n = 1;
	for (size_t i = 0; i < service_count() && n < WELCOME_MAX; i++, n++) {
		const struct service_ops *ops = service_at(i);
		words[n] = xasprintf(ops->default_url != NULL ? _("Sign in to %s")
							      : _("Connect to a %s server"),
				ops->title);
		choices[n].words = words[n];
	}
	struct first first = {
		.rt = rt,
		.welcome = { .choices = choices,
				.n = n,
				.ascii = characters_are_ascii(ascii_choice(rt), NULL, false),
				.keymap = &config->keymap,
				.message = message != NULL ? message : problems_words(config) },
		.everything = true,
	};
	frame_init(&first.frame);
	bool fine = show(&first, reterr);
	frame_finish(&first.frame);
	for (size_t i = 0; i < n; i++) {
		free(words[i]);
	}
	const size_t at = first.welcome.cursor;
	if (fine) {
		*ret = !first.chosen      ? FIRST_RUN_LEAVE
				: at == 0 ? FIRST_RUN_DEMO
					  : FIRST_RUN_SIGN_IN;
		*ret_ops = at > 0 ? service_at(at - 1) : NULL;
	}
	return fine;
}
