/*
 * The language of what people read. English stands in the source and is the key; the other
 * languages are tables made from po/ at build time, so that no locale has to be generated and no
 * file has to be found (docs/decisions: languages).
 *
 * What programs and developers read stays English: JSON, logs, the protocol, struct err of the
 * layers below app.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum lang { LANG_EN, LANG_ZH_CN, LANG_COUNT };

/* Marks a string for the catalogue: translated here; and in a table, to be translated where it is
 * used, by lang_text(). */
#define _(text) lang_text(text)
#define N_(text) text
/* One English word that is several words elsewhere; the context is told to the translator. */
#define C_(context, text) lang_text_in(context "\004" text, text)
#define NC_(context, text) text

/* The language in use; English until something else is chosen. */
enum lang lang_get(void);
void lang_set(enum lang lang);
/* "en", "zh_CN"; static. */
const char *lang_name(enum lang lang);

/* Reads a name: "zh_CN", "zh-Hans", "zh_CN.UTF-8", "en", "C". False: a language that is not
 * here. */
bool lang_find(const char *name, enum lang *ret);
/*
 * What the environment asks for: LANGUAGE (a list, the first that is here), then the first of
 * LC_ALL, LC_MESSAGES and LANG that is not empty. As in gettext, LANGUAGE does not count where
 * these say "C" or "POSIX", which is how a script asks for English.
 */
enum lang lang_of_environment(void);

/* The text in the language in use, or as it is where there is none. Static, or the text itself. */
const char *lang_text(const char *text) __attribute__((format_arg(1)));
/* The same for a key of context, \004 and text. For a text of a table: lang_text_of(). */
const char *lang_text_in(const char *key, const char *text) __attribute__((format_arg(2)));
const char *lang_text_of(const char *context, const char *text) __attribute__((format_arg(2)));
/* The form for n of them; English has two. */
const char *lang_plural(const char *one, const char *many, int64_t n)
		__attribute__((format_arg(1), format_arg(2)));
