#include "unlike/term/input.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/rng.h"

enum { FAR = 1000000 };

static void add_other(const struct term_event *event, struct buf *out) {
	static const char *const what[MOUSE_WHAT_COUNT] = { "press", "drag", "release", "wheel-up",
		"wheel-down" };
	static const char *const about[TERM_ANSWER_COUNT] = { "keyboard", "attributes", "mode",
		"cursor", "name", "ready" };
	switch (event->type) {
	case TERM_PASTE:
		buf_printf(out, "<%s> ", event->paste);
		break;
	case TERM_MOUSE:
		buf_printf(out, "%s@%d,%d ", what[event->mouse.what], event->mouse.row,
				event->mouse.col);
		break;
	case TERM_FOCUS_LOST:
		buf_add_str(out, "focus-lost ");
		break;
	default:
		cr_assert_eq(event->type, TERM_ANSWER);
		buf_printf(out, "%s=%d,%d,%s ", about[event->answer.about], event->answer.number,
				event->answer.value, event->answer.name);
		break;
	}
}

/* Everything that comes out, as text: a key is its symbol with "C-", "A-", "S-" before it, and '^'
 * when it goes up. */
static void drain(struct input *input, msec_t now, struct buf *out) {
	struct term_event event;
	while (input_next(input, now, &event)) {
		if (event.type != TERM_KEY && event.type != TERM_RELEASE) {
			add_other(&event, out);
			continue;
		}
		buf_add_str(out, event.type == TERM_RELEASE ? "^" : "");
		static const char *const names[] = { "up", "down", "left", "right", "home", "end",
			"pgup", "pgdn", "ins", "del", "backtab", "F1", "F2", "F3", "F4", "F5", "F6",
			"F7", "F8", "F9", "F10", "F11", "F12", "unknown" };
		const struct key key = event.key;
		buf_printf(out, "%s%s%s", key.mods & KEY_MOD_CTRL ? "C-" : "",
				key.mods & KEY_MOD_ALT ? "A-" : "",
				key.mods & KEY_MOD_SHIFT ? "S-" : "");
		if (key.sym >= KEY_SYM_UP) {
			buf_printf(out, "%s ", names[key.sym - KEY_SYM_UP]);
		} else if (key.sym == KEY_SYM_ESCAPE) {
			buf_add_str(out, "esc ");
		} else if (key.sym == KEY_SYM_ENTER) {
			buf_add_str(out, "enter ");
		} else if (key.sym == KEY_SYM_TAB) {
			buf_add_str(out, "tab ");
		} else if (key.sym == KEY_SYM_BACKSPACE) {
			buf_add_str(out, "bs ");
		} else if (key.sym > 0x20 && key.sym < 0x7f) {
			buf_printf(out, "%c ", (char)key.sym);
		} else {
			buf_printf(out, "U+%04X ", (unsigned)key.sym);
		}
	}
}

/* 72 characters */
#define LONG "111111111111111111111111111111111111111111111111111111111111111111111111"

static const struct row {
	const char *bytes;
	const char *want;
	size_t len; /* 0: as strlen() */
} rows[] = {
	/* characters */
	{ "", "", 0 },
	{ "xq", "x q ", 0 },
	{ " ", "U+0020 ", 0 },
	{ "\r\t\x7f\x08", "enter tab bs bs ", 0 },
	{ "\x01\x03\x1a\n", "C-a C-c C-z C-j ", 0 },
	{ "\0\x1c\x1f", "C-U+0020 C-\\ C-_ ", 3 },
	{ "é取👍", "U+00E9 U+53D6 U+1F44D ", 0 },
	{ "\033x\033\r\033\x01", "A-x A-enter C-A-a ", 0 },
	{ "\033é", "A-U+00E9 ", 0 },
	/* broken UTF-8 is never text */
	{ "\x80x", "unknown x ", 0 },
	{ "\xc3x", "unknown x ", 0 },
	{ "\xe5\x8fx", "unknown x ", 0 },
	{ "\xc0\xafx", "unknown unknown x ", 0 },
	{ "\xed\xa0\x80x", "unknown unknown unknown x ", 0 },
	{ "\xf5x\xff", "unknown x unknown ", 0 },
	{ "\xe5\xe5\x8f\x96", "unknown U+53D6 ", 0 },
	{ "\xc2\x9bx", "unknown x ", 0 },
	{ "\xe5\033[A", "unknown up ", 0 },
	/* cursor and function keys, in all their forms */
	{ "\033[A\033[B\033[C\033[D", "up down right left ", 0 },
	{ "\033OA\033OB\033OC\033OD", "up down right left ", 0 },
	{ "\033[H\033[F\033[1~\033[4~\033[7~\033[8~\033OH\033OF",
			"home end home end home end home end ", 0 },
	{ "\033[2~\033[3~\033[5~\033[6~", "ins del pgup pgdn ", 0 },
	{ "\033[Z\033[1;2Z", "backtab backtab ", 0 },
	{ "\033OP\033OS\033[11~\033[15~\033[17~\033[24~\033[[A\033[[E", "F1 F4 F1 F5 F6 F12 F1 F5 ",
			0 },
	{ "\033[1;2A\033[1;3B\033[1;5C\033[5;5~\033[1;5P", "S-up A-down C-right C-pgup C-F1 ", 0 },
	{ "\033[1;129A", "up ", 0 }, /* NumLock is no modifier */
	{ "\033OM\033Oj\033Op\033Oy", "enter * 0 9 ", 0 },
	/* newer keyboard protocols */
	{ "\033[120u\033[120;1:2u\033[120;1:3u", "x x ^x ", 0 },
	{ "xx\033[120;1:3u", "x x ^x ", 0 },
	{ "\033[120;129u\033[120;129:3u", "x ^x ", 0 },
	{ "\033[120:88;2:3u\033[99;5:3u\033[9;2:3u\033[57414;1:3u", "^x ^c ^tab ^enter ", 0 },
	{ "\033[27;1:1u\033[27;1:2u\033[27;129:3u", "esc esc ^esc ", 0 },
	{ "\033[99;5u\033[27u\033[13u\033[9u\033[127u\033[9;2u", "C-c esc enter tab bs backtab ",
			0 },
	{ "\033[97;2u\033[97:65;2u\033[50:64;2u\033[97;;97u", "A A @ a ", 0 },
	{ "\033[27;5;99~\033[27;2;13~", "C-c S-enter ", 0 },
	{ "\033[57414u\033[57399u\033[57419u\033[57425u", "enter 0 up ins ", 0 },
	{ "\033[57441u\033[57441;2:3u\033[57358u\033[57454;1:3ux", "x ", 0 }, /* Shift, locks */
	/* with the text that they typed: kitty and foot */
	{ "\033[120;;120u\033[120;1:2;120u\033[120;1:3u", "x x ^x ", 0 },
	{ "\033[57441u\033[115;2;83u\033[57441;2:3u\033[115;1:3u", "S ^s ", 0 },
	{ "\033[47:63;2:1;63u\033[50;2;64u\033[233;u\033[99;5;99u\033[97;3u", "? @ U+00E9 C-c A-a ",
			0 },
	{ "\033[13;1:1u\033[13;1:3u\033[9;1:1u\033[127u\033[9;2u", "enter ^enter tab bs backtab ",
			0 },
	{ "\033[0;;21462:28040:27880u\033[0;;233ux", "U+53D6 U+6D88 U+6CE8 U+00E9 x ", 0 },
	{ "\033[120;;27u\033[120;;55296u\033[120;;9999999999u\033[0;;1:120u", "x x x unknown ", 0 },
	{ "\033[0u\033[3u\033[55296u\033[99999999999999999999u", "unknown unknown unknown unknown ",
			0 },
	{ "\033[0;1:3u\033[99;1:3~x", "x ", 0 }, /* of what is not known: nothing */
	{ "\033[1;1:1D\033[1;1:2D\033[1;1:3D\033[3;1:3~\033[1;129:3A", "left left ^left ^del ^up ",
			0 },
	/* reports and answers are not for the interface */
	{ "\033[<0;10;20M\033[<32;11;20M\033[<0;11;20mx", "press@19,9 drag@19,10 release@19,10 x ",
			0 },
	{ "\033[<64;1;2M\033[<65;300;200M\033[<68;1;1M\033[<81;1;1M",
			"wheel-up@1,0 wheel-down@199,299 wheel-up@0,0 wheel-down@0,0 ", 0 },
	{ "\033[<16;1;1M\033[<4;2;1m", "press@0,0 release@0,1 ", 0 },
	/* other buttons, moving without one, the wheel to the side, no place at all */
	{ "\033[<1;1;1M\033[<2;1;1M\033[<34;1;1M\033[<35;1;1M\033[<66;1;1M\033[<128;1;1M"
	  "\033[<0;0;1M\033[<0;1M\033[<0M\033[<M\033[<;;M\033[<0;1;1X\033[<64;1;1mx",
			"x ", 0 },
	{ "\033[<0;99999999;1M", "press@0,99998 ", 0 },
	{ "\033[M !!x\033[M\033\033\033x", "x x ", 0 },
	{ "\033[32;10;20Mx", "x ", 0 },
	{ "\033[I\033[Ox", "focus-lost x ", 0 },
	{ "\033[?0u\033[?62;4;22c\033[?2026;2$y\033[12;40R", /* kitty, foot */
			"keyboard=0,0, attributes=62,0, mode=2026,2, cursor=12,40, ", 0 },
	{ "\033[?6c\033[?1;2c\033[?3u", "attributes=6,0, attributes=1,0, keyboard=3,0, ", 0 },
	{ "\033[>1;2;3c\033[=1c\033[3n\033[n\033[0;0n\033[?0n\033[?2026;2y\033[?1$u\033[2026;2$yx",
			"x ", 0 },
	{ "\033[0nx", "ready=0,0, x ", 0 },
	{ "\033]11;rgb:0000/0000/0000\033\\x\033]0;title\ax", "x x ", 0 },
	{ "\033P>|XTerm(379)\033\\x\033_apc\r\n\033\\x", "name=0,0,XTerm(379) x x ", 0 },
	{ "\033P>|a\xe5\x8f\x96\tb\033\\\033]>|osc\033\\\033P1$r0m\033\\x", "name=0,0,ab x ", 0 },
	{ "\033P>|" LONG LONG LONG LONG "\033\\x", "x ", 0 },
	{ "\033P>|a name that is longer than forty bytes are\033\\",
			"name=0,0,a name that is longer than forty bytes a ", 0 },
	{ "\033]0;max\r\003\033\033\\x", "x ", 0 },
	{ "\033]0;half\033[Ax", "up x ", 0 },
	{ "\033]0;half\033xy", "y ", 0 },
	{ "\033]0;half\x18x", "x ", 0 },
	/* unknown and broken sequences */
	{ "\033[99~\033[E\033Oz\033[[Zx", "unknown unknown unknown unknown x ", 0 },
	{ "\033[12\rx", "x ", 0 },
	{ "\033[12\033[Ax", "up x ", 0 },
	{ "\033[1;\xc3\xa9x", "U+00E9 x ", 0 },
	{ "\033[1\x7fx\033O\x03x", "x x ", 0 },
	{ "\033\033\033[A", "esc esc up ", 0 },
	{ "\033[" LONG LONG LONG LONG "~x\033[0;;" LONG LONG LONG LONG "ux", "x x ", 0 },
	/* pastes */
	{ "\033[200~max\r\033[201~x", "<max\r> x ", 0 },
	{ "\033[200~\033[201~", "<> ", 0 },
	{ "\033[200~a\033[20b\033[A\033\033[201~c", "<a\033[20b\033[A\033> c ", 0 },
	{ "\033[200~取\0消\033[201~", "<取消> ", 19 },
	{ "\033[201~x", "x ", 0 },
	{ "\033[200~x\033[200~y\033[201~z", "<x\033[200~y> z ", 0 },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static size_t row_len(const struct row *row) {
	return row->len > 0 ? row->len : strlen(row->bytes);
}

/* Feeds in pieces of `piece` bytes, 0: of random length. */
static void check(const struct row *row, size_t piece, const struct rng *rng) {
	struct input *input = input_create();
	struct buf got;
	buf_init(&got, BUF_UNLIMITED);
	const size_t len = row_len(row);
	for (size_t at = 0; at < len;) {
		size_t n = piece > 0 ? piece : 1 + (size_t)rng_below(rng, 4);
		n = n < len - at ? n : len - at;
		/* An own allocation, so that reading past the piece is seen. */
		char *bytes = strndup("", 0);
		bytes = realloc(bytes, n);
		memcpy(bytes, row->bytes + at, n);
		input_feed(input, bytes, n, 100);
		free(bytes);
		drain(input, 100, &got);
		at += n;
	}
	cr_expect_str_eq(got.data, row->want, "row %zu in pieces of %zu: got \"%s\"",
			(size_t)(row - rows), piece, got.data);
	struct term_event event;
	cr_expect_not(input_next(input, FAR, &event), "row %zu left something behind",
			(size_t)(row - rows));
	buf_finish(&got);
	input_destroy(input);
}

Test(input, bytes_become_events_however_they_are_cut) {
	struct seeded_rng state;
	const struct rng rng = rng_seeded(&state, 5);
	for (size_t i = 0; i < ROWS; i++) {
		check(&rows[i], SIZE_MAX, NULL);
		check(&rows[i], 1, NULL);
		for (int n = 0; n < 20; n++) {
			check(&rows[i], 0, &rng);
		}
	}
}

static void expect(struct input *input, msec_t now, const char *want) {
	struct buf got;
	buf_init(&got, BUF_UNLIMITED);
	drain(input, now, &got);
	cr_assert_str_eq(got.data, want, "got \"%s\"", got.data);
	buf_finish(&got);
}

Test(input, a_lone_escape_is_a_key_after_25_ms) {
	struct input *input = input_create();
	cr_assert_eq(input_deadline(input), MSEC_NEVER);
	input_feed(input, "\033", 1, 1000);
	cr_assert_eq(input_deadline(input), 1025);
	expect(input, 1024, "");
	expect(input, 1025, "esc ");
	cr_assert_eq(input_deadline(input), MSEC_NEVER);
	input_destroy(input);
}

Test(input, what_comes_late_behind_an_escape_is_not_alt) {
	struct input *input = input_create();
	input_feed(input, "\033", 1, 1000);
	input_feed(input, "x", 1, 1025);
	expect(input, 1025, "esc x ");
	input_feed(input, "\033", 1, 2000);
	input_feed(input, "x", 1, 2024);
	expect(input, 2024, "A-x ");
	input_destroy(input);
}

Test(input, a_cursor_key_cut_by_a_stall_is_still_one) {
	struct input *input = input_create();
	input_feed(input, "\033", 1, 1000);
	input_feed(input, "[A", 2, 1200);
	expect(input, 1200, "up ");
	input_feed(input, "\033[1;", 4, 2000);
	input_feed(input, "5C", 2, 2400);
	expect(input, 2400, "C-right ");
	input_destroy(input);
}

Test(input, a_sequence_that_stopped_does_not_swallow_what_follows) {
	static const char *const begun[] = { "\033[", "\033O", "\033]", "\033P", "\033[M", "\033[[",
		"\xe5" };
	for (size_t i = 0; i < sizeof(begun) / sizeof(begun[0]); i++) {
		struct input *input = input_create();
		input_feed(input, begun[i], strlen(begun[i]), 1000);
		input_feed(input, "x", 1, 1500);
		expect(input, 1500, "x ");
		input_destroy(input);
	}
}

Test(input, a_paste_has_no_end_but_its_own) {
	struct input *input = input_create();
	input_feed(input, "\033[200~ma", 8, 1000);
	input_feed(input, "x\r", 2, 60000);
	expect(input, 60000, "");
	cr_assert_eq(input_deadline(input), MSEC_NEVER);
	input_feed(input, "\033[201~", 6, 60100);
	expect(input, 60100, "<max\r> ");
	input_destroy(input);
}

Test(input, a_paste_that_is_too_long_is_cut) {
	struct input *input = input_create();
	input_feed(input, "\033[200~", 6, 0);
	for (size_t i = 0; i < INPUT_PASTE_MAX + 100; i++) {
		input_feed(input, "a", 1, 0);
	}
	input_feed(input, "\033[201~x", 7, 0);
	struct term_event event;
	cr_assert(input_next(input, 0, &event));
	cr_assert_eq(event.type, TERM_PASTE);
	cr_assert_eq(strlen(event.paste), INPUT_PASTE_MAX);
	expect(input, 0, "x ");
	input_feed(input, "\033[200~b\033[201~", 13, 0);
	expect(input, 0, "<b> ");
	input_destroy(input);
}

Test(input, pastes_that_nobody_asks_for_are_freed) {
	struct input *input = input_create();
	input_feed(input, "\033[200~a\033[201~\033[200~b\033[201~\033[200~c", 33, 0);
	struct term_event event;
	cr_assert(input_next(input, 0, &event));
	input_destroy(input);
	input_destroy(NULL);
}

static void expect_sound(const struct term_event *event) {
	switch (event->type) {
	case TERM_KEY:
	case TERM_RELEASE:
		cr_assert_leq(event->key.sym, KEY_SYM_UNKNOWN);
		cr_assert(event->key.sym < 0x80 || event->key.sym >= 0xA0);
		cr_assert(event->type == TERM_KEY ||
				(event->key.mods == 0 && event->key.sym != KEY_SYM_UNKNOWN));
		break;
	case TERM_MOUSE:
		cr_assert(event->mouse.what < MOUSE_WHAT_COUNT && event->mouse.row >= 0 &&
				event->mouse.col >= 0);
		break;
	case TERM_ANSWER:
		cr_assert(event->answer.about < TERM_ANSWER_COUNT && event->answer.number >= 0 &&
				event->answer.value >= 0);
		cr_assert_leq(strlen(event->answer.name), TERM_NAME_MAX);
		break;
	default:
		cr_assert(event->type == TERM_PASTE || event->type == TERM_FOCUS_LOST);
	}
}

Test(input, any_bytes_at_all_end_in_order) {
	struct seeded_rng state;
	const struct rng rng = rng_seeded(&state, 11);
	static const char likely[] = "\033\033\033[[O]P;:?<>|$01234~ucMmAIORyx\a\\\x18\xe5\x8f\x96";
	for (int round = 0; round < 2000; round++) {
		struct input *input = input_create();
		char bytes[64];
		rng_fill(&rng, bytes, sizeof(bytes));
		for (size_t i = 0; i < sizeof(bytes); i++) {
			if (rng_below(&rng, 4) != 0) {
				bytes[i] = likely[rng_below(&rng, sizeof(likely) - 1)];
			}
		}
		input_feed(input, bytes, sizeof(bytes), 0);
		struct term_event event;
		size_t events = 0;
		while (input_next(input, FAR, &event)) {
			events++;
			expect_sound(&event);
		}
		cr_assert_leq(events, sizeof(bytes));
		input_feed(input, "\033[201~", 6, FAR); /* out of a paste */
		while (input_next(input, FAR, &event)) {}
		input_feed(input, "x", 1, 2 * FAR);
		expect(input, 2 * FAR, "x ");
		input_destroy(input);
	}
}
