/*
 * Twenty thousand tapes that were written well and then damaged: nothing breaks or takes long, and
 * what is said of them is lines that a terminal may see.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unlike/base/rng.h"
#include "unlike/base/text.h"
#include "unlike/tape/tape.h"

#define TAPES 20000

static const char good[] =
		"# A tape with every word\n"
		"Output out/demo.svg\nRequire unlike\nSet Size 80x24\nSet KeyRepeat 250ms 33ms\n"
		"Set FontSize 46\nSet Theme { \"name\": \"x\",\n \"black\": \"#000\" }\n"
		"Set TimeZone Asia/Shanghai\nSet Sample 300\nSet Title 'Zwei Minuten – 两分钟'\n"
		"Env LANG zh_CN.UTF-8\nSeed 42\nAt \"2026-03-01T09:00:00Z\"\n"
		"Type \"unlike demo\" Enter\nWait+Screen@5s /12,\\/408 (likes|Likes)?/\n"
		"Hide Down@10ms 3 Show\nType@100ms `it's` 'so'\nCtrl+Alt+Shift+P Shift+Tab\n"
		"Hold x 900ms\nPress mouse @3,10 Release mouse @3,10 Click @4,1\n"
		"Drag @3,60 @3,20 500ms\n"
		"Expect /^ *[^a-z]{2,5}x+$/ ExpectNot /a b/\nExpectRow 3 /re/\n"
		"ExpectState v8 confirmed\nSay \"It is gone.\" # at once\nAdvance 15m\n"
		"Network slow 300ms\nService 503 x3 after 30s Kill Restart\nResize 40x12\n"
		"Service cancels 5 by tablet\n"
		"Copy \"a\" Paste\nSet Keyboard kitty\nSet WaitPattern />$/\nScreenshot a.svg\n"
		"ScrollUp 3\nSource none.tape\n";

/* What slips and attacks are made of. */
static const char *const pieces[] = { "\"", "'", "`", "/", "#", "{", "}", "@", "+", "\\", "\n",
	"\r\n", "\t", " ", "\0", "\xFF", "\xC3", "\xE2\x80\xAE", "\033[2J", "猫", "9999999999999",
	"1e9", "-1", "..", "../../", "(", "((((((((", ")", "{255}", "{1,9}", "*", "+", "?", "[",
	"[[:", "\\1", "Ctrl+", "Shift+", "@5s", "@@", "x0", "Set ", "Set Size 1x1\n", "Sleep ",
	"Type ", "Wait ", "Hold ", "Enter ", "Source x.tape\n", "Env A b\n", "0.0000000001ms" };
#define PIECES (sizeof(pieces) / sizeof(pieces[0]))

static void mutate(const struct rng *rng, const struct buf *from, struct buf *to) {
	buf_reset(to);
	const size_t at = (size_t)rng_below(rng, from->len + 1);
	const size_t rest = from->len - at;
	const size_t cut = (size_t)rng_below(rng, rest < 20 ? rest + 1 : 20);
	buf_add(to, from->data, at);
	switch (rng_below(rng, 5)) {
	case 0: { /* something else instead */
		const char *piece = pieces[rng_below(rng, PIECES)];
		buf_add(to, piece, piece[0] == '\0' ? 1 : strlen(piece));
		buf_add(to, from->data + at + cut, rest - cut);
		break;
	}
	case 1: /* something lost */
		buf_add(to, from->data + at + cut, rest - cut);
		break;
	case 2: { /* something twice */
		buf_add(to, from->data + at, cut);
		buf_add(to, from->data + at, rest);
		break;
	}
	case 3: { /* something from elsewhere */
		const size_t there = (size_t)rng_below(rng, from->len - cut + 1);
		buf_add(to, from->data + there, cut);
		buf_add(to, from->data + at, rest);
		break;
	}
	default: /* a bit */
		buf_add(to, from->data + at, rest);
		if (rest > 0) {
			to->data[at] ^= (char)(1U << rng_below(rng, 8));
		}
		break;
	}
}

static bool is_clean(const char *text) {
	for (const char *p = text, *end = text + strlen(text); p < end;) {
		bool valid;
		const uint32_t c = text_decode(&p, end, &valid);
		if (!valid || c < 0x20 || (c >= 0x7F && c < 0xA0)) {
			return false;
		}
	}
	return true;
}

/* Lines that begin with the file and, but for the last one, with a place. */
static void expect_lines(const char *text, const char *tape) {
	int n = 0;
	while (*text != '\0') {
		const size_t len = strcspn(text, "\n");
		cr_assert_eq(text[len], '\n', "the last line has its end: %s", text);
		char line[1200] = "";
		cr_assert_lt(len, sizeof(line), "%.100s", text);
		memcpy(line, text, len);
		int row = 0, column = 0, begin = 0;
		const bool more = strncmp(line, "… and ", strlen("… and ")) == 0;
		(void)sscanf(line, "m.tape:%d:%d: %n", &row, &column, &begin);
		cr_assert(more || (row > 0 && column > 0 && begin > 0 && line[begin] != '\0'),
				"'%s' of:\n%s", line, tape);
		cr_assert(is_clean(line), "'%s' of:\n%s", line, tape);
		text += len + 1;
		cr_assert_leq(++n, 101);
	}
}

static void expect_sound(const struct tape *tape) {
	cr_assert_leq(tape->n, TAPE_COMMANDS_MAX);
	for (size_t i = 0; i < tape->n; i++) {
		const struct tape_command *c = &tape->commands[i];
		cr_assert(c->verb >= 0 && c->verb < TAPE_VERB_COUNT);
		cr_assert(c->time >= -1 && (c->verb == TAPE_AT || c->time <= TAPE_DURATION_MAX));
		cr_assert(c->count >= 1 && c->count <= TAPE_COUNT_MAX);
		cr_assert(c->row >= 0 && c->row <= TAPE_CELLS_MAX);
		cr_assert(c->col >= 0 && c->col <= TAPE_CELLS_MAX);
		cr_assert(c->text == NULL || is_clean(c->text), "%s", c->text);
		cr_assert(c->name == NULL || is_clean(c->name), "%s", c->name);
		cr_assert(c->source != NULL && is_clean(c->source), "%s", c->source);
		if (c->pattern != NULL) {
			cr_assert(is_clean(tape_pattern_text(c->pattern)));
			(void)tape_pattern_matches(c->pattern, "12,408 likes\n  xxxx\n>");
		}
	}
}

static void begin(void) {
	text_init();
	cr_assert_eq(chdir("/"), 0); /* where no x.tape is */
}

Test(mutations, damaged_tapes_are_read_or_refused_and_never_break_anything, .init = begin) {
	struct seeded_rng state;
	const struct rng rng = rng_seeded(&state, 7);
	struct buf tapes[2], problems;
	buf_init(&tapes[0], TAPE_FILE_MAX);
	buf_init(&tapes[1], TAPE_FILE_MAX);
	buf_init(&problems, BUF_UNLIMITED);
	int read = 0;
	alarm(300); /* one that never ends would hold everything */
	for (int i = 0; i < TAPES; i++) {
		/* without the line that names a file that is not there, most have one slip */
		const size_t whole = strlen(good) - strlen("Source none.tape\n");
		buf_reset(&tapes[0]);
		buf_add(&tapes[0], good, rng_below(&rng, 4) == 0 ? strlen(good) : whole);
		const uint64_t times = rng_below(&rng, 4) == 0 ? 8 : 1;
		for (uint64_t j = 0; j < times; j++) {
			mutate(&rng, &tapes[j % 2], &tapes[(j + 1) % 2]);
		}
		const struct buf *damaged = &tapes[times % 2];
		buf_reset(&problems);
		struct tape *tape = tape_parse("m.tape", damaged->data, damaged->len, &problems);
		cr_assert_eq(tape == NULL, problems.len > 0, "%s", damaged->data);
		expect_lines(problems.data, damaged->data);
		if (tape != NULL) {
			read++;
			expect_sound(tape);
			expect_lines(tape->notes.data, damaged->data);
		}
		tape_free(tape);
	}
	alarm(0);
	/* else one of the two ways was hardly tried */
	cr_expect(read > TAPES / 20 && read < TAPES * 19 / 20, "%d were read", read);
	buf_finish(&problems);
	buf_finish(&tapes[0]);
	buf_finish(&tapes[1]);
}
