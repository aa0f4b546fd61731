#include "unlike/base/options.h"

#include <criterion/criterion.h>
#include <string.h>

enum { LISTEN, SAMPLE, SCALE, PARENT, OUTPUT, HELP, OPTION_COUNT };

enum { SERVE = 1, ADD = 2 };

static const struct option_spec specs[OPTION_COUNT] = {
	[LISTEN] = { .name = "listen",
			.letter = 'l',
			.kind = OPTION_TEXT,
			.word = "HOST:PORT",
			.help = "Listens there.",
			.commands = SERVE },
	[SAMPLE] = { .name = "sample",
			.kind = OPTION_INT,
			.word = "N",
			.min = 0,
			.max = 1000000,
			.help = "Gives each account that has no likes N of them, always the same "
				"ones, and "
				"says how many there were before." },
	[SCALE] = { .name = "time-scale",
			.kind = OPTION_REAL,
			.word = "X",
			.min = 0.001,
			.max = 1e6,
			.help = "Runs the clock X times as fast.",
			.commands = SERVE },
	[PARENT] = { .name = "with-parent",
			.letter = 'p',
			.kind = OPTION_FLAG,
			.help = "Ends with its parent.",
			.commands = SERVE },
	[OUTPUT] = { .name = "output",
			.letter = 'o',
			.kind = OPTION_LIST,
			.word = "FILE",
			.help = "Writes there too." },
	[HELP] = { .name = "help", .letter = 'h', .kind = OPTION_FLAG, .help = "Shows this." },
};

static const struct option_table table = { .specs = specs, .count = OPTION_COUNT };

#define ARGS_MAX 40

/* One parse of words that are separated by single spaces; "_" is the empty word. */
struct line {
	char text[200], program[8], nothing[1];
	char *argv[ARGS_MAX];
	int argc, operands;
	struct option_value values[OPTION_COUNT];
	struct err err;
	bool fine;
};

static void parse(struct line *line, const char *text) {
	memset(line, 0, sizeof *line);
	memcpy(line->text, text, strnlen(text, sizeof line->text - 1));
	char *rest = line->text;
	memcpy(line->program, "likesd", 7);
	line->argv[line->argc++] = line->program;
	while (*rest != '\0' && line->argc < ARGS_MAX) {
		char *word = rest;
		rest += strcspn(rest, " ");
		if (*rest != '\0') {
			*rest++ = '\0';
		}
		line->argv[line->argc++] = strcmp(word, "_") == 0 ? line->nothing : word;
	}
	line->operands = -1;
	line->fine = options_parse(
			&table, line->argc, line->argv, line->values, &line->operands, &line->err);
}

Test(options, both_ways_to_give_a_value_mean_the_same) {
	const char *const lines[] = { "--listen ::1:0", "--listen=::1:0", "-l ::1:0", "-l::1:0",
		"-pl ::1:0", "--listen x --listen ::1:0" };
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		struct line line;
		parse(&line, lines[i]);
		cr_assert(line.fine, "%s: %s", lines[i], line.err.msg);
		cr_assert(line.values[LISTEN].given);
		cr_assert_str_eq(line.values[LISTEN].text, "::1:0", "%s", lines[i]);
		cr_assert_eq(line.operands, 0);
		cr_assert_eq(line.values[PARENT].given, i == 4);
		cr_assert_not(line.values[SAMPLE].given);
	}
}

Test(options, operands_keep_their_order_among_options) {
	struct line line;
	parse(&line, "user --sample 5 add --help -- --sample -p -");
	cr_assert(line.fine, "%s", line.err.msg);
	const char *const want[] = { "user", "add", "--sample", "-p", "-" };
	cr_assert_eq(line.operands, 5);
	for (int i = 0; i < 5; i++) {
		cr_assert_str_eq(line.argv[1 + i], want[i]);
	}
	cr_assert_eq(line.values[SAMPLE].number, 5);
	cr_assert(line.values[HELP].given);
	cr_assert_not(line.values[PARENT].given);
}

Test(options, numbers_are_read_whole_and_held_to_their_range) {
	struct line line;
	parse(&line, "--sample 1000000 --time-scale=0.5");
	cr_assert(line.fine, "%s", line.err.msg);
	cr_assert_eq(line.values[SAMPLE].number, 1000000);
	cr_assert_float_eq(line.values[SCALE].real, 0.5, 1e-12);
	cr_assert_str_eq(line.values[SCALE].text, "0.5");

	const char *const bad[] = { "--sample 1000001", "--sample -1", "--sample 5x", "--sample +5",
		"--sample 0x10", "--sample 1.5", "--sample=", "--sample 99999999999999999999",
		"--time-scale 0", "--time-scale nan", "--time-scale inf", "--time-scale 1e",
		"--time-scale 1e999", "--time-scale 0x1p3", "--time-scale=" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		parse(&line, bad[i]);
		cr_assert_not(line.fine, "%s was taken", bad[i]);
		cr_assert_eq(line.err.code, ERR_INPUT);
		cr_assert(strstr(line.err.msg, "number from") != NULL, "%s", line.err.msg);
	}
}

Test(options, every_mistake_says_what_is_wrong) {
	static const struct {
		const char *line, *message;
	} cases[] = {
		{ "--lisen x", "there is no option --lisen; did you mean --listen?" },
		{ "--lsiten=x", "there is no option --lsiten; did you mean --listen?" },
		{ "--time", "there is no option --time; did you mean --time-scale?" },
		{ "--quux", "there is no option --quux" },
		{ "-x", "there is no option -x" },
		{ "-px", "there is no option -x" },
		{ "--listen", "--listen needs HOST:PORT behind it" },
		{ "-l", "--listen needs HOST:PORT behind it" },
		{ "--listen --help", "--listen needs HOST:PORT behind it" },
		{ "--listen=", "--listen: HOST:PORT is empty" },
		{ "--listen _", "--listen: HOST:PORT is empty" },
		{ "--help=yes", "--help takes no value" },
		{ "--sample ten", "--sample: 'ten' is not a whole number from 0 to 1000000" },
		{ "--time-scale x", "--time-scale: 'x' is not a number from 0.001 to 1000000" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct line line;
		parse(&line, cases[i].line);
		cr_assert_not(line.fine, "%s was taken", cases[i].line);
		cr_assert_eq(line.err.code, ERR_INPUT);
		cr_assert_str_eq(line.err.msg, cases[i].message);
		cr_assert_eq(line.operands, -1, "an out-parameter was clobbered");
	}
}

Test(options, an_option_of_another_command_is_refused) {
	struct line line;
	parse(&line, "user add x --sample 3 --with-parent");
	cr_assert(line.fine);
	struct err err = { 0 };
	cr_assert(options_check(&table, line.values, SERVE, "likesd", &err));
	cr_assert_not(options_check(&table, line.values, ADD, "likesd user add", &err));
	cr_assert_str_eq(err.msg, "likesd user add does not take --with-parent");
}

Test(options, help_is_made_from_the_table_and_wrapped) {
	struct buf out;
	buf_init(&out, 10000);
	options_help(&table, 0, &out);
	cr_assert_str_eq(out.data,
			"  -l, --listen HOST:PORT    Listens there.\n"
			"      --sample N            Gives each account that has no likes N of "
			"them,\n"
			"                            always the same ones, and says how many there "
			"were\n"
			"                            before.\n"
			"      --time-scale X        Runs the clock X times as fast.\n"
			"  -p, --with-parent         Ends with its parent.\n"
			"  -o, --output FILE         Writes there too.\n"
			"  -h, --help                Shows this.\n");
	buf_reset(&out);
	options_help(&table, ADD, &out);
	cr_assert(strstr(out.data, "--sample") != NULL && strstr(out.data, "--help") != NULL);
	cr_assert(strstr(out.data, "--listen") == NULL);
	buf_finish(&out);
}

Test(options, a_name_too_long_for_its_column_stands_on_its_own_line) {
	static const struct option_spec one[] = { { .name = "a-rather-long-name",
			.kind = OPTION_TEXT,
			.word = "WORD-OF-IT",
			.help = "Helps." } };
	struct buf out;
	buf_init(&out, 1000);
	options_help(&(struct option_table){ one, 1 }, 0, &out);
	cr_assert_str_eq(out.data,
			"      --a-rather-long-name WORD-OF-IT\n"
			"                            Helps.\n");
	buf_finish(&out);
}

Test(options, the_nearest_name_is_a_slip_away_or_nobody) {
	const char *const names[] = { "list", "cancel", "undo", "sync", "status" };
	static const struct {
		const char *word, *near;
	} cases[] = {
		{ "lsit", "list" },
		{ "canel", "cancel" },
		{ "cancle", "cancel" },
		{ "stat", "status" },
		{ "undoo", "undo" },
		{ "sink", "sync" },
		{ "frobnicate", NULL },
		{ "x", NULL },
		{ "_", NULL },
		{ "a-word-that-is-longer-than-any-name-that-is-compared", NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *word = strcmp(cases[i].word, "_") == 0 ? "" : cases[i].word;
		const char *near = options_nearest(word, names, 5);
		if (cases[i].near == NULL) {
			cr_assert_null(near, "%s: %s", word, near);
		} else {
			cr_assert_not_null(near, "%s: none", word);
			cr_assert_str_eq(near, cases[i].near, "%s: %s", word, near);
		}
	}
}

Test(options, a_list_keeps_all_its_values_in_order) {
	struct line line;
	parse(&line, "-o a --output b serve -oc");
	cr_assert(line.fine, "%s", line.err.msg);
	cr_assert_eq(line.values[OUTPUT].n, 3);
	cr_assert_str_eq(line.values[OUTPUT].list[0], "a");
	cr_assert_str_eq(line.values[OUTPUT].list[1], "b");
	cr_assert_str_eq(line.values[OUTPUT].list[2], "c");
	cr_assert_eq(line.operands, 1);
}

Test(options, a_list_has_an_end) {
	struct line line;
	parse(&line, "-o1 -o2 -o3 -o4 -o5 -o6 -o7 -o8 -o9 -oa -ob -oc -od -oe -of -og");
	cr_assert(line.fine, "%s", line.err.msg);
	parse(&line, "-o1 -o2 -o3 -o4 -o5 -o6 -o7 -o8 -o9 -oa -ob -oc -od -oe -of -og -oh");
	cr_assert_not(line.fine);
	cr_assert_str_eq(line.err.msg, "--output: more than 16 are not possible");
}

Test(options, an_empty_value_of_a_list_is_an_error) {
	struct line line;
	parse(&line, "-o _");
	cr_assert_not(line.fine);
	cr_assert_str_eq(line.err.msg, "--output: FILE is empty");
}
