/* The program unlike. */
#include "command/commands.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"

/* "auto", "en", "zh": what the person has set goes before the environment, --lang before both. */
static void choose_language(const struct config *config) {
	static const enum lang set[] = { LANG_COUNT, LANG_EN, LANG_ZH_CN };
	const enum lang lang = set[config_number(config, SETTING_LANGUAGE)];
	lang_set(lang != LANG_COUNT ? lang : lang_of_environment());
}

int main(int argc, char **argv) {
	text_init();
	struct host machine = host_machine();
	struct config config;
	struct command_line line;
	struct err err;
	config_load(&config);
	choose_language(&config);
	machine.config = &config;
	const int status = commands_read(argc, argv, &machine, &line, &err)
			? command_line_run(&line)
			: command_line_failed(&machine, &err);
	config_finish(&config);
	return status;
}
