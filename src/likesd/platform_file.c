#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/likesd/likesd.h"

static bool is_file_name(const char *platform) {
	size_t len = strlen(platform);
	return strchr(platform, '/') != NULL ||
			(len > 5 && strcmp(platform + len - 5, ".json") == 0);
}

bool likesd_load_platform(const char *id_or_file, struct platform **ret, struct err *reterr) {
	char *path = NULL;
	if (is_file_name(id_or_file)) {
		path = xstrdup(id_or_file);
	} else {
		char *name = xasprintf("platforms/%s.json", id_or_file);
		bool found = path_resource(name, &path, reterr);
		free(name);
		if (!found) {
			return err_wrap(reterr, "no platform '%.40s'", id_or_file);
		}
	}
	struct buf text;
	bool fine = file_read(path, PLATFORM_TEXT_MAX, &text, reterr);
	if (fine) {
		fine = platform_parse(text.data, text.len, path, ret, reterr);
		buf_finish(&text);
	}
	free(path);
	return fine;
}
