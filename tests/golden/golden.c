#include "golden.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "unlike/base/buf.h"
#include "unlike/base/mem.h"

static char *golden_path(const char *name) {
	const char *root = getenv("UNLIKE_SOURCE_ROOT");
	cr_assert_not_null(root, "UNLIKE_SOURCE_ROOT is not set");
	return xasprintf("%s/tests/golden/%s.txt", root, name);
}

static void write_golden(const char *path, const struct buf *frame) {
	FILE *file = fopen(path, "wb");
	cr_assert_not_null(file, "%s", path);
	fwrite(frame->data, 1, frame->len, file);
	cr_assert_eq(fclose(file), 0);
}

static void read_golden(const char *path, struct buf *ret) {
	FILE *file = fopen(path, "rb");
	cr_assert_not_null(file, "%s is not there: UPDATE_GOLDEN=1 makes it", path);
	char chunk[4096];
	size_t len;
	while ((len = fread(chunk, 1, sizeof(chunk), file)) > 0) {
		buf_add(ret, chunk, len);
	}
	fclose(file);
}

void golden_expect(const struct frame *frame, const char *name) {
	struct buf now, golden;
	buf_init(&now, BUF_UNLIMITED);
	buf_init(&golden, BUF_UNLIMITED);
	frame_to_text(frame, &now);
	buf_add_str(&now, "\n");
	frame_to_roles(frame, &now);
	char *path = golden_path(name);
	if (getenv("UPDATE_GOLDEN") != NULL) {
		write_golden(path, &now);
	}
	read_golden(path, &golden);
	cr_assert_str_eq(now.data, golden.data, "%s is other than its golden. It is now:\n%s", name,
			now.data);
	free(path);
	buf_finish(&now);
	buf_finish(&golden);
}
