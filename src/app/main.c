/* The program unlike. */
#include <string.h>

#include "command/commands.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"

/* What is wrong with a command line is told in the language that it names, too. Whether that is one
 * is looked at later. */
static void take_lang(int argc, char **argv) {
	static const char option[] = "--lang";
	const size_t len = sizeof option - 1;
	enum lang lang;
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *name = NULL;
		if (strncmp(argv[i], option, len) == 0) {
			name = argv[i][len] == '='                             ? argv[i] + len + 1
					: argv[i][len] == '\0' && i + 1 < argc ? argv[i + 1]
									       : NULL;
		}
		if (name != NULL && lang_find(name, &lang)) {
			lang_set(lang);
		}
	}
}

int main(int argc, char **argv) {
	text_init();
	struct host machine = host_machine();
	struct config config;
	struct command_line line;
	struct err err;
	config_load(&config);
	commands_choose_language(&config);
	take_lang(argc, argv);
	machine.config = &config;
	const int status = commands_read(argc, argv, &machine, &line, &err)
			? command_line_run(&line)
			: command_line_failed(&machine, &err);
	config_finish(&config);
	return status;
}
