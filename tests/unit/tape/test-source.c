/* Tapes that name others. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/file.h"
#include "unlike/base/path.h"
#include "unlike/base/text.h"
#include "unlike/tape/tape.h"

static char folder[] = "/tmp/unlike-test-source-XXXXXX";
static struct err err;

static void make_folder(void) {
	text_init();
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
	cr_assert(file_make_folder("sub/deep", 0755, &err), "%s", err.msg);
}

static void remove_folder(void) {
	cr_assert_eq(chdir("/"), 0);
	cr_assert(file_remove_tree(folder, &err), "%s", err.msg);
}

TestSuite(source, .init = make_folder, .fini = remove_folder);

static void put(const char *path, const char *text) {
	cr_assert(file_write_atomic(path, text, strlen(text), 0644, &err), "%s", err.msg);
}

static struct tape *good(const char *path) {
	struct buf problems;
	buf_init(&problems, BUF_UNLIMITED);
	struct tape *tape = tape_read(path, &problems);
	cr_assert_not_null(tape, "%s", problems.data);
	cr_expect_str_eq(problems.data, "");
	buf_finish(&problems);
	return tape;
}

static void expect_problems(const char *path, const char *wanted) {
	struct buf problems;
	buf_init(&problems, BUF_UNLIMITED);
	cr_expect_null(tape_read(path, &problems));
	cr_expect_str_eq(problems.data, wanted, "%s", problems.data);
	buf_finish(&problems);
}

Test(source, commands_stand_where_they_are_named_and_paths_are_seen_from_the_file) {
	put("main.tape", "Source sub/set.tape\nType a Source sub/go.tape Type b\n");
	put("sub/set.tape", "Set Size 60x20\n");
	put("sub/go.tape", "Sleep 1\nSource ./deep/more.tape\nSource ../end.tape\n");
	put("sub/deep/more.tape", "  Enter # so\n");
	put("end.tape", "Tab\n");
	struct tape *tape = good("main.tape");
	cr_expect_eq(tape->settings.cols, 60);
	static const struct {
		enum tape_verb verb;
		const char *file, *source;
		int line;
	} wanted[] = {
		{ TAPE_TYPE, "main.tape", "Type a Source sub/go.tape Type b", 2 },
		{ TAPE_SLEEP, "sub/go.tape", "Sleep 1", 1 },
		{ TAPE_KEY, "sub/./deep/more.tape", "Enter", 1 },
		{ TAPE_KEY, "sub/../end.tape", "Tab", 1 },
		{ TAPE_TYPE, "main.tape", "Type a Source sub/go.tape Type b", 2 },
	};
	cr_assert_eq(tape->n, sizeof(wanted) / sizeof(wanted[0]), "%zu", tape->n);
	for (size_t i = 0; i < tape->n; i++) {
		const struct tape_command *c = &tape->commands[i];
		cr_expect_eq(c->verb, wanted[i].verb, "%zu", i);
		cr_expect_str_eq(c->where.file, wanted[i].file);
		cr_expect_eq(c->where.line, wanted[i].line, "%zu: %d", i, c->where.line);
		cr_expect_str_eq(c->source, wanted[i].source);
	}
	tape_free(tape);
}

Test(source, settings_in_it_come_too_late_behind_what_acts) {
	put("main.tape", "Sleep 1\nSource sub/set.tape\n");
	put("sub/set.tape", "\nSet Size 60x20\n");
	expect_problems("main.tape",
			"sub/set.tape:2:1: Set Size must stand before the first command that acts "
			"(Sleep, main.tape:1)\n");
}

Test(source, its_outputs_are_not_those_of_the_tape) {
	put("main.tape", "Output a.txt\nSource b.tape\nSource b.tape\n");
	put("b.tape", "Output b.txt\nEnter\n");
	struct tape *tape = good("main.tape");
	cr_assert_eq(tape->n, 3);
	cr_expect_str_eq(tape->commands[0].text, "a.txt");
	cr_expect_eq(tape->commands[1].verb, TAPE_KEY);
	cr_expect_str_eq(tape->notes.data,
			"b.tape:1:1: Output in a tape that another one names "
			"means nothing here\n");
	tape_free(tape);
}

Test(source, tapes_that_name_each_other_are_shown_as_a_chain) {
	put("main.tape", "Source a.tape\n");
	put("a.tape", "Source sub/b.tape\n");
	put("sub/b.tape", "Sleep x\nSource ../a.tape\n");
	expect_problems("main.tape",
			"sub/b.tape:1:7: Sleep wants a time like 500ms, 1.5s or 2, not 'x'\n"
			"sub/b.tape:2:8: these tapes name each other: a.tape → sub/b.tape → "
			"sub/../a.tape\n");
	put("self.tape", "Source self.tape\n");
	expect_problems("self.tape",
			"self.tape:1:8: these tapes name each other: self.tape → self.tape\n");
	cr_assert_eq(symlink("link.tape", "other.tape"), 0);
	put("link.tape", "Source other.tape\n");
	expect_problems("link.tape",
			"link.tape:1:8: these tapes name each other: link.tape → other.tape\n");
}

Test(source, eight_may_stand_in_one_another) {
	char name[] = "0.tape", text[] = "Source 1.tape\n";
	for (int i = 0; i < 8; i++) {
		name[0] = (char)('0' + i);
		text[7] = (char)('1' + i);
		put(name, text);
	}
	put("8.tape", "Enter\n");
	struct tape *tape = good("0.tape");
	cr_expect_eq(tape->n, 1);
	tape_free(tape);
	put("8.tape", "Source 9.tape\n");
	put("9.tape", "Enter\n");
	expect_problems("0.tape", "8.tape:1:8: more than 8 tapes stand in one another\n");
}

Test(source, what_cannot_be_read_is_said_where_it_is_named) {
	cr_assert_eq(mkfifo("fifo.tape", 0600), 0);
	cr_assert_eq(mkdir("dir.tape", 0700), 0);
	put("main.tape", "Source none.tape\nSource fifo.tape\nSource dir.tape\nSlep\n");
	expect_problems("main.tape",
			"main.tape:1:8: none.tape: No such file or directory\n"
			"main.tape:2:8: fifo.tape is not a regular file\n"
			"main.tape:3:8: dir.tape is not a regular file\n"
			"main.tape:4:1: there is no 'Slep'; did you mean 'Sleep'?\n");
	expect_problems("none.tape", "none.tape: No such file or directory\n");
	expect_problems("sub", "sub is not a regular file\n");
}

Test(source, a_file_that_is_too_large_is_not_read) {
	struct buf large;
	buf_init(&large, BUF_UNLIMITED);
	while (large.len <= TAPE_FILE_MAX) {
		buf_add_str(&large, "# a line of a tape that is too large\n");
	}
	put("large.tape", large.data);
	put("main.tape", "Source large.tape\n");
	expect_problems("main.tape", "main.tape:1:8: large.tape is larger than 1048576 bytes\n");
	buf_finish(&large);
}

/* Ten to the eighth, if nobody counted. */
Test(source, naming_many_many_times_has_an_end) {
	char name[] = "0.tape";
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	for (int i = 0; i < 8; i++) {
		buf_reset(&text);
		for (int j = 0; j < 10; j++) {
			buf_printf(&text, "Source %d.tape\n", i + 1);
		}
		name[0] = (char)('0' + i);
		put(name, text.data);
	}
	put("8.tape", "# nothing\n");
	struct buf problems;
	buf_init(&problems, BUF_UNLIMITED);
	cr_expect_null(tape_read("0.tape", &problems));
	cr_expect_not_null(strstr(problems.data,
			"these are more than 1000 tapes, or more than 4 MiB of them\n"));
	cr_expect_eq(strchr(problems.data, '\n'), strrchr(problems.data, '\n'), "%s",
			problems.data);
	buf_finish(&problems);
	buf_finish(&text);
}

Test(source, names_that_no_terminal_should_see_are_shown_clean) {
	put("a\033[2J\xFF.tape", "Slep\n");
	struct buf problems;
	buf_init(&problems, BUF_UNLIMITED);
	cr_expect_null(tape_read("a\033[2J\xFF.tape", &problems));
	cr_expect_null(strpbrk(problems.data, "\033\xFF"), "%s", problems.data);
	buf_reset(&problems);
	cr_expect_null(tape_read("no\033[2J.tape", &problems));
	cr_expect_null(strchr(problems.data, '\033'), "%s", problems.data);
	buf_finish(&problems);
}

Test(source, a_tape_from_memory_names_files_in_the_working_folder) {
	put("b.tape", "Enter\n");
	struct buf problems;
	buf_init(&problems, BUF_UNLIMITED);
	struct tape *tape = tape_parse("sub/memory.tape", "Source b.tape", 13, &problems);
	cr_assert_not_null(tape, "%s", problems.data);
	cr_expect_eq(tape->n, 1);
	cr_expect_str_eq(tape->file, "sub/memory.tape");
	tape_free(tape);
	buf_finish(&problems);
}
