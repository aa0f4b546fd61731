/* What the audience sees: the screen, cut or widened to the size that it should have, and the
 * caption below it. It gets each picture once. */
#include <string.h>

#include "caption.h"
#include "player_private.h"

static bool is_same_cell(const struct cell *a, const struct cell *b) {
	return a->len == b->len && memcmp(a->utf8, b->utf8, a->len) == 0 && a->width == b->width &&
			a->role == b->role && a->fade == b->fade && a->focus == b->focus;
}

static bool is_same(const struct frame *a, const struct frame *b) {
	if (a->rows != b->rows || a->cols != b->cols || a->cursor_shown != b->cursor_shown) {
		return false;
	}
	if (a->cursor_shown && (a->cursor_row != b->cursor_row || a->cursor_col != b->cursor_col)) {
		return false;
	}
	const size_t n = (size_t)a->rows * (size_t)a->cols;
	for (size_t i = 0; i < n; i++) {
		if (!is_same_cell(&a->cells[i], &b->cells[i])) {
			return false;
		}
	}
	return true;
}

void player_size(const struct player *player, int *ret_rows, int *ret_cols) {
	*ret_rows = player->rows + (player->settings.says ? CAPTION_ROWS : 0);
	*ret_cols = player->cols;
}

msec_t player_audience_time(const struct player *player) {
	const msec_t now = player->hidden ? player->hidden_since : player_now(player);
	return now - player->hidden_time;
}

void player_show(struct player *player) {
	if (player->hidden) {
		return;
	}
	int rows, cols;
	player_size(player, &rows, &cols);
	frame_reset(&player->composed, rows, cols);
	/* A program that has not heard of its new size yet shows as on a terminal: cut off. */
	frame_copy(&player->composed, 0, 0, &player->screen);
	if (player->settings.says) {
		caption_put(&player->composed, player->rows, player->caption.data);
	}
	if (is_same(&player->composed, &player->shown)) {
		return;
	}
	const struct frame old = player->shown;
	player->shown = player->composed;
	player->composed = old;
	const struct stage_audience *audience = player->audience;
	audience->drew(audience->self, player_audience_time(player), &player->shown);
}

/* A new picture of the screen: for whoever watches, and for a Wait. */
static void changed(struct player *player) {
	player_look(player);
	player_show(player);
}

void player_show_shell(struct player *player) {
	shell_render(player->shell, player->rows, player->cols, &player->screen);
	changed(player);
}

void player_drew(struct player *player, const struct frame *frame) {
	/* The last words of a program that is over are not on the screen any more. */
	if (!player->starting && !player->ops->is_up(player->stage)) {
		return;
	}
	player->program = true;
	frame_reset(&player->screen, frame->rows, frame->cols);
	frame_copy(&player->screen, 0, 0, frame);
	changed(player);
}
