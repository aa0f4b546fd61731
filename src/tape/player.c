/*
 * The list of commands, played from first to last. A command acts through the stage, whose frames
 * come back through player_drew(); the parts of the player are described in player_private.h.
 */
#include "unlike/tape/player.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "player_private.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

struct player *player_create(const struct tape *tape, const struct stage_ops *ops, void *stage,
		const struct stage_audience *audience) {
	struct player *player = xcalloc(1, sizeof(*player));
	*player = (struct player){
		.tape = tape,
		.ops = ops,
		.stage = stage,
		.audience = audience,
		.settings = tape->settings,
		.rows = tape->settings.rows,
		.cols = tape->settings.cols,
		.shell = shell_create(),
	};
	frame_init(&player->screen);
	frame_init(&player->composed);
	frame_init(&player->shown);
	buf_init(&player->caption, BUF_UNLIMITED);
	shell_render(player->shell, player->rows, player->cols, &player->screen);
	return player;
}

void player_destroy(struct player *player) {
	if (player == NULL) {
		return;
	}
	for (size_t i = 0; i < player->n_checks; i++) {
		buf_finish(&player->checks[i].why);
		buf_finish(&player->checks[i].screen);
	}
	free(player->checks);
	frame_finish(&player->screen);
	frame_finish(&player->composed);
	frame_finish(&player->shown);
	buf_finish(&player->caption);
	shell_destroy(player->shell);
	free(player->last_line);
	free(player->clipboard);
	free(player);
}

/* --- the program, and its time --------------------------------------------------------------- */

msec_t player_now(const struct player *player) {
	return player->ops->now(player->stage);
}

void player_sync(struct player *player) {
	const bool is_up = player->ops->is_up(player->stage);
	if (player->program && !is_up) {
		player->program = false;
		player_show_shell(player);
	}
}

static bool pass_until(struct player *player, msec_t until, bool paced, struct err *reterr) {
	const msec_t by = until - player_now(player);
	if (by <= 0) {
		return true;
	}
	if (!player->ops->pass(player->stage, by, paced && !player->hidden, reterr)) {
		return false;
	}
	player_sync(player);
	return true;
}

bool player_pass(struct player *player, msec_t by, bool paced, struct err *reterr) {
	const msec_t end = player_now(player) + by;
	const msec_t every = player->settings.repeat_every > 0 ? player->settings.repeat_every : 1;
	/* One that is due at the very end waits: the key may go up then. */
	while (player->repeating && player->next_repeat < end) {
		if (!pass_until(player, player->next_repeat, paced, reterr) ||
				!player_send_key(player, player->repeated, KEY_EVENT_REPEAT,
						reterr)) {
			return false;
		}
		player->next_repeat += every;
	}
	return pass_until(player, end, paced, reterr);
}

bool player_run(struct player *player, const char *line, struct err *reterr) {
	char *last_line = xstrdup(line); /* it may be the last one again */
	free(player->last_line);
	player->last_line = last_line;
	struct buf output;
	buf_init(&output, BUF_UNLIMITED);
	player->starting = true;
	const bool ok = player->ops->run(player->stage, last_line, &output, reterr);
	player->starting = false;
	shell_print(player->shell, output.data);
	buf_finish(&output);
	player->program = ok && player->ops->is_up(player->stage);
	if (!player->program) {
		player_show_shell(player);
	}
	return ok;
}

/* It ends as by kill -9, and the shell says so, as shells do. */
static void end_program(struct player *player) {
	player->ops->kill(player->stage);
	player->program = false;
	shell_print(player->shell, "Killed\n");
	player_show_shell(player);
}

static bool kill_program(struct player *player, struct err *reterr) {
	if (!player->program) {
		return player_fail(player, reterr, "no program is up that could be killed");
	}
	end_program(player);
	return true;
}

static bool restart(struct player *player, struct err *reterr) {
	if (player->last_line == NULL) {
		return player_fail(player, reterr, "nothing was run yet that could be restarted");
	}
	if (player->program) {
		end_program(player);
	}
	shell_enter(player->shell, player->last_line);
	return player_run(player, player->last_line, reterr);
}

/* --- commands of one line -------------------------------------------------------------------- */

static bool set(struct player *player, struct err *reterr) {
	(void)reterr;
	const struct tape_command *command = player->command;
	if (strcmp(command->name, "TypingSpeed") == 0) {
		player->settings.typing_speed = command->time;
	} else if (strcmp(command->name, "WaitTimeout") == 0) {
		player->settings.wait_timeout = command->time;
	} else if (strcmp(command->name, "WaitPattern") == 0) {
		player->settings.wait_pattern = command->pattern;
	} else if (strcmp(command->name, "Keyboard") == 0) {
		player->settings.keyboard = command->keyboard;
	}
	return true;
}

static bool set_env(struct player *player, struct err *reterr) {
	(void)reterr;
	player->ops->set_env(player->stage, player->command->name, player->command->text);
	return true;
}

static bool sleep_paced(struct player *player, struct err *reterr) {
	return player_pass(player, player->command->time, true, reterr);
}

static bool network(struct player *player, struct err *reterr) {
	(void)reterr;
	player->ops->network(player->stage, player->command->network, player->command->time);
	player_sync(player);
	return true;
}

static bool serve(struct player *player, struct err *reterr) {
	const struct tape_command *command = player->command;
	const struct stage_ops *ops = player->ops;
	struct err err;
	bool fine = true;
	if (command->name != NULL) {
		fine = ops->cancels(player->stage, command->name, command->count, &err);
	} else if (command->status == 0) {
		fine = ops->decide(player->stage, command->text, &err);
	} else {
		ops->refuse(player->stage, command->count, command->status, command->time);
	}
	if (!fine) {
		return player_fail(player, reterr, "%s", err.msg);
	}
	player_sync(player);
	return true;
}

static bool resize(struct player *player, struct err *reterr) {
	(void)reterr;
	player->rows = player->command->rows;
	player->cols = player->command->cols;
	player->ops->resize(player->stage, player->rows, player->cols);
	player_sync(player);
	if (player->program) {
		player_show(player);
	} else {
		player_show_shell(player);
	}
	return true;
}

static bool hide(struct player *player, struct err *reterr) {
	(void)reterr;
	if (!player->hidden) {
		player->hidden = true;
		player->hidden_since = player_now(player);
	}
	return true;
}

static bool show(struct player *player, struct err *reterr) {
	(void)reterr;
	if (player->hidden) {
		player->hidden = false;
		player->hidden_time += player_now(player) - player->hidden_since;
		player_show(player);
	}
	return true;
}

/* For the audience it takes no time, and nothing of it is seen but what came of it. */
static bool advance(struct player *player, struct err *reterr) {
	const bool hides = !player->hidden;
	if (hides) {
		hide(player, NULL);
	}
	const bool fine = player_pass(player, player->command->time, false, reterr);
	if (hides) {
		show(player, NULL);
	}
	return fine;
}

static bool say(struct player *player, struct err *reterr) {
	(void)reterr;
	buf_reset(&player->caption);
	text_clean(player->command->text, strlen(player->command->text), &player->caption);
	player_show(player);
	return true;
}

static bool screenshot(struct player *player, struct err *reterr) {
	if (player->hidden) {
		return player_fail(player, reterr, "there is nothing to see between Hide and Show");
	}
	player_show(player);
	const struct stage_audience *audience = player->audience;
	return audience->still(audience->self, player->command->text, &player->shown, reterr);
}

/* --- playing --------------------------------------------------------------------------------- */

/* Those that are not here ended in the tape's settings, or are the caller's (Output, Require). */
static const struct act {
	bool (*play)(struct player *player, struct err *reterr);
	bool seen; /* acts on the program, its surroundings or the screen, or looks at them */
} acts[TAPE_VERB_COUNT] = {
	[TAPE_SET] = { set, false },
	[TAPE_ENV] = { set_env, false },
	[TAPE_TYPE] = { player_type, true },
	[TAPE_KEY] = { player_key, true },
	[TAPE_SLEEP] = { sleep_paced, true },
	[TAPE_WAIT] = { player_wait, true },
	[TAPE_HIDE] = { hide, false },
	[TAPE_SHOW] = { show, false },
	[TAPE_SCREENSHOT] = { screenshot, true },
	[TAPE_COPY] = { player_copy, false },
	[TAPE_PASTE] = { player_paste, true },
	[TAPE_HOLD] = { player_hold, true },
	[TAPE_PRESS] = { player_press, true },
	[TAPE_RELEASE] = { player_release, true },
	[TAPE_CLICK] = { player_click, true },
	[TAPE_DRAG] = { player_drag, true },
	[TAPE_RESIZE] = { resize, true },
	[TAPE_EXPECT] = { player_expect, true },
	[TAPE_EXPECT_NOT] = { player_expect_not, true },
	[TAPE_EXPECT_ROW] = { player_expect_row, true },
	[TAPE_EXPECT_STATE] = { player_expect_state, true },
	[TAPE_SAY] = { say, true },
	[TAPE_ADVANCE] = { advance, true },
	[TAPE_NETWORK] = { network, true },
	[TAPE_SERVICE] = { serve, true },
	[TAPE_KILL] = { kill_program, true },
	[TAPE_RESTART] = { restart, true },
};

static bool step(struct player *player, struct err *reterr) {
	const struct stage_ops *ops = player->ops;
	return ops->step == NULL || ops->step(player->stage, player->command, reterr);
}

static bool play_command(struct player *player, struct err *reterr) {
	const struct act *act = &acts[player->command->verb];
	if (act->play == NULL) {
		return true;
	}
	if (!act->seen || player->hidden) {
		return act->play(player, reterr);
	}
	player_show(player);
	if (!step(player, reterr)) {
		return false;
	}
	player_sync(player);
	if (!act->play(player, reterr)) {
		return false;
	}
	player_show(player);
	const struct stage_audience *audience = player->audience;
	audience->stepped(audience->self, player_audience_time(player), player->command,
			&player->shown);
	return true;
}

bool player_play(struct player *player, struct err *reterr) {
	const struct tape *tape = player->tape;
	for (size_t i = 0; i < tape->n; i++) {
		struct err err;
		player->command = &tape->commands[i];
		assert(player->command->verb < TAPE_VERB_COUNT);
		if (!play_command(player, &err)) {
			player_keep_failure(player, &err);
			if (reterr != NULL) {
				*reterr = err;
			}
			return false;
		}
	}
	player_show(player);
	return true;
}
