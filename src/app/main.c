/* The program unlike. */
#include "commands.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"

int main(int argc, char **argv) {
	text_init();
	lang_set(lang_of_environment());
	const struct host machine = host_machine();
	struct command_line line;
	struct err err;
	return commands_read(argc, argv, &machine, &line, &err)
			? command_line_run(&line)
			: command_line_failed(&machine, &err);
}
