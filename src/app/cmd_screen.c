#include "cmd_screen.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "screen.h"
#include "unlike/loop/signals.h"
#include "unlike/term/term.h"
#include "unlike/ui/model.h"

struct view {
	struct screen *screen;
	struct terminal inner; /* what `limited` draws on */
	int max_cols, max_rows;
};

static void on_signal(int signo, void *data) {
	struct view *view = data;
	if (view->screen != NULL) {
		screen_signal(view->screen, signo);
	}
}

static void on_crash(int signo) {
	term_ncurses_emergency_stop();
	(void)signal(signo, SIG_DFL);
	(void)raise(signo);
}

void cmd_screen_catch_crashes(void) {
	static const int signos[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
	for (size_t i = 0; i < sizeof signos / sizeof signos[0]; i++) {
		(void)signal(signos[i], on_crash);
	}
}

static bool turn_until_done(struct runtime *rt, struct screen *screen, struct err *reterr) {
	screen_update(screen);
	while (!screen_is_done(screen)) {
		if (!loop_turn(rt->loop, &rt->waiter, reterr)) {
			return false;
		}
		screen_update(screen);
	}
	return true;
}

/* What is on its way gets a moment; what has no answer then stays `sent` and goes on next time.
 * A walk of the list does not: it begins anew with the next start. */
static bool no_request_left(void *data) {
	return sync_is_quiet(data);
}

static void finish_sending(struct runtime *rt) {
	struct err err;
	sync_stop_pulling(rt->client->sync);
	(void)runtime_run_until(rt, no_request_left, rt->client->sync, 2 * MSEC_PER_SEC, &err);
}

static void limited_size(void *self, int *ret_rows, int *ret_cols) {
	struct view *view = self;
	view->inner.ops->size(view->inner.self, ret_rows, ret_cols);
	if (view->max_rows > 0 && *ret_rows > view->max_rows) {
		*ret_rows = view->max_rows;
	}
	if (view->max_cols > 0 && *ret_cols > view->max_cols) {
		*ret_cols = view->max_cols;
	}
}

static bool limited_start(void *self, struct err *reterr) {
	struct view *view = self;
	return view->inner.ops->start(view->inner.self, reterr);
}

static void limited_stop(void *self) {
	struct view *view = self;
	view->inner.ops->stop(view->inner.self);
}

static int limited_fd(void *self) {
	struct view *view = self;
	return view->inner.ops->fd(view->inner.self);
}

static bool limited_read(void *self, msec_t now, struct term_event *ret) {
	struct view *view = self;
	return view->inner.ops->read(view->inner.self, now, ret);
}

static msec_t limited_deadline(void *self) {
	struct view *view = self;
	return view->inner.ops->deadline(view->inner.self);
}

static void limited_present(void *self, const struct frame *frame, bool everything) {
	struct view *view = self;
	view->inner.ops->present(view->inner.self, frame, everything);
}

static const struct term_ops limited = {
	.start = limited_start,
	.stop = limited_stop,
	.fd = limited_fd,
	.read = limited_read,
	.deadline = limited_deadline,
	.size = limited_size,
	.present = limited_present,
};

static bool show(struct runtime *rt, size_t account, struct view *view, struct err *reterr) {
	struct term_ncurses *ncurses = term_ncurses_create(reterr);
	if (ncurses == NULL) {
		return false;
	}
	view->inner = term_ncurses_terminal(ncurses);
	const struct terminal terminal = { .ops = &limited, .self = view };
	struct screen_config config = screen_usual(rt->client, rt->loop, &rt->clock, terminal);
	config.account = account;
	config.can_suspend = true;
	cmd_screen_catch_crashes();
	view->screen = screen_create(&config, reterr);
	bool fine = view->screen != NULL && turn_until_done(rt, view->screen, reterr);
	screen_destroy(view->screen);
	view->screen = NULL;
	term_ncurses_destroy(ncurses);
	finish_sending(rt);
	return fine;
}

bool run_screen(struct runtime *rt, const char *account_or_null, int max_cols, int max_rows,
		struct err *reterr) {
	static const int signos[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT };
	struct view view = { .max_cols = max_cols, .max_rows = max_rows };
	struct signals *signals = signals_create(rt->loop, signos, sizeof signos / sizeof signos[0],
			on_signal, &view, reterr);
	if (signals == NULL) {
		return false;
	}
	const struct runtime_config config = { .notice = screen_notice, .data = &view.screen };
	size_t account = 0;
	bool fine = runtime_open_client(rt, &config, reterr) &&
			accounts_find(&rt->client->accounts, account_or_null, &account, reterr) &&
			show(rt, account, &view, reterr);
	client_close(rt->client);
	rt->client = NULL;
	signals_destroy(signals);
	return fine;
}

int cmd_screen(const struct call *call) {
	struct runtime rt;
	struct err err;
	int status = 0;
	if (!runtime_open(call->host, &rt, &err) ||
			!run_screen(&rt, call->options[OPT_ACCOUNT].text, 0, 0, &err)) {
		status = command_failed(call, &err);
	}
	runtime_finish(&rt);
	return status;
}
