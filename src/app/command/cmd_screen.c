#include "cmd_screen.h"

#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "screen/characters.h"
#include "command.h"
#include "commands.h"
#include "config_edit.h"
#include "screen/first_run.h"
#include "screen/screen.h"
#include "account/sign_in_dialog.h"
#include "screen/theme_switch.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/loop/signals.h"
#include "unlike/term/term.h"
#include "unlike/ui/model.h"

struct view {
	struct screen *screen;
	struct terminal inner; /* what `limited` draws on */
	int max_cols, max_rows;
	bool opens;
	bool can_edit, keeps_language;
	bool edits; /* they left to change the configuration */
	char *complaint; /* own; what went wrong with that, for the next screen; NULL: nothing */
	struct theme_switch themes;
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

static void limited_set_mouse(void *self, bool on) {
	struct view *view = self;
	view->inner.ops->set_mouse(view->inner.self, on);
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
	.set_mouse = limited_set_mouse,
	.fd = limited_fd,
	.read = limited_read,
	.deadline = limited_deadline,
	.size = limited_size,
	.present = limited_present,
};

/* As the person has set it. */
static void take_config(const struct config *config, struct screen_config *to) {
	const int64_t hold = config_number(config, SETTING_HOLD);
	const int64_t columns = config_number(config, SETTING_COLUMNS);
	to->undo_window = to->options.undo_window = config_number(config, SETTING_UNDO);
	to->ascii = (enum ascii_choice)config_number(config, SETTING_ASCII);
	to->options.ascii = characters_are_ascii(to->ascii, NULL, to->cjk_locale);
	to->options.motion = config_number(config, SETTING_MOTION) != 0;
	to->options.mouse = config_number(config, SETTING_MOUSE) != 0;
	to->options.hold = hold < 0 ? MSEC_NEVER : hold;
	to->options.no_author = (columns & COLUMN_AUTHOR) == 0;
	to->options.no_date = (columns & COLUMN_DATE) == 0;
	to->options.no_count = (columns & COLUMN_COUNT) == 0;
	to->options.date = (enum date_form)config_number(config, SETTING_DATE);
	to->options.keymap = &config->keymap;
}

/* Where nothing can be set (`config` NULL) the theme is what it is. */
static void offer_themes(struct config *config, struct term_ncurses *ncurses, struct view *view,
		struct screen_config *to) {
	if (config == NULL) {
		return;
	}
	theme_switch_init(&view->themes, config, ncurses);
	to->set_theme = theme_switch_set;
	to->theme_data = &view->themes;
	to->options.themes = (const char *const *)view->themes.names;
	to->options.n_themes = view->themes.n;
}

static void say_complaint(struct view *view) {
	if (view->complaint != NULL) {
		screen_say(view->screen, SAY_BAD, "%s", view->complaint);
		free(view->complaint);
		view->complaint = NULL;
	}
}

static void say_problems(const struct config *config, struct screen *screen) {
	if (config->n_problems > 0) {
		screen_say(screen, SAY_WARN,
				lang_plural("%zu line of the configuration is not understood; "
					    "'unlike config check' tells.",
						"%zu lines of the configuration are not "
						"understood; 'unlike config check' tells.",
						(int64_t)config->n_problems),
				config->n_problems);
	}
}

bool locale_is_cjk(void) {
	static const char *const languages[] = { "zh", "ja", "ko" };
	const char *name = setlocale(LC_CTYPE, NULL);
	for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
		if (name != NULL && strncmp(name, languages[i], 2) == 0) {
			return true;
		}
	}
	return false;
}

static bool show(struct runtime *rt, size_t account, struct view *view, char **ret_again,
		struct err *reterr) {
	struct term_ncurses *ncurses = term_ncurses_create(reterr);
	if (ncurses == NULL) {
		return false;
	}
	view->inner = term_ncurses_terminal(ncurses);
	term_ncurses_set_theme(ncurses, &host_config(rt->host)->theme);
	term_ncurses_set_clock(ncurses, &rt->clock);
	const struct terminal terminal = { .ops = &limited, .self = view };
	struct screen_config config = screen_usual(rt->client, rt->loop, &rt->clock, terminal);
	config.account = account;
	config.can_suspend = true;
	config.opens = view->opens;
	config.can_edit = view->can_edit && rt->host->config != NULL;
	config.cjk_locale = locale_is_cjk();
	take_config(host_config(rt->host), &config);
	offer_themes(rt->host->config, ncurses, view, &config);
	cmd_screen_catch_crashes();
	view->screen = screen_create(&config, reterr);
	if (view->screen != NULL) {
		say_problems(host_config(rt->host), view->screen);
		say_complaint(view);
	}
	bool fine = view->screen != NULL && turn_until_done(rt, view->screen, reterr);
	view->edits = fine && screen_edits(view->screen);
	if (fine && (view->edits || screen_signs_in(view->screen))) {
		*ret_again = xstrdup(screen_shown_account(view->screen));
	}
	screen_destroy(view->screen);
	view->screen = NULL;
	theme_switch_finish(&view->themes);
	term_ncurses_destroy(ncurses);
	finish_sending(rt);
	return fine;
}

/* *ret_again is owned: the account to come back to, NULL: the person has left. */
static bool run_once(struct runtime *rt, const char *account_or_null, struct view *view,
		char **ret_again, struct err *reterr) {
	static const int signos[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT };
	struct signals *signals = signals_create(rt->loop, signos, sizeof signos / sizeof signos[0],
			on_signal, view, reterr);
	if (signals == NULL) {
		return false;
	}
	const struct runtime_config config = { .notice = screen_notice, .data = &view->screen };
	size_t account = 0;
	bool fine = runtime_open_client(rt, &config, reterr) &&
			accounts_find(&rt->client->accounts, account_or_null, &account, reterr) &&
			show(rt, account, view, ret_again, reterr);
	client_close(rt->client);
	rt->client = NULL;
	signals_destroy(signals);
	return fine;
}

/* Whoever gives up comes back to the list as it was. */
static bool sign_in_again(struct runtime *rt, const char *name, struct err *reterr) {
	struct accounts accounts = { 0 };
	size_t at = 0;
	if (!accounts_read(rt->state_dir, &accounts, reterr)) {
		return false;
	}
	bool fine = accounts_find(&accounts, name, &at, reterr);
	if (fine && !sign_in_dialog_again(rt, &accounts.list[at], reterr)) {
		fine = reterr->code == ERR_CANCELED;
	}
	accounts_finish(&accounts);
	return fine;
}

/* What was wrong with the editor is said on the screen that comes back. The file holds from now on,
 * before what was switched meanwhile. */
static void change_config(struct runtime *rt, struct view *view) {
	struct config *config = rt->host->config;
	struct err err;
	if (!config_edit(config, &err)) {
		view->complaint = xstrdup(err.msg);
	}
	config_finish(config);
	config_load(config);
	if (!view->keeps_language) {
		commands_choose_language(config);
	}
}

static bool run_view(struct runtime *rt, const char *account_or_null, struct view *view,
		struct err *reterr) {
	char *shown = account_or_null != NULL ? xstrdup(account_or_null) : NULL;
	char *again = NULL;
	bool fine = true;
	do {
		again = NULL;
		fine = run_once(rt, shown, view, &again, reterr);
		if (again != NULL) {
			free(shown);
			shown = again;
			if (view->edits) {
				change_config(rt, view);
			} else {
				fine = sign_in_again(rt, shown, reterr);
			}
		}
	} while (fine && again != NULL);
	free(shown);
	free(view->complaint);
	return fine;
}

bool run_screen(struct runtime *rt, const char *account_or_null, int max_cols, int max_rows,
		bool opens, struct err *reterr) {
	struct view view = { .max_cols = max_cols, .max_rows = max_rows, .opens = opens };
	return run_view(rt, account_or_null, &view, reterr);
}

/* --- nobody is signed in --------------------------------------------------------------------- */

static bool is_nobody_here(struct runtime *rt) {
	struct accounts accounts = { 0 };
	if (!accounts_read(rt->state_dir, &accounts, NULL)) {
		return false;
	}
	bool none = accounts.n == 0;
	accounts_finish(&accounts);
	return none;
}

static bool is_first_run(struct runtime *rt, const struct call *call) {
	const struct host *host = call->host;
	return !call->options[OPT_NO_INPUT].given && !call->options[OPT_ACCOUNT].given &&
			host->in != NULL && isatty(fileno(host->in)) != 0 &&
			isatty(fileno(host->out)) != 0 && is_nobody_here(rt);
}

/* What there is to do until an account is there, or the person has left, or plays with the
 * example. */
static bool welcome(struct runtime *rt, enum first_run_choice *ret, char **ret_name,
		struct err *reterr) {
	const struct service_ops *ops = NULL;
	const char *message = NULL;
	for (;;) {
		if (!first_run(rt, message, ret, &ops, reterr)) {
			return false;
		}
		if (*ret != FIRST_RUN_SIGN_IN || sign_in_dialog(rt, ops, ret_name, reterr)) {
			return true;
		}
		if (reterr->code != ERR_CANCELED) {
			return false;
		}
		message = _("Not signed in; nothing was changed.");
	}
}

int cmd_screen(const struct call *call) {
	struct runtime rt;
	struct err err;
	enum first_run_choice choice = FIRST_RUN_SIGN_IN;
	char *name = NULL;
	int status = 0;
	bool fine = runtime_open(call->host, &rt, &err);
	if (fine && is_first_run(&rt, call)) {
		fine = welcome(&rt, &choice, &name, &err);
	}
	const bool takes_no_input =
			fine && call->options[OPT_NO_INPUT].given && !is_nobody_here(&rt);
	if (takes_no_input) {
		fine = err_set(&err, ERR_INPUT,
				_("the screen is all input, so --no-input cannot be; 'unlike list' "
				  "shows the likes without it"));
		(void)command_failed(call, &err);
	}
	if (fine && choice == FIRST_RUN_SIGN_IN) {
		struct view view = {
			.opens = !call->options[OPT_NO_INPUT].given,
			.can_edit = true,
			.keeps_language = call->options[OPT_LANG].given,
		};
		fine = run_view(&rt, name != NULL ? name : command_account(call), &view, &err);
	}
	if (!fine) {
		status = takes_no_input ? EX_USAGE : command_failed(call, &err);
	}
	free(name);
	runtime_finish(&rt);
	return fine && choice == FIRST_RUN_DEMO ? cmd_demo(call) : status;
}
