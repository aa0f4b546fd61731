#include "detect.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define ASK_KEYBOARD "\033[?u"
#define ASK_SYNC "\033[?2026$p"
#define ASK_NAME "\033[>q"
#define ASK_CURSOR "\033[6n"
#define TO_TOP "\033[H"
#define WIPE "\r\033[K"

enum { SYNC_MODE = 2026, MODE_SET = 1, MODE_RESET = 2, REPORTS = 2 };

void detect_ask(struct detect *detect, bool home, struct buf *out) {
	*detect = (struct detect){ .owed = 1 };
	buf_add_str(out, ASK_KEYBOARD ASK_SYNC ASK_NAME);
	buf_add_str(out, home ? TO_TOP : "\r");
	buf_add_str(out, "♥" ASK_CURSOR "\r─" ASK_CURSOR WIPE DETECT_END);
}

/* Wherever it stands there are two of them, in the order of the question. */
static void take_report(struct detect *detect, const struct term_answer *answer) {
	const int cols = answer->value - 1;
	if (detect->reports >= REPORTS || cols < 1 || cols > 2) {
		return; /* F3 with Shift looks the same */
	}
	*(detect->reports == 0 ? &detect->traits.heart_cols : &detect->traits.line_cols) = cols;
	detect->reports++;
}

bool detect_answer(struct detect *detect, const struct term_answer *answer) {
	struct term_traits *traits = &detect->traits;
	const struct term_traits before = *traits;
	switch (answer->about) {
	case TERM_SAYS_KEYBOARD:
		traits->keyboard = true;
		break;
	case TERM_SAYS_MODE:
		if (answer->number == SYNC_MODE) {
			traits->sync_output =
					answer->value == MODE_SET || answer->value == MODE_RESET;
		}
		break;
	case TERM_SAYS_CURSOR:
		take_report(detect, answer);
		break;
	case TERM_SAYS_NAME:
		snprintf(traits->name, sizeof(traits->name), "%s", answer->name);
		break;
	case TERM_SAYS_ATTRIBUTES:
		detect->owed -= detect->owed > 0 ? 1 : 0;
		traits->told = traits->answers = true;
		break;
	case TERM_SAYS_READY:
		break; /* not asked here */
	case TERM_ANSWER_COUNT:
		assert(!"an answer");
		break;
	}
	/* Before the end of the answers nobody hears of them. */
	return traits->told && memcmp(&before, traits, sizeof(before)) != 0;
}

bool detect_time(struct detect *detect, msec_t now) {
	if (!detect->asked_at_known) {
		detect->asked_at_known = true;
		detect->asked_at = now;
	}
	if (detect->traits.told || now - detect->asked_at < DETECT_MS) {
		return false;
	}
	detect->traits.told = true;
	return true;
}

msec_t detect_deadline(const struct detect *detect) {
	if (detect->traits.told) {
		return MSEC_NEVER;
	}
	return detect->asked_at_known ? detect->asked_at + DETECT_MS : 0;
}

bool term_is_wide(const struct term_traits *traits, bool unless_told) {
	if (traits->heart_cols == 0 || traits->line_cols == 0) {
		return unless_told;
	}
	return traits->heart_cols != 1 || traits->line_cols != 1;
}
