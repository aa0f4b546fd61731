/* The subcommands: one file each, one row each in the table of commands.c. */
#pragma once

#include <stdbool.h>

#include "client/runtime.h"
#include "unlike/base/lang.h"
#include "unlike/base/options.h"

/* X-macro: enum, name, letter, kind, word, min, max, help. Which takes which: commands.c. */
#define UNLIKE_OPTIONS(X) \
	X(OPT_ACCOUNT, "account", 'a', OPTION_TEXT, "NAME", 0, 0, \
			N_("The account; without it the first one that was signed in.")) \
	X(OPT_JSON, "json", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("One JSON object a line, for programs.")) \
	X(OPT_REFRESH, "refresh", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("Reads the list from the service again before it answers.")) \
	X(OPT_YES, "yes", 'y', OPTION_FLAG, NULL, 0, 0, N_("Does not ask.")) \
	X(OPT_ABANDON, "abandon", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("Forgets also what is still on its way: nobody looks any more at what " \
			   "became " \
			   "of it.")) \
	X(OPT_NOW, "now", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("No undo window: sends at once and waits for the answer.")) \
	X(OPT_PACE, "pace", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("What does not fit into the service's limits waits for its turn; see " \
			   "plan.")) \
	X(OPT_NO_PACE, "no-pace", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("All of it goes out as it is, whatever that sets off.")) \
	X(OPT_ONCE, "once", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("Sends what is due, looks at what can be confirmed, and ends. (This " \
			   "is " \
			   "what sync does without --wait.)")) \
	X(OPT_WAIT, "wait", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("Goes on until everything is confirmed, refused, or for you to " \
			   "decide.")) \
	X(OPT_SECRET_FILE, "secret-file", 0, OPTION_TEXT, "FILE", 0, 0, \
			N_("The secret is the first line of FILE, which only you may be able to " \
			   "read.")) \
	X(OPT_SECRET_COMMAND, "secret-command", 0, OPTION_TEXT, "COMMAND", 0, 0, \
			N_("The secret is the first line that COMMAND writes; it is started " \
			   "without " \
			   "a shell.")) \
	X(OPT_USER, "user", 0, OPTION_TEXT, "NAME", 0, 0, \
			N_("Who signs in, as the service knows you: on Bluesky the handle.")) \
	X(OPT_NAME, "name", 0, OPTION_TEXT, "NAME", 0, 0, \
			N_("What the account is called here; without it as the server calls it.")) \
	X(OPT_THEME, "theme", 0, OPTION_TEXT, "THEME", 0, 0, \
			N_("What the screen looks like, whatever the configuration says.")) \
	X(OPT_PLATFORM, "platform", 0, OPTION_TEXT, "ID", 0, 0, \
			N_("Whose rules the demo keeps: wechat-channels (as without it), douyin, " \
			   "kuaishou, bilibili, weibo or xiaohongshu.")) \
	X(OPT_SAMPLE, "sample", 0, OPTION_INT, "N", 1, 1000000, \
			N_("How many likes the demo begins with; 12,408 without it.")) \
	X(OPT_SIZE, "size", 0, OPTION_TEXT, "COLSxROWS", 0, 0, \
			N_("Draws the demo no larger than this.")) \
	X(OPT_HEADLESS, "headless", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("Plays without a screen, as fast as it can, the same each time.")) \
	X(OPT_OUTPUT, "output", 'o', OPTION_LIST, "FILE", 0, 0, \
			N_("Records to FILE, by its ending: .txt, .ascii, .cast, .svg or .json. " \
			   "May " \
			   "be " \
			   "given more than once.")) \
	X(OPT_JUNIT, "junit", 0, OPTION_TEXT, "FILE", 0, 0, \
			N_("Writes what was expected, and what came of it, as JUnit XML.")) \
	X(OPT_SPEED, "speed", 0, OPTION_REAL, "TIMES", 0.05, 100, \
			N_("Plays faster or slower on the screen: 2 takes half the time.")) \
	X(OPT_STEP, "step", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("Waits for Space before each line of the tape: for a talk.")) \
	X(OPT_LOOP, "loop", 0, OPTION_FLAG, NULL, 0, 0, N_("Begins again at the end, until q.")) \
	X(OPT_REALTIME, "realtime", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("With --headless: takes the time that the tape takes.")) \
	X(OPT_QUIET, "quiet", 'q', OPTION_FLAG, NULL, 0, 0, \
			N_("No words beside the data, but errors.")) \
	X(OPT_NO_INPUT, "no-input", 0, OPTION_FLAG, NULL, 0, 0, \
			N_("Never asks and opens nothing; says which option answers.")) \
	X(OPT_LANG, "lang", 0, OPTION_TEXT, "LANG", 0, 0, \
			N_("The language: en or zh_CN; without it what LANGUAGE, LC_ALL, " \
			   "LC_MESSAGES or LANG say.")) \
	X(OPT_HELP, "help", 'h', OPTION_FLAG, NULL, 0, 0, N_("Shows this and ends.")) \
	X(OPT_VERSION, "version", 'V', OPTION_FLAG, NULL, 0, 0, N_("Shows the version and ends."))

enum unlike_option {
#define X(option, name, letter, kind, word, min, max, help) option,
	UNLIKE_OPTIONS(X)
#undef X
			OPT_COUNT
};

struct call {
	const struct host *host;
	const struct option_value *options; /* OPT_COUNT of them */
	char **operands; /* those of the command, without its name */
	int n_operands;
};

/* Returns the exit status. */
typedef int command_fn(const struct call *call);

struct command {
	const char *name; /* "" : without a command */
	const char *operands; /* for the usage line */
	const char *help; /* a sentence */
	int least, most; /* operands; most −1: any number */
	command_fn *run;
};

command_fn cmd_screen, cmd_demo, cmd_login, cmd_list, cmd_show, cmd_cancel, cmd_like, cmd_undo,
		cmd_sync, cmd_status, cmd_history, cmd_accounts, cmd_logout, cmd_forget, cmd_open,
		cmd_budget, cmd_forecast, cmd_doctor, cmd_play, cmd_config, cmd_theme, cmd_plan;

/* The account that is meant: --account, or what is set; NULL: the first one. */
const char *command_account(const struct call *call);
/* How long something that is asked for here can be undone. */
msec_t command_undo_window(const struct call *call);
/* Tells the host "unlike: <what>" and returns the exit status for it. */
int command_failed(const struct call *call, const struct err *err);
/* What is worth knowing beside the data: to the host's error stream, not with --quiet. */
void command_say(const struct call *call, const char *fmt, ...)
		__attribute__((format(printf, 2, 3)));
