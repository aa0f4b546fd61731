#include "theme_switch.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/config/themes.h"

static void add_name(const char *name, bool built_in, void *data) {
	struct theme_switch *themes = data;
	(void)built_in;
	themes->names = xrealloc(themes->names, (themes->n + 1) * sizeof *themes->names);
	themes->names[themes->n++] = xstrdup(name);
}

void theme_switch_init(
		struct theme_switch *themes, struct config *config, struct term_ncurses *term) {
	*themes = (struct theme_switch){ .config = config, .term = term };
	themes_each(add_name, themes);
}

void theme_switch_finish(struct theme_switch *themes) {
	for (size_t i = 0; i < themes->n; i++) {
		free(themes->names[i]);
	}
	free(themes->names);
	*themes = (struct theme_switch){ 0 };
}

/* Behind the one in force, whose file may be gone; behind the last one the first. */
static const char *next_name(const struct theme_switch *themes) {
	for (size_t i = 0; i < themes->n; i++) {
		if (strcmp(themes->names[i], themes->config->theme.name) == 0) {
			return themes->names[(i + 1) % themes->n];
		}
	}
	return themes->names[0];
}

bool theme_switch_set(const char *name, void *data, const char **ret_name, size_t *ret_bad_lines,
		struct err *reterr) {
	struct theme_switch *themes = data;
	const char *wanted = name[0] != '\0' ? name : next_name(themes);
	if (!config_switch_theme(themes->config, wanted, ret_bad_lines, reterr)) {
		return false;
	}
	if (themes->term != NULL) {
		term_ncurses_set_theme(themes->term, &themes->config->theme);
	}
	*ret_name = themes->config->theme.name;
	return true;
}
