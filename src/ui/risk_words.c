#include "unlike/ui/risk_words.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "unlike/base/date.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"
#include "unlike/ui/words.h"

struct risk_words risk_words_of(const struct platform *platform, bool want, msec_t now) {
	struct risk_words ret = { .want = want, .now = now };
	if (platform != NULL) {
		ret.frequent_within = platform->integrity.frequent.within;
		ret.network_within = platform->integrity.network.within;
	}
	return ret;
}

/* --- numbers, times, names ------------------------------------------------------------------- */

void risk_words_time(msec_t at, msec_t now, char ret[static RISK_WORDS_TIME_MAX]) {
	static const char *const months[12] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
		N_("May"), N_("Jun"), N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"),
		N_("Dec") };
	const struct date_day day = date_local_calendar(at), today = date_local_calendar(now);
	char minute[DATE_MAX];
	date_local_minute(at, minute);
	if (day.number == today.number) {
		(void)snprintf(ret, RISK_WORDS_TIME_MAX, "%s", minute);
	} else if (day.year == today.year) {
		assert(day.month >= 1 && day.month <= 12);
		(void)snprintf(ret, RISK_WORDS_TIME_MAX, _("%d %s %s"), day.day,
				lang_text(months[day.month - 1]), minute);
	} else {
		date_local(at, minute);
		(void)snprintf(ret, RISK_WORDS_TIME_MAX, "%s", minute);
	}
}

/* In the largest unit that it is a whole number of; a day and a half is 36 h. */
void risk_words_span(msec_t span, char ret[static RISK_WORDS_TIME_MAX]) {
	char number[32];
	if (span >= 2 * MSEC_PER_DAY && span % MSEC_PER_DAY == 0) {
		words_number(span / MSEC_PER_DAY, false, number);
		(void)snprintf(ret, RISK_WORDS_TIME_MAX,
				lang_plural("%s day", "%s days", span / MSEC_PER_DAY), number);
	} else if (span >= MSEC_PER_HOUR && span % MSEC_PER_HOUR == 0) {
		words_number(span / MSEC_PER_HOUR, false, number);
		(void)snprintf(ret, RISK_WORDS_TIME_MAX, _("%s h"), number);
	} else {
		words_number((span + MSEC_PER_MIN - 1) / MSEC_PER_MIN, false, number);
		(void)snprintf(ret, RISK_WORDS_TIME_MAX, _("%s min"), number);
	}
}

void risk_words_marked(int64_t number, enum platform_kind kind, char ret[static 40]) {
	char digits[32];
	words_number(number, false, digits);
	(void)snprintf(ret, 40, "%s%s%s", kind == PLATFORM_ASSUMED ? "≈" : "", digits,
			kind == PLATFORM_ARTICLE ? "*" : "");
}

const char *risk_words_penalty(enum platform_penalty kind) {
	static const char *const names[PLATFORM_PENALTY_COUNT] = {
		[PLATFORM_LIMITED_REACH] = N_("limited reach"),
		[PLATFORM_LOWER_LIKE_WEIGHT] = N_("less weight"),
		[PLATFORM_LIKE_BAN] = N_("no liking"),
		[PLATFORM_POINTS_DEDUCTED] = N_("points deducted"),
		[PLATFORM_ANOMALY_ALERT] = N_("anomaly alert"),
	};
	assert(kind < PLATFORM_PENALTY_COUNT);
	return lang_text(names[kind]);
}

const char *risk_words_tier(enum platform_tier tier) {
	assert(tier < PLATFORM_TIER_COUNT);
	return tier == PLATFORM_VERIFIED ? _("verified") : _("ordinary");
}

const char *risk_words_kind(enum platform_kind kind) {
	static const char *const kinds[PLATFORM_KIND_COUNT] = {
		[PLATFORM_ARTICLE] = N_("unverified: from one published article"),
		[PLATFORM_ASSUMED] = N_("assumed: the article does not say it"),
	};
	assert(kind < PLATFORM_KIND_COUNT);
	return kinds[kind] != NULL ? lang_text(kinds[kind]) : NULL;
}

/* A blank where the language has one between sentences. */
static void next_sentence(struct buf *out) {
	if (out->len > 0 && lang_get() != LANG_ZH_CN) {
		buf_add_char(out, ' ');
	}
}

/* A sentence of a table, with its one "%s": what prints takes no format that it cannot check. */
static void fill(const char *sentence, const char *value, struct buf *out) {
	const char *place = strstr(sentence, "%s");
	assert(place != NULL);
	buf_add(out, sentence, (size_t)(place - sentence));
	buf_add_str(out, value);
	buf_add_str(out, place + 2);
}

/* --- a reason -------------------------------------------------------------------------------- */

/* What a reason is told with. */
struct told {
	const struct risk_words *words;
	const struct risk_reason *reason;
	char value[32], limit[40];
	char bare[40]; /* the limit where its '*' stands behind a unit */
	char within[RISK_WORDS_TIME_MAX], until[RISK_WORDS_TIME_MAX];
	const char *unverified; /* "" or in brackets */
	bool ends; /* `until` is one */
};

static void tell(struct told *told, const struct risk_words *words,
		const struct risk_reason *reason, bool brief) {
	*told = (struct told){ .words = words, .reason = reason, .unverified = "" };
	const bool article = reason->kind == PLATFORM_ARTICLE;
	/* A long form says in words what a short one has a mark for. */
	const enum platform_kind marked = article && !brief ? PLATFORM_OURS : reason->kind;
	words_number(reason->value, false, told->value);
	risk_words_marked(reason->limit, marked, told->limit);
	risk_words_marked(reason->limit, article ? PLATFORM_OURS : reason->kind, told->bare);
	if (article) {
		told->unverified = brief ? "*" : _(" (unverified)");
	}
	risk_words_span(reason->topic == RISK_NETWORK ? words->network_within
						      : words->frequent_within,
			told->within);
	told->ends = reason->resets_at != MSEC_NEVER;
	risk_words_time(told->ends ? reason->resets_at : words->now, words->now, told->until);
}

static void put_ratio(const struct told *told, struct buf *out) {
	if (told->reason->verdict == RISK_OK) {
		buf_printf(out,
				_("%s %% of your likes are taken back already, and the limit is "
				  "%s %%%s."),
				told->value, told->limit, told->unverified);
	} else {
		buf_printf(out,
				_("This takes what you have taken back over %s %% of your likes%s; "
				  "it is %s %% now."),
				told->limit, told->unverified, told->value);
	}
}

static void put_barred(const struct told *told, struct buf *out) {
	const bool want = told->words->want;
	if (told->ends) {
		buf_printf(out,
				want ? _("You may not like anything before %s%s.")
				     : _("You may not take anything back before %s%s."),
				told->until, told->unverified);
	} else {
		buf_printf(out,
				want ? _("You may not like anything for now%s.")
				     : _("You may not take anything back for now%s."),
				told->unverified);
	}
}

/* What is the case. */
static void put_fact(const struct told *told, struct buf *out) {
	const struct risk_reason *reason = told->reason;
	switch (reason->topic) {
	case RISK_DAILY:
		buf_printf(out,
				lang_plural("%s of %s cancel of today is used%s.",
						"%s of %s cancels of today are used%s.",
						reason->limit),
				told->value, told->limit, told->unverified);
		break;
	case RISK_FREQUENT:
		buf_printf(out,
				lang_plural("%s of %s cancel within %s is used%s.",
						"%s of %s cancels within %s are used%s.",
						reason->limit),
				told->value, told->limit, told->within, told->unverified);
		break;
	case RISK_RATIO:
		put_ratio(told, out);
		break;
	case RISK_NETWORK:
		buf_printf(out,
				lang_plural("%s cancel within %s came from the devices of this "
					    "network, and more than %s are noticed%s.",
						"%s cancels within %s came from the devices of "
						"this network, and more than %s are noticed%s.",
						reason->value),
				told->value, told->within, told->limit, told->unverified);
		break;
	case RISK_ITEM:
		buf_printf(out,
				lang_plural("This one was taken back %s time already, and more "
					    "than %s "
					    "are too many%s.",
						"This one was taken back %s times already, and "
						"more "
						"than %s are too many%s.",
						reason->value),
				told->value, told->limit, told->unverified);
		break;
	case RISK_BARRED:
		put_barred(told, out);
		break;
	case RISK_NO_BATCH:
		buf_printf(out, _("Likes are taken back one at a time here, not %s at once%s."),
				told->value, told->unverified);
		break;
	default:
		assert(reason->topic == RISK_CORRECTION);
		buf_printf(out, _("It looks like a mistaken tap, and uses up nothing%s."),
				told->unverified);
		break;
	}
}

/* What follows from it; a topic that says so itself needs no more. */
static void put_outcome(const struct told *told, struct buf *out) {
	switch (told->reason->verdict) {
	case RISK_OK:
		break;
	case RISK_WARN:
		next_sentence(out);
		buf_add_str(out, _("It is done, and sets something off."));
		break;
	case RISK_HOLD:
		next_sentence(out);
		buf_add_str(out,
				_("It is held until the platform has reviewed it; until then "
				  "nothing changes."));
		break;
	default:
		assert(told->reason->verdict == RISK_REFUSE);
		if (told->reason->topic == RISK_BARRED) {
			break;
		}
		next_sentence(out);
		if (told->ends) {
			buf_printf(out, _("It is possible again from %s on."), told->until);
		} else {
			buf_add_str(out, _("It is not possible."));
		}
		break;
	}
}

void risk_words_long(
		const struct risk_words *words, const struct risk_reason *reason, struct buf *out) {
	struct told told;
	tell(&told, words, reason, false);
	put_fact(&told, out);
	put_outcome(&told, out);
}

static void put_fact_short(const struct told *told, struct buf *out) {
	const struct risk_reason *reason = told->reason;
	switch (reason->topic) {
	case RISK_DAILY:
		buf_printf(out, _("%s of %s today"), told->value, told->limit);
		break;
	case RISK_FREQUENT:
		buf_printf(out, _("%s of %s in %s"), told->value, told->limit, told->within);
		break;
	case RISK_RATIO:
		buf_printf(out,
				reason->verdict == RISK_OK ? _("over %s %%%s before")
							   : _("over %s %%%s of your likes"),
				told->bare, told->unverified);
		break;
	case RISK_NETWORK:
		buf_printf(out, _("%s in this network, not %s"), told->value, told->limit);
		break;
	case RISK_ITEM:
		buf_printf(out, _("this one %s of %s times"), told->value, told->limit);
		break;
	case RISK_BARRED:
		buf_printf(out, told->words->want ? _("no liking%s") : _("no taking back%s"),
				told->unverified);
		break;
	case RISK_NO_BATCH:
		buf_printf(out, _("one at a time%s"), told->unverified);
		break;
	default:
		assert(reason->topic == RISK_CORRECTION);
		buf_printf(out, _("a mistaken tap is free%s"), told->unverified);
		break;
	}
}

void risk_words_short(
		const struct risk_words *words, const struct risk_reason *reason, struct buf *out) {
	static const char *const verdicts[RISK_VERDICT_COUNT] = {
		[RISK_OK] = N_("Fine: %s"),
		[RISK_WARN] = N_("Careful: %s"),
		[RISK_HOLD] = N_("Review: %s"),
		[RISK_REFUSE] = N_("Not now: %s"),
	};
	struct told told;
	struct buf fact, whole;
	buf_init(&fact, BUF_UNLIMITED);
	buf_init(&whole, BUF_UNLIMITED);
	assert(reason->verdict < RISK_VERDICT_COUNT);
	tell(&told, words, reason, true);
	put_fact_short(&told, &fact);
	if (reason->verdict == RISK_REFUSE && told.ends) {
		buf_printf(&whole, _("Not till %s: %s"), told.until, fact.data);
		if (text_width(whole.data) > RISK_WORDS_CELLS) {
			/* When counts more than why. */
			buf_reset(&whole);
			buf_printf(&whole, _("Not till %s%s"), told.until, told.unverified);
		}
	} else {
		fill(lang_text(verdicts[reason->verdict]), fact.data, &whole);
	}
	(void)text_fit(whole.data, RISK_WORDS_CELLS, "…", out);
	buf_finish(&fact);
	buf_finish(&whole);
}

/* --- what begins ----------------------------------------------------------------------------- */

enum { ENDS, LASTS, IF_REJECTED, IF_REJECTED_LASTS, BEGIN_FORMS };

static const char *const begin_sentences[PLATFORM_PENALTY_COUNT][BEGIN_FORMS] = {
	[PLATFORM_LIMITED_REACH] = { N_("Your reach is limited until %s."),
			N_("Your reach is limited as long as it is so."),
			N_("If it is rejected, your reach is limited for %s."),
			N_("If it is rejected, your reach is limited.") },
	[PLATFORM_LOWER_LIKE_WEIGHT] = { N_("Your likes weigh less until %s."),
			N_("Your likes weigh less as long as it is so."),
			N_("If it is rejected, your likes weigh less for %s."),
			N_("If it is rejected, your likes weigh less.") },
	[PLATFORM_LIKE_BAN] = { N_("You may not like anything until %s."),
			N_("You may not like anything as long as it is so."),
			N_("If it is rejected, you may not like anything for %s."),
			N_("If it is rejected, you may not like anything.") },
	[PLATFORM_POINTS_DEDUCTED] = { N_("Incentive points are deducted until %s."),
			N_("Incentive points are deducted as long as it is so."),
			N_("If it is rejected, incentive points are deducted for %s."),
			N_("If it is rejected, incentive points are deducted.") },
	[PLATFORM_ANOMALY_ALERT] = { N_("An anomaly alert stands until %s."),
			N_("An anomaly alert stands as long as it is so."),
			N_("If it is rejected, an anomaly alert stands for %s."),
			N_("If it is rejected, an anomaly alert stands.") },
};

static void put_begin(const struct risk_words *words, const struct risk_penalty *penalty, bool held,
		struct buf *out) {
	char end[RISK_WORDS_TIME_MAX];
	assert(penalty->kind < PLATFORM_PENALTY_COUNT);
	const char *const *forms = begin_sentences[penalty->kind];
	if (penalty->until == MSEC_NEVER) {
		buf_add_str(out, lang_text(forms[held ? IF_REJECTED_LASTS : LASTS]));
	} else if (held) {
		/* It begins when somebody has looked; nobody knows when that is. */
		risk_words_span(penalty->until - penalty->from, end);
		fill(lang_text(forms[IF_REJECTED]), end, out);
	} else {
		risk_words_time(penalty->until, words->now, end);
		fill(lang_text(forms[ENDS]), end, out);
	}
}

/* Names, and the end once where it is that of several in a row. */
static void put_begins_brief(const struct risk_words *words, const struct risk_judgement *judgement,
		bool held, struct buf *out) {
	char end[RISK_WORDS_TIME_MAX];
	struct buf names;
	buf_init(&names, BUF_UNLIMITED);
	for (size_t i = 0; i < judgement->n_begins; i++) {
		const struct risk_penalty *penalty = &judgement->begins[i];
		const bool last = i + 1 == judgement->n_begins ||
				judgement->begins[i + 1].until != penalty->until;
		buf_printf(&names, "%s%s", names.len > 0 ? _(", ") : "",
				risk_words_penalty(penalty->kind));
		if (!last) {
			continue;
		}
		buf_add_str(out, out->len > 0 ? _(", ") : "");
		if (penalty->until == MSEC_NEVER) {
			buf_add_str(out, names.data);
		} else if (held) {
			risk_words_span(penalty->until - penalty->from, end);
			buf_printf(out, _("%s for %s"), names.data, end);
		} else {
			risk_words_time(penalty->until, words->now, end);
			buf_printf(out, _("%s until %s"), names.data, end);
		}
		buf_reset(&names);
	}
	buf_finish(&names);
}

void risk_words_begins(const struct risk_words *words, const struct risk_judgement *judgement,
		bool brief, struct buf *out) {
	const bool held = judgement->verdict == RISK_HOLD;
	if (brief && judgement->n_begins > 0) {
		struct buf text;
		buf_init(&text, BUF_UNLIMITED);
		put_begins_brief(words, judgement, held, &text);
		if (held) {
			buf_printf(out, _("if rejected: %s"), text.data);
		} else {
			buf_add_str(out, text.data);
		}
		buf_finish(&text);
	}
	for (size_t i = 0; !brief && i < judgement->n_begins; i++) {
		next_sentence(out);
		put_begin(words, &judgement->begins[i], held, out);
	}
}

void risk_words_all(const struct risk_words *words, const struct risk_judgement *judgement,
		struct buf *out) {
	if (judgement->n_reasons == 0) {
		buf_add_str(out, _("Nothing speaks against it."));
	}
	for (size_t i = 0; i < judgement->n_reasons; i++) {
		next_sentence(out);
		risk_words_long(words, &judgement->reasons[i], out);
	}
	risk_words_begins(words, judgement, false, out);
}

/* --- limits ---------------------------------------------------------------------------------- */

void risk_words_limit(const struct risk_limit *limit, enum risk_words_form form, msec_t now,
		struct buf *out) {
	char left[32], all[40], at[RISK_WORDS_TIME_MAX];
	words_number(limit->used < limit->limit ? limit->limit - limit->used : 0, false, left);
	/* Points are the service's own word. */
	const bool points = limit->rule[0] == '\0';
	risk_words_marked(limit->limit, points ? PLATFORM_OURS : limit->kind, all);
	/* Of a day that ends it is worth saying when there is nothing left of it. */
	const msec_t next = limit->calendar
			? (limit->used < limit->limit ? MSEC_NEVER : limit->next_at)
			: (limit->used > 0 && !points ? limit->frees_at : MSEC_NEVER);
	const bool tells = form == RISK_WORDS_FULL && next != MSEC_NEVER && next > now;
	if (tells) {
		risk_words_time(next, now, at);
	}
	if (form == RISK_WORDS_TINY) {
		buf_printf(out, "%s/%s", left, all);
	} else if (limit->calendar && tells) {
		buf_printf(out, _("%s of %s left today, again at %s"), left, all, at);
	} else if (limit->calendar) {
		buf_printf(out, _("%s of %s left today"), left, all);
	} else if (tells) {
		buf_printf(out, _("%s of %s left, next at %s"), left, all, at);
	} else if (points) {
		buf_printf(out, C_("points", "%s of %s left"), left, all);
	} else {
		buf_printf(out, _("%s of %s left"), left, all);
	}
}

const struct risk_limit *risk_words_tightest(const struct risk_limit *limits, size_t n) {
	const struct risk_limit *ret = NULL;
	for (size_t i = 0; i < n; i++) {
		const int64_t left = limits[i].limit - limits[i].used;
		if (ret == NULL || left < ret->limit - ret->used) {
			ret = &limits[i];
		}
	}
	return ret;
}
