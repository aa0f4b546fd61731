/* The model's inside: seen by update*.c, which change it, and view*.c, which draw it. */
#pragma once

#include "unlike/base/buf.h"
#include "unlike/core/hold.h"
#include "unlike/ui/model.h"
#include "unlike/ui/keymap.h"
#include "list.h"

#define FADE_MS 300
#define FRAME_MS 16 /* 60 a second */
#define STILL_STEPS 8 /* of a bar that does not move but steps */
#define QUERY_MAX 255
#define MESSAGE_MAX 600
/* How long after a second byte the message says that Enter is off: a key that begins to be held
 * sends a few bytes too, and must not make the line flicker. */
#define DISARM_SHOWN_MS 400

/* What the keyboard talks to. */
enum mode { MODE_LIST, MODE_SEARCH, MODE_PALETTE, MODE_HELP, MODE_QUIT, MODE_COUNT };

/* The question that x asks. It holds a row, not a position. */
struct ask {
	bool open;
	enum ask_kind kind;
	char *item, *key; /* own; key NULL where the row is known by its intent alone */
	int64_t intent; /* the row's, 0 none */
	bool armed; /* Enter acts */
	bool held; /* x is, or was, held */
};

/* What happened to a row's wishes, as ui_step; `why` is clean. */
struct step {
	struct ui_step of;
	char *why; /* own; what of.why points at */
};

/* Which state of which row: other details belong to another one. */
struct details_place {
	char *item; /* own; NULL: of none */
	int64_t intent;
	msec_t changed_at;
};

#define PALETTE_HISTORY 20

struct palette {
	char stem[QUERY_MAX + 1]; /* what the list of commands is made for */
	int chosen; /* which of them Tab has taken; -1 none */
	char history[PALETTE_HISTORY][QUERY_MAX + 1]; /* of this session, newest last */
	char draft[QUERY_MAX + 1]; /* what was typed before history[at] was taken */
	size_t n, at; /* at = n: none of them */
};

struct details {
	bool over; /* they are shown in the list's place */
	int top; /* the first of their lines that is shown there */
	struct details_place asked; /* for these */
	struct details_place rests; /* where the cursor is since REST_MS before `due` */
	msec_t due; /* mono */
	char *item; /* own; what the steps are of; NULL: nothing is here */
	struct step *steps; /* own */
	size_t n;
	bool older;
};

struct status {
	char *service, *account, *pull_error; /* own, clean; may be NULL */
	int64_t likes, open, pending, fetched;
	bool online, sign_in, is_sender, pulling;
	msec_t offline_since, fetched_at, paused_until;
	int64_t points_left, points;
	unsigned cancel_cost, relike_cost;
	bool relike_is_told;
	enum like_audience seen_by;
};

struct model {
	struct model_options options;
	char *command; /* own; what options.command points at */
	int rows, cols;
	enum tab tab;
	enum mode mode;
	struct list lists[TAB_COUNT];
	struct status status;

	struct hold hold;
	uint32_t hold_sym; /* of the key that fed it */
	struct target pressed; /* where the mouse's button is down */
	struct ask ask;
	struct details details;

	struct palette palette;

	char typed[QUERY_MAX + 1]; /* the line at the bottom, in two of the modes; clean */
	char query[QUERY_MAX + 1]; /* what n and N look for */
	bool searching, search_backwards;
	int64_t searched; /* rows looked at */

	int help_top;

	enum say_kind message_kind;
	char message[MESSAGE_MAX]; /* clean; "" none */
};

/* Effects of one message. */
struct effects {
	struct effect *list; /* foreign; EFFECTS_MAX */
	size_t n;
};
struct effect *effects_add(struct effects *effects, enum effect_type type);
/* Asks for rows where the list runs short of them. */
void effects_add_load(struct effects *effects, const struct model *model, enum tab tab);

static inline const struct list *model_list(const struct model *model) {
	return &model->lists[model->tab];
}
static inline struct list *model_list_mut(struct model *model) {
	return &model->lists[model->tab];
}

/* Whether what is held may act. The mouse has no other way to say yes: `hold` is of the key. */
static inline bool model_can_hold(const struct model *model) {
	return model->options.hold != MSEC_NEVER || model->hold.by == HOLD_BY_BUTTON;
}

/* The state of a row as it is shown. */
enum like_state model_row_state(const struct model *model, const struct row *row, msec_t now_wall);
/* Rows of the list on the screen, 0 where the screen is too small for one. */
int model_page(const struct model *model);
bool model_too_small(const struct model *model);
void model_clear_message(struct model *model);
/* The key that a sentence about this request names; static. */
const char *model_key(const struct model *model, enum request request);

/* --- what the requests do, by theme ---------------------------------------------------------- */

void ask_key(struct model *model, struct key key, msec_t now_mono, struct effects *effects);
void ask_enter(struct model *model, msec_t now_mono, struct effects *effects);
/* Keeps everything as it is. */
void ask_close(struct model *model);
/* The same, for a key that is neither x nor Enter. */
void ask_other_key(struct model *model);
/* Closes it with a sentence when its row is gone or means something else now. */
void ask_check(struct model *model);
bool ask_is_about(const struct model *model, const struct row *row);
void ask_time(struct model *model, msec_t now_mono, struct effects *effects);
/* A key went up; that of x, or another one. */
void ask_release(struct model *model, struct key key, msec_t now_mono, struct effects *effects);
/* The button goes down on the heart of the focused row, and up, or away from it. */
void ask_press_button(struct model *model, msec_t now_mono, struct effects *effects);
void ask_release_button(struct model *model, msec_t now_mono, struct effects *effects);
/* Whatever is held is held no more, and nothing happened. */
void ask_let_go(struct model *model);

void help_scroll(struct model *model, int by);

void mouse_update(struct model *model, const struct msg *msg, struct effects *effects);
/* What a key does that is pressed by clicking on its hint. */
void update_key(struct model *model, struct key key, struct ui_now now, struct effects *effects);

void details_finish(struct details *details);
/* The list's place is theirs. */
bool details_are_over(const struct model *model);
void details_open(struct model *model, msec_t now_mono);
void details_close(struct model *model);
void details_scroll(struct model *model, int by, struct ui_now now);
/* After each message: asks, at a tick, for what belongs to the row at the cursor once that rests
 * there. */
void details_follow(struct model *model, const struct msg *msg, struct effects *effects);
/* When it will ask. */
msec_t details_next(const struct model *model, msec_t now_mono);

/* What a request does, asked for by a key or in words. */
void update_request(struct model *model, enum request request, struct ui_now now,
		struct effects *effects);
/* The question about the row at the cursor, when a command asks for its answer: to take a like
 * back, or to like it again. */
void ask_from_words(struct model *model, bool like_again);

enum typed_key {
	TYPED_NOTHING, /* no key of a line */
	TYPED_CHANGED,
	TYPED_ENTERED,
	TYPED_LEFT
};
enum typed_key typed_key(struct model *model, struct key key);
/* Line ends at the ends of a paste are no part of what was meant; inside they become blanks. */
void typed_paste(struct model *model, const char *text);

void palette_open(struct model *model);
void palette_key(struct model *model, struct key key, struct ui_now now, struct effects *effects);
void palette_paste(struct model *model, const char *text);

void search_open(struct model *model);
void search_key(struct model *model, struct key key, struct effects *effects);
/* As if it had been typed. */
void search_for(struct model *model, const char *text, struct effects *effects);
void search_again(struct model *model, bool backwards, struct effects *effects);
void search_stop(struct model *model, struct effects *effects);

void quit_ask(struct model *model, struct effects *effects);
void quit_key(struct model *model, struct key key, struct effects *effects);
void quit_check(struct model *model);
