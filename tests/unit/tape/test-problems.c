/* What is wrong with a tape is said, all of it, in words that help. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/mem.h"
#include "unlike/base/text.h"
#include "unlike/tape/tape.h"

TestSuite(problems, .init = text_init);

static struct buf problems_of(const char *bytes, size_t len) {
	struct buf problems;
	buf_init(&problems, BUF_UNLIMITED);
	struct tape *tape = tape_parse("x.tape", bytes, len, &problems);
	cr_expect_null(tape, "%.100s", bytes);
	tape_free(tape);
	return problems;
}

static void expect(const char *tape, const char *wanted) {
	struct buf problems = problems_of(tape, strlen(tape));
	struct buf line;
	buf_init(&line, BUF_UNLIMITED);
	buf_printf(&line, "x.tape:%s\n", wanted);
	cr_expect_str_eq(problems.data, line.data, "%s\n  gives %s  not %s", tape, problems.data,
			line.data);
	buf_finish(&line);
	buf_finish(&problems);
}

struct bad {
	const char *tape, *problem;
};

static void expect_all(const struct bad *cases, size_t n) {
	for (size_t i = 0; i < n; i++) {
		expect(cases[i].tape, cases[i].problem);
	}
}
#define EXPECT_ALL(cases) expect_all(cases, sizeof(cases) / sizeof((cases)[0]))

Test(problems, unknown_words_name_the_nearest_that_is_known) {
	static const struct bad cases[] = {
		{ "Slep 1", "1:1: there is no 'Slep'; did you mean 'Sleep'?" },
		{ "\n\n  type \"x\"", "3:3: there is no 'type'; did you mean 'Type'?" },
		{ "Entr 5", "1:1: there is no 'Entr'; did you mean 'Enter'?" },
		{ "PgeDown@5", "1:1: there is no 'PgeDown'; did you mean 'PageDown'?" },
		{ "expectrow 3 /x/", "1:1: there is no 'expectrow'; did you mean 'ExpectRow'?" },
		{ "Frobnicate", "1:1: there is no 'Frobnicate'" },
		{ "猫", "1:1: there is no '猫'" },
		{ "Type \"a\" Slep 1", "1:10: there is no 'Slep'; did you mean 'Sleep'?" },
		{ "Sleep 1 2", "1:9: Sleep takes nothing more, but there is '2'" },
		{ "Enter 2 3", "1:9: Enter takes nothing more, but there is '3'" },
		{ "Hide \"x\"", "1:6: Hide takes nothing more, but there is 'x'" },
		{ "42", "1:1: a command like Type or Enter is wanted, not '42'" },
		{ "\"x\"", "1:1: a command like Type or Enter is wanted, not 'x'" },
		{ "@3,1", "1:1: a command like Type or Enter is wanted, not '@3,1'" },
		{ "Sleep@5", "1:1: Sleep takes nothing like '@5'" },
		{ "Set+x Size 1x1", "1:1: Set takes nothing like '+x'" },
		{ "Set Sixe 80x24", "1:5: there is no setting 'Sixe'; did you mean 'Size'?" },
		{ "Set fontsize 1",
				"1:5: there is no setting 'fontsize'; did you mean "
				"'FontSize'?" },
		{ "Set Xyzzy 1", "1:5: there is no setting 'Xyzzy'" },
		{ "Set", "1:4: Set wants a setting like Size" },
	};
	EXPECT_ALL(cases);
}

Test(problems, settings_say_what_they_want) {
	static const struct bad cases[] = {
		{ "Set Size 80", "1:10: Set Size wants COLSxROWS like 80x24, not '80'" },
		{ "Set Size", "1:9: Set Size wants COLSxROWS like 80x24" },
		{ "Set Size # x", "1:10: Set Size wants COLSxROWS like 80x24" },
		{ "Set Size 501x24",
				"1:10: Set Size wants COLSxROWS from 1x1 to 500x500, not "
				"'501x24'" },
		{ "Set Keyboard qwerty", "1:14: Set Keyboard wants legacy or kitty, not 'qwerty'" },
		{ "Set KeyRepeat 250ms", "1:20: Set KeyRepeat wants a time like 500ms, 1.5s or 2" },
		{ "Set KeyRepeat 250ms 0",
				"1:21: Set KeyRepeat wants a time of 1ms or more, not '0'" },
		{ "Set Theme ../x",
				"1:11: Set Theme wants a name of letters, digits, _ and -, not "
				"'../x'" },
		{ "Set Theme {", "1:11: the } that closes this is missing" },
		{ "Set Language \"\"",
				"1:14: Set Language wants a language like en or zh_CN, not ''" },
		{ "Set TimeZone ../../etc/x",
				"1:14: Set TimeZone wants a name like Asia/Shanghai, not "
				"'../../etc/x'" },
		{ "Set TimeZone /etc/x",
				"1:14: Set TimeZone wants a name like Asia/Shanghai, not "
				"'/etc/x'" },
		{ "Set Platform a/b",
				"1:14: Set Platform wants a platform's id like wechat-channels, "
				"not 'a/b'" },
		{ "Set Sample 0", "1:12: Set Sample wants a number from 1 to 1000000, not '0'" },
		{ "Set Sample 1000000000000",
				"1:12: Set Sample wants a number from 1 to 1000000, not "
				"'1000000000000'" },
		{ "Set TypingSpeed fast",
				"1:17: Set TypingSpeed wants a time like 500ms, 1.5s or 2, not "
				"'fast'" },
		{ "Set WaitTimeout 0",
				"1:17: Set WaitTimeout wants a time of 1ms or more, not '0'" },
		{ "Set WaitPattern x",
				"1:17: Set WaitPattern wants a /regular expression/, not 'x'" },
		{ "Set FontSize", "1:13: Set FontSize wants a value" },
		{ "Set Title", "1:10: Set Title wants a text" },
		{ "Seed -1", "1:6: Seed wants a whole number, below 2^64, not '-1'" },
		{ "At noon", "1:4: At wants a time like \"2026-03-01T09:00:00Z\", not 'noon'" },
	};
	EXPECT_ALL(cases);
}

Test(problems, commands_say_what_they_want) {
	static const struct bad cases[] = {
		{ "Type", "1:5: Type wants a text in quotes" },
		{ "Type Enter", "1:6: Type wants a text in quotes, not 'Enter'" },
		{ "Type \"abc", "1:6: the \" that closes this text is missing" },
		{ "Type don't", "1:9: the ' that closes this text is missing" },
		{ "Type \"a\tb\"",
				"1:6: there is a tab in this text; the command Tab presses one" },
		{ "Type@ \"x\"", "1:1: Type wants a time like 500ms, 1.5s or 2, not '@'" },
		{ "Type+x \"x\"", "1:1: Type takes nothing like '+x'" },
		{ "Sleep", "1:6: Sleep wants a time like 500ms, 1.5s or 2" },
		{ "Sleep soon", "1:7: Sleep wants a time like 500ms, 1.5s or 2, not 'soon'" },
		{ "Sleep 400d", "1:7: Sleep wants at most 366 days, not '400d'" },
		{ "Sleep 99999999999999999999",
				"1:7: Sleep wants at most 366 days, not '99999999999999999999'" },
		{ "Enter 0", "1:7: Enter wants a count from 1 to 10000, not '0'" },
		{ "Up 1000000000000",
				"1:4: Up wants a count from 1 to 10000, not '1000000000000'" },
		{ "Left@x 5", "1:1: Left wants a time like 500ms, 1.5s or 2, not '@x'" },
		{ "Ctrl", "1:1: 'Ctrl' is no key; wanted is one like Enter, Ctrl+R or Alt+Left" },
		{ "Ctrl+", "1:1: 'Ctrl+' is no key; wanted is one like Enter, Ctrl+R or Alt+Left" },
		{ "Ctrl+Foo",
				"1:1: 'Ctrl+Foo' is no key; wanted is one like Enter, Ctrl+R or "
				"Alt+Left" },
		{ "Shift+1",
				"1:1: 'Shift+1' is no key; wanted is one like Enter, Ctrl+R or "
				"Alt+Left" },
		{ "Enter+x",
				"1:1: 'Enter+x' is no key; wanted is one like Enter, Ctrl+R or "
				"Alt+Left" },
		{ "Wait+Foo /x/", "1:1: Wait wants +Screen or +Line, if anything, not '+Foo'" },
		{ "Wait@0", "1:1: Wait wants a time of 1ms or more, not '@0'" },
		{ "Wait /x", "1:6: the / that closes this pattern is missing" },
		{ "Paste", "1:1: Paste has no Copy before it" },
		{ "Hold x", "1:7: Hold wants a time like 500ms, 1.5s or 2" },
		{ "Hold x 0", "1:8: Hold wants a time of 1ms or more, not '0'" },
		{ "Hold xx 1",
				"1:6: Hold wants a key like x, Down or Ctrl+R, or mouse @ROW,COL, "
				"not 'xx'" },
		{ "Hold mouse 1", "1:12: Hold wants @ROW,COL like @3,10, not '1'" },
		{ "Press #", "1:7: Press wants a key like x, Down or Ctrl+R, or mouse @ROW,COL" },
		{ "Click 3,10", "1:7: Click wants @ROW,COL like @3,10, not '3,10'" },
		{ "Drag @3,10 500ms", "1:12: Drag wants @ROW,COL like @3,10, not '500ms'" },
		{ "Click @0,10", "1:7: Click wants @ROW,COL like @3,10, not '@0,10'" },
		{ "Resize 40", "1:8: Resize wants COLSxROWS like 80x24, not '40'" },
	};
	EXPECT_ALL(cases);
}

Test(problems, expectations_and_the_world_say_what_they_want) {
	static const struct bad cases[] = {
		{ "Expect", "1:7: Expect wants a /regular expression/" },
		{ "Expect \"x\"", "1:8: Expect wants a /regular expression/, not 'x'" },
		{ "Expect /(/", "1:8: the pattern /(/: Unmatched ( or \\(" },
		{ "ExpectNot //", "1:11: the pattern //: it is empty, and would be everywhere" },
		{ "Expect /(((a{255}){255}){255})/",
				"1:8: the pattern /(((a{255}){255}){255})/: its counts and + "
				"repeat more than 100 characters or brackets" },
		{ "ExpectRow /x/",
				"1:11: ExpectRow wants a row from 1 to 500 and a "
				"/regular expression/, not '/x/'" },
		{ "ExpectRow 3", "1:12: ExpectRow wants a /regular expression/" },
		{ "ExpectState v8",
				"1:15: ExpectState wants an item and its state, like v8 "
				"confirmed" },
		{ "ExpectState \"\" sync",
				"1:13: ExpectState wants an item and its state, like v8 "
				"confirmed, not ''" },
		{ "Network off", "1:9: Network wants up, down, or slow with a time, not 'off'" },
		{ "Network slow", "1:13: Network wants a time like 500ms, 1.5s or 2" },
		{ "Service 200", "1:9: Service wants a status from 400 to 599, not '200'" },
		{ "Service cancel 5 by x",
				"1:9: Service wants cancels like cancels 5 by tablet, not "
				"'cancel'" },
		{ "Service cancels 0 by x",
				"1:17: Service wants a number of cancels from 1 to 10000, not "
				"'0'" },
		{ "Service cancels 5", "1:18: Service wants cancels like cancels 5 by tablet" },
		{ "Service cancels 5 of x",
				"1:19: Service wants cancels like cancels 5 by tablet, not 'of'" },
		{ "Service cancels 5 by",
				"1:21: Service wants a name of letters, digits, '.', '_' and "
				"'-'" },
		{ "Service cancels 5 by \"a b\"",
				"1:22: Service wants a name of letters, digits, '.', '_' and "
				"'-', not 'a b'" },
		{ "Service 503 x0",
				"1:13: Service wants a count like x3, from x1 to x10000, not "
				"'x0'" },
		{ "Service 503 after 1.5s",
				"1:13: Service wants whole seconds behind 'after', as HTTP has "
				"them" },
		{ "Env", "1:4: Env wants NAME VALUE like LANG zh_CN.UTF-8" },
		{ "Env LANG", "1:9: Env wants NAME VALUE like LANG zh_CN.UTF-8" },
		{ "Env 1A x", "1:5: Env wants a variable's name first, not '1A'" },
		{ "Env A=B x", "1:5: Env wants a variable's name first, not 'A=B'" },
		{ "Output", "1:7: Output wants a file's path" },
		{ "Output /tmp/x.svg",
				"1:8: Output wants a path below the working folder (another is "
				"given with -o), not '/tmp/x.svg'" },
		{ "Screenshot a/../../x.svg",
				"1:12: Screenshot wants a path below the working folder (another "
				"is given with -o), not 'a/../../x.svg'" },
		{ "Require \"\"", "1:9: Require wants a program's name, not ''" },
		{ "Source /x.tape",
				"1:8: Source wants the path of a .tape, relative to this one, not "
				"'/x.tape'" },
		{ "Source x.txt",
				"1:8: Source wants the path of a .tape, relative to this one, "
				"not 'x.txt'" },
		{ "Source /",
				"1:8: Source wants the path of a .tape, relative to this one, not "
				"'/'" },
	};
	EXPECT_ALL(cases);
}

Test(problems, what_holds_for_the_whole_tape_stands_before_what_acts) {
	static const char *const late[] = { "Set Size 80x24", "Set Theme default",
		"Set Language en", "Set TimeZone UTC", "Set Platform douyin", "Set Sample 5",
		"Set Title x", "Set KeyRepeat 1 1", "Seed 1", "At 2026-03-01T09:00:00Z",
		"Output x.svg", "Require unlike" };
	for (size_t i = 0; i < sizeof(late) / sizeof(late[0]); i++) {
		struct buf tape, problem;
		buf_init(&tape, BUF_UNLIMITED);
		buf_init(&problem, BUF_UNLIMITED);
		buf_printf(&tape, "%s\nEnv TZ UTC Hide Show\n%s\nSleep 1\nEnter\n%s\n", late[i],
				late[i], late[i]);
		const char *space = strchr(late[i], ' ');
		const size_t len = strncmp(late[i], "Set ", 4) == 0 ? strcspn(space + 1, " ") + 4
								    : (size_t)(space - late[i]);
		buf_printf(&problem,
				"6:1: %.*s must stand before the first command that acts (Sleep, "
				"x.tape:4)",
				(int)len, late[i]);
		expect(tape.data, problem.data);
		buf_finish(&tape);
		buf_finish(&problem);
	}
}

Test(problems, bytes_that_are_no_text_are_found) {
	static const struct bad cases[] = {
		{ "Type \"\xFF\"", "1:7: this is not UTF-8" },
		{ "# \xC0\x80", "1:3: this is not UTF-8" },
		{ "\xED\xA0\x80", "1:1: this is not UTF-8" },
		{ "Type \"猫\033[2J\"", "1:8: there is a control character (1B) here" },
		{ "Type \"\xC2\x9B"
		  "2J\"",
				"1:7: there is a control character (9B) here" },
		{ "Sleep 1\rSleep 2", "1:8: there is a control character (0D) here" },
		{ "Sleep 1\x7F", "1:8: there is a control character (7F) here" },
	};
	EXPECT_ALL(cases);
	struct buf problems = problems_of("Type \"a\0b\"\nSleep 1\n", 19);
	cr_expect_str_eq(problems.data, "x.tape:1:8: there is a control character (00) here\n");
	buf_finish(&problems);
}

Test(problems, words_of_a_tape_are_shown_clean_and_short) {
	expect("Sleep \xE2\x80\xAE"
	       "cba",
			"1:7: Sleep wants a time like 500ms, 1.5s or 2, not 'cba'");
	expect("Sleep aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			"1:7: Sleep wants a time like 500ms, 1.5s or 2, not "
			"'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'");
	/* forty times a letter with four marks */
	struct buf word;
	buf_init(&word, BUF_UNLIMITED);
	buf_add_str(&word, "Sleep ");
	for (int i = 0; i < 40; i++) {
		buf_add_str(&word, "q\xCC\x80\xCC\x81\xCC\x82\xCC\x83");
	}
	struct buf problems = problems_of(word.data, word.len);
	cr_expect_lt(problems.len, 400, "%s", problems.data);
	buf_finish(&problems);
	buf_finish(&word);
}

Test(problems, all_are_reported_but_not_more_than_fifty) {
	struct buf tape, wanted;
	buf_init(&tape, BUF_UNLIMITED);
	buf_init(&wanted, BUF_UNLIMITED);
	for (int i = 1; i <= 57; i++) {
		buf_add_str(&tape, "Slep 1\n");
		if (i <= 50) {
			buf_printf(&wanted,
					"x.tape:%d:1: there is no 'Slep'; did you mean "
					"'Sleep'?\n",
					i);
		}
	}
	buf_add_str(&wanted, "… and 7 more\n");
	struct buf problems = problems_of(tape.data, tape.len);
	cr_expect_str_eq(problems.data, wanted.data);
	buf_finish(&problems);
	buf_finish(&wanted);
	buf_finish(&tape);
}

Test(problems, a_tape_has_an_end) {
	static const struct bad cases[] = {
		{ "Sleep 300d\nAdvance 60d\nSleep 7d\nSleep 1d\n",
				"3:1: the tape takes more than 366 days from here on" },
		{ "Type@366d \"ab\"", "1:1: the tape takes more than 366 days from here on" },
		{ "Set TypingSpeed 100d\nUp 5",
				"2:1: the tape takes more than 366 days from here on" },
		{ "Set KeyRepeat 1ms 1ms\nHold x 1h\nHold x 1h",
				"2:1: the tape sends more than 1000000 keys from here on" },
	};
	EXPECT_ALL(cases);
	struct buf tape;
	buf_init(&tape, BUF_UNLIMITED);
	for (int i = 0; i < 101; i++) {
		buf_add_str(&tape, "Up@0 10000\n");
	}
	expect(tape.data, "101:1: the tape sends more than 1000000 keys from here on");
	buf_finish(&tape);
	char *text = xmalloc(600001);
	memset(text, 'a', 600000);
	text[600000] = '\0';
	buf_init(&tape, BUF_UNLIMITED);
	buf_printf(&tape, "Copy \"%s\" Paste Paste", text);
	struct buf problems = problems_of(tape.data, tape.len);
	cr_expect_str_eq(problems.data,
			"x.tape:1:600015: the tape sends more than 1000000 keys from here on\n");
	buf_finish(&problems);
	buf_finish(&tape);
	free(text);
}

/* What takes a square of a tape's length would take minutes: the alarm ends the test then. */
Test(problems, slips_without_number_are_counted_in_a_moment) {
	static const char *const slips[] = { "Slep\n", "Set Sixe 1\n", "Set Theme {\n", "Type '\n",
		"Expect /((((((((((((((((((((((((((((((((((\n", "Hold ", "\xFF\n" };
	alarm(60);
	for (size_t i = 0; i < sizeof(slips) / sizeof(slips[0]); i++) {
		struct buf tape;
		buf_init(&tape, BUF_UNLIMITED);
		while (tape.len + strlen(slips[i]) <= TAPE_FILE_MAX) {
			buf_add_str(&tape, slips[i]);
		}
		struct buf problems = problems_of(tape.data, tape.len);
		cr_expect(problems.len > 0 && problems.len < 8192, "%zu bytes", problems.len);
		buf_finish(&problems);
		buf_finish(&tape);
	}
	alarm(0);
}

Test(problems, large_tapes_are_refused_in_a_moment) {
	struct buf tape;
	buf_init(&tape, BUF_UNLIMITED);
	for (size_t i = 0; i <= TAPE_COMMANDS_MAX; i++) {
		buf_add_str(&tape, "Up@0 "); /* one line */
	}
	expect(tape.data, "1:500001: a tape has at most 100000 commands");
	buf_reset(&tape);
	while (tape.len <= TAPE_FILE_MAX) {
		buf_add_str(&tape, "# a line of a tape that is too large\n");
	}
	expect(tape.data, " it is larger than 1048576 bytes");
	buf_reset(&tape);
	for (int i = 0; i < 5000; i++) {
		buf_printf(&tape, "Expect /a%d/\n", i);
	}
	struct buf problems = problems_of(tape.data, tape.len);
	cr_expect_not_null(strstr(problems.data, "a tape has at most 4000 different patterns"));
	buf_finish(&problems);
	buf_finish(&tape);
}

static bool no_keys(const struct tape *tape, const struct tape_command *command, void *data,
		struct err *reterr) {
	cr_assert_not_null(tape);
	*(int *)data += 1;
	if (command == NULL) {
		return strcmp(tape->settings.platform, "none") != 0 ||
				err_set(reterr, ERR_INPUT, "there is no platform '%s'",
						tape->settings.platform);
	}
	return command->verb != TAPE_KEY || err_set(reterr, ERR_INPUT, "no keys");
}

Test(problems, what_the_player_knows_is_asked_of_it_for_each_command) {
	static const char text[] = "Set Platform none\nSleep 1\nEnter Sleep 1 Tab\n";
	struct buf problems;
	buf_init(&problems, BUF_UNLIMITED);
	struct tape *tape = tape_parse("x.tape", text, strlen(text), &problems);
	cr_assert_not_null(tape, "%s", problems.data);
	int calls = 0;
	cr_expect_not(tape_check(tape, no_keys, &calls, &problems));
	cr_expect_eq(calls, 5, "%d", calls);
	cr_expect_str_eq(problems.data,
			"x.tape: there is no platform 'none'\n"
			"x.tape:3:1: no keys\nx.tape:3:15: no keys\n");
	tape_free(tape);
	buf_reset(&problems);
	tape = tape_parse("x.tape", "Sleep 1", 7, &problems);
	cr_assert_not_null(tape);
	cr_expect(tape_check(tape, no_keys, &calls, &problems));
	cr_expect_str_eq(problems.data, "");
	tape_free(tape);
	buf_finish(&problems);
}
