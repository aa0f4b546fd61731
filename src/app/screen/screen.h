/*
 * The screen: joins client, model and terminal. The ten-line interpreter of effects is here; what
 * an effect means is in the modules that it calls.
 *
 * Order of a turn: loop_turn() (timers, network, keys → messages → effects), then screen_update(),
 * which loads what changed and draws once. Tests turn it by hand.
 */
#pragma once

#include <stdbool.h>

#include "client/client.h"
#include "unlike/config/settings.h"
#include "unlike/term/term.h"
#include "unlike/ui/model.h"

struct screen;

/* The theme of that name is in force from now on, "" the next one; *ret_name: which one that is,
 * static until the next call. *ret_bad_lines: of its file. */
typedef bool screen_theme_fn(const char *name, void *data, const char **ret_name,
		size_t *ret_bad_lines, struct err *reterr);

struct screen_config {
	struct client *client;
	size_t account;
	struct loop *loop;
	const struct clock *clock;
	struct terminal terminal;
	struct model_options options;
	msec_t undo_window;
	bool opens; /* pages in a browser, where there is one */
	enum ascii_choice ascii;
	bool cjk_locale; /* where a terminal that does not tell may have wide ♥ and ─ */
	screen_theme_fn *set_theme; /* NULL: it is what it is */
	void *theme_data;
	bool can_edit; /* beside that: a configuration that the person may change */
	bool can_suspend; /* there is a shell below: Ctrl+Z stops this process, S asks there */
}; /* all foreign, must outlive */

/* The default account with the default settings. */
struct screen_config screen_usual(struct client *client, struct loop *loop,
		const struct clock *clock, struct terminal terminal);

/* Takes the terminal over and loads the first rows; starts a walk of the list. */
struct screen *screen_create(const struct screen_config *config, struct err *reterr);
/* Gives the terminal back. NULL is fine. */
void screen_destroy(struct screen *screen);

/* For client_config.notice: data is a struct screen **, NULL inside until the screen is there. */
void screen_notice(const struct sync_notice *notice, void *data);
/* Says it on the message line, unless something is said there that counts more. */
void screen_say(struct screen *screen, enum say_kind kind, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));
/* A signal: SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT. */
void screen_signal(struct screen *screen, int signo);

/* Reads what the terminal has: called by the loop where it has a descriptor, by whoever feeds it
 * otherwise. */
void screen_read(struct screen *screen);
/* After each turn of the loop: brings rows, status and picture up to date. */
void screen_update(struct screen *screen);
/* The person has left. What was pending and kept goes out at the next start. */
bool screen_is_done(const struct screen *screen);
/* They left to sign in again to the account that is shown. */
bool screen_signs_in(const struct screen *screen);
/* They left to change the configuration. */
bool screen_edits(const struct screen *screen);
const char *screen_shown_account(const struct screen *screen);
