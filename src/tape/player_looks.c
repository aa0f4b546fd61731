/* What a tape expects of the screen and of items, and what it waits for. */
#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "player_private.h"
#include "unlike/base/mem.h"

#define WAIT_STEP_MS 50 /* between two frames a program may end, or nothing may happen at all */

static struct player_check *add_check(struct player *player, bool passed) {
	if (player->n_checks == player->cap_checks) {
		player->cap_checks = player->cap_checks == 0 ? 16 : 2 * player->cap_checks;
		player->checks = xrealloc(
				player->checks, player->cap_checks * sizeof(*player->checks));
	}
	struct player_check *check = &player->checks[player->n_checks++];
	*check = (struct player_check){
		.command = player->command,
		.at = player_now(player),
		.passed = passed,
	};
	buf_init(&check->why, BUF_UNLIMITED);
	buf_init(&check->screen, BUF_UNLIMITED);
	return check;
}

static bool pass_check(struct player *player) {
	add_check(player, true);
	return true;
}

bool player_fail(struct player *player, struct err *reterr, const char *fmt, ...) {
	struct player_check *check = add_check(player, false);
	va_list args;
	va_start(args, fmt);
	buf_vprintf(&check->why, fmt, args);
	va_end(args);
	frame_to_text(&player->screen, &check->screen);
	const struct tape_where *where = &player->command->where;
	return err_set(reterr, ERR_INPUT, "%s:%d:%d: %s", where->file, where->line, where->column,
			check->why.data);
}

void player_keep_failure(struct player *player, const struct err *err) {
	if (err->code == ERR_CANCELED || player_failed(player) != NULL) {
		return;
	}
	struct player_check *check = add_check(player, false);
	buf_add_str(&check->why, err->msg);
	frame_to_text(&player->screen, &check->screen);
}

size_t player_checks(const struct player *player, const struct player_check **ret) {
	*ret = player->checks;
	return player->n_checks;
}

const struct player_check *player_failed(const struct player *player) {
	const size_t n = player->n_checks;
	return n > 0 && !player->checks[n - 1].passed ? &player->checks[n - 1] : NULL;
}

/* --- the screen ------------------------------------------------------------------------------ */

/* One row as frame_to_text has it; an empty one where there is none. The text is the buffer's. */
static const char *row_text(const struct frame *frame, int row, struct buf *text) {
	frame_to_text(frame, text);
	char *line = text->data;
	for (int i = 0; i < row && line != NULL; i++) {
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	if (line == NULL) {
		return "";
	}
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static bool is_on_screen(const struct player *player, const struct tape_pattern *pattern) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	frame_to_text(&player->screen, &text);
	const bool ret = tape_pattern_matches(pattern, text.data);
	buf_finish(&text);
	return ret;
}

static bool is_on_row(const struct player *player, const struct tape_pattern *pattern, int row) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	const bool ret = tape_pattern_matches(pattern, row_text(&player->screen, row, &text));
	buf_finish(&text);
	return ret;
}

/* --- waiting --------------------------------------------------------------------------------- */

void player_look(struct player *player) {
	if (player->awaited == NULL || player->met) {
		return;
	}
	player->met = player->command->whole_screen
			? is_on_screen(player, player->awaited)
			: is_on_row(player, player->awaited, player->screen.cursor_row);
}

static bool wait_for(struct player *player, msec_t at_most, struct err *reterr) {
	const msec_t end = player_now(player) + at_most;
	player_look(player);
	while (!player->met && player_now(player) < end) {
		const msec_t left = end - player_now(player);
		const msec_t by = left < WAIT_STEP_MS ? left : WAIT_STEP_MS;
		if (!player_pass(player, by, true, reterr)) {
			return false;
		}
	}
	return true;
}

static bool fail_wait(struct player *player, msec_t waited, struct err *reterr) {
	const char *pattern = tape_pattern_text(player->awaited);
	const double seconds = (double)waited / (double)MSEC_PER_SEC;
	if (player->command->whole_screen) {
		return player_fail(player, reterr, "waited %g s, and /%s/ is not on the screen",
				seconds, pattern);
	}
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	const char *line = row_text(&player->screen, player->screen.cursor_row, &text);
	player_fail(player, reterr, "waited %g s, and /%s/ is not in the cursor's line '%s'",
			seconds, pattern, line);
	buf_finish(&text);
	return false;
}

bool player_wait(struct player *player, struct err *reterr) {
	const struct tape_command *command = player->command;
	const msec_t at_most = command->time >= 0 ? command->time : player->settings.wait_timeout;
	player->awaited =
			command->pattern != NULL ? command->pattern : player->settings.wait_pattern;
	assert(player->awaited != NULL);
	player->met = false;
	const bool ok = wait_for(player, at_most, reterr) &&
			(player->met ? pass_check(player) : fail_wait(player, at_most, reterr));
	player->awaited = NULL;
	return ok;
}

/* --- expecting ------------------------------------------------------------------------------- */

bool player_expect(struct player *player, struct err *reterr) {
	const struct tape_pattern *pattern = player->command->pattern;
	if (is_on_screen(player, pattern)) {
		return pass_check(player);
	}
	return player_fail(player, reterr, "/%s/ is not on the screen", tape_pattern_text(pattern));
}

bool player_expect_not(struct player *player, struct err *reterr) {
	const struct tape_pattern *pattern = player->command->pattern;
	if (!is_on_screen(player, pattern)) {
		return pass_check(player);
	}
	return player_fail(player, reterr, "/%s/ is on the screen, and should not be",
			tape_pattern_text(pattern));
}

bool player_expect_row(struct player *player, struct err *reterr) {
	const struct tape_pattern *pattern = player->command->pattern;
	const int row = player->command->row;
	if (row > player->screen.rows) {
		return player_fail(player, reterr, "there is no row %d, the screen has %d", row,
				player->screen.rows);
	}
	if (is_on_row(player, pattern, row - 1)) {
		return pass_check(player);
	}
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	player_fail(player, reterr, "/%s/ is not in row %d '%s'", tape_pattern_text(pattern), row,
			row_text(&player->screen, row - 1, &text));
	buf_finish(&text);
	return false;
}

bool player_expect_state(struct player *player, struct err *reterr) {
	const struct tape_command *command = player->command;
	const char *word;
	struct err err;
	if (!player->ops->state(player->stage, command->name, &word, &err)) {
		if (err.code == ERR_INPUT) {
			return player_fail(player, reterr, "%s", err.msg);
		}
		if (reterr != NULL) {
			*reterr = err;
		}
		return false;
	}
	if (strcmp(word, command->text) == 0) {
		return pass_check(player);
	}
	return player_fail(
			player, reterr, "%s is '%s', not '%s'", command->name, word, command->text);
}
