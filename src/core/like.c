#include "unlike/core/like.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

static const char *const state_names[INTENT_STATE_COUNT] = {
#define X(state, name) [state] = name,
	INTENT_STATES(X)
#undef X
};

static const char *const about_names[LIKE_ABOUT_COUNT] = {
#define X(about, name) [about] = name,
	LIKE_ABOUTS(X)
#undef X
};

#define BIT(state) (1U << (state))

/* ARCHITECTURE, The life of one cancel. An undecided one is left by the person's decision (rolled
 * back: it stays as it is; what they want instead is a new intent) or by proof. */
static const unsigned may_become[INTENT_STATE_COUNT] = {
	[INTENT_PENDING] = BIT(INTENT_SENT) | BIT(INTENT_ANNIHILATED),
	[INTENT_SENT] = BIT(INTENT_ACCEPTED) | BIT(INTENT_ROLLED_BACK) | BIT(INTENT_UNDECIDED),
	[INTENT_ACCEPTED] = BIT(INTENT_CONFIRMED) | BIT(INTENT_ROLLED_BACK) | BIT(INTENT_UNDECIDED),
	[INTENT_UNDECIDED] = BIT(INTENT_CONFIRMED) | BIT(INTENT_ROLLED_BACK),
};

void like_finish(struct like *like) {
	if (like == NULL) {
		return;
	}
	free(like->item);
	free(like->key);
	free(like->restore);
	free(like->title);
	free(like->author);
	free(like->author_id);
	free(like->url);
	*like = (struct like){ 0 };
}

void like_copy(struct like *to, const struct like *from) {
	*to = *from;
	to->item = xstrdup(from->item);
	to->key = xstrdup(from->key);
	to->restore = xstrdup(from->restore);
	to->title = xstrdup(from->title);
	to->author = xstrdup(from->author);
	to->author_id = xstrdup(from->author_id);
	to->url = xstrdup(from->url);
}

void intent_finish(struct intent *intent) {
	if (intent == NULL) {
		return;
	}
	free(intent->account);
	free(intent->item);
	free(intent->keys);
	free(intent->restore);
	free(intent->title);
	free(intent->author);
	free(intent->url);
	free(intent->operation);
	free(intent->reason);
	*intent = (struct intent){ 0 };
}

void intent_copy(struct intent *to, const struct intent *from) {
	*to = *from;
	to->account = xstrdup(from->account);
	to->item = xstrdup(from->item);
	to->keys = xstrdup(from->keys);
	to->restore = xstrdup(from->restore);
	to->title = xstrdup(from->title);
	to->author = xstrdup(from->author);
	to->url = xstrdup(from->url);
	to->operation = xstrdup(from->operation);
	to->reason = xstrdup(from->reason);
}

const char *like_about_name(enum like_about about) {
	assert(about < LIKE_ABOUT_COUNT);
	return about_names[about];
}

const char *intent_state_name(enum intent_state state) {
	assert(state < INTENT_STATE_COUNT);
	return state_names[state];
}

bool intent_state_from_name(const char *name, enum intent_state *ret) {
	for (unsigned i = 0; i < INTENT_STATE_COUNT; i++) {
		if (strcmp(name, state_names[i]) == 0) {
			*ret = (enum intent_state)i;
			return true;
		}
	}
	return false;
}

bool intent_may(enum intent_state from, enum intent_state to) {
	assert(from < INTENT_STATE_COUNT && to < INTENT_STATE_COUNT);
	return (may_become[from] & BIT(to)) != 0;
}

bool intent_is_open(enum intent_state state) {
	assert(state < INTENT_STATE_COUNT);
	return state == INTENT_PENDING || state == INTENT_SENT || state == INTENT_ACCEPTED ||
			state == INTENT_UNDECIDED;
}

static enum like_state pending_state(const struct intent *intent, bool online, msec_t now) {
	if (now < intent->due) {
		return LIKE_UNDOABLE;
	}
	if (now < intent->not_before) {
		return LIKE_PACED;
	}
	return online ? LIKE_SENDING : LIKE_WAITING;
}

enum like_state like_state(const struct like *like_or_null, const struct intent *intent_or_null,
		bool online, msec_t now_wall) {
	const struct intent *intent = intent_or_null;
	if (intent == NULL || intent->state == INTENT_ANNIHILATED) {
		return like_or_null == NULL || like_or_null->gone ? LIKE_GONE : LIKE_LIKED;
	}
	switch (intent->state) {
	case INTENT_PENDING:
		return pending_state(intent, online, now_wall);
	case INTENT_SENT:
		return online ? LIKE_SENDING : LIKE_WAITING;
	case INTENT_ACCEPTED:
		return intent->horizon == 0 ? LIKE_IN_REVIEW : LIKE_SYNCING;
	case INTENT_CONFIRMED:
		return intent->want ? LIKE_LIKED : LIKE_CONFIRMED;
	case INTENT_ROLLED_BACK:
		return LIKE_ROLLED_BACK;
	case INTENT_UNDECIDED:
		return LIKE_UNDECIDED;
	case INTENT_ANNIHILATED:
	case INTENT_STATE_COUNT:
		break;
	}
	assert(false);
	return LIKE_UNDECIDED;
}

bool like_heart_on(enum like_state state, const struct intent *intent_or_null) {
	assert(state < LIKE_STATE_COUNT);
	switch (state) {
	case LIKE_LIKED:
		return true;
	case LIKE_CONFIRMED:
	case LIKE_STILL_SHOWN:
	case LIKE_GONE:
		return false;
	case LIKE_ROLLED_BACK:
		/* As it was before: a refused cancel leaves the heart on, a refused re-like off. */
		return intent_or_null == NULL || !intent_or_null->want;
	default:
		return intent_or_null != NULL && intent_or_null->want;
	}
}
