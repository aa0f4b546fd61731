/* Where this program's files are (SETTLED, Files). All results are owned by the caller. */
#pragma once

#include <stdbool.h>

#include "unlike/base/err.h"

enum path_root {
	PATH_CONFIG, /* $XDG_CONFIG_HOME/unlike, else ~/.config/unlike */
	/* $XDG_STATE_HOME/unlike, else ~/.local/state/unlike: outbox, accounts, sessions */
	PATH_STATE,
	PATH_DATA, /* $XDG_DATA_HOME/unlike, else ~/.local/share/unlike: snapshot, backups */
	PATH_ROOT_COUNT
};

/* "<root>/<name>", or the root itself where name is NULL. Relative XDG values are ignored, as the
 * specification says. ERR_INPUT without HOME. The folder is not made. */
bool path_user(enum path_root root, const char *name, char **ret, struct err *reterr);

/* a + "/" + b */
char *path_join(const char *a, const char *b);

/*
 * A file that comes with the program ("samples/titles.txt", "platforms/douyin.json"): in the source
 * tree when the program runs from its build folder, else under the installed prefix. ERR_INPUT
 * names both places when it is in neither, and the one that cannot be looked into, and why, where
 * that may be the reason.
 */
bool path_resource(const char *name, char **ret, struct err *reterr);
/* The same for the program at the absolute path `program`. */
bool path_resource_for(const char *program, const char *name, char **ret, struct err *reterr);
