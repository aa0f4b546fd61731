/*
 * INI files, line by line, through inih: every entry with its line, every bad line reported (inih
 * alone stops counting at the first and cuts long values).
 */
#pragma once

#include <stdbool.h>

#include "unlike/base/err.h"

/* One `name = value` in `[section]`. Strings are borrowed for the call. */
typedef void ini_entry_fn(
		const char *section, const char *name, const char *value, int line, void *data);
/* A line that is no entry: what is wrong with it, in English; lang_text() has it translated. */
typedef void ini_bad_line_fn(int line, const char *what, void *data);

/* Calls `entry` for each entry and `bad` for each bad line, in order. False (ERR_INPUT, ERR_IO)
 * only when the file cannot be read or is over 1 MiB; a missing file is ERR_INPUT. */
bool ini_read_file(const char *path, ini_entry_fn *entry, ini_bad_line_fn *bad, void *data,
		struct err *reterr);
/* The same on bytes in memory. */
void ini_read_text(const char *text, ini_entry_fn *entry, ini_bad_line_fn *bad, void *data);
