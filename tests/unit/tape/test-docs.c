/* docs/tapes.md says what there is, and its example can be played. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "unlike/base/file.h"
#include "unlike/base/path.h"
#include "unlike/base/text.h"

static struct buf page;

static void read_page(void) {
	text_init();
	char *path = path_join(getenv("UNLIKE_SOURCE_ROOT"), "docs/tapes.md");
	struct err err;
	cr_assert(file_read(path, TAPE_FILE_MAX, &page, &err), "%s", err.msg);
	free(path);
}

static void drop_page(void) {
	buf_finish(&page);
}

TestSuite(docs, .init = read_page, .fini = drop_page);

/* The name with nothing of a name around it. */
static bool has_word(const char *name) {
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	const size_t len = strlen(name);
	for (const char *p = strstr(page.data, name); p != NULL; p = strstr(p + 1, name)) {
		const bool begins = p == page.data || strchr(letters, p[-1]) == NULL;
		if (begins && (p[len] == '\0' || strchr(letters, p[len]) == NULL)) {
			return true;
		}
	}
	return false;
}

Test(docs, every_word_of_the_language_is_there) {
	const char *names[COMMANDS_NAMES + KEYS_NAMES];
	size_t n = 0;
	commands_add_names(names, &n);
	keys_add_names(names, &n);
	for (size_t i = 0; i < n; i++) {
		const bool between = names[i][0] == 'F' && strcmp(names[i], "F1") != 0 &&
				strcmp(names[i], "F12") != 0; /* F1 … F12 */
		cr_expect(between || has_word(names[i]), "%s", names[i]);
	}
	static const char *const settings[] = { "Size", "KeyRepeat", "Theme", "Language",
		"TimeZone", "Platform", "Tier", "Sample", "Title", "TypingSpeed", "Keyboard",
		"WaitTimeout", "WaitPattern" };
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		struct buf row;
		buf_init(&row, BUF_UNLIMITED);
		buf_printf(&row, "\n| `%s ", settings[i]);
		cr_expect_not_null(strstr(page.data, row.data), "%s", settings[i]);
		buf_finish(&row);
	}
}

Test(docs, its_example_is_a_tape) {
	static const char fence[] = "\n```tape\n";
	const char *begin = strstr(page.data, fence);
	cr_assert_not_null(begin);
	begin += strlen(fence);
	const char *end = strstr(begin, "```\n");
	cr_assert_not_null(end);
	struct buf problems;
	buf_init(&problems, BUF_UNLIMITED);
	struct tape *tape = tape_parse("tapes.md", begin, (size_t)(end - begin), &problems);
	cr_assert_not_null(tape, "%s", problems.data);
	cr_expect_gt(tape->n, 10);
	cr_expect_str_eq(tape->notes.data, "");
	tape_free(tape);
	buf_finish(&problems);
}
