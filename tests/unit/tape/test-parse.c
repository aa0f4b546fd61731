/* What each word means. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

#include "unlike/base/text.h"
#include "unlike/tape/tape.h"

static struct tape *tape;

static void forget(void) {
	tape_free(tape);
	tape = NULL;
}

TestSuite(parse, .init = text_init, .fini = forget);

static void read_text(const char *text) {
	struct buf problems;
	buf_init(&problems, BUF_UNLIMITED);
	tape_free(tape);
	tape = tape_parse("demo.tape", text, strlen(text), &problems);
	cr_assert_not_null(tape, "%s", problems.data);
	cr_expect_str_eq(problems.data, "");
	buf_finish(&problems);
}

/* The one command of this text. */
static const struct tape_command *only(const char *text) {
	read_text(text);
	cr_assert_eq(tape->n, 1, "%s: %zu commands", text, tape->n);
	return &tape->commands[0];
}

static const struct tape_settings *settings(const char *text) {
	read_text(text);
	cr_assert_eq(tape->n, 0, "%s: %zu commands", text, tape->n);
	return &tape->settings;
}

Test(parse, a_tape_of_nothing_has_the_settings_of_vhs) {
	const struct tape_settings *s = settings("# nothing\n\n \t \n");
	cr_expect(s->rows == 24 && s->cols == 80);
	cr_expect_eq(s->typing_speed, 50);
	cr_expect_eq(s->wait_timeout, 15000);
	cr_expect_str_eq(tape_pattern_text(s->wait_pattern), ">$");
	cr_expect_eq(s->keyboard, TAPE_LEGACY);
	cr_expect(s->repeat_delay == 250 && s->repeat_every == 33);
	cr_expect_str_eq(s->theme, "default");
	cr_expect_str_eq(s->language, "en");
	cr_expect_str_eq(s->time_zone, "UTC");
	cr_expect_str_eq(s->platform, "wechat-channels");
	cr_expect_eq(s->sample, 0);
	cr_expect_null(s->title);
	cr_expect_not(s->says);
	cr_expect_str_eq(tape->file, "demo.tape");
	cr_expect_str_eq(tape->notes.data, "");
}

Test(parse, settings_are_set_and_the_last_one_holds) {
	const struct tape_settings *s = settings("Set Size 100x30\nSet Size 40x10\n"
						 "Set KeyRepeat 500ms 0.1\n"
						 "Set Theme light_2\nSet Language zh_CN\n"
						 "Set TimeZone Etc/GMT+5\nSet Platform douyin\n"
						 "Set Sample 300\nSet Title \"Two minutes\"\n"
						 "Set TypingSpeed 0.1\nSet WaitTimeout 1m\n"
						 "Set WaitPattern /likes$/\nSet Keyboard kitty\n"
						 "Seed 18446744073709551615\n"
						 "At \"2026-03-01T10:00:00+01:00\"\n");
	cr_expect(s->rows == 10 && s->cols == 40);
	cr_expect(s->repeat_delay == 500 && s->repeat_every == 100);
	cr_expect_str_eq(s->theme, "light_2");
	cr_expect_str_eq(s->language, "zh_CN");
	cr_expect_str_eq(s->time_zone, "Etc/GMT+5");
	cr_expect_str_eq(s->platform, "douyin");
	cr_expect_eq(s->sample, 300);
	cr_expect_str_eq(s->title, "Two minutes");
	cr_expect_eq(s->typing_speed, 100);
	cr_expect_eq(s->wait_timeout, MSEC_PER_MIN);
	cr_expect_str_eq(tape_pattern_text(s->wait_pattern), "likes$");
	cr_expect_eq(s->keyboard, TAPE_KITTY);
	cr_expect_eq(s->seed, UINT64_MAX);
	cr_expect_eq(s->start, (msec_t)1772355600000, "%" PRId64, s->start);
}

Test(parse, what_changes_on_the_way_is_a_command_there) {
	read_text("Set TypingSpeed 10ms\nSleep 1\nSet TypingSpeed 20ms Set Keyboard kitty\n"
		  "Set WaitTimeout 2s\nSet WaitPattern /x/\n");
	cr_assert_eq(tape->n, 5);
	cr_expect_eq(tape->settings.typing_speed, 10);
	cr_expect_eq(tape->settings.keyboard, TAPE_LEGACY);
	static const char *const names[] = { "TypingSpeed", "Keyboard", "WaitTimeout",
		"WaitPattern" };
	for (size_t i = 0; i < 4; i++) {
		cr_expect_eq(tape->commands[i + 1].verb, TAPE_SET);
		cr_expect_str_eq(tape->commands[i + 1].name, names[i]);
	}
	cr_expect_eq(tape->commands[1].time, 20);
	cr_expect_eq(tape->commands[2].keyboard, TAPE_KITTY);
	cr_expect_eq(tape->commands[3].time, 2000);
	cr_expect_str_eq(tape_pattern_text(tape->commands[4].pattern), "x");
}

Test(parse, keys_are_what_the_interface_gets) {
	static const struct {
		const char *text;
		uint32_t sym;
		uint8_t mods;
		int count;
		msec_t time;
	} cases[] = {
		{ "Enter", KEY_SYM_ENTER, 0, 1, -1 },
		{ "Tab@500ms 2", KEY_SYM_TAB, 0, 2, 500 },
		{ "Left@500ms 5", KEY_SYM_LEFT, 0, 5, 500 },
		{ "Right", KEY_SYM_RIGHT, 0, 1, -1 },
		{ "Up 10000", KEY_SYM_UP, 0, 10000, -1 },
		{ "Down@0", KEY_SYM_DOWN, 0, 1, 0 },
		{ "Backspace 18", KEY_SYM_BACKSPACE, 0, 18, -1 },
		{ "Delete", KEY_SYM_DELETE, 0, 1, -1 },
		{ "Insert", KEY_SYM_INSERT, 0, 1, -1 },
		{ "Escape", KEY_SYM_ESCAPE, 0, 1, -1 },
		{ "Space 10", ' ', 0, 10, -1 },
		{ "PageUp", KEY_SYM_PAGE_UP, 0, 1, -1 },
		{ "PageDown", KEY_SYM_PAGE_DOWN, 0, 1, -1 },
		{ "Home", KEY_SYM_HOME, 0, 1, -1 },
		{ "End", KEY_SYM_END, 0, 1, -1 },
		{ "F1", KEY_SYM_F1, 0, 1, -1 },
		{ "F12", KEY_SYM_F12, 0, 1, -1 },
		{ "Ctrl+R", 'r', KEY_MOD_CTRL, 1, -1 },
		{ "Ctrl+c 2", 'c', KEY_MOD_CTRL, 2, -1 },
		{ "Ctrl+@", '@', KEY_MOD_CTRL, 1, -1 },
		{ "Ctrl+@@1s 3", '@', KEY_MOD_CTRL, 3, 1000 },
		{ "Ctrl++", '+', KEY_MOD_CTRL, 1, -1 },
		{ "Ctrl+]", ']', KEY_MOD_CTRL, 1, -1 },
		{ "Ctrl+Left", KEY_SYM_LEFT, KEY_MOD_CTRL, 1, -1 },
		{ "Ctrl+Alt+Shift+P", 'p', KEY_MOD_CTRL | KEY_MOD_ALT | KEY_MOD_SHIFT, 1, -1 },
		{ "Alt+x", 'x', KEY_MOD_ALT, 1, -1 },
		{ "Alt+é", 0xE9, KEY_MOD_ALT, 1, -1 },
		{ "Alt+Shift+x", 'X', KEY_MOD_ALT, 1, -1 },
		{ "Shift+a", 'A', 0, 1, -1 },
		{ "Shift+A", 'A', 0, 1, -1 },
		{ "Shift+Tab", KEY_SYM_BACKTAB, 0, 1, -1 },
		{ "Shift+Enter", KEY_SYM_ENTER, KEY_MOD_SHIFT, 1, -1 },
		{ "Shift+Up", KEY_SYM_UP, KEY_MOD_SHIFT, 1, -1 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tape_command *c = only(cases[i].text);
		cr_expect_eq(c->verb, TAPE_KEY, "%s", cases[i].text);
		cr_expect_eq(c->key.sym, cases[i].sym, "%s: %" PRIx32, cases[i].text, c->key.sym);
		cr_expect_eq(c->key.mods, cases[i].mods, "%s: %d", cases[i].text, c->key.mods);
		cr_expect_eq(c->count, cases[i].count, "%s: %d", cases[i].text, c->count);
		cr_expect_eq(c->time, cases[i].time, "%s: %" PRId64, cases[i].text, c->time);
	}
}

Test(parse, texts_are_typed_as_they_stand) {
	static const struct {
		const char *tape, *text;
		msec_t time;
	} cases[] = {
		{ "Type \"unlike demo\"", "unlike demo", -1 },
		{ "Type@100ms 'it is \"so\"'", "it is \"so\"", 100 },
		{ "Type `it's \\n #1` # this is not", "it's \\n #1", -1 },
		{ "Type@2\"猫\"", "猫", 2000 },
		{ "Type \"a\" 'b'   `c`", "a b c", -1 },
		{ "Type foo bar /x", "foo bar /x", -1 },
		{ "Type \"\"", "", -1 },
		{ "Type \"Enter\"", "Enter", -1 },
		{ "\tType 5\r\n", "5", -1 },
		{ "\xEF\xBB\xBFType x", "x", -1 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tape_command *c = only(cases[i].tape);
		cr_expect_eq(c->verb, TAPE_TYPE);
		cr_expect_str_eq(c->text, cases[i].text, "%s: %s", cases[i].tape, c->text);
		cr_expect_eq(c->time, cases[i].time, "%s", cases[i].tape);
	}
}

Test(parse, waits_have_a_place_a_time_and_a_pattern_or_not) {
	static const struct {
		const char *text;
		bool whole_screen;
		msec_t time;
		const char *pattern;
	} cases[] = {
		{ "Wait", false, -1, NULL },
		{ "Wait+Line", false, -1, NULL },
		{ "Wait@5s", false, 5000, NULL },
		{ "Wait /a b/", false, -1, "a b" },
		{ "Wait+Screen /12,408/", true, -1, "12,408" },
		{ "Wait+Screen@10ms /x#y\\/z/ # so", true, 10, "x#y\\/z" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tape_command *c = only(cases[i].text);
		cr_expect_eq(c->verb, TAPE_WAIT);
		cr_expect_eq(c->whole_screen, cases[i].whole_screen, "%s", cases[i].text);
		cr_expect_eq(c->time, cases[i].time, "%s", cases[i].text);
		if (cases[i].pattern == NULL) {
			cr_expect_null(c->pattern, "%s", cases[i].text);
		} else {
			cr_expect_str_eq(tape_pattern_text(c->pattern), cases[i].pattern);
		}
	}
}

Test(parse, fingers_and_the_mouse_press_hold_and_release) {
	const struct tape_command *c = only("Hold x 900ms");
	cr_expect(c->verb == TAPE_HOLD && c->key.sym == 'x' && !c->mouse && c->time == 900);
	c = only("Hold Down 2");
	cr_expect(c->verb == TAPE_HOLD && c->key.sym == KEY_SYM_DOWN && c->time == 2000);
	c = only("Hold mouse @3,10 1s");
	cr_expect(c->verb == TAPE_HOLD && c->mouse && c->row == 3 && c->col == 10);
	cr_expect_eq(c->time, 1000);
	c = only("Press '#'");
	cr_expect(c->verb == TAPE_PRESS && c->key.sym == '#' && !c->mouse);
	c = only("Press /");
	cr_expect(c->verb == TAPE_PRESS && c->key.sym == '/');
	c = only("Release Ctrl+R");
	cr_expect(c->verb == TAPE_RELEASE && c->key.sym == 'r' && c->key.mods == KEY_MOD_CTRL);
	c = only("Release mouse @500,1");
	cr_expect(c->verb == TAPE_RELEASE && c->mouse && c->row == 500 && c->col == 1);
	c = only("Click @3,10");
	cr_expect(c->verb == TAPE_CLICK && c->row == 3 && c->col == 10);
	c = only("Drag @3,60 @4,20 500ms");
	cr_expect(c->verb == TAPE_DRAG && c->row == 3 && c->col == 60);
	cr_expect(c->to_row == 4 && c->to_col == 20 && c->time == 500);
}

Test(parse, what_is_expected_is_kept) {
	const struct tape_command *c = only("Expect /no likes|nothing/");
	cr_expect_eq(c->verb, TAPE_EXPECT);
	cr_expect_str_eq(tape_pattern_text(c->pattern), "no likes|nothing");
	c = only("ExpectNot /sync/");
	cr_expect_eq(c->verb, TAPE_EXPECT_NOT);
	c = only("ExpectRow 3 /^ *♥/");
	cr_expect(c->verb == TAPE_EXPECT_ROW && c->row == 3);
	cr_expect_str_eq(tape_pattern_text(c->pattern), "^ *♥");
	c = only("ExpectState v8 confirmed");
	cr_expect_eq(c->verb, TAPE_EXPECT_STATE);
	cr_expect_str_eq(c->name, "v8");
	cr_expect_str_eq(c->text, "confirmed");
}

Test(parse, the_world_changes) {
	const struct tape_command *c = only("Resize 40x12");
	cr_expect(c->verb == TAPE_RESIZE && c->cols == 40 && c->rows == 12);
	c = only("Advance 15m");
	cr_expect(c->verb == TAPE_ADVANCE && c->time == 15 * MSEC_PER_MIN);
	c = only("Sleep 0");
	cr_expect(c->verb == TAPE_SLEEP && c->time == 0);
	c = only("Network down");
	cr_expect(c->verb == TAPE_NETWORK && c->network == TAPE_NETWORK_DOWN);
	c = only("Network slow 300ms");
	cr_expect(c->network == TAPE_NETWORK_SLOW && c->time == 300);
	c = only("Network up");
	cr_expect_eq(c->network, TAPE_NETWORK_UP);
	c = only("Service approve");
	cr_expect(c->status == 0 && c->text == NULL);
	c = only("Service reject \"too many\"");
	cr_expect(c->status == 0 && strcmp(c->text, "too many") == 0);
	c = only("Service cancels 5 by tablet");
	cr_expect(c->verb == TAPE_SERVICE && c->status == 0 && c->count == 5);
	cr_expect_str_eq(c->name, "tablet");
	cr_expect_str_eq(only("Service cancels 10000 by \"next.door\"")->name, "next.door");
	c = only("Service 503 x3");
	cr_expect(c->verb == TAPE_SERVICE && c->status == 503 && c->count == 3 && c->time == 0);
	c = only("Service 429 after 30s");
	cr_expect(c->status == 429 && c->count == 1 && c->time == 30000);
	c = only("Service 429 x2 after 1m");
	cr_expect(c->count == 2 && c->time == MSEC_PER_MIN);
	c = only("Env LANG 'zh_CN.UTF-8'");
	cr_expect_eq(c->verb, TAPE_ENV);
	cr_expect_str_eq(c->name, "LANG");
	cr_expect_str_eq(c->text, "zh_CN.UTF-8");
	c = only("Screenshot a/b.svg");
	cr_expect_eq(c->verb, TAPE_SCREENSHOT);
	cr_expect_str_eq(c->text, "a/b.svg");
	cr_expect_eq(only("Output \"my demo.svg\"")->verb, TAPE_OUTPUT);
	cr_expect_eq(only("Require likesd")->verb, TAPE_REQUIRE);
	cr_expect_eq(only("Kill")->verb, TAPE_KILL);
	cr_expect_eq(only("Restart")->verb, TAPE_RESTART);
	cr_expect_eq(only("Hide")->verb, TAPE_HIDE);
	cr_expect_eq(only("Show")->verb, TAPE_SHOW);
	cr_expect_eq(only("Copy \"x\"")->verb, TAPE_COPY);
}

Test(parse, a_caption_makes_room_for_captions) {
	const struct tape_command *c = only("Say \"It is gone at once.\"");
	cr_expect_eq(c->verb, TAPE_SAY);
	cr_expect_str_eq(c->text, "It is gone at once.");
	cr_expect(tape->settings.says);
	c = only("Subtitle \"\"");
	cr_expect_eq(c->verb, TAPE_SAY);
	cr_expect_str_eq(c->text, "");
}

Test(parse, commands_know_where_they_stand_and_what_was_written) {
	read_text("\n  Type \"猫\" Enter 2\tSleep 1 # so\nTab");
	cr_assert_eq(tape->n, 4);
	static const struct {
		int line, column;
		const char *source;
	} cases[] = {
		{ 2, 3, "Type \"猫\" Enter 2 Sleep 1" },
		{ 2, 12, "Type \"猫\" Enter 2 Sleep 1" },
		{ 2, 20, "Type \"猫\" Enter 2 Sleep 1" },
		{ 3, 1, "Tab" },
	};
	for (size_t i = 0; i < 4; i++) {
		const struct tape_command *c = &tape->commands[i];
		cr_expect_str_eq(c->where.file, "demo.tape");
		cr_expect_eq(c->where.line, cases[i].line, "%zu: %d", i, c->where.line);
		cr_expect_eq(c->where.column, cases[i].column, "%zu: %d", i, c->where.column);
		cr_expect_str_eq(c->source, cases[i].source);
	}
}

Test(parse, a_tape_as_people_write_them_for_vhs_is_read) {
	read_text("# A demo\r\nOutput out.txt\r\nRequire unlike\r\n\r\n"
		  "Set Shell \"bash\"\r\nSet FontSize 32\r\nSet Width 1200\r\nSet Height 600\r\n"
		  "Set Theme { \"name\": \"Dusk\",\r\n  \"black\": \"#101010\" }\r\n"
		  "Set LoopOffset 20.4%\r\nSet MarginFill \"#674EFF\"\r\nSet CursorBlink false\r\n"
		  "Set TypingSpeed 75ms\r\n"
		  "Hide\r\nType \"unlike demo\" Enter\r\nWait+Screen /likes/\r\nShow\r\n"
		  "Sleep .5 Down 3 Type@10ms x Sleep 2s\r\nCtrl+C\r\n");
	static const enum tape_verb verbs[] = { TAPE_OUTPUT, TAPE_REQUIRE, TAPE_HIDE, TAPE_TYPE,
		TAPE_KEY, TAPE_WAIT, TAPE_SHOW, TAPE_SLEEP, TAPE_KEY, TAPE_TYPE, TAPE_SLEEP,
		TAPE_KEY };
	cr_assert_eq(tape->n, sizeof(verbs) / sizeof(verbs[0]));
	for (size_t i = 0; i < tape->n; i++) {
		cr_expect_eq(tape->commands[i].verb, verbs[i], "%zu", i);
	}
	cr_expect_eq(tape->settings.typing_speed, 75);
	cr_expect_str_eq(tape->settings.theme, "default");
}

Test(parse, what_means_nothing_here_is_mentioned_once) {
	read_text("Set FontSize 46\nSet FontSize 20\nSet Width 1200\nSet PlaybackSpeed 2\n"
		  "Env HOME /x\nEnv HOME /y\nEnv LD_PRELOAD x Env TZ UTC\n"
		  "Set Theme {}\nSleep 1\nScrollUp@1s 5\nScrollUp\nScrollDown\nSet Padding 3\n");
	cr_expect_eq(tape->n, 2, "TZ and Sleep: %zu", tape->n);
	cr_expect_str_eq(tape->notes.data,
			"demo.tape:1:1: Set FontSize means nothing here\n"
			"demo.tape:3:1: Set Width means nothing here; Set Size 80x24 is in cells\n"
			"demo.tape:4:1: Set PlaybackSpeed means nothing here; unlike play has "
			"--speed\n"
			"demo.tape:5:1: Env HOME means nothing here: unlike does not read it\n"
			"demo.tape:7:1: Env LD_PRELOAD means nothing here: unlike does not read "
			"it\n"
			"demo.tape:8:1: Set Theme {…} means nothing here; a theme is named\n"
			"demo.tape:10:1: ScrollUp means nothing here: the screen has no history to "
			"look at\n"
			"demo.tape:12:1: ScrollDown means nothing here: the screen has no history "
			"to look at\n"
			"demo.tape:13:1: Set Padding means nothing here\n");
}

Test(parse, every_setting_that_only_vhs_has_is_accepted) {
	static const char *const names[] = { "Shell", "FontFamily", "FontSize", "LetterSpacing",
		"LineHeight", "Framerate", "PlaybackSpeed", "Height", "Width", "Padding",
		"LoopOffset", "MarginFill", "Margin", "WindowBar", "WindowBarSize", "BorderRadius",
		"CursorBlink" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char text[60] = "Set ";
		strncat(text, names[i], 30);
		strncat(text, " 1", 3);
		(void)settings(text);
		cr_expect_not_null(strstr(tape->notes.data, names[i]), "%s", names[i]);
	}
}
