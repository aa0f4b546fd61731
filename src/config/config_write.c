#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "config_private.h"

enum { SOURCE_COL = 32 };

static const char *const sources[CONFIG_SOURCE_COUNT] = {
	[CONFIG_DEFAULT] = "as it comes",
	[CONFIG_FILE] = "file",
	[CONFIG_OPTION] = "option",
};

static void add_heading(struct buf *out, const char *section, const char *before) {
	if (strcmp(section, before) != 0) {
		buf_printf(out, "\n[%s]\n", section);
	}
}

/* "; " begins a comment behind a value, in what reads it back. */
static void add_line(struct buf *out, const char *name, const char *value, const char *source,
		int line) {
	char text[128];
	const int width = snprintf(text, sizeof(text), "%s = %s", name, value);
	assert(width > 0 && width < (int)sizeof(text));
	buf_printf(out, "%-*s ; %s", SOURCE_COL, text, source);
	if (line > 0) {
		buf_printf(out, ", line %d", line);
	}
	buf_add_char(out, '\n');
}

static void show_setting(const struct config *config, enum setting setting, struct buf *out) {
	const struct config_value *value = &config->values[setting];
	const bool from_file = value->source == CONFIG_FILE;
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	setting_format(setting, &value->value, &text);
	add_line(out, setting_spec(setting)->name, text.data, sources[value->source],
			from_file ? value->line : 0);
	buf_finish(&text);
}

void config_show(const struct config *config, struct buf *out) {
	const char *before = "";
	buf_printf(out, "; %s%s\nversion = %d\n",
			config->path != NULL ? config->path : "there is no place for a file",
			config->exists || config->path == NULL ? "" : " (not there yet)",
			CONFIG_VERSION);
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		const char *section = setting_spec((enum setting)i)->section;
		add_heading(out, section, before);
		before = section;
		show_setting(config, (enum setting)i, out);
	}
	add_heading(out, "keys", before);
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		const int line = config->key_lines[i];
		add_line(out, request_name((enum request)i),
				keymap_keys(&config->keymap, (enum request)i),
				sources[line > 0 ? CONFIG_FILE : CONFIG_DEFAULT], line);
	}
}

static void template_setting(enum setting setting, struct buf *out) {
	const struct setting_spec *spec = setting_spec(setting);
	buf_printf(out, "; %s\n; Allowed: ", spec->sentence);
	setting_allowed(setting, out);
	buf_printf(out, "\n;%s = %s\n", spec->name, spec->value);
}

void config_template(struct buf *out) {
	const char *before = "";
	buf_printf(out,
			"; The configuration of unlike, see unlike(5). A line that begins with ; "
			"says "
			"nothing:\n; what follows it is what holds without it.\n\nversion = %d\n",
			CONFIG_VERSION);
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		const char *section = setting_spec((enum setting)i)->section;
		add_heading(out, section, before);
		before = section;
		template_setting((enum setting)i, out);
	}
	add_heading(out, "keys", before);
	buf_add_str(out, "; Keys as the help shows them, parted by blanks, or none.\n");
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		struct buf help;
		buf_init(&help, BUF_UNLIMITED);
		keymap_words(keymap_default(), request_help((enum request)i), &help);
		buf_printf(out, "; %s\n;%s = %s\n", help.data, request_name((enum request)i),
				keymap_keys(keymap_default(), (enum request)i));
		buf_finish(&help);
	}
}
