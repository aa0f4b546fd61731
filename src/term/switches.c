#include "switches.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "unlike/term/term.h"

/*
 * All of it: keys, their events, and what they typed. Without "all keys" the releases of Enter, Tab
 * and Backspace come as those keys once more (seen: kitty 0.26, foot 1.13). And with that, what was
 * typed is told by terminals that tell it, or the key with Shift.
 */
#define KEYBOARD_PUSH "\033[>31u"
#define KEYBOARD_POP "\033[<u"
#define MOUSE_ON "\033[?1002h\033[?1006h" /* the button, moving with it down; as numbers */
#define MOUSE_OFF "\033[?1006l\033[?1002l"
#define OTHERS_ON "\033[?2004h\033[?1004h"
#define OTHERS_OFF "\033[?1004l\033[?2004l"
#define FRAME_END "\033[?2026l"

/* For term_ncurses_emergency_stop(): all it needs is made beforehand. */
static struct {
	volatile sig_atomic_t active;
	int fd;
	size_t len;
	char bytes[192];
	struct termios modes;
} emergency;

void switches_write(int fd, const char *bytes, size_t len) {
	while (len > 0) {
		const ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return;
		}
		bytes += n;
		len -= (size_t)n;
	}
}

static void change(bool from, bool to, const char *on, const char *off, struct buf *out) {
	if (from != to) {
		buf_add_str(out, to ? on : off);
	}
}

void switches_change(const struct switches *from, const struct switches *to, struct buf *out) {
	change(from->keyboard, to->keyboard, KEYBOARD_PUSH, KEYBOARD_POP, out);
	change(from->mouse, to->mouse, MOUSE_ON, MOUSE_OFF, out);
	change(from->on, to->on, OTHERS_ON, OTHERS_OFF, out);
}

/* Without the delays ("$<5>") that terminfo may have in them. */
static void add(const char *capability) {
	if (capability == NULL || capability == (const char *)-1) {
		return;
	}
	for (const char *p = capability; *p != '\0'; p++) {
		if (p[0] == '$' && p[1] == '<' && strchr(p, '>') != NULL) {
			p = strchr(p, '>');
		} else if (emergency.len < sizeof(emergency.bytes)) {
			emergency.bytes[emergency.len++] = *p;
		}
	}
}

void switches_arm(int fd, const struct termios *modes, const struct switches *now) {
	static const struct switches off = { 0 };
	struct buf bytes;
	buf_init(&bytes, BUF_UNLIMITED);
	switches_change(now, &off, &bytes);
	emergency.active = 0;
	emergency.fd = fd;
	emergency.modes = *modes;
	emergency.len = 0;
	add(FRAME_END);
	add(bytes.data);
	add(tigetstr("sgr0"));
	add(tigetstr("cnorm"));
	add(tigetstr("rmcup"));
	emergency.active = 1;
	buf_finish(&bytes);
}

void switches_disarm(void) {
	emergency.active = 0;
}

void term_ncurses_emergency_stop(void) {
	if (emergency.active == 0) {
		return;
	}
	emergency.active = 0;
	const int saved = errno;
	switches_write(emergency.fd, emergency.bytes, emergency.len);
	tcsetattr(emergency.fd, TCSANOW, &emergency.modes);
	errno = saved;
}
