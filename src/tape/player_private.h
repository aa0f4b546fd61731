/* The parts of the player: playing, keys, looks, and what the audience sees. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "key_bytes.h"
#include "shell.h"
#include "unlike/tape/player.h"

struct player {
	const struct tape *tape; /* foreign, as are the next three */
	const struct stage_ops *ops;
	void *stage;
	const struct stage_audience *audience;
	const struct tape_command *command; /* being played */
	struct tape_settings settings; /* as the Sets so far have them */

	int rows, cols; /* without the room for captions */
	struct frame screen; /* own; of the program or of the shell, whichever shows */
	bool program; /* it is the program's */
	bool starting; /* in stage_ops.run */
	struct shell *shell; /* own */
	char *last_line; /* own; NULL: nothing was run yet */
	char *clipboard; /* own; NULL: nothing was copied yet */

	/* The key whose repeats go out while time passes: the one that went down last. */
	bool repeating;
	struct key repeated;
	msec_t next_repeat;

	const struct tape_pattern *awaited; /* by Wait; NULL: none */
	bool met; /* it was there */
	struct player_check *checks; /* own */
	size_t n_checks, cap_checks;

	struct buf caption; /* own; clean */
	struct frame composed, shown; /* own; `shown` is what the audience got last */
	bool hidden;
	msec_t hidden_since, hidden_time; /* time that the audience does not know of, without the
					   * one since */
};

/* --- player.c */

msec_t player_now(const struct player *player);
/* Lets time pass, and repeats the key that is down. */
bool player_pass(struct player *player, msec_t by, bool paced, struct err *reterr);
/* After everything that the stage did: the shell is there again when the program ended. */
void player_sync(struct player *player);
/* What was entered in the shell. */
bool player_run(struct player *player, const char *line, struct err *reterr);

/* --- player_show.c */

/* The audience gets what it has not seen yet. */
void player_show(struct player *player);
/* The shell's newest state is the screen, and shown. */
void player_show_shell(struct player *player);
/* The audience's time. */
msec_t player_audience_time(const struct player *player);

/* --- player_keys.c */

/* A key as a person and a terminal have it: to the program, or else to the shell. */
bool player_send_key(
		struct player *player, struct key key, enum key_event event, struct err *reterr);
bool player_type(struct player *player, struct err *reterr);
bool player_key(struct player *player, struct err *reterr);
bool player_hold(struct player *player, struct err *reterr);
bool player_press(struct player *player, struct err *reterr);
bool player_release(struct player *player, struct err *reterr);
bool player_click(struct player *player, struct err *reterr);
bool player_drag(struct player *player, struct err *reterr);
bool player_copy(struct player *player, struct err *reterr);
bool player_paste(struct player *player, struct err *reterr);

/* --- player_looks.c */

bool player_wait(struct player *player, struct err *reterr);
bool player_expect(struct player *player, struct err *reterr);
bool player_expect_not(struct player *player, struct err *reterr);
bool player_expect_row(struct player *player, struct err *reterr);
bool player_expect_state(struct player *player, struct err *reterr);
/* There is a new frame: is what Wait waits for there? */
void player_look(struct player *player);
/* A check that is not met, or a command that cannot be done: keeps the words and the screen.
 * Returns false, always. */
bool player_fail(struct player *player, struct err *reterr, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));
/* The same for an error of the stage, whose code stays. */
void player_keep_failure(struct player *player, const struct err *err);
