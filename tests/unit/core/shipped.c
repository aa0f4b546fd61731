#include "shipped.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

size_t shipped_read(const char *id, char ret[static SHIPPED_MAX]) {
	const char *root = getenv("UNLIKE_SOURCE_ROOT");
	cr_assert_not_null(root, "UNLIKE_SOURCE_ROOT is not set");
	char path[4096];
	snprintf(path, sizeof(path), "%s/platforms/%s.json", root, id);
	FILE *file = fopen(path, "rb");
	cr_assert_not_null(file, "%s", path);
	size_t len = fread(ret, 1, SHIPPED_MAX - 1, file);
	cr_assert(len > 0 && len < SHIPPED_MAX - 1, "%s", path);
	fclose(file);
	ret[len] = '\0';
	return len;
}

struct platform *shipped_platform(const char *id) {
	char text[SHIPPED_MAX];
	size_t len = shipped_read(id, text);
	struct platform *platform = NULL;
	struct err err = { 0 };
	cr_assert(platform_parse(text, len, id, &platform, &err), "%s", err.msg);
	return platform;
}
