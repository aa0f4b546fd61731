/* The program unlike. */
#include "command/commands.h"
#include "unlike/base/text.h"

int main(int argc, char **argv) {
	text_init();
	struct host machine = host_machine();
	struct config config;
	struct command_line line;
	struct err err;
	config_load(&config);
	/* Before --lang is known, which goes before it. */
	commands_choose_language(&config);
	machine.config = &config;
	const int status = commands_read(argc, argv, &machine, &line, &err)
			? command_line_run(&line)
			: command_line_failed(&machine, &err);
	config_finish(&config);
	return status;
}
