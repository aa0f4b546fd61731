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

/* What asked: that decides how yes is said, beside Enter. */
enum ask_by {
	ASK_BY_HOLD, /* the key, or the button on a heart: by holding it */
	ASK_BY_DRAG, /* the row is slid by the mouse: by letting go of it; there is no Enter */
	ASK_BY_SLIDE, /* it was slid by a key: by the same key */
	ASK_BY_BAR, /* the side bar is open: by the key that takes back, or a click */
	ASK_BY_COUNT
};

/* The question that x, or a gesture, asks. It holds a row, not a position. */
struct ask {
	bool open;
	enum ask_by by;
	enum ask_kind kind;
	msec_t since; /* mono */
	char *item, *key; /* own; key NULL where the row is known by its intent alone */
	int64_t intent; /* the row's, 0 none */
	bool armed; /* Enter acts */
	bool held; /* x is, or was, held */

	/* --- by the platform's rules --- */
	msec_t liked_at; /* of the row */
	bool wanted; /* the forecast was asked for */
	bool told; /* and answered */
	bool judged; /* with a judgement */
	struct risk_judgement judgement;
	msec_t frequent_within, network_within; /* of the platform */
	bool once_more; /* yes was said to a warning */
	bool anew; /* a hold that has begun before counts no more */
	bool down; /* the key of that one is: it would have been told that it went up */
	msec_t asked_at; /* mono; the forecast was */
	/* mono; an Enter so soon after it is none: it repeats, or was meant for what stood there
	 * before. MSEC_NEVER: nothing did. */
	msec_t hasty;
};

/* A row that is slid to the left, as long as it is asked about. */
struct slide {
	struct hold hold; /* of the key: which of its bytes are a new press */
	uint32_t sym; /* of that key */
	bool soon; /* it came when it could not be told from a key that is held */
	bool ready; /* the button went down on a row, and nothing has come of it yet */
	int row, from; /* where it did */
	int by; /* cells that the pointer has gone to the left since */
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

/* What x would set off there. */
struct cost {
	bool known;
	struct risk_judgement judgement;
	msec_t frequent_within, network_within; /* of the platform */
};

struct details {
	bool over; /* they are shown in the list's place */
	int top; /* the first of their lines that is shown there */
	struct details_place asked; /* for these */
	bool judges, want; /* and how x is judged on that row */
	msec_t liked_at;
	struct cost cost;
	struct details_place rests; /* where the cursor is since REST_MS before `due` */
	msec_t due; /* mono */
	char *item; /* own; what the steps are of; NULL: nothing is here */
	struct step *steps; /* own */
	size_t n;
	bool older;
};

/* As ui_fact and ui_section; the strings are own and clean. */
struct fact {
	char *label, *value, *note;
	enum role role;
	bool has_gauge;
	struct ui_gauge gauge;
};
struct section {
	char *title;
	struct fact *facts; /* own */
	size_t n;
};
struct profile {
	struct section *sections; /* own */
	size_t n;
	msec_t changes_at;
	int top; /* the first of its lines that is shown */
};

struct status {
	char *service, *account, *pull_error; /* own, clean; may be NULL */
	int64_t likes, open, pending, fetched;
	bool online, sign_in, is_sender, pulling;
	msec_t offline_since, fetched_at, paused_until;
	struct risk_limit budget;
	unsigned cancel_cost, relike_cost;
	bool relike_is_told;
	enum like_audience seen_by;
	enum platform_gesture gesture;
	struct ui_plan plan;
};

struct model {
	struct model_options options;
	char *command; /* own; what options.command points at */
	bool stand_ins; /* for characters of ambiguous width */
	int rows, cols;
	enum tab tab;
	enum mode mode;
	struct list lists[TAB_COUNT]; /* that of the Profile tab never has a row */
	struct profile profile;
	struct status status;

	struct hold hold;
	uint32_t hold_sym; /* of the key that fed it */
	struct ui_now now; /* of the newest message */
	struct target pressed; /* where the mouse's button is down */
	struct ask ask;
	struct slide slide;
	struct details details;

	struct palette palette;
	bool plan_asked; /* whether to stop it; any other key is a no */

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
/* Yes: by Enter, or as the gesture that asked says it. */
void ask_enter(struct model *model, msec_t now_mono, struct effects *effects);
/* Asks about the row at the cursor; what was asked before is answered with no. False: there is no
 * row, which it has said. */
bool ask_open(struct model *model, enum ask_by by, msec_t now_mono);
bool ask_is_by(const struct model *model, enum ask_by by);
/* The key that takes back, or a click on it, where it is what was asked for: in the side bar. */
void ask_bar(struct model *model, msec_t now_mono, struct effects *effects);
/* Keeps everything as it is. */
void ask_close(struct model *model);
/* The same, for a key that is neither x nor Enter. */
void ask_other_key(struct model *model);
/* Closes it with a sentence when its row is gone or means something else now. */
void ask_check(struct model *model);
bool ask_is_about(const struct model *model, const struct row *row);
void ask_time(struct model *model, msec_t now_mono, struct effects *effects);
/* Stops the plan, or asks; holds it, or lets it go on. */
void plan_stop(struct model *model, struct effects *effects);
void plan_hold(struct model *model, struct effects *effects);
/* The answer to whether to stop it; false: nothing was asked, or the key is no answer. */
bool plan_answer(struct model *model, enum request request, struct effects *effects);
/* The line above Activity is there. */
bool plan_is_shown(const struct model *model);
/* A key went up; that of x, or another one. */
void ask_release(struct model *model, struct key key, msec_t now_mono, struct effects *effects);
/* The button goes down on the heart of the focused row, and up, or away from it. */
void ask_press_button(struct model *model, msec_t now_mono, struct effects *effects);
void ask_release_button(struct model *model, msec_t now_mono, struct effects *effects);
/* Whatever is held is held no more, and nothing happened. */
void ask_let_go(struct model *model);

/* --- what a yes would set off ---------------------------------------------------------------- */

/* Whether a yes may act now: not where it is refused, and where it is warned of only the second
 * one. */
bool forecast_agree(struct model *model);
/* Whether this Enter, or this hold, is a new one, where one was said before. */
bool forecast_enter_is_new(struct model *model, msec_t now_mono);
bool forecast_hold_is_new(const struct model *model);
/* A key went up, or that will not be told any more. */
void forecast_released(struct model *model, uint32_t sym);
/* Nothing can act now. */
bool forecast_refuses(const struct model *model);
/* Yes was said to a warning about the row at the cursor. */
bool forecast_once_more(const struct model *model);
/* It may go into the plan instead. */
bool forecast_can_pace(const struct model *model);
void forecast_pace(struct model *model, struct effects *effects);
/* After each message: asks for what is not known of the open question. */
void forecast_follow(struct model *model, const struct msg *msg, struct effects *effects);
/* mono; when it will ask. */
msec_t forecast_next(const struct model *model, struct ui_now now);
/* The row that is asked about; NULL: it is not here. */
const struct row *ask_row(const struct model *model);
/* The key may still be down: its bytes must not ask again, or answer what comes next. */
void ask_swallow(struct model *model);
/* --- the platforms' own gestures ------------------------------------------------------------- */

/* Cells to the left that are enough, and those that the row is off its place. */
int slide_need(const struct model *model);
int slide_cells(const struct model *model);
void slide_key(struct model *model, struct key key, msec_t now_mono, struct effects *effects);
void slide_release(struct model *model, struct key key, msec_t now_mono);
void slide_time(struct model *model, msec_t now_mono);
/* When that will change something. */
msec_t slide_next(const struct model *model);
/* As by its key the first time. */
void slide_open(struct model *model, msec_t now_mono);
/* The button went down, moves, and went up. */
void slide_press(struct model *model, const struct msg *msg);
/* True: it is a slide, and nothing else. */
bool slide_drag(struct model *model, const struct msg *msg, struct effects *effects);
bool slide_drop(struct model *model, const struct msg *msg, struct effects *effects);
/* Whatever is dragged springs back. */
void slide_stop(struct model *model);

void bar_open(struct model *model, msec_t now_mono);
/* What can be chosen in it. */
#define BAR_MAX 4
struct bar_entry {
	enum request request;
	const char *words; /* to be translated in the context "key" */
};
size_t bar_entries(const struct row *row, struct bar_entry ret[static BAR_MAX]);

/* Moves the cursor to a row that is here: what was asked about another one is answered with no. */
void update_focus(struct model *model, int64_t position, struct effects *effects);
/* A request that was clicked on, with its key if it has one. */
void update_clicked(struct model *model, enum request request, struct ui_now now,
		struct effects *effects);

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

void profile_init(struct profile *profile);
void profile_finish(struct profile *profile);
void profile_scroll(struct model *model, int by);
/* What is other while the Profile tab is shown. */
bool profile_update(struct model *model, enum request request);
/* Something on the screen is other by now: it is asked for anew. */
void profile_time(struct model *model, msec_t now_wall, struct effects *effects);
msec_t profile_next(const struct model *model, struct ui_now now);

/* What a request does, asked for by a key or in words. */
void update_request(struct model *model, enum request request, struct ui_now now,
		struct effects *effects);
/* The question about the row at the cursor, when a command asks for its answer: to take a like
 * back, or to like it again. */
void ask_from_words(struct model *model, bool like_again, msec_t now_mono);

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
