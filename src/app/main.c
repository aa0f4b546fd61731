/* The program unlike. */
#include "commands.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"

int main(int argc, char **argv) {
	text_init();
	struct host machine = host_machine();
	struct config config;
	struct command_line line;
	struct err err;
	lang_set(lang_of_environment());
	config_load(&config);
	machine.config = &config;
	const int status = commands_read(argc, argv, &machine, &line, &err)
			? command_line_run(&line)
			: command_line_failed(&machine, &err);
	config_finish(&config);
	return status;
}
