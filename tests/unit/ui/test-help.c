/* The help: every request with the keys that ask for it, whatever was made of them. */
#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"
#include "unlike/base/lang.h"
#include "view_private.h"

static struct fixture f;
static struct keymap keymap;

static void tear_down(void) {
	lang_set(LANG_EN);
}

TestSuite(help, .fini = tear_down);

static void set_keys(enum request request, const char *names) {
	struct key keys[KEYMAP_KEYS_MAX];
	size_t n = 0;
	for (const char *p = names; *p != '\0'; n++) {
		const size_t len = strcspn(p, " ");
		cr_assert(n < KEYMAP_KEYS_MAX && key_from_name(p, len, &keys[n]), "%s", names);
		p += len + (p[len] == ' ');
	}
	keymap_set(&keymap, request, keys, n);
}

static void as_they_come(void) {
}

static void remapped(void) {
	set_keys(REQUEST_TAKE_BACK, "d Delete Alt+Insert");
	set_keys(REQUEST_UNDO, "Alt+Backspace Ctrl+B Semicolon F10 F11 F12");
	set_keys(REQUEST_QUIT, "Q");
	set_keys(REQUEST_SYNC, "s");
	set_keys(REQUEST_PAGE_UP, "PgUp");
}

static void without_keys(void) {
	set_keys(REQUEST_TAKE_BACK, "");
	set_keys(REQUEST_TAB_PREVIOUS, "");
	set_keys(REQUEST_SEARCH_BACK, "");
	set_keys(REQUEST_HELP, "F1");
}

/* Appends what the cells of a role say, without blanks. */
static void add_cells(const struct frame *frame, int row, enum role role, struct buf *out) {
	for (int col = 0; col < frame->cols; col++) {
		const struct cell *cell = &frame->cells[row * frame->cols + col];
		if (cell->role == role && cell->len > 0 && cell->utf8[0] != ' ') {
			buf_add(out, cell->utf8, cell->len);
		}
	}
}

static void add_without_blanks(const char *text, struct buf *out) {
	for (; *text != '\0'; text++) {
		if (*text != ' ') {
			buf_add_char(out, *text);
		}
	}
}

/* Of all requests, one behind the other: their keys and their sentences. */
static void add_wanted(struct buf *keys, struct buf *sentences) {
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		const enum request request = (enum request)i;
		struct buf words;
		buf_init(&words, BUF_UNLIMITED);
		keymap_words(&keymap, request_help(request), &words);
		add_without_blanks(words.data, sentences);
		add_without_blanks(keymap.requests[i].n > 0 ? keymap_keys(&keymap, request)
							    : keymap_key(&keymap, request),
				keys);
		buf_finish(&words);
	}
	add_without_blanks("*≈", keys);
	add_without_blanks(_("behind a number: unverified, as one published article has it"),
			sentences);
	add_without_blanks(
			_("before a number: assumed, as the article does not say it"), sentences);
}

static void expect_all(int cols, const char *what) {
	const struct model_options options = { .command = "unlike", .keymap = &keymap };
	struct buf keys, sentences, wanted_keys, wanted_sentences;
	struct frame frame;
	struct buf *const all[] = { &keys, &sentences, &wanted_keys, &wanted_sentences };
	for (size_t i = 0; i < 4; i++) {
		buf_init(all[i], BUF_UNLIMITED);
	}
	fixture_init(&f, 20, &options);
	fixture_resize(&f, 250, cols);
	fixture_key(&f, "F1");
	frame_init(&frame);
	view_render(f.model, f.now, &frame);
	const struct layout at = layout_of(f.model);
	for (int row = at.list_row; row < at.list_end; row++) {
		add_cells(&frame, row, ROLE_KEY, &keys);
		add_cells(&frame, row, ROLE_TEXT, &sentences);
	}
	add_wanted(&wanted_keys, &wanted_sentences);
	cr_expect_str_eq(keys.data, wanted_keys.data, "%s, %d columns", what, cols);
	cr_expect_str_eq(sentences.data, wanted_sentences.data, "%s, %d columns", what, cols);
	frame_finish(&frame);
	fixture_finish(&f);
	for (size_t i = 0; i < 4; i++) {
		buf_finish(all[i]);
	}
}

Test(help, every_request_is_there_with_its_keys_in_every_language_and_width) {
	static const struct {
		const char *what;
		void (*make)(void);
	} keymaps[] = {
		{ "as they come", as_they_come },
		{ "remapped", remapped },
		{ "without keys", without_keys },
	};
	static const int widths[] = { 40, 41, 60, 80, 120 };
	for (unsigned lang = 0; lang < LANG_COUNT; lang++) {
		lang_set((enum lang)lang);
		for (size_t i = 0; i < sizeof(keymaps) / sizeof(keymaps[0]); i++) {
			keymap_init(&keymap);
			keymaps[i].make();
			for (size_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++) {
				expect_all(widths[w], keymaps[i].what);
			}
		}
	}
}

Test(help, it_can_be_read_to_its_end_in_a_small_terminal) {
	keymap_init(&keymap);
	remapped();
	const struct model_options options = { .command = "unlike", .keymap = &keymap };
	fixture_init(&f, 20, &options);
	fixture_resize(&f, 12, 40);
	fixture_key(&f, "?");
	cr_expect_not_null(strstr(fixture_text(&f), "d Delete"));
	bool semicolon = false, quits = false, keeps = false;
	for (int i = 0; i < 200; i++) {
		semicolon = semicolon || strstr(fixture_text(&f), "Semicolon") != NULL;
		quits = quits || strstr(fixture_text(&f), " Q  ") != NULL;
		keeps = keeps || strstr(fixture_text(&f), "asked at leaving") != NULL;
		fixture_key(&f, "Down");
	}
	cr_expect(semicolon, "a key behind the first ones");
	cr_expect(keeps, "%s", fixture_text(&f));
	cr_expect_not_null(strstr(fixture_text(&f), "does not say it"), "%s", fixture_text(&f));
	cr_expect(quits, "the key that leaves");
	fixture_finish(&f);
}
