#include "unlike/config/config.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/file.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/base/rng.h"
#include "unlike/config/themes.h"

static struct config config;

static void finish(void) {
	config_finish(&config);
}

TestSuite(config, .fini = finish);

static void read_text(const char *text) {
	config_finish(&config);
	config_read_text("c", text, &config);
}

static bool same_keys(const struct keymap *a, const struct keymap *b) {
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		if (strcmp(keymap_keys(a, (enum request)i), keymap_keys(b, (enum request)i)) != 0) {
			return false;
		}
	}
	return true;
}

static bool is_usual(void) {
	const struct config *usual = config_default();
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		if (config.values[i].source != CONFIG_DEFAULT ||
				config.values[i].value.number != usual->values[i].value.number) {
			return false;
		}
	}
	return same_keys(&config.keymap, &usual->keymap);
}

Test(config, an_empty_file_changes_nothing) {
	read_text("");
	cr_expect(is_usual());
	cr_expect_eq(config.n_problems, 0);
	cr_expect_eq(config_number(&config, SETTING_HOLD), 800);
	cr_expect_str_eq(config_text(&config, SETTING_THEME), "default");
	cr_expect_null(config_text(&config, SETTING_ACCOUNT));
}

Test(config, every_setting_is_taken_from_its_section) {
	read_text("version = 1\n"
		  "[screen]\n"
		  "theme = dark\n"
		  "columns = author\n"
		  "[acting]\n"
		  "hold = 1.5 s\n"
		  "[accounts]\n"
		  "default = 小雨\n"
		  "[keys]\n"
		  "take-back = d Delete\n"
		  "undo = none\n");
	cr_expect_str_eq(config.problems.data, "");
	cr_expect_str_eq(config_text(&config, SETTING_THEME), "dark");
	cr_expect_eq(config_number(&config, SETTING_COLUMNS), COLUMN_AUTHOR);
	cr_expect_eq(config_number(&config, SETTING_HOLD), 1500);
	cr_expect_eq(config.values[SETTING_HOLD].source, CONFIG_FILE);
	cr_expect_eq(config.values[SETTING_HOLD].line, 6);
	cr_expect_str_eq(config_text(&config, SETTING_ACCOUNT), "小雨");
	cr_expect_str_eq(keymap_keys(&config.keymap, REQUEST_TAKE_BACK), "d Delete");
	cr_expect_str_eq(keymap_keys(&config.keymap, REQUEST_UNDO), "none");
}

Test(config, every_bad_line_is_told_at_once_and_the_rest_holds) {
	read_text("version = one\n"
		  "theme = dark\n"
		  "[screen]\n"
		  "asci = on\n"
		  "date = monthly\n"
		  "hold = 1 s\n"
		  "nonsense\n"
		  "motion = off\n"
		  "motion = on\n"
		  "[colours]\n"
		  "x = 1\n"
		  "[keys]\n"
		  "take-bak = d\n"
		  "undo = Ctrl+I\n"
		  "help =\n"
		  "up = a b c d e f g\n");
	cr_expect_str_eq(config.problems.data,
			"c:1: version is 'one'; 1 is the newest one\n"
			"c:2: 'theme' belongs into [screen], not into []\n"
			"c:4: [screen] has no 'asci'; did you mean 'ascii'?\n"
			"c:5: date is 'monthly'; allowed is iso, day-month or relative\n"
			"c:6: 'hold' belongs into [acting], not into [screen]\n"
			"c:7: neither a [section] nor name = value\n"
			"c:9: motion stands in line 8 already; that one holds\n"
			"c:11: 'x' stands in [colours]; there are [screen], [acting], [accounts] "
			"and [keys]\n"
			"c:13: no key asks for 'take-bak'; did you mean 'take-back'?\n"
			"c:14: undo: 'Ctrl+I' is no key; keys are called as in the help: x, "
			"Ctrl+F, "
			"Alt+x, Space, Enter, PgDn, F1, or none\n"
			"c:15: help: there is no key; keys are called as in the help: x, Ctrl+F, "
			"Alt+x, Space, Enter, PgDn, F1, or none\n"
			"c:16: up has more than 6 keys\n");
	cr_expect_eq(config.n_problems, 12);
	cr_expect_eq(config_number(&config, SETTING_MOTION), 0);
	cr_expect_eq(config_number(&config, SETTING_DATE), DATE_ISO);
	cr_expect_str_eq(keymap_keys(&config.keymap, REQUEST_UNDO), "u");
}

Test(config, a_file_of_an_older_version_is_read_and_a_newer_one_says_so) {
	read_text("version = 0\n[acting]\nundo = 5 s\n");
	cr_expect_str_eq(config.problems.data, "");
	cr_expect_eq(config_number(&config, SETTING_UNDO), 5000);
	read_text("version = 7\n[acting]\nundo = 6 s\nspeed = 9\n");
	cr_expect_str_eq(config.problems.data,
			"c:1: this file is of version 7, and this program knows 1: a newer one "
			"wrote it; what is understood holds\n"
			"c:4: [acting] has no 'speed'; 'unlike config show' has the names\n");
	cr_expect_eq(config_number(&config, SETTING_UNDO), 6000);
}

Test(config, two_requests_may_change_their_keys) {
	read_text("[keys]\nundo = x\ntake-back = u\nup = k w\nkeep = m\n");
	cr_expect_str_eq(config.problems.data, "");
	cr_expect_eq(keymap_find(&config.keymap, (struct key){ .sym = 'x' }), REQUEST_UNDO);
	cr_expect_eq(keymap_find(&config.keymap, (struct key){ .sym = 'u' }), REQUEST_TAKE_BACK);
}

Test(config, a_key_for_two_requests_is_told_and_both_are_as_they_come) {
	read_text("[keys]\nundo = z x\nup = w\n");
	cr_expect_str_eq(config.problems.data,
			"c:2: x asks for undo and for take-back; both keep the keys that they come "
			"with\n");
	cr_expect_str_eq(keymap_keys(&config.keymap, REQUEST_UNDO), "u");
	cr_expect_str_eq(keymap_keys(&config.keymap, REQUEST_UP), "w");
	read_text("[keys]\ntake-back = d\nundo = d\nlikes = x\n");
	cr_expect_eq(config.n_problems, 2, "putting one back takes the key of another");
	cr_expect(same_keys(&config.keymap, keymap_default()));
	read_text("[keys]\nkeep = u\n");
	cr_expect_eq(config.n_problems, 1, "at leaving both would be meant");
}

Test(config, a_key_with_Shift_is_not_the_key_without_it) {
	read_text("[keys]\nup = Left\ndown = Shift+Down\n");
	cr_expect_str_eq(config.problems.data, "");
	cr_expect_eq(keymap_find(&config.keymap, (struct key){ .sym = KEY_SYM_LEFT }), REQUEST_UP);
	cr_expect_eq(keymap_find(&config.keymap,
				     (struct key){ .sym = KEY_SYM_LEFT, .mods = KEY_MOD_SHIFT }),
			REQUEST_SLIDE);
	read_text("[keys]\nup = Shift+Left\n");
	cr_expect_str_eq(config.problems.data,
			"c:2: Shift+Left asks for up and for slide; both keep the keys that they "
			"come with\n");
}

Test(config, nobody_can_lock_themselves_in) {
	read_text("[keys]\nenter = none\nescape = none\nquit = none\ninterrupt = none\nhelp = "
		  "none\n");
	cr_expect_eq(config.n_problems, 3);
	cr_expect_str_eq(keymap_keys(&config.keymap, REQUEST_ENTER), "Enter");
	cr_expect_str_eq(keymap_keys(&config.keymap, REQUEST_ESCAPE), "Esc");
	cr_expect_str_eq(keymap_keys(&config.keymap, REQUEST_QUIT), "none");
	cr_expect_str_eq(keymap_keys(&config.keymap, REQUEST_INTERRUPT), "Ctrl+C");
	cr_expect_str_eq(keymap_keys(&config.keymap, REQUEST_HELP), "none");
	read_text("[keys]\nenter = none\nundo = Enter\n");
	cr_expect_eq(config.n_problems, 2);
	cr_expect(same_keys(&config.keymap, keymap_default()));
}

Test(config, what_is_shown_reads_back_as_the_same) {
	read_text("[screen]\ncolumns = none\ntheme = light\n[acting]\nhold = off\n"
		  "[keys]\ntake-back = Semicolon\nundo = none\nsearch = =\n");
	cr_assert_str_eq(config.problems.data, "");
	struct buf shown, again;
	buf_init(&shown, BUF_UNLIMITED);
	buf_init(&again, BUF_UNLIMITED);
	config_show(&config, &shown);
	cr_expect_not_null(strstr(shown.data, "hold = off                       ; file, line 5\n"));
	cr_expect_not_null(strstr(shown.data, "undo = 10 s                      ; as it comes\n"));
	struct config second;
	config_read_text("c", shown.data, &second);
	cr_expect_str_eq(second.problems.data, "");
	cr_expect(same_keys(&second.keymap, &config.keymap));
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		cr_expect(memcmp(&second.values[i].value, &config.values[i].value,
					  sizeof(second.values[i].value)) == 0,
				"%s", setting_spec((enum setting)i)->name);
	}
	config_finish(&second);
	buf_finish(&shown);
	buf_finish(&again);
}

/* Takes the ';' from every line that would say something. */
static char *uncommented(const char *text) {
	struct buf out;
	buf_init(&out, BUF_UNLIMITED);
	for (const char *p = text; *p != '\0'; p++) {
		const bool begins = p == text || p[-1] == '\n';
		if (!(begins && p[0] == ';' && p[1] != ' ')) {
			buf_add_char(&out, *p);
		}
	}
	return buf_take(&out, NULL);
}

Test(config, the_template_says_nothing_and_has_everything) {
	struct buf out;
	buf_init(&out, BUF_UNLIMITED);
	config_template(&out);
	read_text(out.data);
	cr_expect_str_eq(config.problems.data, "");
	cr_expect(is_usual());
	char *all = uncommented(out.data);
	read_text(all);
	cr_expect_str_eq(config.problems.data, "");
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		cr_expect_eq(config.values[i].source, CONFIG_FILE, "%s",
				setting_spec((enum setting)i)->name);
	}
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		cr_expect_gt(config.key_lines[i], 0, "%s", request_name((enum request)i));
	}
	cr_expect(same_keys(&config.keymap, keymap_default()));
	free(all);
	buf_finish(&out);
}

Test(config, an_option_comes_before_the_file) {
	struct err err;
	read_text("[screen]\ntheme = dark\nascii = on\n");
	cr_assert(config_set(&config, SETTING_THEME, "mono", &err));
	cr_expect_str_eq(config_text(&config, SETTING_THEME), "mono");
	cr_expect_eq(config.values[SETTING_THEME].source, CONFIG_OPTION);
	cr_expect_not(config_set(&config, SETTING_ASCII, "maybe", &err));
	cr_expect_str_eq(err.msg, "ascii is 'maybe'; allowed is auto, on or off");
	cr_expect_eq(config.values[SETTING_ASCII].source, CONFIG_FILE);
}

Test(config, a_theme_that_is_not_there_is_told_and_default_is_kept) {
	struct err err;
	cr_assert_eq(setenv("XDG_CONFIG_HOME", "/nonexistent", 1), 0);
	read_text("[screen]\nmotion = off\ntheme = drak\n");
	cr_expect_str_eq(config.problems.data,
			"c:3: there is no theme 'drak'; there are: default, light, dark, "
			"high-contrast, mono, care; default is kept\n");
	cr_expect_str_eq(config.theme.name, "default");
	cr_expect_str_eq(config_text(&config, SETTING_THEME), "default");
	cr_expect_not(config_set(&config, SETTING_THEME, "../x", &err));
	cr_expect_str_eq(config.theme.name, "default");
	cr_assert(config_set(&config, SETTING_THEME, "light", &err));
	cr_expect_str_eq(config.theme.name, "light");
}

/* Bytes of the template put elsewhere, doubled, cut and replaced. */
static void spoil(struct buf *text, const struct rng *rng) {
	for (int i = 0; i < 40; i++) {
		const size_t at = (size_t)rng_below(rng, text->len);
		const size_t from = (size_t)rng_below(rng, text->len);
		const size_t len = (size_t)rng_below(rng, 60);
		if (rng_below(rng, 3) == 0) {
			text->data[at] = (char)(1 + rng_below(rng, 255));
		} else if (at + len < text->len && from + len < text->len) {
			memmove(text->data + at, text->data + from, len);
		}
	}
}

static void no_theme_problem(int line, const char *what, void *data) {
	(void)line;
	(void)data;
	cr_assert_gt(strlen(what), 0);
}

Test(config, whatever_the_bytes_are_one_can_answer_and_leave) {
	struct buf usual;
	struct theme theme;
	buf_init(&usual, BUF_UNLIMITED);
	config_template(&usual);
	char *all = uncommented(usual.data);
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct seeded_rng state;
		const struct rng rng = rng_seeded(&state, seed);
		struct buf text;
		buf_init(&text, BUF_UNLIMITED);
		buf_add_str(&text, all);
		spoil(&text, &rng);
		read_text(text.data);
		const struct keymap *keymap = &config.keymap;
		cr_assert_gt(keymap->requests[REQUEST_ENTER].n, 0);
		cr_assert_gt(keymap->requests[REQUEST_ESCAPE].n, 0);
		cr_assert_gt(keymap->requests[REQUEST_QUIT].n +
						keymap->requests[REQUEST_INTERRUPT].n,
				0);
		for (unsigned a = 0; a < REQUEST_COUNT; a++) {
			for (size_t i = 0; i < keymap->requests[a].n; i++) {
				const enum request found =
						keymap_find(keymap, keymap->requests[a].keys[i]);
				cr_assert(found == a || !requests_meet(found, (enum request)a));
			}
		}
		theme_parse("t", text.data, no_theme_problem, NULL, &theme);
		buf_finish(&text);
	}
	free(all);
	buf_finish(&usual);
}

/* --- hostile files --------------------------------------------------------------------------- */

static char *home;

static void make_home(void) {
	struct err err;
	cr_assert(file_make_temporary("test-config", &home, &err), "%s", err.msg);
	cr_assert_eq(setenv("XDG_CONFIG_HOME", home, 1), 0);
	char *folder = path_join(home, "unlike");
	cr_assert_eq(mkdir(folder, 0700), 0);
	free(folder);
}

static void remove_home(void) {
	config_finish(&config);
	cr_assert(file_remove_tree(home, NULL));
	free(home);
}

TestSuite(config_file, .init = make_home, .fini = remove_home);

static char *file(void) {
	return path_join(home, "unlike/config");
}

static void write_file(const void *bytes, size_t len) {
	char *path = file();
	cr_assert(file_write_atomic(path, bytes, len, 0600, NULL));
	free(path);
}

static void load(void) {
	config_finish(&config);
	config_load(&config);
}

static void expect_refused(const char *words) {
	load();
	cr_expect(config.exists);
	cr_expect(is_usual());
	cr_expect_eq(config.n_problems, 1);
	cr_expect_not_null(strstr(config.problems.data, words), "%s", config.problems.data);
	cr_expect_eq(strncmp(config.problems.data, config.path, strlen(config.path)), 0);
}

Test(config_file, none_is_fine) {
	load();
	cr_expect_not(config.exists);
	cr_expect(is_usual());
	cr_expect_eq(config.n_problems, 0);
}

Test(config_file, one_is_read) {
	write_file("[acting]\nundo = 1 min\n", 22);
	load();
	cr_expect(config.exists);
	cr_expect_eq(config_number(&config, SETTING_UNDO), 60000);
}

Test(config_file, lines_of_a_million_bytes_and_bytes_that_are_no_text_cost_themselves_only) {
	struct buf bytes;
	buf_init(&bytes, BUF_UNLIMITED);
	for (int i = 0; i < 1000000; i++) {
		buf_add_char(&bytes, 'a');
	}
	buf_add_str(&bytes, "\n[screen]\n\xff\xfe\x80\ntheme");
	buf_add(&bytes, "\0", 1);
	buf_add_str(&bytes, " = dark\n[acting]\nundo = 1 s\n");
	write_file(bytes.data, bytes.len);
	buf_finish(&bytes);
	load();
	cr_expect_eq(config.n_problems, 3, "%s", config.problems.data);
	cr_expect_eq(config_number(&config, SETTING_UNDO), 1000);
}

Test(config_file, thousands_of_bad_lines_are_counted_and_a_hundred_told) {
	struct buf bytes;
	buf_init(&bytes, BUF_UNLIMITED);
	for (int i = 0; i < 5000; i++) {
		buf_add_str(&bytes, "?\n");
	}
	write_file(bytes.data, bytes.len);
	buf_finish(&bytes);
	load();
	size_t lines = 0;
	for (const char *p = config.problems.data; *p != '\0'; p++) {
		lines += *p == '\n';
	}
	cr_expect_eq(config.n_problems, 5000);
	cr_expect_eq(lines, 100);
}

Test(config_file, one_that_is_too_large_is_refused) {
	const size_t len = ((size_t)1 << 20) + 1;
	char *bytes = xcalloc(1, len);
	write_file(bytes, len);
	free(bytes);
	expect_refused("larger than");
}

Test(config_file, a_folder_is_refused) {
	char *path = file();
	cr_assert_eq(mkdir(path, 0700), 0);
	free(path);
	expect_refused("not a plain file");
}

Test(config_file, a_fifo_is_refused_and_does_not_hold_the_program) {
	char *path = file();
	cr_assert_eq(mkfifo(path, 0600), 0);
	free(path);
	expect_refused("not a plain file");
}

Test(config_file, a_link_to_itself_is_refused) {
	char *path = file();
	cr_assert_eq(symlink("config", path), 0);
	free(path);
	expect_refused("symbolic links");
}

Test(config_file, one_that_anybody_can_write_is_refused) {
	write_file("", 0);
	char *path = file();
	cr_assert_eq(chmod(path, 0666), 0);
	free(path);
	expect_refused("chmod o-w");
}

Test(config_file, one_of_somebody_else_is_refused) {
	if (geteuid() != 0) {
		cr_skip_test("only root can make one");
	}
	write_file("", 0);
	char *path = file();
	cr_assert_eq(chown(path, 65534, 65534), 0);
	free(path);
	expect_refused("somebody else's");
}

/* --- themes of one's own ---------------------------------------------------------------------- */

static void write_theme(const char *name, const char *text) {
	struct err err;
	char *path = themes_path(name);
	char *folder = path_join(home, "unlike/themes");
	cr_assert_not_null(path);
	cr_assert(file_make_folder(folder, 0700, &err), "%s", err.msg);
	cr_assert(file_write_atomic(path, text, strlen(text), 0600, &err), "%s", err.msg);
	free(folder);
	free(path);
}

static void add_name(const char *name, bool built_in, void *data) {
	buf_printf(data, "%s%s ", name, built_in ? "" : "*");
}

Test(config_file, a_theme_of_ones_own_is_found_by_its_name) {
	struct buf names;
	write_theme("mine", "text = #000000 on #ffffff\n");
	write_theme("another", "heart = pink\nbad = red\n");
	write_theme("dark", "text = red\n");
	buf_init(&names, BUF_UNLIMITED);
	themes_each(add_name, &names);
	cr_expect_str_eq(names.data, "default light dark high-contrast mono care another* mine* ");
	buf_finish(&names);
	write_file("[screen]\ntheme = mine\n", 22);
	load();
	cr_expect_eq(config.n_problems, 0, "%s", config.problems.data);
	cr_expect_str_eq(config.theme.name, "mine");
	cr_expect_eq(config.theme.styles[ROLE_HEART].many.ground, THEME_RGB | 0xFFFFFF);
	write_file("[screen]\ntheme = another\n", 25);
	load();
	cr_expect_eq(config.n_problems, 1);
	cr_expect_not_null(strstr(config.problems.data,
			"/unlike/themes/another.theme:1: heart: 'pink' is not understood"));
	cr_expect_eq(config.theme.styles[ROLE_BAD].many.colour, 1, "the rest holds");
	write_file("[screen]\ntheme = dark\n", 22);
	load();
	cr_expect_eq(config.theme.styles[ROLE_TEXT].many.colour, THEME_RGB | 0xDADADA,
			"a built-in name is nothing else");
}

Test(config_file, another_theme_can_be_in_force_and_one_that_is_not_there_changes_nothing) {
	struct err err;
	size_t bad_lines = 7;
	write_theme("mine", "text = #000000 on #ffffff\nheart = pink\n");
	load();
	cr_assert(config_switch_theme(&config, "mine", &bad_lines, &err), "%s", err.msg);
	cr_expect_eq(bad_lines, 1);
	cr_expect_str_eq(config.theme.name, "mine");
	cr_expect_str_eq(config_text(&config, SETTING_THEME), "mine");
	cr_expect_eq(config.values[SETTING_THEME].source, CONFIG_OPTION);
	cr_expect_eq(config.n_problems, 0, "the configuration has no problem");
	static const char *const wrong[] = { "neon", "../config", "",
		"a-name-that-is-longer-than-any-name-of-a-theme-can-ever-be-in-this-program" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		cr_expect_not(config_switch_theme(&config, wrong[i], &bad_lines, &err));
		cr_expect_eq(err.code, ERR_INPUT);
		cr_expect_not_null(strstr(err.msg, "there are: default, light,"), "%s", err.msg);
		cr_expect_str_eq(config.theme.name, "mine");
	}
	cr_assert(config_switch_theme(&config, "dark", &bad_lines, &err));
	cr_expect_eq(bad_lines, 0);
	cr_expect_str_eq(config.theme.name, "dark");
}

Test(config_file, a_theme_that_anybody_can_write_is_refused) {
	write_theme("mine", "text = red\n");
	char *path = themes_path("mine");
	cr_assert_eq(chmod(path, 0666), 0);
	free(path);
	write_file("[screen]\ntheme = mine\n", 22);
	load();
	cr_expect_eq(config.n_problems, 1);
	cr_expect_str_eq(config.theme.name, "default");
}

Test(config_file, names_of_themes_leave_no_folder) {
	static const char *const names[] = { "", ".", "..", "a/b", ".hidden", "a b", "\xc3\xa9" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		cr_expect_null(themes_path(names[i]), "%s", names[i]);
	}
}

Test(config_file, built_in_themes_are_told_of_by_the_sentences_of_their_files) {
	for (const char *const *name = theme_names(); *name != NULL; name++) {
		cr_expect_str_eq(themes_about(*name), theme_find(*name)->about, "%s", *name);
		lang_set(LANG_ZH_CN);
		cr_expect_str_neq(themes_about(*name), theme_find(*name)->about, "%s", *name);
		lang_set(LANG_EN);
	}
	cr_expect_str_eq(themes_about("mine"), "");
}
