/* unlike play FILE [--headless] [-o FILE]... [--junit FILE] [--speed X] [--step] [--loop] */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "command.h"
#include "stage/play_check.h"
#include "stage/play_house.h"
#include "client/runtime.h"
#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/tape/junit.h"
#include "unlike/tape/recorder.h"

#define OUTPUTS_MAX 32

struct play {
	const struct call *call;
	const struct tape *tape;
	struct recording recording; /* what all recorders are told */
	struct house *house;
	struct stage *stage;
	struct player *player;
	const char *paths[OUTPUTS_MAX];
	struct recorder *recorders[OUTPUTS_MAX]; /* own */
	size_t n;
};

static bool given(const struct play *play, enum unlike_option option) {
	return play->call->options[option].given;
}

/* --- who watches ----------------------------------------------------------------------------- */

static void on_drew(void *self, msec_t at, const struct frame *frame) {
	struct play *play = self;
	house_show(play->house, frame);
	for (size_t i = 0; i < play->n; i++) {
		recorder_drew(play->recorders[i], at, frame);
	}
}

static void on_stepped(void *self, msec_t at, const struct tape_command *command,
		const struct frame *frame) {
	struct play *play = self;
	for (size_t i = 0; i < play->n; i++) {
		recorder_stepped(play->recorders[i], at, command, frame);
	}
}

static bool on_still(void *self, const char *path, const struct frame *frame, struct err *reterr) {
	const struct play *play = self;
	return recorder_still(path, &play->recording, frame, reterr);
}

/* --- recordings ------------------------------------------------------------------------------ */

static bool collect_paths(struct play *play, struct err *reterr) {
	const struct option_value *outputs = &play->call->options[OPT_OUTPUT];
	if (given(play, OPT_LOOP)) {
		return true; /* what has no end is not recorded */
	}
	for (size_t i = 0; i < outputs->n; i++) {
		play->paths[play->n++] = outputs->list[i];
	}
	for (size_t i = 0; i < play->tape->n; i++) {
		if (play->tape->commands[i].verb != TAPE_OUTPUT) {
			continue;
		}
		if (play->n == OUTPUTS_MAX) {
			return err_set(reterr, ERR_INPUT,
					_("more than %d outputs are not possible"), OUTPUTS_MAX);
		}
		play->paths[play->n++] = play->tape->commands[i].text;
	}
	return true;
}

static bool start_recorders(struct play *play, struct err *reterr) {
	const size_t n = play->n;
	play->n = 0;
	for (size_t i = 0; i < n; i++) {
		play->recorders[i] = recorder_create(play->paths[i], &play->recording, reterr);
		if (play->recorders[i] == NULL) {
			return false;
		}
		play->n++;
	}
	return true;
}

static bool finish_recorders(struct play *play, struct err *reterr) {
	for (size_t i = 0; i < play->n; i++) {
		if (!recorder_finish(play->recorders[i], reterr)) {
			return false;
		}
		command_say(play->call, _("wrote %s"), play->paths[i]);
	}
	return true;
}

static void drop_recorders(struct play *play) {
	for (size_t i = 0; i < play->n; i++) {
		recorder_destroy(play->recorders[i]);
	}
	play->n = 0;
}

static bool write_junit(const struct play *play, struct err *reterr) {
	if (!given(play, OPT_JUNIT)) {
		return true;
	}
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	junit_write(play->player, play->tape, &text);
	const bool fine = file_write_atomic(
			play->call->options[OPT_JUNIT].text, text.data, text.len, 0644, reterr);
	buf_finish(&text);
	return fine;
}

/* --- playing --------------------------------------------------------------------------------- */

static bool play_once(struct play *play, struct err *reterr) {
	const struct stage_audience audience = {
		.drew = on_drew, .stepped = on_stepped, .still = on_still, .self = play
	};
	const struct pacer pacer = house_pacer(play->house);
	play->stage = stage_create(&play->tape->settings, &pacer, reterr);
	if (play->stage == NULL) {
		return false;
	}
	play->player = player_create(play->tape, &stage_ops, play->stage, &audience);
	stage_set_player(play->stage, play->player);
	player_size(play->player, &play->recording.rows, &play->recording.cols);
	return house_has_room(play->house, play->recording.rows, play->recording.cols, reterr) &&
			start_recorders(play, reterr) && player_play(play->player, reterr);
}

static void strike(struct play *play) {
	drop_recorders(play);
	player_destroy(play->player);
	stage_destroy(play->stage);
	play->player = NULL;
	play->stage = NULL;
}

/* Which Expect it was, what it looked for, and what stood there. */
static void tell_failure(const struct play *play, const struct player_check *check) {
	const struct tape_where *where = &check->command->where;
	fprintf(play->call->host->err, "%s:%d:%d: %s\n%s\n\n%s", where->file, where->line,
			where->column, check->command->source, check->why.data, check->screen.data);
}

static void tell_success(const struct play *play) {
	const struct player_check *checks = NULL;
	const size_t n = player_checks(play->player, &checks);
	command_say(play->call,
			lang_plural("%s: %zu check, all met", "%s: %zu checks, all met",
					(int64_t)n),
			play->tape->file, n);
}

/* What came of it; the screen is given back before anything is told. */
static int settle_up(struct play *play, bool played, const struct err *why) {
	struct err err = *why;
	const int signal = house_signal(play->house);
	house_close(play->house);
	play->house = NULL;
	if (!played && err.code == ERR_CANCELED) {
		return signal != 0 ? 128 + signal : EX_OK;
	}
	const struct player_check *failed = player_failed(play->player);
	if (failed != NULL) {
		tell_failure(play, failed);
		/* What was expected did not come, or the stage itself broke down (a full disk). */
		const int status = err.code == ERR_INPUT ? 1 : runtime_exit_code(&err);
		return write_junit(play, &err) ? status : command_failed(play->call, &err);
	}
	if (!played) {
		return command_failed(play->call, &err);
	}
	if (!finish_recorders(play, &err) || !write_junit(play, &err)) {
		const int status = command_failed(play->call, &err);
		return err.code == ERR_IO ? EX_CANTCREAT : status;
	}
	tell_success(play);
	return EX_OK;
}

static int play(struct play *play) {
	const bool headless = given(play, OPT_HEADLESS);
	const struct house_config config = {
		.screen = !headless,
		.paced = !headless || given(play, OPT_REALTIME),
		.step = given(play, OPT_STEP),
		.theme = play->recording.theme,
		.speed = given(play, OPT_SPEED) ? play->call->options[OPT_SPEED].real : 1,
	};
	struct err err = { 0 };
	if (!collect_paths(play, &err)) {
		return command_failed(play->call, &err);
	}
	play->house = house_open(&config, &err);
	if (play->house == NULL) {
		return command_failed(play->call, &err);
	}
	bool played = play_once(play, &err);
	while (played && given(play, OPT_LOOP)) {
		strike(play);
		played = play_once(play, &err);
	}
	const int status = settle_up(play, played, &err);
	strike(play);
	house_close(play->house);
	return status;
}

static bool check_call(const struct call *call, struct err *reterr) {
	const struct option_value *options = call->options;
	const bool headless = options[OPT_HEADLESS].given;
	if (headless && (options[OPT_STEP].given || options[OPT_LOOP].given)) {
		return err_set(reterr, ERR_INPUT,
				_("--step and --loop are for the screen, and "
				  "--headless is without one"));
	}
	if (!headless && options[OPT_REALTIME].given) {
		return err_set(reterr, ERR_INPUT,
				_("on the screen time is always real; --realtime "
				  "goes with --headless"));
	}
	if (headless && options[OPT_SPEED].given && !options[OPT_REALTIME].given) {
		return err_set(reterr, ERR_INPUT,
				_("--headless takes no time; --speed goes with --realtime then"));
	}
	if (options[OPT_LOOP].given && options[OPT_OUTPUT].given) {
		return err_set(reterr, ERR_INPUT,
				_("what has no end is not recorded: --loop and "
				  "--output do not go together"));
	}
	if (!headless && (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0)) {
		return err_set(reterr, ERR_INPUT,
				_("there is no terminal to play on; --headless "
				  "plays without one"));
	}
	for (size_t i = 0; i < options[OPT_OUTPUT].n; i++) {
		if (!recorder_check(options[OPT_OUTPUT].list[i], reterr)) {
			return false;
		}
	}
	return true;
}

int cmd_play(const struct call *call) {
	struct err err;
	const char *path = call->operands[0];
	if (!check_call(call, &err)) {
		command_failed(call, &err);
		return EX_USAGE;
	}
	if (!file_exists(path)) {
		err_set(&err, ERR_INPUT, _("there is no tape %.120s"), path);
		command_failed(call, &err);
		return EX_NOINPUT;
	}
	struct buf problems;
	buf_init(&problems, BUF_UNLIMITED);
	struct tape *tape = tape_read(path, &problems);
	int status = EX_DATAERR;
	if (tape == NULL || !play_check(tape, &problems)) {
		fputs(problems.data, call->host->err);
		fprintf(call->host->err, "unlike: %s\n",
				_("the tape is not as it should be; nothing was played."));
	} else {
		if (!call->options[OPT_QUIET].given) {
			fputs(tape->notes.data, call->host->err);
		}
		struct play p = {
			.call = call,
			.tape = tape,
			.recording = { .start = tape->settings.start,
					.title = tape->settings.title,
					.theme = theme_find(tape->settings.theme) },
		};
		status = play(&p);
	}
	tape_free(tape);
	buf_finish(&problems);
	return status;
}
