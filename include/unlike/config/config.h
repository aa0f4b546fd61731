/*
 * What the person has set: the values that are in force, where each comes from, and everything that
 * is wrong with the file, found at once. A bad line costs that line alone.
 *
 * The file is $XDG_CONFIG_HOME/unlike/config: INI, `version = 1` above the first section, then the
 * sections of settings.h, and [keys] with the names of request.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/base/err.h"
#include "unlike/config/settings.h"
#include "unlike/ui/keymap.h"
#include "unlike/ui/theme.h"

#define CONFIG_VERSION 1

enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_OPTION, CONFIG_SOURCE_COUNT };

struct config_value {
	struct setting_value value;
	enum config_source source;
	int line; /* CONFIG_FILE */
};

struct config {
	char *path; /* own; NULL: there is no place for a file (no HOME) */
	bool exists; /* something is there, be it of use or not */
	struct config_value values[SETTING_COUNT];
	struct theme theme;
	struct keymap keymap;
	int key_lines[REQUEST_COUNT]; /* 0: as it comes */
	size_t n_problems;
	struct buf problems; /* own; a line each: "FILE:LINE: what was found; what is allowed" */
};

/* Everything as it comes; static. What tapes play with, on every machine. */
const struct config *config_default(void);

/* Reads the person's file. Never fails: what cannot be read is among the problems, and everything
 * is as it comes then. The caller finishes it. */
void config_load(struct config *ret);
/* The same from memory; `path` is named in the problems. */
void config_read_text(const char *path, const char *text, struct config *ret);
void config_finish(struct config *config);

/* From the command line. ERR_INPUT: that is not allowed, or no theme is called that. */
bool config_set(struct config *config, enum setting setting, const char *text, struct err *reterr);

/* The same for the theme alone while the program runs; otherwise nothing is changed.
 * *ret_bad_lines: how many lines of it are not understood. */
bool config_switch_theme(
		struct config *config, const char *name, size_t *ret_bad_lines, struct err *reterr);

int64_t config_number(const struct config *config, enum setting setting);
/* SETTING_NAME; NULL where it is empty. */
const char *config_text(const struct config *config, enum setting setting);

/* Appends all that is in force, as a file that reads back as the same, each with its source. */
void config_show(const struct config *config, struct buf *out);
/* Appends a file with every setting in it, commented out. */
void config_template(struct buf *out);
