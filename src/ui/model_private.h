/* The model's inside: seen by update*.c, which change it, and view*.c, which draw it. */
#pragma once

#include "unlike/base/buf.h"
#include "unlike/core/hold.h"
#include "unlike/ui/model.h"
#include "unlike/ui/request.h"
#include "list.h"

#define FADE_MS 300
#define FRAME_MS 33
#define QUERY_MAX 255
#define MESSAGE_MAX 600
/* How long after a second byte the message says that Enter is off: a key that begins to be held
 * sends a few bytes too, and must not make the line flicker. */
#define DISARM_SHOWN_MS 400

/* What the keyboard talks to. */
enum mode { MODE_LIST, MODE_SEARCH, MODE_HELP, MODE_QUIT, MODE_COUNT };

/* The question that x asks. It holds a row, not a position. */
struct ask {
	bool open;
	enum ask_kind kind;
	char *item, *key; /* own; key NULL where the row is known by its intent alone */
	int64_t intent; /* the row's, 0 none */
	bool armed; /* Enter acts */
	bool held; /* x is, or was, held */
};

struct status {
	char *service, *account, *pull_error; /* own, clean; may be NULL */
	int64_t likes, open, pending, fetched;
	bool online, sign_in, is_sender, pulling;
	msec_t offline_since, fetched_at, paused_until;
	int64_t points_left, points;
	unsigned cancel_cost, relike_cost;
	bool relike_is_told;
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

	char typed[QUERY_MAX + 1]; /* of the search line; valid UTF-8 */
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

/* The state of a row as it is shown. */
enum like_state model_row_state(const struct model *model, const struct row *row, msec_t now_wall);
/* Rows of the list on the screen, 0 where the screen is too small for one. */
int model_page(const struct model *model);
bool model_too_small(const struct model *model);
void model_clear_message(struct model *model);

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
void update_key(struct model *model, struct key key, msec_t now_mono, struct effects *effects);

void search_open(struct model *model);
void search_key(struct model *model, struct key key, struct effects *effects);
void search_paste(struct model *model, const char *text);
void search_again(struct model *model, bool backwards, struct effects *effects);
void search_stop(struct model *model, struct effects *effects);

void quit_ask(struct model *model, struct effects *effects);
void quit_key(struct model *model, struct key key, struct effects *effects);
void quit_check(struct model *model);
