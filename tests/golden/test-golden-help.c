/* The help with keys that the person changed. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "scenes.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"

/* Other keys, more of them than fit beside a sentence, and none. */
static void make_other_keys(struct keymap *keymap) {
	static const struct key many[] = { { .sym = 'd' }, { .sym = KEY_SYM_DELETE },
		{ .sym = KEY_SYM_BACKSPACE, .mods = KEY_MOD_ALT },
		{ .sym = 'b', .mods = KEY_MOD_CTRL } };
	static const struct key quit = { .sym = 'Q' };
	keymap_init(keymap);
	keymap_set(keymap, REQUEST_TAKE_BACK, many, sizeof(many) / sizeof(many[0]));
	keymap_set(keymap, REQUEST_UNDO, NULL, 0);
	keymap_set(keymap, REQUEST_TAB_PREVIOUS, NULL, 0);
	keymap_set(keymap, REQUEST_QUIT, &quit, 1);
}

static void help_with_other_keys(const char *language) {
	static const struct {
		const char *name;
		int rows, cols;
	} other[] = { { "40x12", 12, 40 }, { "80x24", 24, 80 } };
	struct keymap keymap;
	make_other_keys(&keymap);
	const struct model_options options = { .command = "unlike", .keymap = &keymap };
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		struct fixture f;
		fixture_init(&f, 200, &options);
		fixture_resize(&f, other[i].rows, other[i].cols);
		fixture_key(&f, "?");
		char *golden = xasprintf("%shelp-other-keys-%s", language, other[i].name);
		expect_golden(&f, golden);
		free(golden);
		fixture_finish(&f);
	}
}

Test(golden, help_with_keys_that_were_changed) {
	help_with_other_keys("");
	lang_set(LANG_ZH_CN);
	help_with_other_keys("zh-");
	lang_set(LANG_EN);
}
