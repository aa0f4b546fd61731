/* What there is to type: one row a command, and which of the options it takes. */
#include "commands.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "unlike/base/lang.h"
#include "unlike/base/text.h"

static const struct option_spec specs[OPT_COUNT] = {
#define BIT(i) ((uint64_t)1 << (i))
#define X(option, text, key, sort, value, least, most, sentence) \
	[option] = { .name = text, \
		.letter = key, \
		.kind = sort, \
		.word = value, \
		.min = least, \
		.max = most, \
		.help = sentence, \
		.commands = 0 },
	UNLIKE_OPTIONS(X)
#undef X
};

enum {
	CMD_SCREEN,
	CMD_DEMO,
	CMD_LOGIN,
	CMD_LIST,
	CMD_SHOW,
	CMD_OPEN,
	CMD_CANCEL,
	CMD_LIKE,
	CMD_UNDO,
	CMD_PLAN,
	CMD_SYNC,
	CMD_STATUS,
	CMD_HISTORY,
	CMD_BUDGET,
	CMD_FORECAST,
	CMD_ACCOUNTS,
	CMD_LOGOUT,
	CMD_FORGET,
	CMD_CONFIG,
	CMD_THEME,
	CMD_DOCTOR,
	CMD_PLAY,
	CMD_COUNT
};

static const struct command commands[CMD_COUNT] = {
	[CMD_SCREEN] = { "", "", N_("Opens the account on the screen."), 0, 0, cmd_screen },
	[CMD_DEMO] = { "demo", "",
			N_("Tries it all with an example on a server of its own; nothing to set "
			   "up. "
			   "Without a "
			   "terminal it takes one like back and tells how that goes."),
			0, 0, cmd_demo },
	[CMD_LOGIN] = { "login", "SERVICE [URL]",
			N_("Signs in to a service. On a terminal what is missing is asked for; a "
			   "secret "
			   "is read from there, from a file or from a command, never from an "
			   "argument."),
			1, 2, cmd_login },
	[CMD_LIST] = { "list", "[QUERY...]",
			N_("Prints what is liked, newest first; with QUERY what has all its words "
			   "in "
			   "title or author."),
			0, -1, cmd_list },
	[CMD_SHOW] = { "show", "ID", N_("Prints everything known of one like, and its history."), 1,
			1, cmd_show },
	[CMD_OPEN] = { "open", "ID",
			N_("Opens its page in the browser; prints the address where there is "
			   "none."),
			1, 1, cmd_open },
	[CMD_CANCEL] = { "cancel", "ID...", N_("Takes likes back."), 1, -1, cmd_cancel },
	[CMD_LIKE] = { "like", "ID...", N_("Likes again what was taken back."), 1, -1, cmd_like },
	[CMD_UNDO] = { "undo", "[ID]",
			N_("Undoes the latest cancel that waits to be sent, or that of ID; one "
			   "that "
			   "was sent "
			   "is liked again."),
			0, 1, cmd_undo },
	[CMD_PLAN] = { "plan", "[stop [ID...]|hold [UNTIL]|resume|reserve N|default]",
			N_("Tells what waits for its turn, when it is sent and when it is done. "
			   "stop: the likes are kept, nothing more is sent. hold: nothing is sent "
			   "before UNTIL (2026-12-01, or 2026-12-01 14:20), or before resume. "
			   "reserve: so many of each limit stay free."),
			0, -1, cmd_plan },
	[CMD_SYNC] = { "sync", "", N_("Sends what is due and looks at what became of the rest."), 0,
			0, cmd_sync },
	[CMD_STATUS] = { "status", "", N_("Tells where everything that was asked for stands."), 0,
			0, cmd_status },
	[CMD_HISTORY] = { "history", "",
			N_("Tells of everything that was asked for what happened to it, step by "
			   "step."),
			0, 0, cmd_history },
	[CMD_BUDGET] = { "budget", "",
			N_("Asks the service how the account stands by its rules: limits with "
			   "their use, the ratio, penalties with their end."),
			0, 0, cmd_budget },
	[CMD_FORECAST] = { "forecast", "ID...",
			N_("Tells what taking these likes back would set off, were it done now, "
			   "one after the other; nothing is done."),
			1, -1, cmd_forecast },
	[CMD_ACCOUNTS] = { "accounts", "",
			N_("Tells which accounts there are; the one with a star is the default."),
			0, 0, cmd_accounts },
	[CMD_LOGOUT] = { "logout", "",
			N_("Forgets the session. The account stays, and what it waits to send."), 0,
			0, cmd_logout },
	[CMD_FORGET] = { "forget", "ACCOUNT",
			N_("Forgets an account with its session, its list and its history."), 1, 1,
			cmd_forget },
	[CMD_CONFIG] = { "config", "show|check|path|edit [NAME]",
			N_("Shows what is set and where each value comes from (or NAME alone, such "
			   "as "
			   "screen.theme), checks the file, tells where it is, or opens it in your "
			   "editor."),
			1, 2, cmd_config },
	[CMD_THEME] = { "theme", "list|show|check [NAME|FILE]",
			N_("Tells which themes there are, what one looks like, or whether it can "
			   "be "
			   "read: "
			   "the contrast of everything that it draws."),
			1, 2, cmd_theme },
	[CMD_DOCTOR] = { "doctor", "",
			N_("Looks at the terminal, the files, the services and their clocks, and "
			   "tells what "
			   "it finds. No secret is in it."),
			0, 0, cmd_doctor },
	[CMD_PLAY] = { "play", "FILE",
			N_("Plays a scripted session (a .tape) on a service of its own: on the "
			   "screen, "
			   "or with --headless without one, the same each time."),
			1, 1, cmd_play },
};

/* Which command takes which option. */
static const struct {
	enum unlike_option option;
	uint64_t commands;
} takes[] = {
	{ OPT_ACCOUNT,
			BIT(CMD_SCREEN) | BIT(CMD_LIST) | BIT(CMD_SHOW) | BIT(CMD_OPEN) |
					BIT(CMD_CANCEL) | BIT(CMD_LIKE) | BIT(CMD_UNDO) |
					BIT(CMD_SYNC) | BIT(CMD_STATUS) | BIT(CMD_HISTORY) |
					BIT(CMD_BUDGET) | BIT(CMD_FORECAST) | BIT(CMD_PLAN) |
					BIT(CMD_LOGOUT) },
	{ OPT_JSON,
			BIT(CMD_LIST) | BIT(CMD_SHOW) | BIT(CMD_STATUS) | BIT(CMD_HISTORY) |
					BIT(CMD_ACCOUNTS) | BIT(CMD_BUDGET) | BIT(CMD_FORECAST) |
					BIT(CMD_PLAN) },
	{ OPT_REFRESH, BIT(CMD_LIST) },
	{ OPT_YES, BIT(CMD_CANCEL) | BIT(CMD_LIKE) | BIT(CMD_FORGET) | BIT(CMD_PLAN) },
	{ OPT_PACE, BIT(CMD_CANCEL) },
	{ OPT_NO_PACE, BIT(CMD_CANCEL) },
	{ OPT_ABANDON, BIT(CMD_FORGET) },
	{ OPT_NOW, BIT(CMD_CANCEL) | BIT(CMD_LIKE) },
	{ OPT_ONCE, BIT(CMD_SYNC) },
	{ OPT_WAIT, BIT(CMD_SYNC) },
	{ OPT_SECRET_FILE, BIT(CMD_LOGIN) },
	{ OPT_SECRET_COMMAND, BIT(CMD_LOGIN) },
	{ OPT_USER, BIT(CMD_LOGIN) },
	{ OPT_NAME, BIT(CMD_LOGIN) },
	{ OPT_THEME, BIT(CMD_SCREEN) | BIT(CMD_DEMO) | BIT(CMD_CONFIG) | BIT(CMD_THEME) },
	{ OPT_PLATFORM, BIT(CMD_DEMO) },
	{ OPT_SAMPLE, BIT(CMD_DEMO) },
	{ OPT_SIZE, BIT(CMD_DEMO) },
	{ OPT_NO_INPUT, ~(BIT(CMD_DEMO) | BIT(CMD_PLAY)) & (BIT(CMD_COUNT) - 1) },
	{ OPT_HEADLESS, BIT(CMD_PLAY) },
	{ OPT_OUTPUT, BIT(CMD_PLAY) },
	{ OPT_JUNIT, BIT(CMD_PLAY) },
	{ OPT_SPEED, BIT(CMD_PLAY) },
	{ OPT_STEP, BIT(CMD_PLAY) },
	{ OPT_LOOP, BIT(CMD_PLAY) },
	{ OPT_REALTIME, BIT(CMD_PLAY) },
};

static void fill_specs(struct option_spec ret[static OPT_COUNT]) {
	memcpy(ret, specs, sizeof specs);
	for (size_t i = 0; i < sizeof takes / sizeof takes[0]; i++) {
		ret[takes[i].option].commands = takes[i].commands;
	}
	for (size_t i = 0; i < OPT_COUNT; i++) {
		ret[i].help = lang_text(ret[i].help);
	}
}

size_t commands_count(void) {
	return CMD_COUNT;
}

const struct command *commands_at(size_t index) {
	assert(index < CMD_COUNT);
	return &commands[index];
}

const struct option_spec *commands_option(enum unlike_option option) {
	assert(option < OPT_COUNT);
	return &specs[option];
}

const struct ui_command *commands_on_screen(size_t *ret_n) {
	static const struct {
		int command;
		enum request request;
	} same[] = {
		{ CMD_CANCEL, REQUEST_TAKE_BACK },
		{ CMD_LIST, REQUEST_LIKES },
		{ CMD_STATUS, REQUEST_ACTIVITY },
		{ CMD_HISTORY, REQUEST_ACTIVITY },
		{ CMD_ACCOUNTS, REQUEST_ACCOUNT },
		{ CMD_LOGIN, REQUEST_SIGN_IN },
	};
	static struct ui_command made[sizeof same / sizeof same[0]];
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		made[i] = (struct ui_command){ commands[same[i].command].name, same[i].request };
	}
	*ret_n = sizeof same / sizeof same[0];
	return made;
}

void commands_choose_language(const struct config *config) {
	/* "auto", "en", "zh" */
	static const enum lang set[] = { LANG_COUNT, LANG_EN, LANG_ZH_CN };
	const enum lang lang = set[config_number(config, SETTING_LANGUAGE)];
	lang_set(lang != LANG_COUNT ? lang : lang_of_environment());
}

bool commands_takes(size_t index, enum unlike_option option) {
	struct option_spec filled[OPT_COUNT];
	fill_specs(filled);
	return filled[option].commands == 0 || (filled[option].commands & BIT(index)) != 0;
}

static bool find_command(const char *name, int *ret, struct err *reterr) {
	const char *names[CMD_COUNT];
	for (int i = 0; i < CMD_COUNT; i++) {
		names[i] = commands[i].name;
		if (strcmp(name, commands[i].name) == 0) {
			*ret = i;
			return true;
		}
	}
	const char *nearest = options_nearest(name, names + 1, CMD_COUNT - 1);
	if (nearest != NULL) {
		return err_set(reterr, ERR_INPUT,
				_("there is no command '%.40s'; did you mean '%s'?"), name,
				nearest);
	}
	return err_set(reterr, ERR_INPUT, _("there is no command '%.40s'"), name);
}

static bool check_operands(const struct command *command, int n, struct err *reterr) {
	if (n < command->least) {
		return err_set(reterr, ERR_INPUT, _("'unlike %s' needs %s"), command->name,
				command->operands);
	}
	if (command->most >= 0 && n > command->most) {
		return err_set(reterr, ERR_INPUT, _("'unlike %s' takes %s"), command->name,
				command->operands[0] == '\0' ? _("nothing more")
							     : command->operands);
	}
	return true;
}

static bool check_lang(const struct option_value *value, struct err *reterr) {
	enum lang lang;
	return !value->given || lang_find(value->text, &lang) ||
			err_set(reterr, ERR_INPUT,
					_("--lang: '%.40s' is not here; en and zh_CN are"),
					value->text);
}

bool commands_read(int argc, char **argv, const struct host *host, struct command_line *ret,
		struct err *reterr) {
	struct option_spec filled[OPT_COUNT];
	fill_specs(filled);
	const struct option_table table = { .specs = filled, .count = OPT_COUNT };
	int n = 0;
	int index = CMD_SCREEN;
	if (!options_parse(&table, argc, argv, ret->values, &n, reterr) ||
			!check_lang(&ret->values[OPT_LANG], reterr) ||
			(n > 0 && !find_command(argv[1], &index, reterr))) {
		return false;
	}
	ret->command = &commands[index];
	ret->call = (struct call){
		.host = host,
		.options = ret->values,
		.operands = argv + (n > 0 ? 2 : 1),
		.n_operands = n > 0 ? n - 1 : 0,
	};
	if (ret->values[OPT_HELP].given || ret->values[OPT_VERSION].given) {
		return true;
	}
	char name[40];
	(void)snprintf(name, sizeof name, "unlike%s%s", n > 0 ? " " : "", ret->command->name);
	return options_check(&table, ret->values, BIT(index), name, reterr) &&
			check_operands(ret->command, ret->call.n_operands, reterr);
}

static void add_usage(struct buf *out, const struct command *command) {
	buf_printf(out, "unlike%s%s%s%s\n", command->name[0] == '\0' ? "" : " ", command->name,
			command->operands[0] == '\0' ? "" : " ", command->operands);
}

static void add_all(struct buf *out) {
	buf_printf(out, "%s\n\n",
			_("unlike shows what you have liked, and takes back what you want."));
	for (int i = 0; i < CMD_COUNT; i++) {
		buf_add_str(out, "  ");
		add_usage(out, &commands[i]);
		buf_add_str(out, "      ");
		options_add_wrapped(out, 6, lang_text(commands[i].help));
	}
	buf_printf(out, "\n%s\n",
			_("Options ('unlike COMMAND --help' shows those of one command)"));
}

static void commands_help(const struct command *command, struct buf *out) {
	struct option_spec filled[OPT_COUNT];
	fill_specs(filled);
	const struct option_table table = { .specs = filled, .count = OPT_COUNT };
	const bool all = command == &commands[CMD_SCREEN];
	if (all) {
		add_all(out);
	} else {
		add_usage(out, command);
		buf_add_str(out, "  ");
		options_add_wrapped(out, 2, lang_text(command->help));
		buf_printf(out, "\n%s\n", _("Options"));
	}
	options_help(&table, all ? 0 : BIT(command - commands), out);
}

int command_failed(const struct call *call, const struct err *err) {
	struct buf clean;
	buf_init(&clean, BUF_UNLIMITED);
	text_clean(err->msg, strlen(err->msg), &clean);
	fprintf(call->host->err, "unlike: %s\n", clean.data);
	buf_finish(&clean);
	return runtime_exit_code(err);
}

void command_say(const struct call *call, const char *fmt, ...) {
	if (call->options[OPT_QUIET].given) {
		return;
	}
	struct buf raw;
	struct buf clean;
	va_list args;
	buf_init(&raw, BUF_UNLIMITED);
	buf_init(&clean, BUF_UNLIMITED);
	va_start(args, fmt);
	buf_vprintf(&raw, fmt, args);
	va_end(args);
	text_clean(raw.data, raw.len, &clean);
	fprintf(call->host->err, "%s\n", clean.data);
	buf_finish(&clean);
	buf_finish(&raw);
}

int command_line_failed(const struct host *host, const struct err *err) {
	const struct call call = { .host = host };
	command_failed(&call, err);
	fprintf(host->err, "%s\n", _("'unlike --help' tells what there is."));
	return EX_USAGE;
}

const char *command_account(const struct call *call) {
	const struct option_value *given = &call->options[OPT_ACCOUNT];
	return given->given ? given->text : config_text(host_config(call->host), SETTING_ACCOUNT);
}

msec_t command_undo_window(const struct call *call) {
	return config_number(host_config(call->host), SETTING_UNDO);
}

/* These tell what is wrong with the configuration in a place of their own. */
static bool tells_by_itself(const struct command *command) {
	return command->run == cmd_screen || command->run == cmd_demo ||
			command->run == cmd_config || command->run == cmd_play ||
			command->run == cmd_doctor || command->run == cmd_theme;
}

static void say_problems(const struct command_line *line) {
	const struct config *config = host_config(line->call.host);
	if (config->n_problems > 0 && !tells_by_itself(line->command)) {
		command_say(&line->call,
				lang_plural("%s: %zu line is not understood; 'unlike config check' "
					    "tells",
						"%s: %zu lines are not understood; 'unlike config "
						"check' tells",
						(int64_t)config->n_problems),
				config->path, config->n_problems);
	}
}

static bool take_theme(const struct command_line *line, struct err *reterr) {
	const struct option_value *theme = &line->values[OPT_THEME];
	return !theme->given || line->call.host->config == NULL ||
			config_set(line->call.host->config, SETTING_THEME, theme->text, reterr);
}

int command_line_run(const struct command_line *line) {
	struct err err;
	FILE *out = line->call.host->out;
	enum lang lang;
	if (line->values[OPT_LANG].given && lang_find(line->values[OPT_LANG].text, &lang)) {
		lang_set(lang);
	}
	if (line->values[OPT_VERSION].given) {
		fputs("unlike " UNLIKE_VERSION "\n", out);
		return EX_OK;
	}
	if (line->values[OPT_HELP].given) {
		struct buf help;
		buf_init(&help, BUF_UNLIMITED);
		commands_help(line->command, &help);
		fputs(help.data, out);
		buf_finish(&help);
		return EX_OK;
	}
	if (!take_theme(line, &err)) {
		return command_line_failed(line->call.host, &err);
	}
	say_problems(line);
	return line->command->run(&line->call);
}
