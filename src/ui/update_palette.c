/*
 * Typing a command. It does what its key does; what the key asks first, the command asks, too.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/lang.h"
#include "palette.h"

void palette_open(struct model *model) {
	struct palette *palette = &model->palette;
	model->mode = MODE_PALETTE;
	model->typed[0] = palette->stem[0] = '\0';
	palette->chosen = -1;
	palette->at = palette->n;
}

static void set_typed(struct model *model, const char *text) {
	snprintf(model->typed, sizeof(model->typed), "%s", text);
}

/* Typed by hand: what was chosen before is no more than text. */
static void typed_anew(struct model *model) {
	struct palette *palette = &model->palette;
	memcpy(palette->stem, model->typed, sizeof(palette->stem));
	palette->chosen = -1;
	palette->at = palette->n;
	model_clear_message(model);
}

/* The next of the commands that the list shows, or the one before. */
static void choose(struct model *model, int by) {
	struct palette *palette = &model->palette;
	struct ui_command found[PALETTE_MAX];
	size_t begin;
	const int n = (int)palette_find(model, palette->stem, found, &begin);
	if (n == 0 && palette_is_more(palette->stem)) {
		return;
	}
	if (n == 0) {
		const char *nearest = palette_nearest(model, palette->stem);
		if (nearest != NULL) {
			set_typed(model, nearest);
			typed_anew(model);
		}
		return;
	}
	const int chosen = palette->chosen < 0 && by < 0 ? n : palette->chosen;
	palette->chosen = (chosen + by + n) % n;
	const char *name = found[palette->chosen].name;
	if (palette_is_more(palette->stem) && found[palette->chosen].request == REQUEST_ACCOUNT) {
		snprintf(model->typed, sizeof(model->typed), "%s %s", request_name(REQUEST_ACCOUNT),
				name);
	} else {
		set_typed(model, name);
	}
	model_clear_message(model);
}

static void recall(struct model *model, int by) {
	struct palette *palette = &model->palette;
	const int at = (int)palette->at + by;
	if (at < 0 || at > (int)palette->n) {
		return;
	}
	if (palette->at == palette->n) {
		memcpy(palette->draft, model->typed, sizeof(palette->draft));
	}
	set_typed(model, at < (int)palette->n ? palette->history[at] : palette->draft);
	typed_anew(model);
	palette->at = (size_t)at;
}

static void remember(struct palette *palette, const char *line) {
	if (palette->n > 0 && strcmp(palette->history[palette->n - 1], line) == 0) {
		return;
	}
	if (palette->n == PALETTE_HISTORY) {
		palette->n--;
		memmove(palette->history[0], palette->history[1],
				palette->n * sizeof(palette->history[0]));
	}
	snprintf(palette->history[palette->n++], sizeof(palette->history[0]), "%s", line);
}

/* The line's first word, and what is behind it. */
struct command_line {
	char word[QUERY_MAX + 1], more[QUERY_MAX + 1];
};

static void split(const char *line, struct command_line *ret) {
	const char *word = line + strspn(line, " ");
	const size_t len = strcspn(word, " ");
	const char *more = word + len + strspn(word + len, " ");
	size_t more_len = strlen(more);
	while (more_len > 0 && more[more_len - 1] == ' ') {
		more_len--;
	}
	snprintf(ret->word, sizeof(ret->word), "%.*s", (int)len, word);
	snprintf(ret->more, sizeof(ret->more), "%.*s", (int)more_len, more);
}

static void say_unknown(struct model *model, const char *word) {
	const char *nearest = palette_nearest(model, word);
	if (nearest == NULL) {
		model_say(model, SAY_WARN, _("There is no command '%s'."), word);
	} else {
		model_say(model, SAY_WARN, _("There is no command '%s'. Did you mean '%s'?"), word,
				nearest);
	}
}

/* The command that is meant; false: it said why it is none. */
static bool find(struct model *model, const struct command_line *line, struct ui_command *ret) {
	struct ui_command found[PALETTE_MAX];
	size_t begin;
	if (!palette_exact(model, line->word, ret)) {
		palette_find(model, line->word, found, &begin);
		if (begin == 0) {
			say_unknown(model, line->word);
			return false;
		}
		if (begin > 1) {
			model_say(model, SAY_INFO, _("That may be '%s' or '%s'."), found[0].name,
					found[1].name);
			return false;
		}
		*ret = found[0];
	}
	if (line->more[0] != '\0' && !palette_takes_more(ret->request)) {
		model_say(model, SAY_WARN, _("'%s' takes nothing more."), ret->name);
		return false;
	}
	return true;
}

static void enter(struct model *model, struct ui_now now, struct effects *effects) {
	struct command_line line;
	struct ui_command command;
	split(model->typed, &line);
	if (line.word[0] == '\0') {
		model->mode = MODE_LIST;
		return;
	}
	if (!find(model, &line, &command)) {
		return;
	}
	remember(&model->palette, model->typed);
	model->mode = MODE_LIST;
	model_clear_message(model);
	if (command.request == REQUEST_TAKE_BACK) {
		ask_from_words(model, false, now.mono);
	} else if (command.request == REQUEST_ACCOUNT) {
		snprintf(effects_add(effects, EFFECT_NEXT_ACCOUNT)->text,
				sizeof(effects->list->text), "%s", line.more);
	} else if (command.request == REQUEST_SEARCH && line.more[0] != '\0') {
		search_for(model, line.more, effects);
	} else {
		update_request(model, command.request, now, effects);
	}
}

void palette_key(struct model *model, struct key key, struct ui_now now, struct effects *effects) {
	const bool shift = (key.mods & KEY_MOD_SHIFT) != 0;
	switch (key.sym) {
	case KEY_SYM_TAB:
		choose(model, shift ? -1 : 1);
		return;
	case KEY_SYM_BACKTAB:
		choose(model, -1);
		return;
	case KEY_SYM_UP:
		recall(model, -1);
		return;
	case KEY_SYM_DOWN:
		recall(model, 1);
		return;
	default:
		break;
	}
	switch (typed_key(model, key)) {
	case TYPED_CHANGED:
		typed_anew(model);
		break;
	case TYPED_ENTERED:
		enter(model, now, effects);
		break;
	case TYPED_LEFT:
		model->mode = MODE_LIST;
		model_clear_message(model);
		break;
	case TYPED_NOTHING:
		break;
	}
}

void palette_paste(struct model *model, const char *text) {
	typed_paste(model, text);
	typed_anew(model);
}
