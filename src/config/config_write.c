#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "config_private.h"
#include "unlike/base/lang.h"

enum { SOURCE_COL = 32 };

/* What stands behind a value: where it comes from. */
static void add_source(struct buf *out, enum config_source source, int line) {
	switch (source) {
	case CONFIG_FILE:
		buf_printf(out, _("file, line %d"), line);
		return;
	case CONFIG_OPTION:
		buf_add_str(out, C_("source", "option"));
		return;
	case CONFIG_DEFAULT:
	case CONFIG_SOURCE_COUNT:
		buf_add_str(out, _("as it comes"));
		return;
	}
}

static void add_heading(struct buf *out, const char *section, const char *before) {
	if (strcmp(section, before) != 0) {
		buf_printf(out, "\n[%s]\n", section);
	}
}

/* "; " begins a comment behind a value, in what reads it back. */
static void add_line(struct buf *out, const char *name, const char *value,
		enum config_source source, int line) {
	char text[128];
	const int width = snprintf(text, sizeof(text), "%s = %s", name, value);
	assert(width > 0 && width < (int)sizeof(text));
	buf_printf(out, "%-*s ; ", SOURCE_COL, text);
	add_source(out, source, line);
	buf_add_char(out, '\n');
}

static void show_setting(const struct config *config, enum setting setting, struct buf *out) {
	const struct config_value *value = &config->values[setting];
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	setting_format(setting, &value->value, &text);
	add_line(out, setting_spec(setting)->name, text.data, value->source, value->line);
	buf_finish(&text);
}

void config_show(const struct config *config, struct buf *out) {
	const char *before = "";
	buf_add_str(out, "; ");
	if (config->path == NULL) {
		buf_add_str(out, _("there is no place for a file"));
	} else if (config->exists) {
		buf_add_str(out, config->path);
	} else {
		buf_printf(out, _("%s (not there yet)"), config->path);
	}
	buf_printf(out, "\nversion = %d\n", CONFIG_VERSION);
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
				line > 0 ? CONFIG_FILE : CONFIG_DEFAULT, line);
	}
}

static void template_setting(enum setting setting, struct buf *out) {
	const struct setting_spec *spec = setting_spec(setting);
	struct buf allowed;
	buf_init(&allowed, BUF_UNLIMITED);
	setting_allowed(setting, &allowed);
	buf_printf(out, "; %s\n; ", lang_text(spec->sentence));
	buf_printf(out, _("Allowed: %s"), allowed.data);
	buf_printf(out, "\n;%s = %s\n", spec->name, spec->value);
	buf_finish(&allowed);
}

void config_template(struct buf *out) {
	const char *before = "";
	buf_printf(out, "; %s\n; %s\n\nversion = %d\n",
			_("The configuration of unlike, see unlike(5). A line that begins with ; "
			  "says nothing:"),
			_("what follows it is what holds without it."), CONFIG_VERSION);
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		const char *section = setting_spec((enum setting)i)->section;
		add_heading(out, section, before);
		before = section;
		template_setting((enum setting)i, out);
	}
	add_heading(out, "keys", before);
	buf_printf(out, "; %s\n", _("Keys as the help shows them, parted by blanks, or none."));
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		struct buf help;
		buf_init(&help, BUF_UNLIMITED);
		keymap_words(keymap_default(), request_help((enum request)i), &help);
		buf_printf(out, "; %s\n;%s = %s\n", help.data, request_name((enum request)i),
				keymap_keys(keymap_default(), (enum request)i));
		buf_finish(&help);
	}
}
