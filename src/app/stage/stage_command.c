/* What is typed at the prompt of a tape: the screen, or a command that prints and ends. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/commands.h"
#include "client/shell_words.h"
#include "stage_inner.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

/* --- a command without a screen -------------------------------------------------------------- */

/* What loop_turn() waits with: time itself. */
static bool wait_virtually(
		void *self, struct loop_fd *fds, size_t n, int timeout_ms, struct err *reterr) {
	struct stage *s = self;
	(void)fds;
	(void)n;
	if (!s->pacer.wait(s->pacer.self, timeout_ms, true, &s->failed)) {
		*reterr = s->failed;
		return false;
	}
	fake_clock_advance(&s->world.time, timeout_ms);
	return true;
}

static bool lend_world(void *self, struct runtime *rt, struct err *reterr) {
	struct stage *s = self;
	(void)reterr;
	rt->clock = s->world.clock;
	rt->rng = s->world.rng;
	rt->loop = s->world.loop;
	rt->http = inproc_http_client(s->world.http);
	rt->waiter = (struct loop_waiter){ .wait = wait_virtually, .self = s };
	rt->state_dir = xstrdup(s->world.home);
	rt->data_dir = xstrdup(s->world.home);
	return true;
}

static void take_world_back(void *self, struct runtime *rt) {
	(void)self;
	(void)rt;
}

/* --- command lines --------------------------------------------------------------------------- */

/* The caller finishes *ret_words, in which the operands lie. */
static bool read_command(const char *text, struct shell_words *ret_words,
		struct command_line *ret_line, struct err *reterr) {
	if (!shell_words_split(text, ret_words, reterr)) {
		return false;
	}
	const char *program = ret_words->argc > 0 ? ret_words->argv[0] : "";
	bool fine = strcmp(program, "unlike") == 0;
	if (!fine) {
		err_set(reterr, ERR_INPUT, "a tape runs 'unlike …' and nothing else, not '%.40s'",
				program);
	}
	fine = fine && commands_read(ret_words->argc, ret_words->argv, NULL, ret_line, reterr);
	if (!fine) {
		shell_words_finish(ret_words);
	}
	return fine;
}

static bool opens_screen(const struct command_line *line) {
	return (line->command->run == cmd_screen || line->command->run == cmd_demo) &&
			!line->values[OPT_HELP].given && !line->values[OPT_VERSION].given;
}

static bool check_command(const struct command_line *line, struct err *reterr) {
	if (line->values[OPT_SIZE].given) {
		return err_set(reterr, ERR_INPUT, "in a tape the size is set with 'Set Size'");
	}
	if (line->values[OPT_THEME].given) {
		return err_set(reterr, ERR_INPUT, "in a tape the theme is set with 'Set Theme'");
	}
	if (line->command->run == cmd_play) {
		return err_set(reterr, ERR_INPUT, "a tape plays no tape; Source takes one in");
	}
	/* These look at, or reach, what is outside of the stage. */
	const bool outside = line->command->run == cmd_login || line->command->run == cmd_open ||
			line->command->run == cmd_doctor || line->command->run == cmd_config ||
			line->command->run == cmd_theme;
	return !outside ||
			err_set(reterr, ERR_INPUT,
					"'unlike %s' reaches out of a tape, and is not run there",
					line->command->name);
}

bool stage_check_command(const char *command_line, bool *ret_screen, struct err *reterr) {
	struct shell_words words;
	struct command_line line;
	if (!read_command(command_line, &words, &line, reterr)) {
		return false;
	}
	const bool fine = check_command(&line, reterr);
	*ret_screen = opens_screen(&line);
	shell_words_finish(&words);
	return fine;
}

static bool open_screen(struct stage *s, const struct command_line *line, struct err *reterr) {
	return stage_start_client(s, line->values[OPT_ACCOUNT].text, reterr) &&
			stage_settle(s, reterr);
}

static void add_clean_lines(const char *text, struct buf *out) {
	while (*text != '\0') {
		const size_t len = strcspn(text, "\n");
		text_clean(text, len, out);
		buf_add_char(out, '\n');
		text += len + (text[len] == '\n');
	}
}

/* Runs it to its end; virtual time passes in its waits. */
static bool run_command(struct stage *s, struct command_line *line, struct buf *output,
		struct err *reterr) {
	char *text = NULL;
	size_t len = 0; /* only for open_memstream */
	FILE *stream = open_memstream(&text, &len);
	if (stream == NULL) {
		return err_set(reterr, ERR_NOMEM, "no memory for what 'unlike' prints");
	}
	const struct host host = {
		.open = lend_world,
		.close = take_world_back,
		.self = s,
		.out = stream,
		.err = stream,
	};
	line->call.host = &host;
	(void)command_line_run(line);
	fclose(stream);
	add_clean_lines(text, output);
	free(text);
	if (s->failed.code != ERR_NONE) {
		*reterr = s->failed;
		return false;
	}
	return true;
}

bool stage_run(void *self, const char *command_line, struct buf *output, struct err *reterr) {
	struct stage *s = self;
	struct shell_words words;
	struct command_line line;
	assert(s->client == NULL);
	if (s->failed.code != ERR_NONE) {
		*reterr = s->failed;
		return false;
	}
	if (!read_command(command_line, &words, &line, reterr)) {
		return false;
	}
	enum lang lang = s->lang;
	if (line.values[OPT_LANG].given) {
		(void)lang_find(line.values[OPT_LANG].text, &lang);
	}
	lang_set(lang);
	const struct option_value *platform = &line.values[OPT_PLATFORM];
	const struct option_value *sample = &line.values[OPT_SAMPLE];
	const struct world_service service = {
		.platform = platform->given ? platform->text : NULL,
		.sample = sample->given ? (size_t)sample->number : 0,
		.time_scale = line.command->run == cmd_demo ? WORLD_DEMO_SCALE : 1,
	};
	const bool fine = check_command(&line, reterr) &&
			world_serve(&s->world, &service, reterr) &&
			(opens_screen(&line) ? open_screen(s, &line, reterr)
					     : run_command(s, &line, output, reterr));
	shell_words_finish(&words);
	return fine;
}
