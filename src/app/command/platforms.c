#include "platforms.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/core/platform.h"

#define SUFFIX ".json"

static bool is_id(const char *id) {
	return id[0] != '\0' && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id);
}

static int is_platform_file(const struct dirent *entry) {
	size_t len = strlen(entry->d_name);
	return len > strlen(SUFFIX) && strcmp(entry->d_name + len - strlen(SUFFIX), SUFFIX) == 0;
}

/* Adds its id to the enumeration when it is one for people; a damaged file is none. */
static void add_offered(const char *folder, const char *name, struct buf *out) {
	struct platform *platform = NULL;
	struct buf text;
	char *path = path_join(folder, name);
	if (file_read(path, PLATFORM_TEXT_MAX, &text, NULL)) {
		if (platform_parse(text.data, text.len, name, &platform, NULL) &&
				platform->offered) {
			buf_printf(out, "%s%s", out->len > 0 ? ", " : "", platform->id);
		}
		buf_finish(&text);
	}
	platform_destroy(platform);
	free(path);
}

static bool list_offered(struct buf *out, struct err *reterr) {
	char *folder = NULL;
	struct dirent **entries = NULL;
	if (!path_resource("platforms/.", &folder, reterr)) {
		return false;
	}
	int n = scandir(folder, &entries, is_platform_file, alphasort);
	bool fine = n >= 0 ||
			err_set_errno(reterr, ERR_IO, errno, _("the platforms cannot be listed"));
	for (int i = 0; i < n; i++) {
		add_offered(folder, entries[i]->d_name, out);
		free(entries[i]);
	}
	free(entries);
	free(folder);
	return fine;
}

bool platforms_check(const char *id, struct err *reterr) {
	char *path = NULL;
	if (is_id(id)) {
		char *name = xasprintf("platforms/%s" SUFFIX, id);
		bool found = path_resource(name, &path, NULL);
		free(name);
		free(path);
		if (found) {
			return true;
		}
	}
	struct buf offered;
	buf_init(&offered, BUF_UNLIMITED);
	if (list_offered(&offered, reterr)) {
		err_set(reterr, ERR_INPUT,
				_("there is no platform '%.40s'; those that there are: %s"), id,
				offered.data);
	}
	buf_finish(&offered);
	return false;
}
