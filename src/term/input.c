/*
 * A state machine over single bytes, so that it cannot matter how they were cut on their way. Its
 * events wait in a queue until they are asked for.
 */
#include "unlike/term/input.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "input_sequence.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

/* A sequence that stopped in the middle was none (Alt and '[' begin one, too). Its end, should it
 * come after all, would be keys: so this is longer than the stalls of bad networks. */
#define ABANDON_MS 500

#define ESC 0x1b
#define BEL 0x07
#define CAN 0x18
#define SUB 0x1a

static const char paste_end[] = "\033[201~";
enum { PASTE_END_LEN = sizeof(paste_end) - 1 };

enum state {
	GROUND,
	ESCAPE, /* ESC */
	CSI,
	SS3,
	LINUX_KEY, /* CSI [ */
	STRING, /* OSC, DCS and their like, up to ST; what is in it is kept for DCS */
	STRING_ESCAPE, /* ESC in one */
	MOUSE_X10, /* three bytes of any value */
	UTF8,
	PASTE
};

struct input {
	enum state state;
	msec_t last; /* newest byte */
	char bytes[INPUT_SEQUENCE_MAX]; /* of a sequence or a character */
	size_t len;
	bool too_long;
	bool is_dcs; /* of STRING */
	uint8_t mods; /* of the character that is being collected */
	struct buf paste; /* own */
	size_t paste_end; /* how much of paste_end has come */

	struct term_event *queue; /* own */
	size_t first, n, cap;
	char *handed_out; /* own; the paste that the caller reads */
};

struct input *input_create(void) {
	struct input *input = xcalloc(1, sizeof(*input));
	buf_init(&input->paste, INPUT_PASTE_MAX);
	return input;
}

void input_destroy(struct input *input) {
	if (input == NULL) {
		return;
	}
	for (size_t i = input->first; i < input->n; i++) {
		if (input->queue[i].type == TERM_PASTE) {
			free((char *)input->queue[i].paste);
		}
	}
	free(input->queue);
	free(input->handed_out);
	buf_finish(&input->paste);
	free(input);
}

static void push(struct input *input, struct term_event event) {
	if (input->n == input->cap) {
		input->cap = input->cap == 0 ? 16 : 2 * input->cap;
		input->queue = xrealloc(input->queue, input->cap * sizeof(*input->queue));
	}
	input->queue[input->n++] = event;
}

static void push_key(struct input *input, struct key key) {
	push(input, (struct term_event){ .type = TERM_KEY, .key = key });
}

static void to_state(struct input *input, enum state state) {
	input->state = state;
	input->len = 0;
	input->too_long = false;
}

static void collect(struct input *input, unsigned char byte) {
	if (input->len == sizeof(input->bytes)) {
		input->too_long = true;
		return;
	}
	input->bytes[input->len++] = (char)byte;
}

/* --- characters ------------------------------------------------------------------------------ */

static void ground(struct input *input, unsigned char byte, uint8_t mods) {
	to_state(input, GROUND);
	if (byte == ESC) {
		to_state(input, ESCAPE);
	} else if (byte >= 0x80) {
		to_state(input, UTF8);
		input->mods = mods;
		collect(input, byte);
	} else {
		const bool control = byte < 0x20 || byte == KEY_SYM_BACKSPACE;
		struct key key = control ? sequence_control(byte) : (struct key){ .sym = byte };
		key.mods |= mods;
		push_key(input, key);
	}
}

static size_t utf8_len(unsigned char lead) {
	if (lead < 0xC2 || lead > 0xF4) {
		return 1; /* invalid by itself */
	}
	return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static void finish_utf8(struct input *input) {
	const char *p = input->bytes;
	const char *end = input->bytes + input->len;
	while (p < end) {
		bool valid;
		const uint32_t c = text_decode(&p, end, &valid);
		const bool text = valid && c >= 0xA0;
		push_key(input,
				(struct key){ .sym = text ? c : KEY_SYM_UNKNOWN,
						.mods = text ? input->mods : 0 });
	}
	to_state(input, GROUND);
}

static bool utf8_is_complete(const struct input *input) {
	return input->len >= utf8_len((unsigned char)input->bytes[0]);
}

/* --- sequences ------------------------------------------------------------------------------- */

static void after_escape(struct input *input, unsigned char byte) {
	switch (byte) {
	case ESC: /* a held Esc, as some multiplexers send it */
		push_key(input, (struct key){ .sym = KEY_SYM_ESCAPE });
		to_state(input, ESCAPE);
		break;
	case '[':
		to_state(input, CSI);
		break;
	case 'O':
		to_state(input, SS3);
		break;
	case ']': /* OSC, DCS, SOS, PM, APC */
	case 'P':
	case 'X':
	case '^':
	case '_':
		to_state(input, STRING);
		input->is_dcs = byte == 'P';
		break;
	default:
		ground(input, byte, KEY_MOD_ALT);
		break;
	}
}

static void finish_sequence(
		struct input *input, enum sequence what, const struct term_event *event) {
	const bool too_long = input->too_long;
	to_state(input, GROUND);
	if (too_long || what == SEQUENCE_NOTHING) {
		return;
	}
	if (what == SEQUENCE_EVENT) {
		push(input, *event);
		return;
	}
	assert(what == SEQUENCE_PASTE);
	to_state(input, PASTE);
	buf_reset(&input->paste);
	input->paste_end = 0;
}

/* What can be in no sequence ends it. A character begins anew; a control is lost with it. */
static void break_off(struct input *input, unsigned char byte) {
	to_state(input, GROUND);
	if (byte == ESC || byte >= 0x80) {
		ground(input, byte, 0);
	}
}

/* What an input method commits may be several characters in one sequence. */
static void finish_csi(struct input *input, char final) {
	struct term_event event = { 0 };
	uint32_t text[INPUT_SEQUENCE_MAX];
	const enum sequence what = sequence_csi(input->bytes, input->len, final, &event);
	const bool typed = what == SEQUENCE_EVENT && event.type == TERM_KEY && final == 'u' &&
			event.key.mods == 0 && !input->too_long;
	const size_t n = typed ? sequence_text(input->bytes, input->len, text, INPUT_SEQUENCE_MAX)
			       : 0;
	finish_sequence(input, what, &event);
	for (size_t i = 1; i < n; i++) {
		push_key(input, (struct key){ .sym = text[i] });
	}
}

static void in_csi(struct input *input, unsigned char byte) {
	if (byte < 0x20 || byte >= 0x7F) {
		break_off(input, byte);
	} else if (byte < 0x40) {
		collect(input, byte);
	} else if (byte == '[' && input->len == 0) {
		to_state(input, LINUX_KEY);
	} else if (byte == 'M' && input->len == 0) {
		to_state(input, MOUSE_X10);
	} else {
		finish_csi(input, (char)byte);
	}
}

static void in_ss3(struct input *input, unsigned char byte) {
	struct term_event event = { 0 };
	if (byte < 0x20 || byte >= 0x7F) {
		break_off(input, byte);
	} else if (byte >= 0x40) {
		const enum sequence what = sequence_ss3((char)byte, &event);
		finish_sequence(input, what, &event);
	}
}

static void in_linux_key(struct input *input, unsigned char byte) {
	struct term_event event = { 0 };
	if (byte < 0x20 || byte >= 0x7F) {
		break_off(input, byte);
	} else {
		const enum sequence what = sequence_linux((char)byte, &event);
		finish_sequence(input, what, &event);
	}
}

static void in_string(struct input *input, unsigned char byte) {
	if (byte == ESC) {
		input->state = STRING_ESCAPE;
	} else if (byte == BEL || byte == CAN || byte == SUB) {
		to_state(input, GROUND);
	} else {
		collect(input, byte);
	}
}

/* ESC ends a string; with what follows it may begin the next sequence, but it is never a key. */
static void after_string(struct input *input, unsigned char byte) {
	struct term_event event = { 0 };
	if (byte == ESC) {
		return;
	}
	if (byte == '\\' && input->is_dcs) {
		const enum sequence what = sequence_dcs(input->bytes, input->len, &event);
		finish_sequence(input, what, &event);
		return;
	}
	to_state(input, GROUND);
	if (byte != '\0' && strchr("[O]PX^_", byte) != NULL) {
		after_escape(input, byte);
	}
}

static void in_paste(struct input *input, unsigned char byte) {
	if (byte == (unsigned char)paste_end[input->paste_end]) {
		input->paste_end++;
		if (input->paste_end == PASTE_END_LEN) {
			char *text = buf_take(&input->paste, NULL);
			push(input, (struct term_event){ .type = TERM_PASTE, .paste = text });
			to_state(input, GROUND);
		}
		return;
	}
	buf_add(&input->paste, paste_end, input->paste_end);
	input->paste_end = byte == ESC ? 1 : 0;
	if (byte != ESC && byte != '\0') {
		buf_add_char(&input->paste, (char)byte);
	}
}

/* --- bytes ----------------------------------------------------------------------------------- */

static void step(struct input *input, unsigned char byte) {
	switch (input->state) {
	case GROUND:
		ground(input, byte, 0);
		break;
	case ESCAPE:
		after_escape(input, byte);
		break;
	case CSI:
		in_csi(input, byte);
		break;
	case SS3:
		in_ss3(input, byte);
		break;
	case LINUX_KEY:
		in_linux_key(input, byte);
		break;
	case STRING:
		in_string(input, byte);
		break;
	case STRING_ESCAPE:
		after_string(input, byte);
		break;
	case MOUSE_X10:
		collect(input, byte);
		if (input->len == 3) {
			to_state(input, GROUND);
		}
		break;
	case UTF8:
		if ((byte & 0xC0) == 0x80 && !utf8_is_complete(input)) {
			collect(input, byte);
			break;
		}
		finish_utf8(input);
		ground(input, byte, 0);
		break;
	case PASTE:
		in_paste(input, byte);
		break;
	}
	if (input->state == UTF8 && utf8_is_complete(input)) {
		finish_utf8(input);
	}
}

/* Whether ESC was a key, seen from a byte that came late. A cursor key that was cut in two on its
 * way is likelier than Esc and '['. */
static bool escape_was_key(const struct input *input, char next, msec_t now) {
	return input->state == ESCAPE && now - input->last >= INPUT_ESCAPE_MS && next != '[' &&
			next != 'O';
}

static void expire(struct input *input, char next, msec_t now) {
	if (escape_was_key(input, next, now)) {
		push_key(input, (struct key){ .sym = KEY_SYM_ESCAPE });
		to_state(input, GROUND);
		return;
	}
	/* A paste has no such end: its rest must never become keys. */
	const bool waits =
			input->state != GROUND && input->state != ESCAPE && input->state != PASTE;
	if (waits && now - input->last >= ABANDON_MS) {
		to_state(input, GROUND);
	}
}

void input_feed(struct input *input, const char *bytes, size_t len, msec_t now) {
	if (len == 0) {
		return;
	}
	expire(input, bytes[0], now);
	input->last = now;
	for (size_t i = 0; i < len; i++) {
		step(input, (unsigned char)bytes[i]);
	}
}

bool input_next(struct input *input, msec_t now, struct term_event *ret) {
	free(input->handed_out);
	input->handed_out = NULL;
	if (input->first == input->n && input->state == ESCAPE &&
			now - input->last >= INPUT_ESCAPE_MS) {
		push_key(input, (struct key){ .sym = KEY_SYM_ESCAPE });
		to_state(input, GROUND);
	}
	if (input->first == input->n) {
		input->first = input->n = 0;
		return false;
	}
	*ret = input->queue[input->first++];
	if (ret->type == TERM_PASTE) {
		input->handed_out = (char *)ret->paste;
	}
	return true;
}

msec_t input_deadline(const struct input *input) {
	return input->state == ESCAPE ? input->last + INPUT_ESCAPE_MS : MSEC_NEVER;
}
