/* The table of commands, and a command line read by it. */
#pragma once

#include "command.h"
#include "unlike/base/err.h"
#include "unlike/ui/model.h"

struct command_line {
	const struct command *command; /* static */
	struct option_value values[OPT_COUNT];
	struct call call; /* its options are `values`: do not copy it from here to elsewhere */
};

/* argv[0] is not looked at; operands are moved to the front behind it. ERR_INPUT: a command, option
 * or operand that there is not. With --help or --version given nothing else is checked. */
bool commands_read(int argc, char **argv, const struct host *host, struct command_line *ret,
		struct err *reterr);
/* The table itself, for what is made of it. */
size_t commands_count(void);
const struct command *commands_at(size_t index);
const struct option_spec *commands_option(enum unlike_option option);
bool commands_takes(size_t index, enum unlike_option option);

/* The language that the configuration says, else the environment, is in use from now on. */
void commands_choose_language(const struct config *config);

/* What of it can be asked for on the screen, by the same name; static. */
const struct ui_command *commands_on_screen(size_t *ret_n);

/* Tells the host what is wrong with it; returns the exit status. */
int command_line_failed(const struct host *host, const struct err *err);

/* Runs it, or shows its help or the version; returns the exit status. */
int command_line_run(const struct command_line *line);
