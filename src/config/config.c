/* Problems are words at once: nothing is done with them but to show them, together. */
#include "unlike/config/config.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_private.h"
#include "unlike/base/ini.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/options.h"
#include "unlike/base/path.h"
#include "unlike/config/themes.h"

/* More are counted only: who has that many has another file there. */
enum { PROBLEMS_SHOWN = 100 };

static void begin_problem(struct config *config, const char *path, int line) {
	buf_add_str(&config->problems, path != NULL ? path : _("configuration"));
	if (line > 0) {
		buf_printf(&config->problems, ":%d", line);
	}
	buf_add_str(&config->problems, ": ");
}

void config_problem(struct config *config, int line, const char *fmt, ...) {
	if (config->n_problems++ >= PROBLEMS_SHOWN) {
		return;
	}
	va_list args;
	begin_problem(config, config->path, line);
	va_start(args, fmt);
	buf_vprintf(&config->problems, fmt, args);
	va_end(args);
	buf_add_char(&config->problems, '\n');
}

static void init(struct config *config) {
	*config = (struct config){ 0 };
	buf_init(&config->problems, BUF_UNLIMITED);
	keymap_init(&config->keymap);
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		const bool fine = setting_parse((enum setting)i,
				setting_spec((enum setting)i)->value, &config->values[i].value);
		assert(fine);
		(void)fine;
	}
	config->theme = *theme_find(config->values[SETTING_THEME].value.text);
}

const struct config *config_default(void) {
	static struct config config;
	static bool made;
	if (!made) {
		init(&config);
		made = true;
	}
	return &config;
}

void config_finish(struct config *config) {
	free(config->path);
	buf_finish(&config->problems);
	*config = (struct config){ 0 };
}

/* --- lines ----------------------------------------------------------------------------------- */

struct reader {
	struct config *config;
	int version_line; /* 0: none */
};

static bool is_version(const char *section, const char *name) {
	return section[0] == '\0' && strcmp(name, "version") == 0;
}

static void read_version(struct reader *reader, const char *text, int line) {
	struct config *config = reader->config;
	char *end = NULL;
	const long version = strtol(text, &end, 10);
	if (reader->version_line > 0) {
		config_problem(config, line, _("version stands in line %d already"),
				reader->version_line);
	} else if (end == text || *end != '\0' || version < 0) {
		config_problem(config, line, _("version is '%s'; %d is the newest one"), text,
				CONFIG_VERSION);
	} else if (version > CONFIG_VERSION) {
		config_problem(config, line,
				_("this file is of version %ld, and this program knows %d: a newer "
				  "one wrote it; what is understood holds"),
				version, CONFIG_VERSION);
	}
	reader->version_line = line;
}

static bool is_section(const char *section) {
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		if (strcmp(setting_spec((enum setting)i)->section, section) == 0) {
			return true;
		}
	}
	return false;
}

/* The place where a setting of that name is, or the nearest name of the section. */
static void unknown_setting(
		struct config *config, const char *section, const char *name, int line) {
	const char *names[SETTING_COUNT];
	size_t n = 0;
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		const struct setting_spec *spec = setting_spec((enum setting)i);
		if (strcmp(spec->name, name) == 0) {
			config_problem(config, line, _("'%s' belongs into [%s], not into [%s]"),
					name, spec->section, section);
			return;
		}
		if (strcmp(spec->section, section) == 0) {
			names[n++] = spec->name;
		}
	}
	const char *nearest = n > 0 ? options_nearest(name, names, n) : NULL;
	if (!is_section(section)) {
		config_problem(config, line,
				_("'%s' stands in [%s]; there are [screen], [acting], [accounts] "
				  "and "
				  "[keys]"),
				name, section);
	} else if (nearest != NULL) {
		config_problem(config, line, _("[%s] has no '%s'; did you mean '%s'?"), section,
				name, nearest);
	} else {
		config_problem(config, line,
				_("[%s] has no '%s'; 'unlike config show' has the names"), section,
				name);
	}
}

static void read_setting(struct config *config, const char *section, const char *name,
		const char *text, int line) {
	const enum setting setting = setting_find(section, name);
	if (setting == SETTING_COUNT) {
		unknown_setting(config, section, name, line);
		return;
	}
	struct config_value *value = &config->values[setting];
	if (value->source == CONFIG_FILE) {
		config_problem(config, line, _("%s stands in line %d already; that one holds"),
				name, value->line);
		return;
	}
	if (!setting_parse(setting, text, &value->value)) {
		struct buf allowed;
		buf_init(&allowed, BUF_UNLIMITED);
		setting_allowed(setting, &allowed);
		config_problem(config, line, _("%s is '%s'; allowed is %s"), name, text,
				allowed.data);
		buf_finish(&allowed);
		return;
	}
	value->source = CONFIG_FILE;
	value->line = line;
}

static void on_entry(
		const char *section, const char *name, const char *value, int line, void *data) {
	struct reader *reader = data;
	if (is_version(section, name)) {
		read_version(reader, value, line);
	} else if (strcmp(section, "keys") == 0) {
		config_read_keys(reader->config, name, value, line);
	} else {
		read_setting(reader->config, section, name, value, line);
	}
}

static void on_bad_line(int line, const char *what, void *data) {
	const struct reader *reader = data;
	config_problem(reader->config, line, "%s", lang_text(what));
}

/* --- the theme ------------------------------------------------------------------------------- */

static void on_theme_problem(int line, const char *what, void *data) {
	struct config *config = data;
	if (config->n_problems++ < PROBLEMS_SHOWN) {
		char *path = themes_path(config->values[SETTING_THEME].value.text);
		begin_problem(config, path, line);
		buf_printf(&config->problems, "%s\n", what);
		free(path);
	}
}

static bool load_theme(struct config *config, struct err *reterr) {
	return themes_load(config->values[SETTING_THEME].value.text, on_theme_problem, config,
			&config->theme, reterr);
}

/* Behind the last line: the theme is looked for when all else is known. */
static void settle_theme(struct config *config) {
	struct err err;
	if (!load_theme(config, &err)) {
		struct config_value *value = &config->values[SETTING_THEME];
		config_problem(config, value->line, _("%s; default is kept"), err.msg);
		*value = config_default()->values[SETTING_THEME];
	}
}

/* --- the file -------------------------------------------------------------------------------- */

bool config_is_ours(const char *path, struct err *reterr) {
	struct stat st;
	if (stat(path, &st) != 0) {
		return err_set_errno(reterr, ERR_CONFIG, errno, _("the file cannot be read"));
	}
	if (!S_ISREG(st.st_mode)) {
		return err_set(reterr, ERR_CONFIG, _("this is not a plain file"));
	}
	if (st.st_uid != geteuid() && st.st_uid != 0) {
		return err_set(reterr, ERR_CONFIG,
				_("the file is somebody else's, so it is not read"));
	}
	if ((st.st_mode & S_IWOTH) != 0) {
		return err_set(reterr, ERR_CONFIG,
				_("anybody can write the file, so it is not read: chmod o-w"));
	}
	return true;
}

static bool is_there(const char *path) {
	struct stat st;
	return lstat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

void config_load(struct config *ret) {
	struct reader reader = { .config = ret };
	struct err err;
	init(ret);
	if (!path_user(PATH_CONFIG, "config", &ret->path, &err)) {
		return;
	}
	ret->exists = is_there(ret->path);
	if (!ret->exists) {
		return;
	}
	if (!config_is_ours(ret->path, &err) ||
			!ini_read_file(ret->path, on_entry, on_bad_line, &reader, &err)) {
		config_problem(ret, 0, "%s", err.msg);
	}
	config_settle_keys(ret);
	settle_theme(ret);
}

void config_read_text(const char *path, const char *text, struct config *ret) {
	struct reader reader = { .config = ret };
	init(ret);
	ret->path = xstrdup(path);
	ret->exists = true;
	ini_read_text(text, on_entry, on_bad_line, &reader);
	config_settle_keys(ret);
	settle_theme(ret);
}

/* --- values ---------------------------------------------------------------------------------- */

static void count_problem(int line, const char *what, void *data) {
	size_t *n = data;
	(void)line;
	(void)what;
	++*n;
}

bool config_switch_theme(struct config *config, const char *name, size_t *ret_bad_lines,
		struct err *reterr) {
	struct setting_value value = { 0 };
	struct theme theme;
	size_t n = 0;
	/* A name that is too long is none of those that there are. */
	if (!themes_load(name, count_problem, &n, &theme, reterr) ||
			!setting_parse(SETTING_THEME, name, &value)) {
		return false;
	}
	config->values[SETTING_THEME].value = value;
	config->values[SETTING_THEME].source = CONFIG_OPTION;
	config->theme = theme;
	*ret_bad_lines = n;
	return true;
}

bool config_set(struct config *config, enum setting setting, const char *text, struct err *reterr) {
	struct config_value *value = &config->values[setting];
	if (!setting_parse(setting, text, &value->value)) {
		struct buf allowed;
		buf_init(&allowed, 160);
		setting_allowed(setting, &allowed);
		err_set(reterr, ERR_INPUT, _("%s is '%.40s'; allowed is %s"),
				setting_spec(setting)->name, text, allowed.data);
		buf_finish(&allowed);
		return false;
	}
	value->source = CONFIG_OPTION;
	return setting != SETTING_THEME || load_theme(config, reterr);
}

int64_t config_number(const struct config *config, enum setting setting) {
	assert(setting < SETTING_COUNT && setting_spec(setting)->kind != SETTING_NAME);
	return config->values[setting].value.number;
}

const char *config_text(const struct config *config, enum setting setting) {
	assert(setting < SETTING_COUNT && setting_spec(setting)->kind == SETTING_NAME);
	const char *text = config->values[setting].value.text;
	return text[0] != '\0' ? text : NULL;
}
