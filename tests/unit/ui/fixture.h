/* A model with rows in it, as the app would fill it, and keys for it. */
#pragma once

#include "unlike/ui/frame.h"
#include "unlike/ui/model.h"
#include "unlike/ui/view.h"

/* 24 November 2026, 22:41 UTC */
#define FIXTURE_WALL INT64_C(1795560060000)
#define FIXTURE_MONO INT64_C(1000000)

struct fixture {
	struct model *model;
	struct ui_now now;
	struct ui_status status;
	struct like *likes; /* own; what the service "has" */
	size_t n;
	struct intent *intents; /* own; newest last */
	size_t n_intents;
	const char *app_shows; /* foreign; the item that the app still shows; NULL: none */
	const struct ui_profile *profile; /* foreign; what the Profile tab is told; NULL: nothing */
	/* What each question is judged to set off, and where; NULL: nothing is known. */
	const struct risk_judgement *judgement; /* foreign */
	struct effect asked; /* the newest EFFECT_FORECAST; it is in no list of effects */
	struct effect effects[EFFECTS_MAX]; /* of the newest message */
	size_t n_effects;
};

/* `n` likes with made-up titles; the model is loaded. */
void fixture_init(struct fixture *f, size_t n, const struct model_options *options_or_null);
void fixture_finish(struct fixture *f);

/* Sends one message, answers EFFECT_LOAD, EFFECT_DETAILS and EFFECT_FORECAST, keeps the effects. */
void fixture_send(struct fixture *f, struct msg msg);
/* "x", "Enter", "Ctrl+C", "PgDn", …: one key. */
void fixture_key(struct fixture *f, const char *name);
/* It goes up, on a terminal that tells that. */
void fixture_release(struct fixture *f, const char *name);
/* On the screen as it is then, from 0; a click takes 60 ms. */
void fixture_mouse(struct fixture *f, enum mouse_what what, int row, int col);
void fixture_click(struct fixture *f, int row, int col);
/* Each character as a key. */
void fixture_type(struct fixture *f, const char *text);
void fixture_resize(struct fixture *f, int rows, int cols);
void fixture_tick(struct fixture *f);
/* Moves both clocks; no message. */
void fixture_pass(struct fixture *f, msec_t by);
/* x as a held key: a first byte, `delay` later repeats every 33 ms, until `until` after it. Stops
 * at the first effect. */
void fixture_hold(struct fixture *f, msec_t until);

/* The row of like `i` gets an intent in a state, and the model is told as model_set_row. */
struct intent *fixture_intent(struct fixture *f, size_t i, bool want, enum intent_state state);
void fixture_tell(struct fixture *f, size_t i);
void fixture_reload(struct fixture *f, enum tab tab);
void fixture_status(struct fixture *f);

/* More is known of the open question. */
void fixture_judge(struct fixture *f, const struct risk_judgement *judgement_or_null);

bool fixture_has(const struct fixture *f, enum effect_type type);
const struct effect *fixture_effect(const struct fixture *f, enum effect_type type);
/* A like would be taken back, liked again, or the undoing of it. */
bool fixture_acts(const struct fixture *f);
/* This item is, and nothing else happens. */
void fixture_expect_taken_back(const struct fixture *f, const char *item);
/* The message line of 24 rows has this. */
void fixture_expect_message(struct fixture *f, const char *part);
/* Time passes, with a tick where the model asked for one; none of them acts. */
void fixture_wait(struct fixture *f, msec_t by);
/* A model as fixture_init makes it, on a platform with a gesture of its own: Douyin, Kuaishou. */
void fixture_init_gesture(struct fixture *f, enum platform_gesture gesture,
		const struct model_options *options_or_null);
/* Frame as text; valid until the next call. */
const char *fixture_text(struct fixture *f);
/* One row of it. */
const char *fixture_line(struct fixture *f, int row);
