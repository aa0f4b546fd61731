/*
 * The thresholds were chosen by measuring terminals and by simulation; the Monte Carlo test holds
 * them. Bytes that come in one burst count once (a *sample*): a busy machine or a network hands
 * several repeats over at a time.
 */
#include "unlike/core/hold.h"

#include <assert.h>
#include <string.h>

enum {
	BURST_MS = 8, /* bytes closer than this are one sample */
	FAST_GAP_MS = 70, /* no person taps three times in a row this fast */
	FAST_GAPS = 3,
	SLOW_GAP_MS = 130, /* longer: a tap, or the delay before the first repeat */
	SLOW_GAPS = 8, /* slow repeat (90 ms) shows only in the mean of many gaps */
	SLOW_MEAN_MS = 98,
	VISIBLE_MS = 350, /* the bar is seen at least this long before it fires */
	FREEZE_MIN_MS = 150,
	FREEZE_MAX_MS = 400,
	QUIET_MS = 600, /* a release is certain */
	QUIET_PENDING_MS = 1100, /* longer than any usual delay before the first repeat */
	TOLD_PENDING_MS = 200, /* a tap is shorter: no bar flashes up */
	NO_RELEASE_MS = 1500, /* beyond the hold itself: none will come */
	MEDIAN_OF = 5,
};

/* The bar is full only when it has fired, though the byte that fires may come late. */
#define NOT_YET 0.99

_Static_assert(SLOW_GAPS <= HOLD_GAPS, "the ring is large enough");

static msec_t clamp(msec_t value, msec_t least, msec_t most) {
	return value < least ? least : value > most ? most : value;
}

/* The i-th newest gap, from 0. */
static msec_t gap_at(const struct hold *hold, int i) {
	assert(i < hold->gaps && i < HOLD_GAPS);
	return hold->gap[(hold->gaps - 1 - i) % HOLD_GAPS];
}

static void push_gap(struct hold *hold, msec_t gap) {
	hold->gap[hold->gaps % HOLD_GAPS] = gap;
	hold->gaps++;
	if (hold->gaps >= 2 * HOLD_GAPS) {
		hold->gaps -= HOLD_GAPS; /* the place in the ring stays, no number overflows */
	}
}

static msec_t median_gap(const struct hold *hold) {
	msec_t sorted[MEDIAN_OF];
	int n = 0;
	for (; n < MEDIAN_OF && n < hold->gaps; n++) {
		msec_t value = gap_at(hold, n);
		int at = n;
		for (; at > 0 && sorted[at - 1] > value; at--) {
			sorted[at] = sorted[at - 1];
		}
		sorted[at] = value;
	}
	return n > 0 ? sorted[n / 2] : 0;
}

/* A longer gap is a stall, or a release and a new press. */
static msec_t break_gap(const struct hold *hold) {
	return clamp(median_gap(hold) * 22 / 10, FAST_GAP_MS, SLOW_GAP_MS);
}

static msec_t freeze_after(const struct hold *hold) {
	return clamp(3 * median_gap(hold) + 50, FREEZE_MIN_MS, FREEZE_MAX_MS);
}

static msec_t quiet_after(const struct hold *hold) {
	if (hold->by != HOLD_BY_BYTES && hold->phase != HOLD_DONE) {
		return hold->duration + NO_RELEASE_MS;
	}
	return hold->phase == HOLD_PENDING ? QUIET_PENDING_MS : QUIET_MS;
}

static msec_t fire_at(const struct hold *hold) {
	msec_t held = hold->start + hold->duration;
	if (hold->by != HOLD_BY_BYTES) {
		return held;
	}
	msec_t seen = hold->first_repeat + VISIBLE_MS;
	return held > seen ? held : seen;
}

static bool is_regular(const struct hold *hold) {
	int fast = 0;
	while (fast < FAST_GAPS && fast < hold->gaps && gap_at(hold, fast) <= FAST_GAP_MS) {
		fast++;
	}
	if (fast == FAST_GAPS) {
		return true;
	}
	if (hold->gaps < SLOW_GAPS) {
		return false;
	}
	msec_t sum = 0;
	for (int i = 0; i < SLOW_GAPS; i++) {
		sum += gap_at(hold, i);
	}
	return sum <= (msec_t)SLOW_MEAN_MS * SLOW_GAPS;
}

void hold_init(struct hold *hold, msec_t duration) {
	memset(hold, 0, sizeof(*hold));
	hold->duration = clamp(duration, HOLD_MIN_MS, HOLD_MAX_MS);
}

void hold_reset(struct hold *hold) {
	const struct hold before = *hold;
	hold_init(hold, before.duration);
	hold->releases = before.releases;
	hold->repeat_delay = before.repeat_delay;
}

void hold_prove_releases(struct hold *hold) {
	hold->releases = true;
}

static void press(struct hold *hold, enum hold_by by, msec_t now) {
	hold_reset(hold);
	hold->by = by;
	hold->phase = HOLD_PENDING;
	hold->start = hold->sample = hold->last = now;
}

static enum hold_event fire_or(struct hold *hold, msec_t now, enum hold_event otherwise) {
	if (now < fire_at(hold)) {
		return otherwise;
	}
	hold->phase = HOLD_DONE;
	return HOLD_FIRED;
}

static enum hold_event feed_pending(struct hold *hold, msec_t previous, msec_t gap, msec_t now) {
	if (gap > SLOW_GAP_MS) {
		/* The delay before the first repeat, or a tap: either way the press began there. */
		hold->start = previous;
		hold->gaps = 0;
		return HOLD_AGAIN;
	}
	if (hold->gaps == 0) {
		hold->first_repeat = previous;
	}
	push_gap(hold, gap);
	if (!is_regular(hold)) {
		return HOLD_AGAIN;
	}
	hold->phase = HOLD_HELD;
	return fire_or(hold, now, HOLD_REPEAT);
}

static enum hold_event feed_held(struct hold *hold, msec_t previous, msec_t gap, msec_t now) {
	if (hold->suspect && gap > FAST_GAP_MS) {
		/* Two long gaps: it was a release and a new press, at the byte before this one. */
		hold->phase = HOLD_PENDING;
		hold->start = previous;
		hold->gaps = 0;
		hold->suspect = false;
		if (gap <= SLOW_GAP_MS) {
			hold->first_repeat = previous;
			push_gap(hold, gap);
		}
		return HOLD_AGAIN;
	}
	if (!hold->suspect && gap > break_gap(hold)) {
		hold->suspect = true;
		return HOLD_AGAIN;
	}
	hold->suspect = false;
	push_gap(hold, gap);
	return fire_or(hold, now, HOLD_REPEAT);
}

/* A first repeat proves little: text without releases comes like one. And behind a stall the next
 * one comes soon. */
static enum hold_event feed_told(struct hold *hold, msec_t gap, msec_t now) {
	const bool first = hold->gaps == 0;
	push_gap(hold, gap);
	if (hold->gaps == 2) {
		hold->repeat_delay = gap_at(hold, 1);
	}
	hold->phase = HOLD_HELD;
	return first || gap > FREEZE_MAX_MS ? HOLD_REPEAT : fire_or(hold, now, HOLD_REPEAT);
}

/* As hold_tick would have, had it been called in between. */
static enum hold_event forget(struct hold *hold) {
	if (hold->by == HOLD_BY_KEY && hold->phase != HOLD_DONE) {
		hold->releases = false; /* until one is told again */
	}
	hold_reset(hold);
	return HOLD_RELEASED;
}

enum hold_event hold_feed(struct hold *hold, msec_t now) {
	if (hold->phase != HOLD_IDLE && now - hold->last > quiet_after(hold)) {
		(void)forget(hold);
	}
	if (hold->phase == HOLD_IDLE) {
		press(hold, hold->releases ? HOLD_BY_KEY : HOLD_BY_BYTES, now);
		return HOLD_PRESSED;
	}
	if (hold->by == HOLD_BY_BUTTON) {
		return HOLD_NOTHING;
	}
	msec_t previous = hold->sample;
	msec_t gap = now - previous;
	hold->last = now;
	hold->frozen = hold->full = false;
	if (gap >= BURST_MS) {
		hold->sample = now;
	}
	if (hold->by == HOLD_BY_KEY && hold->phase != HOLD_DONE) {
		return gap < BURST_MS ? HOLD_NOTHING : feed_told(hold, gap, now);
	}
	switch (hold->phase) {
	case HOLD_PENDING:
		return gap < BURST_MS ? HOLD_AGAIN : feed_pending(hold, previous, gap, now);
	case HOLD_HELD:
		return gap < BURST_MS ? HOLD_REPEAT : feed_held(hold, previous, gap, now);
	default:
		assert(hold->phase == HOLD_DONE);
		return HOLD_NOTHING;
	}
}

void hold_press_button(struct hold *hold, msec_t now) {
	press(hold, HOLD_BY_BUTTON, now);
}

enum hold_event hold_release(struct hold *hold, msec_t now) {
	const struct hold before = *hold;
	if (before.by != HOLD_BY_BUTTON) {
		hold->releases = true;
	}
	hold_reset(hold);
	if (before.phase != HOLD_PENDING && before.phase != HOLD_HELD) {
		return HOLD_NOTHING;
	}
	/* Where keys repeat, one that did not was let go before this was told. */
	const msec_t silence = now - before.last;
	const bool proves = before.by == HOLD_BY_KEY &&
			(before.repeat_delay == 0 || silence <= before.repeat_delay);
	if (proves && now >= fire_at(&before) && silence <= quiet_after(&before)) {
		return HOLD_FIRED;
	}
	return before.phase == HOLD_HELD ? HOLD_RELEASED : HOLD_NOTHING;
}

static bool never_repeats(const struct hold *hold) {
	return hold->by == HOLD_BY_KEY && hold->gaps == 0 && hold->repeat_delay == 0;
}

/* Of a press whose release will be told. */
static enum hold_event tick_told(struct hold *hold, msec_t now) {
	if (hold->by == HOLD_BY_BUTTON) {
		if (now >= fire_at(hold)) {
			hold->phase = HOLD_DONE;
			hold->last = now;
			return HOLD_FIRED;
		}
	} else if (now - hold->last > quiet_after(hold)) {
		return forget(hold);
	}
	if (hold->phase == HOLD_PENDING && now >= hold->start + TOLD_PENDING_MS) {
		hold->phase = HOLD_HELD;
		return HOLD_REPEAT;
	}
	hold->full = never_repeats(hold) && now >= fire_at(hold);
	return hold->full ? HOLD_FROZEN : HOLD_NOTHING;
}

enum hold_event hold_tick(struct hold *hold, msec_t now) {
	if (hold->phase == HOLD_IDLE) {
		return HOLD_NOTHING;
	}
	if (hold->by != HOLD_BY_BYTES && hold->phase != HOLD_DONE) {
		return tick_told(hold, now);
	}
	msec_t silence = now - hold->last;
	if (silence > quiet_after(hold)) {
		return forget(hold);
	}
	hold->frozen = hold->phase == HOLD_HELD && silence > freeze_after(hold);
	return hold->frozen ? HOLD_FROZEN : HOLD_NOTHING;
}

double hold_fraction(const struct hold *hold, msec_t now) {
	if (hold->phase == HOLD_DONE) {
		return 1;
	}
	if (hold->phase != HOLD_HELD) {
		return 0;
	}
	msec_t stop = hold->by == HOLD_BY_BYTES ? hold->last + freeze_after(hold) : now;
	msec_t shown = clamp(now, hold->start, stop) - hold->start;
	msec_t whole = fire_at(hold) - hold->start;
	assert(whole > 0);
	double fraction = (double)shown / (double)whole;
	return fraction < NOT_YET ? fraction : NOT_YET;
}

/* Of a press whose release will be told. */
static msec_t deadline_told(const struct hold *hold) {
	if (hold->phase == HOLD_PENDING) {
		return hold->start + TOLD_PENDING_MS;
	}
	const bool fills = hold->by == HOLD_BY_BUTTON || (never_repeats(hold) && !hold->full);
	return fills ? fire_at(hold) : hold->last + quiet_after(hold) + 1;
}

msec_t hold_deadline(const struct hold *hold) {
	if (hold->by != HOLD_BY_BYTES && hold->phase != HOLD_DONE && hold->phase != HOLD_IDLE) {
		return deadline_told(hold);
	}
	switch (hold->phase) {
	case HOLD_IDLE:
		return MSEC_NEVER;
	case HOLD_HELD:
		if (!hold->frozen) {
			return hold->last + freeze_after(hold) + 1;
		}
		break;
	default:
		break;
	}
	return hold->last + quiet_after(hold) + 1;
}
