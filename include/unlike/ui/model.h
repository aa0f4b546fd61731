/*
 * The whole state of the screen, and how it answers. model_update(model, message) changes the model
 * and returns effects: what is to be done, by the app, never by the model. Nothing here waits,
 * reads a clock, or sees the store, the network or a terminal.
 *
 * Lists: the model holds a *window* of rows around the cursor that the app gave it. When it needs
 * others it returns EFFECT_LOAD; the app answers with model_set_rows() before the next frame.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/core/like.h"
#include "unlike/core/platform.h"
#include "unlike/core/risk.h"
#include "unlike/ui/frame.h"
#include "unlike/ui/key.h"
#include "unlike/ui/keymap.h"
#include "unlike/ui/mouse.h"
#include "unlike/ui/plan.h"
#include "unlike/ui/words.h"
#include "unlike/ui/request.h"

struct model;

enum tab { TAB_LIKES, TAB_ACTIVITY, TAB_PROFILE, TAB_COUNT };

/* Both clocks of one moment: mono for what moves, wall for countdowns. */
struct ui_now {
	msec_t mono, wall;
};

/* --- what comes in --------------------------------------------------------------------------- */

enum msg_type {
	MSG_KEY,
	MSG_RELEASE, /* the key went up; only where the terminal tells that */
	MSG_MOUSE,
	MSG_FOCUS_LOST, /* releases are told to somebody else now */
	MSG_PASTE, /* text of a bracketed paste: into a text field, else nothing */
	MSG_RESIZE,
	MSG_TICK, /* time passed: holds, fades, expiry */
	MSG_TYPE_COUNT
};

struct msg {
	enum msg_type type;
	struct ui_now now;
	union {
		struct key key; /* KEY, RELEASE */
		struct {
			enum mouse_what what;
			struct target target; /* what is there in the frame that is shown */
			int row, col; /* there, from 0 */
		} mouse;
		const char *paste; /* borrowed, valid UTF-8 not guaranteed */
		struct {
			int rows, cols;
		} size;
	} u;
};

/* A row of a list, given by the app. The model copies and cleans the text. */
struct ui_row {
	const struct like *like; /* NULL: known only by its intent */
	const struct intent *intent; /* the newest one, NULL: none */
	bool app_shows; /* gone from the list, and still seen in the service's app */
};

struct ui_rows {
	const struct ui_row *rows;
	size_t n;
	int64_t first; /* position of rows[0] in the list, from 0 */
	int64_t total;
};

struct ui_status {
	const char *service, *account; /* raw; e.g. "WeChat Channels", "demo" */
	int64_t likes; /* −1 unknown */
	int64_t open; /* intents on their way, of this account */
	int64_t pending; /* inside the undo window, of all accounts: what quitting asks about */
	bool online;
	msec_t offline_since; /* wall */
	bool sign_in; /* the session ended */
	bool is_sender; /* false: another `unlike` sends */
	bool pulling;
	int64_t fetched; /* of the walk under way */
	msec_t fetched_at; /* wall; end of the newest complete walk; 0 never */
	const char *pull_error; /* a sentence, or NULL */
	msec_t paused_until; /* wall; nothing is sent before; 0: it is */
	/* Of the limits there are the one that leaves least; its limit 0: there is none. One
	 * without a rule counts the service's points. */
	struct risk_limit budget;
	unsigned cancel_cost, relike_cost; /* in points; 0: nothing is counted */
	bool relike_is_told; /* to the author, again */
	enum like_audience seen_by;
	enum platform_gesture gesture; /* what takes back there, beside `hold` */
	struct ui_plan plan; /* left 0: none */
};

/* What happened to a wish: an event of its history. */
struct ui_step {
	msec_t at; /* wall */
	bool want; /* the wish is to like it */
	bool first; /* the wish itself */
	enum intent_state from, to; /* the same: tried, or looked at, again */
	const char *why; /* raw; "" none */
};

/* What is known of one item beside its row. */
struct ui_details {
	const char *item;
	const struct ui_step *steps; /* newest last */
	size_t n;
	bool older; /* there are older ones that are left out */
};

/* What a yes to the open question would set off, by the platform's rules. */
struct ui_forecast {
	const struct risk_judgement *judgement;
	const struct platform *platform;
};

/* The Profile tab: sections of labelled lines. What they are about is the app's to know. */
struct ui_gauge {
	double filled; /* 0 … 1; others are taken for the nearest */
	double mark; /* a place on it, told of in the note; < 0: none */
};
struct ui_fact {
	const char *label; /* a word or two; "" goes on with what is above */
	const char *value;
	const char *note; /* below the value; NULL: none */
	enum role role; /* of the value */
	const struct ui_gauge *gauge; /* before the value; NULL: none */
};
struct ui_section {
	const char *title;
	const struct ui_fact *facts;
	size_t n;
};
struct ui_profile {
	const struct ui_section *sections;
	size_t n;
	msec_t changes_at; /* wall; something will be other by itself then; MSEC_NEVER: nothing */
};

/* --- what is to be done ---------------------------------------------------------------------- */

enum effect_type {
	/* rows of a list: see `load`; of the Profile tab what it tells: model_set_profile() */
	EFFECT_LOAD,
	EFFECT_TAKE_BACK, /* item: an intent not to like it */
	EFFECT_LIKE_AGAIN, /* item */
	/* intent (an undecided one is closed, and all stays as it is); 0: the newest that can be
	 * undone */
	EFFECT_UNDO,
	EFFECT_SEND_NOW, /* all of this account's undo windows end */
	EFFECT_UNDO_ALL, /* every pending intent (of all accounts) is undone */
	EFFECT_REFRESH, /* walk the list again, put away what is gone */
	/* `text` from the cursor's row on (load.sort, load.key, load.position) once round the list,
	 * `backwards`; answer: model_set_found() */
	EFFECT_SEARCH,
	EFFECT_SEARCH_STOP,
	EFFECT_OPEN, /* item: its page in a browser, or its address in words */
	/* item; answer: model_set_details(). With `judges` also want and liked_at, as FORECAST:
	 * model_set_cost() */
	EFFECT_DETAILS,
	/* item, want, liked_at: a question is open; answer before the next frame, from memory:
	 * model_set_forecast() */
	EFFECT_FORECAST,
	EFFECT_PACE, /* item: into the plan, to be taken back when the limits let it */
	EFFECT_NEXT_ACCOUNT, /* or that of the name in `text` */
	EFFECT_SYNC, /* send what is due, look at what became of the rest */
	EFFECT_PLAN_HOLD, /* the plan is held until told */
	EFFECT_PLAN_RESUME,
	EFFECT_PLAN_STOP, /* what of it was not sent stays liked */
	EFFECT_SIGN_IN, /* to this account again */
	EFFECT_CONFIG, /* to be changed by the person */
	EFFECT_THEME, /* the next one, or that of the name in `text` */
	EFFECT_SUSPEND, /* Ctrl+Z */
	EFFECT_REDRAW, /* Ctrl+L */
	EFFECT_QUIT,
	EFFECT_TYPE_COUNT
};

enum load_from { LOAD_FIRST, LOAD_LAST, LOAD_AROUND, LOAD_FROM_COUNT };

struct effect {
	enum effect_type type;
	enum tab tab; /* LOAD */
	char item[LIKE_ID_MAX + 1]; /* TAKE_BACK, LIKE_AGAIN, OPEN, DETAILS, FORECAST, PACE */
	bool judges; /* DETAILS: x would do something that can be judged */
	bool want; /* FORECAST, DETAILS: to like; false: to take back */
	msec_t liked_at; /* FORECAST, DETAILS: the service's; 0 unknown */
	int64_t intent; /* UNDO */
	struct {
		enum load_from from;
		/* AROUND: the row (Likes: sort and key; Activity: intent id) and its position */
		int64_t sort, intent, position;
		char key[LIKE_ID_MAX + 1];
		size_t before, after; /* how many rows on each side of it */
	} load;
	char text[256]; /* SEARCH, NEXT_ACCOUNT, THEME: as typed */
	bool backwards; /* SEARCH */
};

#define EFFECTS_MAX 8

/* --- the model ------------------------------------------------------------------------------- */

/* What the command line calls something that can be asked for on the screen, too. */
struct ui_command {
	const char *name; /* foreign */
	enum request request;
};

struct model_options {
	bool ascii; /* the ASCII set (SCREENS, Characters) */
	bool motion; /* bar and fade move */
	bool mouse; /* it is listened to; off leaves it to the terminal, to select text */
	msec_t hold; /* 0: the default; MSEC_NEVER: holding does nothing, only Enter answers */
	msec_t undo_window; /* for words only */
	const struct ui_command *commands; /* foreign, outlives the model; at most 16 */
	size_t n_commands;
	const char *const *accounts; /* foreign, outlives the model; their names, clean */
	size_t n_accounts;
	const char *const *themes; /* foreign, outlives the model; their names */
	size_t n_themes;
	const char *command; /* how this program is called in messages: "unlike" */
	bool no_author, no_date, no_count; /* columns that are not shown */
	enum date_form date;
	const struct keymap *keymap; /* foreign; NULL: as the keys come */
};

struct model *model_create(const struct model_options *options);
void model_destroy(struct model *model);

/* The ASCII set, on or off: what the terminal is like may be known only later. */
void model_set_ascii(struct model *model, bool ascii);

/* Text of others, too, gets ASCII for what the terminal draws two cells wide and should not. */
void model_set_stand_ins(struct model *model, bool on);

/* Answers one message. Fills ret[0…n−1], n ≤ EFFECTS_MAX is returned. */
size_t model_update(
		struct model *model, const struct msg *msg, struct effect ret[static EFFECTS_MAX]);

/* The answer to EFFECT_LOAD. The cursor stays on its row if that is among them, else goes to the
 * nearest position. */
void model_set_rows(struct model *model, enum tab tab, const struct ui_rows *rows);
/* One item changed (its intent moved): replaces it where it is shown; elsewhere a no-op. Starts the
 * fade when it has just been taken back. */
void model_set_row(struct model *model, const struct ui_row *row, struct ui_now now);
void model_set_status(struct model *model, const struct ui_status *status);
/* What the Profile tab tells, all of it; the model copies and cleans the text. */
void model_set_profile(struct model *model, const struct ui_profile *profile);

/* The answer to EFFECT_DETAILS. What is about another row than the cursor's by now is not shown. */
void model_set_details(struct model *model, const struct ui_details *details);

/* The answer to EFFECT_FORECAST, and again when more is known; NULL: nothing is. What was agreed to
 * is void where it is worse than what was told before; another item's is not looked at. */
void model_set_forecast(struct model *model, const char *item,
		const struct ui_forecast *forecast_or_null, struct ui_now now);
/* What x would set off on the row whose details are shown; NULL: nothing is known. Another item's
 * is not looked at. */
void model_set_cost(
		struct model *model, const char *item, const struct ui_forecast *forecast_or_null);
/* What is to be told of anew for the details that are shown; false: nothing is. */
bool model_costs(const struct model *model, struct effect *ret);
/* The open question, as EFFECT_FORECAST asks for it; false: none is that can be judged. */
bool model_asks(const struct model *model, struct effect *ret);

/* The answer to EFFECT_SEARCH: the row's place, found false: no row has it. Returns effects as
 * model_update does (the rows around it must be loaded). */
struct ui_found {
	bool found;
	bool wrapped; /* met only after an end of the list was passed */
	int64_t sort, position;
	const char *key;
};
size_t model_set_found(struct model *model, const struct ui_found *found,
		struct effect ret[static EFFECTS_MAX]);
void model_set_searching(struct model *model, int64_t rows_looked_at);

/* The key that a sentence about this request names. */
const char *model_key(const struct model *model, enum request request);

/* The message line: stays until the next thing happens. */
enum say_kind { SAY_INFO, SAY_GOOD, SAY_WARN, SAY_BAD, SAY_KIND_COUNT };
void model_say(struct model *model, enum say_kind kind, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));

/* What the app needs to reload a tab as it stands (after SYNC_SNAPSHOT, SYNC_OUTBOX). */
struct effect model_reload(const struct model *model, enum tab tab);
enum tab model_tab(const struct model *model);
/* The place of the first row of the window, to tell whether rows came in above it; false: empty. */
bool model_first_place(const struct model *model, int64_t *ret_sort);

/* mono time of the next MSG_TICK that would change something (hold, fade: 16 ms steps while
 * something moves; a countdown on the screen: the next full second), MSEC_NEVER: nothing moves. */
msec_t model_next_tick(const struct model *model, struct ui_now now);
