/* The program unlike: a table of commands. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "command.h"
#include "runtime.h"
#include "unlike/base/text.h"

#define HELP_COLUMNS 80

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
	CMD_CANCEL,
	CMD_UNDO,
	CMD_SYNC,
	CMD_STATUS,
	CMD_COUNT
};

static const struct command commands[CMD_COUNT] = {
	[CMD_SCREEN] = { "", "", "Opens the account on the screen.", 0, 0, cmd_screen },
	[CMD_DEMO] = { "demo", "",
			"Tries it all with an example on a server of its own; nothing to set up. "
			"Without a "
			"terminal it takes one like back and tells how that goes.",
			0, 0, cmd_demo },
	[CMD_LOGIN] = { "login", "likesd URL", "Signs in to a server.", 2, 2, cmd_login },
	[CMD_LIST] = { "list", "", "Prints what is liked.", 0, 0, cmd_list },
	[CMD_CANCEL] = { "cancel", "ID...", "Takes likes back.", 1, -1, cmd_cancel },
	[CMD_UNDO] = { "undo", "[ID]",
			"Undoes the latest cancel that waits to be sent, or that of ID; one that "
			"was sent "
			"is liked again.",
			0, 1, cmd_undo },
	[CMD_SYNC] = { "sync", "", "Sends what is due and looks at what became of the rest.", 0, 0,
			cmd_sync },
	[CMD_STATUS] = { "status", "", "Tells where everything that was asked for stands.", 0, 0,
			cmd_status },
};

/* Which command takes which option. */
static const struct {
	enum unlike_option option;
	uint64_t commands;
} takes[] = {
	{ OPT_ACCOUNT,
			BIT(CMD_SCREEN) | BIT(CMD_LIST) | BIT(CMD_CANCEL) | BIT(CMD_UNDO) |
					BIT(CMD_SYNC) | BIT(CMD_STATUS) },
	{ OPT_JSON, BIT(CMD_LIST) | BIT(CMD_STATUS) },
	{ OPT_REFRESH, BIT(CMD_LIST) },
	{ OPT_YES, BIT(CMD_CANCEL) },
	{ OPT_NOW, BIT(CMD_CANCEL) },
	{ OPT_ONCE, BIT(CMD_SYNC) },
	{ OPT_WAIT, BIT(CMD_SYNC) },
	{ OPT_SECRET_FILE, BIT(CMD_LOGIN) },
	{ OPT_NAME, BIT(CMD_LOGIN) },
	{ OPT_PLATFORM, BIT(CMD_DEMO) },
	{ OPT_SAMPLE, BIT(CMD_DEMO) },
	{ OPT_SIZE, BIT(CMD_DEMO) },
};

static void fill_specs(struct option_spec ret[static OPT_COUNT]) {
	memcpy(ret, specs, sizeof specs);
	for (size_t i = 0; i < sizeof takes / sizeof takes[0]; i++) {
		ret[takes[i].option].commands = takes[i].commands;
	}
}

int command_failed(const struct err *err) {
	struct buf clean;
	buf_init(&clean, BUF_UNLIMITED);
	text_clean(err->msg, strlen(err->msg), &clean);
	fprintf(stderr, "unlike: %s\n", clean.data);
	buf_finish(&clean);
	return runtime_exit_code(err);
}

static int usage_error(const struct err *err) {
	command_failed(err);
	fputs("'unlike --help' tells what there is.\n", stderr);
	return EX_USAGE;
}

/* Word by word, each line `indent` in and within the columns of every terminal. */
static void add_sentence(struct buf *out, size_t indent, const char *sentence) {
	size_t column = 0;
	while (*sentence != '\0') {
		size_t len = strcspn(sentence, " ");
		if (column > 0 && column + 1 + len <= HELP_COLUMNS) {
			buf_add_char(out, ' ');
			column++;
		} else {
			buf_printf(out, "%s%*s", column > 0 ? "\n" : "", (int)indent, "");
			column = indent;
		}
		buf_add(out, sentence, len);
		column += len;
		sentence += len;
		sentence += strspn(sentence, " ");
	}
	buf_add_char(out, '\n');
}

static void add_usage(struct buf *out, const struct command *command) {
	buf_printf(out, "unlike%s%s%s%s\n", command->name[0] == '\0' ? "" : " ", command->name,
			command->operands[0] == '\0' ? "" : " ", command->operands);
}

static void print_help(const struct option_table *table) {
	struct buf out;
	buf_init(&out, BUF_UNLIMITED);
	buf_add_str(&out, "unlike shows what you have liked, and takes back what you want.\n\n");
	for (int i = 0; i < CMD_COUNT; i++) {
		buf_add_str(&out, "  ");
		add_usage(&out, &commands[i]);
		add_sentence(&out, 6, commands[i].help);
	}
	buf_add_str(&out, "\nOptions ('unlike COMMAND --help' shows those of one command)\n");
	options_help(table, 0, &out);
	fputs(out.data, stdout);
	buf_finish(&out);
}

static void print_command_help(const struct option_table *table, int index) {
	struct buf out;
	buf_init(&out, BUF_UNLIMITED);
	add_usage(&out, &commands[index]);
	add_sentence(&out, 2, commands[index].help);
	buf_add_str(&out, "\nOptions\n");
	options_help(table, BIT(index), &out);
	fputs(out.data, stdout);
	buf_finish(&out);
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
		return err_set(reterr, ERR_INPUT, "there is no command '%.40s'; did you mean '%s'?",
				name, nearest);
	}
	return err_set(reterr, ERR_INPUT, "there is no command '%.40s'", name);
}

static bool check_operands(const struct command *command, int n, struct err *reterr) {
	if (n < command->least) {
		return err_set(reterr, ERR_INPUT, "'unlike %s' needs %s", command->name,
				command->operands);
	}
	if (command->most >= 0 && n > command->most) {
		return err_set(reterr, ERR_INPUT, "'unlike %s' takes %s", command->name,
				command->operands[0] == '\0' ? "nothing more" : command->operands);
	}
	return true;
}

int main(int argc, char **argv) {
	text_init();
	struct option_spec filled[OPT_COUNT];
	fill_specs(filled);
	const struct option_table table = { .specs = filled, .count = OPT_COUNT };
	struct option_value values[OPT_COUNT];
	struct err err;
	int n = 0;
	int index = CMD_SCREEN;
	if (!options_parse(&table, argc, argv, values, &n, &err) ||
			(n > 0 && !find_command(argv[1], &index, &err))) {
		return usage_error(&err);
	}
	if (values[OPT_VERSION].given) {
		puts("unlike " UNLIKE_VERSION);
		return EX_OK;
	}
	if (values[OPT_HELP].given) {
		if (n > 0) {
			print_command_help(&table, index);
		} else {
			print_help(&table);
		}
		return EX_OK;
	}
	const struct call call = {
		.options = values,
		.operands = argv + (n > 0 ? 2 : 1),
		.n_operands = n > 0 ? n - 1 : 0,
	};
	char name[40];
	(void)snprintf(name, sizeof name, "unlike%s%s", n > 0 ? " " : "", commands[index].name);
	if (!options_check(&table, values, BIT(index), name, &err) ||
			!check_operands(&commands[index], call.n_operands, &err)) {
		return usage_error(&err);
	}
	return commands[index].run(&call);
}
