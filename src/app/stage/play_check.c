#include "play_check.h"

#include <stdlib.h>
#include <string.h>

#include "command/platforms.h"
#include "stage.h"
#include "unlike/base/date.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/options.h"
#include "unlike/base/spawn.h"
#include "unlike/likesd/likesd.h"
#include "unlike/tape/recorder.h"
#include "unlike/ui/words.h"

/* What is typed into the shell before the screen is up, as far as that can be told beforehand. */
struct check {
	struct buf typed;
	bool up; /* a command line has opened the screen */
	bool unclear; /* the line was edited: it is looked at when it runs */
};

static bool check_settings(const struct tape_settings *settings, struct err *reterr) {
	struct platform *platform = NULL;
	if (theme_find(settings->theme) == NULL) {
		struct buf names;
		buf_init(&names, 160);
		for (const char *const *name = theme_names(); *name != NULL; name++) {
			buf_printf(&names, "%s%s", names.len > 0 ? ", " : "", *name);
		}
		err_set(reterr, ERR_INPUT, "there is no theme '%.40s'; there is: %s",
				settings->theme, names.data);
		buf_finish(&names);
		return false;
	}
	enum lang lang;
	if (!lang_find(settings->language, &lang)) {
		return err_set(reterr, ERR_INPUT,
				"there is no language '%.40s'; there are: en, zh_CN",
				settings->language);
	}
	if (!date_set_zone(settings->time_zone, reterr) ||
			!platforms_check(settings->platform, reterr) ||
			!likesd_load_platform(settings->platform, &platform, reterr)) {
		return false;
	}
	platform_destroy(platform);
	return true;
}

static bool check_program(const char *name, struct err *reterr) {
	char *path = spawn_find(name);
	bool found = path != NULL;
	free(path);
	return found || err_set(reterr, ERR_INPUT, "the program '%.60s' is not here", name);
}

static bool check_state(const char *word, struct err *reterr) {
	const char *words[LIKE_STATE_COUNT];
	for (int state = 0; state < LIKE_STATE_COUNT; state++) {
		words[state] = words_state_name((enum like_state)state);
		if (strcmp(words[state], word) == 0) {
			return true;
		}
	}
	const char *near = options_nearest(word, words, LIKE_STATE_COUNT);
	return err_set(reterr, ERR_INPUT, "no state is called '%.40s'; did you mean '%s'?", word,
			near != NULL ? near : words[LIKE_CONFIRMED]);
}

static bool check_typed(
		struct check *check, const struct tape_command *command, struct err *reterr) {
	bool fine = true;
	if (command->verb == TAPE_TYPE) {
		buf_add_str(&check->typed, command->text);
	} else if (command->key.sym == KEY_SYM_ENTER) {
		const bool blank = strspn(check->typed.data, " ") == check->typed.len;
		fine = blank || check->unclear ||
				stage_check_command(check->typed.data, &check->up, reterr);
		buf_reset(&check->typed);
		check->unclear = false;
	} else {
		check->unclear = true;
	}
	return fine;
}

static bool check_command(const struct tape *tape, const struct tape_command *command, void *data,
		struct err *reterr) {
	struct check *check = data;
	if (command == NULL) {
		return check_settings(&tape->settings, reterr);
	}
	switch (command->verb) {
	case TAPE_OUTPUT:
		return recorder_check(command->text, reterr);
	case TAPE_SCREENSHOT:
		return recorder_check_still(command->text, reterr);
	case TAPE_REQUIRE:
		return check_program(command->text, reterr);
	case TAPE_EXPECT_STATE:
		return check_state(command->text, reterr);
	case TAPE_TYPE:
	case TAPE_KEY:
		return check->up || check_typed(check, command, reterr);
	case TAPE_KILL:
		check->up = false;
		return true;
	case TAPE_RESTART:
		check->up = true;
		return true;
	default:
		return true;
	}
}

bool play_check(const struct tape *tape, struct buf *problems) {
	struct check check = { 0 };
	buf_init(&check.typed, BUF_UNLIMITED);
	const bool fine = tape_check(tape, check_command, &check, problems);
	buf_finish(&check.typed);
	return fine;
}
