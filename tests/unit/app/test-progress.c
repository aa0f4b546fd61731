#include "command/progress.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/text.h"

struct line {
	struct fake_clock time;
	struct clock clock;
	struct progress progress;
	FILE *out;
	char *text;
	size_t len;
};

static void line_open(struct line *line, int cols) {
	*line = (struct line){ .time = { .mono = 1000, .wall = 1000 } };
	line->clock = clock_fake(&line->time);
	line->out = open_memstream(&line->text, &line->len);
	progress_begin_on(&line->progress, line->out, cols, &line->clock);
}

static void line_close(struct line *line) {
	fclose(line->out);
	free(line->text);
}

Test(progress, a_line_is_rewritten_ten_times_a_second_and_no_more) {
	struct line line;
	line_open(&line, 80);
	for (int i = 0; i < 1000; i++) {
		progress_say(&line.progress, "%d", i);
		fake_clock_advance(&line.time, 1);
	}
	int lines = 0;
	for (const char *p = line.text; (p = strchr(p, '\r')) != NULL; p++) {
		lines++;
	}
	cr_expect_eq(lines, 10);
	cr_expect_eq(strncmp(line.text, "\r0\r100\r200", 9), 0);
	line_close(&line);
}

Test(progress, a_shorter_line_leaves_nothing_of_the_longer_one) {
	struct line line;
	line_open(&line, 80);
	progress_say(&line.progress, "12345");
	fake_clock_advance(&line.time, 100);
	progress_say(&line.progress, "67");
	cr_expect_str_eq(line.text, "\r12345\r67   ");
	progress_erase(&line.progress);
	progress_erase(&line.progress);
	cr_expect_str_eq(line.text, "\r12345\r67   \r  \r");
	line_close(&line);
}

Test(progress, a_long_line_leaves_the_last_column_and_two_for_what_ctrl_c_echoes) {
	struct line line;
	text_init();
	line_open(&line, 8);
	progress_say(&line.progress, "太极起势");
	cr_expect_str_eq(line.text, "\r太极");
	progress_erase(&line.progress);
	cr_expect_str_eq(line.text, "\r太极\r    \r");
	line_close(&line);
}

Test(progress, where_nobody_looks_nothing_is_due) {
	struct fake_clock time = { .mono = 5, .wall = 5 };
	const struct clock clock = clock_fake(&time);
	struct progress progress = { .clock = &clock };
	cr_expect_not(progress_is_due(&progress));
	progress_say(&progress, "nothing");
	progress_erase(&progress);
}
