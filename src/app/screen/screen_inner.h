/* What the parts of the screen know of each other. */
#pragma once

#include "finder.h"
#include "follow.h"
#include "screen.h"
#include "unlike/base/spawn.h"
#include "unlike/ui/view.h"

/* What belongs to one account's view: its rows, its cursor, what it looks for. */
struct desk {
	struct model *model; /* own; NULL: not looked at yet */
	struct finder *finder; /* own */
	struct follow follow;
};

#define OPENERS_MAX 8

/* A program that was told to show a page. */
struct opener {
	struct spawned child;
	char *url; /* own; NULL: this one is free */
};

struct screen {
	struct screen_config config; /* its account is the one that is shown */
	struct desk *desks; /* own; one an account */
	const char **account_names; /* own; what they point at is the client's */
	struct model *model; /* of the desk that is shown, as the next two */
	struct finder *finder;
	struct follow *follow;
	struct frame frame;
	struct loop_timer *timer;
	struct opener openers[OPENERS_MAX];
	char *opened; /* own; the address that was opened last, or NULL */
	msec_t opened_at; /* mono; when it was asked for last */
	struct loop_timer *opener_timer; /* when they are looked at; NULL: there are none */
	bool ascii; /* as asked for, or as the terminal needs it */
	bool stand_ins; /* the terminal has said that it is wide */
	bool dirty, everything; /* draw; draw as if nothing were known of the screen */
	bool reload_likes, reload_activity, status_changed, standing_changed;
	msec_t standing_at; /* mono; when time changes the budget in the head */
	bool started, suspended, done, signs_in, edits;
	int64_t moved_below; /* rows below it may have another position; INT64_MIN: none */
	msec_t reload_at; /* mono; rows that a walk brought are not shown before */
	bool reload_later; /* then */
	int fd;
};

struct ui_now screen_now(const struct screen *s);
void screen_say_error(struct screen *s, const char *what, const struct err *err);

/* Does what the model asks for. */
void screen_act(struct screen *s, const struct effect *effects, size_t n);
void screen_load(struct screen *s, const struct effect *effect);
void screen_load_status(struct screen *s);
/* An item's row is read anew, and the status with it. */
void screen_refresh_item(struct screen *s, const char *item);
/* The limit that leaves least: of the platform's rules, or the service's points. */
struct risk_limit screen_budget(struct screen *s, const struct service_budget *points);
/* Answers an EFFECT_FORECAST from what is known. */
void screen_forecast(struct screen *s, const struct effect *asks);
/* What x would set off, for an EFFECT_DETAILS. */
void screen_cost(struct screen *s, const struct effect *details);
/* More is known: the question that is open is judged again. */
void screen_forecast_again(struct screen *s);
/* Answers EFFECT_PACE and EFFECT_PLAN_…. */
void screen_act_on_plan(struct screen *s, const struct effect *effect);
/* Shows another account; one that was shown before is as it was left. */
void screen_show_account(struct screen *s, size_t account);
/* Shows the page of a like, or its address. */
void screen_open_page(struct screen *s, const char *item);
/* They go on. */
void screen_forget_openers(struct screen *s);
/* Back to the shell until it says SIGCONT. */
void screen_suspend(struct screen *s);
