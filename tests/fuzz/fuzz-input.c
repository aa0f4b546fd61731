/* term/input: however bytes are cut on their way they are the same events, and no piece of a
 * sequence becomes text. */
#include <string.h>

#include "fuzz.h"
#include "unlike/base/buf.h"
#include "unlike/base/text.h"
#include "unlike/term/input.h"

#define FAR 1000000

static void tell_key(const struct term_event *event, struct buf *out) {
	const struct key key = event->key;
	must(key.sym <= KEY_SYM_UNKNOWN, "key %x", (unsigned)key.sym);
	must(key.sym < 0x80 || key.sym >= 0xA0, "a control, %x", (unsigned)key.sym);
	must(key.sym < 0xD800 || key.sym > 0xDFFF, "half a character, %x", (unsigned)key.sym);
	must(event->type == TERM_KEY || key.sym != KEY_SYM_UNKNOWN, "nothing goes up");
	buf_printf(out, "%d %x %x\n", (int)event->type, (unsigned)key.sym, (unsigned)key.mods);
}

static void tell(const struct term_event *event, struct buf *out) {
	switch (event->type) {
	case TERM_KEY:
	case TERM_RELEASE:
		tell_key(event, out);
		break;
	case TERM_PASTE:
		must(strlen(event->paste) <= INPUT_PASTE_MAX, "%zu bytes", strlen(event->paste));
		buf_printf(out, "paste %s\n", event->paste);
		break;
	case TERM_MOUSE:
		must(event->mouse.what < MOUSE_WHAT_COUNT, "%d", (int)event->mouse.what);
		must(event->mouse.row >= 0 && event->mouse.col >= 0, "no place");
		buf_printf(out, "mouse %d %d %d\n", (int)event->mouse.what, event->mouse.row,
				event->mouse.col);
		break;
	case TERM_ANSWER:
		must(event->answer.about < TERM_ANSWER_COUNT, "%d", (int)event->answer.about);
		must(strlen(event->answer.name) <= TERM_NAME_MAX, "%s", event->answer.name);
		buf_printf(out, "answer %d %d %d %s\n", (int)event->answer.about,
				event->answer.number, event->answer.value, event->answer.name);
		break;
	default:
		must(event->type == TERM_FOCUS_LOST, "%d", (int)event->type);
		buf_add_str(out, "focus\n");
		break;
	}
}

static void read_all(const uint8_t *data, size_t len, size_t piece, struct buf *out) {
	struct input *input = input_create();
	struct term_event event;
	for (size_t at = 0; at < len; at += piece) {
		const size_t n = piece < len - at ? piece : len - at;
		input_feed(input, (const char *)data + at, n, 0);
		while (input_next(input, 0, &event)) {
			tell(&event, out);
		}
	}
	while (input_next(input, FAR, &event)) {
		tell(&event, out);
	}
	must(input_deadline(input) == MSEC_NEVER, "something waits for ever");
	input_destroy(input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
	struct buf whole, pieces;
	text_init();
	buf_init(&whole, BUF_UNLIMITED);
	buf_init(&pieces, BUF_UNLIMITED);
	read_all(data, len, len > 0 ? len : 1, &whole);
	read_all(data, len, 1 + len % 3, &pieces);
	must(whole.len == pieces.len && memcmp(whole.data, pieces.data, whole.len) == 0,
			"cut it is something else:\n%s---\n%s", whole.data, pieces.data);
	buf_finish(&whole);
	buf_finish(&pieces);
	return 0;
}
