/* unlike config show [NAME] | check | path | edit */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "command.h"
#include "config_edit.h"
#include "output.h"
#include "client/shell_words.h"
#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/spawn.h"

#define USUAL_EDITOR "vi"

static int wrong_usage(const struct call *call, struct err *err) {
	command_failed(call, err);
	return EX_USAGE;
}

static void print_lines(FILE *out, const char *text) {
	while (*text != '\0') {
		const size_t len = strcspn(text, "\n");
		char *line = xstrndup(text, len);
		print_clean_line(out, line);
		free(line);
		text += len + (text[len] == '\n');
	}
}

/* --- show ------------------------------------------------------------------------------------ */

/* "screen.theme", "keys.undo" */
static bool add_value(const struct config *config, const char *name, struct buf *out) {
	const char *point = strchr(name, '.');
	if (point == NULL) {
		return false;
	}
	char *section = xstrndup(name, (size_t)(point - name));
	const enum setting setting = setting_find(section, point + 1);
	const bool keys = strcmp(section, "keys") == 0;
	free(section);
	if (setting != SETTING_COUNT) {
		setting_format(setting, &config->values[setting].value, out);
		return true;
	}
	const enum request request = keys ? request_find(point + 1) : REQUEST_COUNT;
	if (request != REQUEST_COUNT) {
		buf_add_str(out, keymap_keys(&config->keymap, request));
	}
	return request != REQUEST_COUNT;
}

static int show(const struct call *call) {
	const struct config *config = host_config(call->host);
	int status = EX_OK;
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	if (call->n_operands == 1) {
		config_show(config, &text);
		print_lines(call->host->out, text.data);
	} else if (add_value(config, call->operands[1], &text)) {
		print_clean_line(call->host->out, text.data);
	} else {
		struct err err;
		err_set(&err, ERR_INPUT,
				_("nothing is called '%.60s'; 'unlike config show' has the names, "
				  "with "
				  "their section before them: screen.theme, keys.undo"),
				call->operands[1]);
		status = wrong_usage(call, &err);
	}
	buf_finish(&text);
	return status;
}

/* --- check, path ----------------------------------------------------------------------------- */

static int check(const struct call *call, const struct config *config) {
	if (config->n_problems == 0) {
		command_say(call, "%s: %s",
				config->path != NULL ? config->path : _("configuration"),
				config->exists ? _("everything is understood.")
					       : _("not there; nothing is set."));
		return EX_OK;
	}
	print_lines(call->host->out, config->problems.data);
	command_say(call,
			lang_plural("%zu line is not understood; the rest holds.",
					"%zu lines are not understood; the rest holds.",
					(int64_t)config->n_problems),
			config->n_problems);
	return EX_CONFIG;
}

/* Read anew: the first time nobody knew in which language what is wrong would be told. */
static int check_now(const struct call *call) {
	struct config config;
	config_load(&config);
	const int status = check(call, &config);
	config_finish(&config);
	return status;
}

/* NULL: it was told that there is no place for a file. */
static const char *path_of(const struct call *call) {
	const struct config *config = host_config(call->host);
	if (config->path == NULL) {
		struct err err;
		err_set(&err, ERR_CONFIG, _("HOME is not set: there is no place for a file"));
		command_failed(call, &err);
	}
	return config->path;
}

static int tell_path(const struct call *call) {
	const char *path = path_of(call);
	if (path == NULL) {
		return EX_CONFIG;
	}
	print_clean_line(call->host->out, path);
	return EX_OK;
}

/* --- edit ------------------------------------------------------------------------------------ */

static bool make_file(const char *path, struct err *reterr) {
	char *folder = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	config_template(&text);
	const bool fine = file_make_folder(folder, 0700, reterr) &&
			file_write_atomic(path, text.data, text.len, 0600, reterr);
	buf_finish(&text);
	free(folder);
	return fine;
}

static const char *editor_line(void) {
	const char *visual = getenv("VISUAL");
	const char *editor = getenv("EDITOR");
	return visual != NULL && visual[0] != '\0'            ? visual
			: editor != NULL && editor[0] != '\0' ? editor
							      : USUAL_EDITOR;
}

/* Its words and the path, without a shell. */
static bool run_editor(const char *path, struct err *reterr) {
	struct shell_words words;
	const char *argv[SHELL_WORDS_MAX + 2] = { NULL };
	int status = 0;
	if (!shell_words_split(editor_line(), &words, reterr)) {
		return err_wrap(reterr, "VISUAL or EDITOR");
	}
	for (int i = 0; i < words.argc; i++) {
		argv[i] = words.argv[i];
	}
	argv[words.argc] = path;
	char *program = words.argc > 0 ? spawn_find(argv[0]) : NULL;
	bool fine = program != NULL;
	if (!fine) {
		err_set(reterr, ERR_INPUT,
				_("there is no editor '%.60s' here: set VISUAL or EDITOR, or "
				  "change "
				  "%.120s "
				  "by other means"),
				words.argc > 0 ? argv[0] : "", path);
	} else {
		argv[0] = program;
		fine = spawn_in_front(argv, &status, reterr);
	}
	if (fine && status != 0) {
		fine = err_set(reterr, ERR_IO, _("the editor ended with %d"), status);
	}
	free(program);
	shell_words_finish(&words);
	return fine;
}

bool config_edit(const struct config *config, struct err *reterr) {
	if (config->path == NULL) {
		return err_set(reterr, ERR_CONFIG,
				_("HOME is not set: there is no place for a file"));
	}
	return (config->exists || make_file(config->path, reterr)) &&
			run_editor(config->path, reterr);
}

static int edit(const struct call *call) {
	struct err err;
	const char *path = path_of(call);
	if (path == NULL) {
		return EX_CONFIG;
	}
	if (call->options[OPT_NO_INPUT].given || call->host->in == NULL ||
			isatty(fileno(call->host->in)) == 0) {
		err_set(&err, ERR_INPUT,
				_("there is no terminal for an editor; the file is %.180s"), path);
		return wrong_usage(call, &err);
	}
	if (!config_edit(host_config(call->host), &err)) {
		return command_failed(call, &err);
	}
	return check_now(call);
}

int cmd_config(const struct call *call) {
	const char *what = call->operands[0];
	int status = EX_USAGE;
	struct err err;
	if (call->n_operands > 1 && strcmp(what, "show") != 0) {
		err_set(&err, ERR_INPUT, _("'unlike config %.20s' takes nothing more"), what);
		status = wrong_usage(call, &err);
	} else if (strcmp(what, "show") == 0) {
		status = show(call);
	} else if (strcmp(what, "check") == 0) {
		status = check_now(call);
	} else if (strcmp(what, "path") == 0) {
		status = tell_path(call);
	} else if (strcmp(what, "edit") == 0) {
		status = edit(call);
	} else {
		err_set(&err, ERR_INPUT,
				_("'unlike config %.40s' is nothing; there is show, check, path "
				  "and "
				  "edit"),
				what);
		status = wrong_usage(call, &err);
	}
	return fflush(call->host->out) == 0 || status != EX_OK ? status : EX_IOERR;
}
