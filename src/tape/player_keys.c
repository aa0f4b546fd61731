/* What a person does with a keyboard and a mouse, as the bytes that a terminal makes of it. */
#include <stdlib.h>
#include <string.h>

#include "player_private.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

#define CLICK_MS 60 /* a button is down for so long */
#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"

static void feed(struct player *player, const struct buf *bytes) {
	if (bytes->len > 0) {
		player->ops->feed(player->stage, bytes->data, bytes->len);
		player_sync(player);
	}
}

static bool key_to_shell(struct player *player, struct key key, struct err *reterr) {
	char *line;
	if (!shell_key(player->shell, key, &line)) {
		player_show_shell(player);
		return true;
	}
	const bool ok = player_run(player, line, reterr);
	free(line);
	return ok;
}

bool player_send_key(
		struct player *player, struct key key, enum key_event event, struct err *reterr) {
	if (!player->program) {
		return event == KEY_EVENT_RELEASE || key_to_shell(player, key, reterr);
	}
	struct buf bytes;
	buf_init(&bytes, BUF_UNLIMITED);
	key_bytes(key, player->settings.keyboard, event, &bytes);
	feed(player, &bytes);
	buf_finish(&bytes);
	return true;
}

/* A key goes down; on no keyboard do two repeat at once. */
static bool key_down(struct player *player, struct key key, struct err *reterr) {
	player->repeating = false;
	return player_send_key(player, key, KEY_EVENT_PRESS, reterr);
}

static bool start_repeats(struct player *player, struct key key, struct err *reterr) {
	const msec_t first = player_now(player) + player->settings.repeat_delay;
	if (!key_down(player, key, reterr)) {
		return false;
	}
	player->repeating = true;
	player->repeated = key;
	player->next_repeat = first;
	return true;
}

static bool key_up(struct player *player, struct key key, struct err *reterr) {
	if (key.sym == player->repeated.sym && key.mods == player->repeated.mods) {
		player->repeating = false;
	}
	return player_send_key(player, key, KEY_EVENT_RELEASE, reterr);
}

/* A tap is over before anything else happens. Without its release, where a terminal reports them,
 * it would be a key that is held from then on. */
static bool tap(struct player *player, struct key key, struct err *reterr) {
	return key_down(player, key, reterr) &&
			player_send_key(player, key, KEY_EVENT_RELEASE, reterr);
}

static msec_t between_keys(const struct player *player) {
	const msec_t time = player->command->time;
	return time >= 0 ? time : player->settings.typing_speed;
}

bool player_type(struct player *player, struct err *reterr) {
	const char *p = player->command->text;
	const char *end = p + strlen(p);
	while (p < end) {
		bool valid;
		const struct key key = { .sym = text_decode(&p, end, &valid) };
		/* What is on no key comes from an input method, as text without a release. */
		const bool on_key = key.sym < 0x80;
		const bool ok = on_key ? tap(player, key, reterr) : key_down(player, key, reterr);
		if (!ok || !player_pass(player, between_keys(player), true, reterr)) {
			return false;
		}
	}
	return true;
}

bool player_key(struct player *player, struct err *reterr) {
	for (int i = 0; i < player->command->count; i++) {
		if (!tap(player, player->command->key, reterr) ||
				!player_pass(player, between_keys(player), true, reterr)) {
			return false;
		}
	}
	return true;
}

/* The left button; nothing asked for the mouse while the shell is there. */
static void send_mouse(struct player *player, int code, int row, int col, bool down) {
	if (!player->program) {
		return;
	}
	struct buf bytes;
	buf_init(&bytes, BUF_UNLIMITED);
	buf_printf(&bytes, "\033[<%d;%d;%d%c", code, col, row, down ? 'M' : 'm');
	feed(player, &bytes);
	buf_finish(&bytes);
}

static void send_button(struct player *player, bool down) {
	send_mouse(player, 0, player->command->row, player->command->col, down);
}

static bool hold_button(struct player *player, msec_t time, struct err *reterr) {
	send_button(player, true);
	if (!player_pass(player, time, true, reterr)) {
		return false;
	}
	send_button(player, false);
	return true;
}

bool player_hold(struct player *player, struct err *reterr) {
	const struct tape_command *command = player->command;
	if (command->mouse) {
		return hold_button(player, command->time, reterr);
	}
	return start_repeats(player, command->key, reterr) &&
			player_pass(player, command->time, true, reterr) &&
			key_up(player, command->key, reterr);
}

bool player_press(struct player *player, struct err *reterr) {
	if (player->command->mouse) {
		send_button(player, true);
		return true;
	}
	return start_repeats(player, player->command->key, reterr);
}

bool player_release(struct player *player, struct err *reterr) {
	if (player->command->mouse) {
		send_button(player, false);
		return true;
	}
	return key_up(player, player->command->key, reterr);
}

bool player_click(struct player *player, struct err *reterr) {
	return hold_button(player, CLICK_MS, reterr);
}

/* Cell by cell, as terminals tell it. */
bool player_drag(struct player *player, struct err *reterr) {
	enum { MOVED = 32 };
	const struct tape_command *command = player->command;
	const int rows = command->to_row - command->row, cols = command->to_col - command->col;
	const int steps = abs(rows) > abs(cols) ? abs(rows) : abs(cols);
	send_button(player, true);
	for (int i = 1; i <= steps; i++) {
		const msec_t passed = command->time * i / steps - command->time * (i - 1) / steps;
		if (!player_pass(player, passed, true, reterr)) {
			return false;
		}
		send_mouse(player, MOVED, command->row + rows * i / steps,
				command->col + cols * i / steps, true);
	}
	send_mouse(player, 0, command->to_row, command->to_col, false);
	return true;
}

bool player_copy(struct player *player, struct err *reterr) {
	(void)reterr;
	free(player->clipboard);
	player->clipboard = xstrdup(player->command->text);
	return true;
}

bool player_paste(struct player *player, struct err *reterr) {
	(void)reterr;
	const char *text = player->clipboard != NULL ? player->clipboard : "";
	if (!player->program) {
		shell_type(player->shell, text);
		player_show_shell(player);
		return true;
	}
	struct buf bytes;
	buf_init(&bytes, BUF_UNLIMITED);
	buf_add_str(&bytes, PASTE_BEGIN);
	buf_add_str(&bytes, text);
	buf_add_str(&bytes, PASTE_END);
	feed(player, &bytes);
	buf_finish(&bytes);
	return true;
}
