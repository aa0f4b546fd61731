#include "unlike/config/themes.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "config_private.h"
#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"

#define ENDING ".theme"

enum { FILE_MAX_BYTES = 1 << 20 };

/* --- names ----------------------------------------------------------------------------------- */

static bool is_name(const char *name) {
	const size_t len = strlen(name);
	const char *allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	return len > 0 && len < THEME_NAME_MAX && name[0] != '.' && strspn(name, allowed) == len;
}

char *themes_path(const char *name) {
	char *folder;
	if (!is_name(name) || !path_user(PATH_CONFIG, "themes", &folder, NULL)) {
		return NULL;
	}
	char *file = xasprintf("%s/%s" ENDING, folder, name);
	free(folder);
	return file;
}

/* The part before the ending, of the last part of the path. Owned by the caller. */
static char *name_of_file(const char *path) {
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	const size_t len = strlen(name), ending = strlen(ENDING);
	const bool ends = len > ending && strcmp(name + len - ending, ENDING) == 0;
	return xstrndup(name, ends ? len - ending : len);
}

static int is_theme(const struct dirent *entry) {
	char *name = name_of_file(entry->d_name);
	const bool fine = strlen(name) < strlen(entry->d_name) && is_name(name) &&
			theme_find(name) == NULL;
	free(name);
	return fine;
}

void themes_each(themes_name_fn *fn, void *data) {
	char *folder = NULL;
	struct dirent **entries = NULL;
	for (const char *const *name = theme_names(); *name != NULL; name++) {
		fn(*name, true, data);
	}
	if (!path_user(PATH_CONFIG, "themes", &folder, NULL)) {
		return;
	}
	const int n = scandir(folder, &entries, is_theme, alphasort);
	for (int i = 0; i < n; i++) {
		char *name = name_of_file(entries[i]->d_name);
		fn(name, false, data);
		free(name);
		free(entries[i]);
	}
	free(entries);
	free(folder);
}

const char *themes_about(const char *name) {
	/* As in the files of themes/, which xgettext does not read; a test compares them. */
	static const struct {
		const char *name, *about;
	} abouts[] = {
		{ "default", N_("The terminal's own colours.") },
		{ "light", N_("Dark letters on white.") },
		{ "dark", N_("Light letters on near black.") },
		{ "high-contrast", N_("White, yellow and cyan on black; nothing is faint.") },
		{ "mono", N_("Shades of grey on black; weight and lines tell things apart.") },
		{ "care",
				N_("Black on warm paper, strong colours, nothing faint: for eyes "
				   "that "
				   "tire.") },
	};
	for (size_t i = 0; i < sizeof(abouts) / sizeof(abouts[0]); i++) {
		if (strcmp(abouts[i].name, name) == 0) {
			return lang_text(abouts[i].about);
		}
	}
	return "";
}

/* --- files ----------------------------------------------------------------------------------- */

bool themes_load_file(const char *path, theme_problem_fn *problem, void *data, struct theme *ret,
		struct err *reterr) {
	struct buf text;
	if (!file_read(path, FILE_MAX_BYTES, &text, reterr)) {
		return false;
	}
	if (memchr(text.data, '\0', text.len) != NULL) {
		problem(0, _("a NUL byte: what stands behind it is not read"), data);
	}
	char *name = name_of_file(path);
	theme_parse(name, text.data, problem, data, ret);
	free(name);
	buf_finish(&text);
	return true;
}

static void add_name(const char *name, bool built_in, void *data) {
	struct buf *names = data;
	(void)built_in;
	buf_printf(names, "%s%s", names->len > 0 ? C_("list", ", ") : "", name);
}

static bool no_such_theme(const char *name, struct err *reterr) {
	struct buf names;
	buf_init(&names, 160);
	themes_each(add_name, &names);
	err_set(reterr, ERR_INPUT, _("there is no theme '%.64s'; there are: %s"), name, names.data);
	buf_finish(&names);
	return false;
}

bool themes_load(const char *name, theme_problem_fn *problem, void *data, struct theme *ret,
		struct err *reterr) {
	const struct theme *built_in = theme_find(name);
	if (built_in != NULL) {
		*ret = *built_in;
		return true;
	}
	char *path = themes_path(name);
	bool fine = path != NULL && file_exists(path);
	if (!fine) {
		no_such_theme(name, reterr);
	} else {
		fine = config_is_ours(path, reterr) &&
				themes_load_file(path, problem, data, ret, reterr);
	}
	free(path);
	return fine;
}
