/* What a terminal can do, asked without taking it over: for reports. */
#include <errno.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "detect.h"
#include "switches.h"
#include "unlike/base/buf.h"
#include "unlike/term/input.h"
#include "unlike/term/term.h"

/* Over a far network; what came later would stand at the shell's prompt. */
enum { PATIENCE_MS = 1000 };

static void read_answers(int fd, struct input *input, msec_t now) {
	char bytes[1024];
	const ssize_t n = read(fd, bytes, sizeof(bytes));
	if (n > 0) {
		input_feed(input, bytes, (size_t)n, now);
	}
}

static void wait_for_answers(int fd, const struct clock *clock, struct detect *detect) {
	struct input *input = input_create();
	struct term_event event;
	msec_t now = clock_mono(clock);
	const msec_t end = now + PATIENCE_MS;
	while (detect->owed > 0 && now < end) {
		struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
		const int n = poll(&poll_fd, 1, (int)(end - now));
		now = clock_mono(clock);
		if (n > 0) {
			read_answers(fd, input, now);
		}
		while (input_next(input, now, &event)) {
			if (event.type == TERM_ANSWER) {
				(void)detect_answer(detect, &event.answer);
			}
		}
	}
	input_destroy(input);
}

bool term_ask(int in, int out, const struct clock *clock, struct term_traits *ret) {
	struct termios before;
	if (isatty(out) == 0 || tcgetpgrp(in) != getpgrp() || tcgetattr(in, &before) != 0) {
		return false;
	}
	struct termios raw = before;
	cfmakeraw(&raw);
	raw.c_cc[VMIN] = 0; /* a terminal that goes away ends no wait */
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(in, TCSADRAIN, &raw) != 0) {
		return false;
	}
	struct detect detect;
	struct buf question;
	buf_init(&question, BUF_UNLIMITED);
	detect_ask(&detect, false, &question);
	switches_write(out, question.data, question.len);
	buf_finish(&question);
	wait_for_answers(in, clock, &detect);
	(void)tcsetattr(in, TCSADRAIN, &before);
	*ret = detect.traits;
	return true;
}
