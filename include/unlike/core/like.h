/*
 * The domain. What a service last showed (struct like), what the person wants (struct intent), and
 * the function that lays one over the other. What is shown is computed, never stored.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"

/* Limits on what a service may send; longer ids are refused, longer texts are cut. */
#define LIKE_ID_MAX 512
#define LIKE_TEXT_MAX 4096
#define LIKE_URL_MAX 2048
#define IDEM_KEY_BYTES 16

/* X-macro: what is known of the thing that was liked, its stable name in JSON. */
#define LIKE_ABOUTS(X) \
	X(LIKE_DESCRIBED, "described") /* all that the service says */ \
	X(LIKE_NOT_DESCRIBED, "not_described") /* nothing yet: the list names it only */ \
	X(LIKE_NOT_THERE, "not_there") /* it is deleted, or hidden from this account */ \
	X(LIKE_ELSEWHERE, "elsewhere") /* on a server that cannot be asked */ \
	X(LIKE_OF_NOTHING, "of_nothing") /* the record does not say what was liked */

enum like_about {
#define X(about, name) about,
	LIKE_ABOUTS(X)
#undef X
			LIKE_ABOUT_COUNT
};

/* Who can see that somebody likes something. */
enum like_audience {
	LIKE_SEEN_BY_UNKNOWN, /* the service does not say */
	LIKE_SEEN_BY_EVERYBODY,
	LIKE_AUDIENCE_COUNT
};

/* One like as the service showed it. Text is raw: cleaned only on the way to a screen. */
struct like {
	char *item; /* own; the thing liked: what every command and JSON calls `id` */
	char *key; /* own; this record of liking it; two records may share an item */
	char *restore; /* own; what the service needs to put it back as it was, or NULL */
	char *title, *author, *author_id, *url; /* own; NULL where the service does not say */
	msec_t liked_at, made_at; /* 0: the service does not say */
	int64_t likes; /* of the thing; −1: the service does not say */
	/* the list's order, descending: liked_at, or made from the place in the walk */
	int64_t sort;
	enum like_about about;
	bool gone; /* the service was seen without it; kept in its place until refresh */
};

void like_finish(struct like *like);
/* Copies every string; frees what *to held before only if the caller did (to is overwritten). */
void like_copy(struct like *to, const struct like *from);

/* X-macro: state, its stable name in files and JSON (SETTLED, States). */
#define INTENT_STATES(X) \
	X(INTENT_PENDING, "pending") \
	X(INTENT_SENT, "sent") \
	X(INTENT_ACCEPTED, "accepted") \
	X(INTENT_CONFIRMED, "confirmed") \
	X(INTENT_ROLLED_BACK, "rolled_back") \
	X(INTENT_UNDECIDED, "undecided") \
	X(INTENT_ANNIHILATED, "annihilated")

enum intent_state {
#define X(state, name) state,
	INTENT_STATES(X)
#undef X
			INTENT_STATE_COUNT
};

/* What the person wants of one item: a row of the outbox. */
struct intent {
	int64_t id;
	char *account, *item; /* own */
	char *keys; /* own; every record of the item, one a line */
	char *restore; /* own; what puts it back as it was, one line a key, or NULL */
	char *title, *author, *url; /* own; as shown when the person decided; any may be NULL */
	int seq; /* the order of the intents of one item */
	bool want; /* true: liked, false: not liked */
	uint8_t idem_key[IDEM_KEY_BYTES]; /* made once, the same in every retry */
	enum intent_state state;
	msec_t created; /* our wall clock, like all times here but publish_at */
	msec_t due; /* the undo window ends */
	msec_t not_before; /* paced, backed off, or told to wait; 0: no */
	bool paced; /* it waits for its turn in the account's plan */
	msec_t sent_at, accepted_at;
	msec_t horizon; /* when a look can first prove it; 0: no horizon (in review) */
	msec_t publish_at; /* the service's clock: compare with its as_of only; 0 unknown */
	msec_t changed_at; /* of the newest event */
	int attempts; /* requests that were answered transiently or not at all */
	int looks; /* looks after the horizon that still showed the old state */
	char *operation; /* own; the service's id of what it does for us, or NULL */
	char *reason; /* own; why it is where it is, a sentence, or NULL */
};

void intent_finish(struct intent *intent);
void intent_copy(struct intent *to, const struct intent *from);

/* "described" …; never NULL */
const char *like_about_name(enum like_about about);

/* "pending" …; never NULL */
const char *intent_state_name(enum intent_state state);
bool intent_state_from_name(const char *name, enum intent_state *ret);

/* The transitions of ARCHITECTURE, nothing else. */
bool intent_may(enum intent_state from, enum intent_state to);
/* pending, sent, accepted or undecided: the person's wish is still on its way. */
bool intent_is_open(enum intent_state state);

/* What a row shows (SCREENS, One vocabulary). */
enum like_state {
	LIKE_LIKED, /* no open intent, or liked again and confirmed */
	LIKE_UNDOABLE, /* pending, inside the undo window */
	LIKE_PACED, /* pending, waits for not_before */
	LIKE_WAITING, /* due, but the service cannot be reached or someone else sends */
	LIKE_SENDING, /* sent, or due this moment */
	LIKE_SYNCING, /* accepted, counts down to the horizon */
	LIKE_IN_REVIEW, /* accepted without a horizon */
	LIKE_CONFIRMED, /* taken back, and the service was seen without it */
	LIKE_STILL_SHOWN, /* confirmed, and the service's app was seen to show it since */
	LIKE_ROLLED_BACK, /* the service refused: the heart is back, with the reason */
	LIKE_UNDECIDED, /* the person must decide */
	LIKE_GONE, /* seen without it, and nobody here asked for it */
	LIKE_STATE_COUNT
};

/*
 * Lays an intent over a like. `like` may be NULL (Activity), `intent` may be NULL or annihilated
 * (nothing wanted); it is the newest one of the item. `online` false turns what is due into
 * LIKE_WAITING. A confirmed or rolled-back intent loses to a like that was seen (again) after it:
 * then `like` is not gone and the caller passes NULL for the intent.
 */
enum like_state like_state(const struct like *like_or_null, const struct intent *intent_or_null,
		bool online, msec_t now_wall);

/* True where the heart is drawn filled: liked, rolled back, or a re-like on its way. */
bool like_heart_on(enum like_state state, const struct intent *intent_or_null);
