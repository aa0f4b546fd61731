/* What the parts of the screen know of each other. */
#pragma once

#include "finder.h"
#include "follow.h"
#include "screen.h"
#include "unlike/ui/view.h"

struct screen {
	struct screen_config config;
	struct model *model;
	struct finder *finder;
	struct follow follow;
	struct frame frame;
	struct loop_timer *timer;
	bool dirty, everything; /* draw; draw as if nothing were known of the screen */
	bool reload_likes, reload_activity, status_changed;
	bool started, suspended, done;
	int64_t moved_below; /* rows below it may have another position; INT64_MIN: none */
	msec_t reload_at; /* mono; rows that a walk brought are not shown before */
	bool reload_later; /* then */
	int fd;
};

const char *screen_account(const struct screen *s);
struct ui_now screen_now(const struct screen *s);
void screen_say_error(struct screen *s, const char *what, const struct err *err);

/* Does what the model asks for. */
void screen_act(struct screen *s, const struct effect *effects, size_t n);
void screen_load(struct screen *s, const struct effect *effect);
void screen_load_status(struct screen *s);
/* An item's row is read anew, and the status with it. */
void screen_refresh_item(struct screen *s, const char *item);
/* Back to the shell until it says SIGCONT. */
void screen_suspend(struct screen *s);
