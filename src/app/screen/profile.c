#include "profile.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "unlike/base/buf.h"
#include "unlike/base/date.h"
#include "unlike/base/lang.h"
#include "unlike/base/mem.h"
#include "unlike/ui/risk_words.h"
#include "unlike/ui/words.h"

#define SECTIONS_MAX 10
#define FACTS_MAX (50 + RISK_PENALTIES_MAX)
#define FEW_LEFT 0.1 /* of a limit: it is worth a warning */

/* The sections while they are written. */
struct sheet {
	const struct profile_facts *of;
	const struct model *model;
	msec_t now, changes_at;
	struct ui_section sections[SECTIONS_MAX];
	struct ui_fact facts[FACTS_MAX];
	struct ui_gauge gauges[FACTS_MAX];
	char *texts[2 * FACTS_MAX]; /* own; what the facts point at */
	size_t n_sections, n_facts, n_texts;
};

static void begin(struct sheet *sheet, const char *title) {
	assert(sheet->n_sections < SECTIONS_MAX);
	sheet->sections[sheet->n_sections++] = (struct ui_section){
		.title = title,
		.facts = &sheet->facts[sheet->n_facts],
	};
}

__attribute__((format(printf, 2, 0))) static const char *keep(
		struct sheet *sheet, const char *fmt, va_list args) {
	assert(sheet->n_texts < 2 * FACTS_MAX);
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	buf_vprintf(&text, fmt, args);
	sheet->texts[sheet->n_texts] = xstrdup(text.data);
	buf_finish(&text);
	return sheet->texts[sheet->n_texts++];
}

__attribute__((format(printf, 4, 5))) static void add(
		struct sheet *sheet, const char *label, enum role role, const char *fmt, ...) {
	assert(sheet->n_facts < FACTS_MAX && sheet->n_sections > 0);
	va_list args;
	va_start(args, fmt);
	sheet->facts[sheet->n_facts++] = (struct ui_fact){
		.label = label, .value = keep(sheet, fmt, args), .role = role
	};
	va_end(args);
	sheet->sections[sheet->n_sections - 1].n++;
}

/* A note below the newest. */
__attribute__((format(printf, 2, 3))) static void note(struct sheet *sheet, const char *fmt, ...) {
	assert(sheet->n_facts > 0);
	va_list args;
	va_start(args, fmt);
	sheet->facts[sheet->n_facts - 1].note = keep(sheet, fmt, args);
	va_end(args);
}

/* `mark` < 0: none. */
static void gauge_marked(struct sheet *sheet, double filled, double mark) {
	assert(sheet->n_facts > 0);
	struct ui_gauge *of = &sheet->gauges[sheet->n_facts - 1];
	*of = (struct ui_gauge){ .filled = filled, .mark = mark };
	sheet->facts[sheet->n_facts - 1].gauge = of;
}

static void gauge(struct sheet *sheet, double filled) {
	gauge_marked(sheet, filled, -1);
}

static void add_number(struct sheet *sheet, const char *label, enum role role, int64_t n) {
	char number[32];
	words_number(n, false, number);
	/* What there is none of is no trouble, and nothing to look at. */
	add(sheet, label, n > 0 ? role : ROLE_DIM, "%s", number);
}

/* "22:41", or with its day where that is another one; at that time something changes. */
static void time_words(struct sheet *sheet, msec_t at, char ret[static DATE_MAX]) {
	char day[DATE_MAX], today[DATE_MAX];
	date_local_day(at, day);
	date_local_day(sheet->now, today);
	if (strcmp(day, today) == 0) {
		date_local_minute(at, ret);
	} else {
		date_local(at, ret);
	}
	if (at > sheet->now && at < sheet->changes_at) {
		sheet->changes_at = at;
	}
}

/* --- the sections ---------------------------------------------------------------------------- */

static void tell_account(struct sheet *sheet) {
	const struct profile_facts *of = sheet->of;
	begin(sheet, _("Account"));
	add(sheet, _("Name"), ROLE_STRONG, "%s", of->account);
	if (strcasecmp(of->title, of->kind) == 0) {
		add(sheet, _("Service"), ROLE_TEXT, "%s", of->title);
	} else {
		add(sheet, _("Service"), ROLE_TEXT, _("%s (%s)"), of->title, of->kind);
	}
	add(sheet, _("Server"), ROLE_TEXT, "%s", of->url);
	if (of->status->sign_in) {
		add(sheet, _("Session"), ROLE_BAD, _("has ended; %s signs in again"),
				model_key(sheet->model, REQUEST_SIGN_IN));
	} else {
		add(sheet, _("Session"), ROLE_GOOD, "%s", _("signed in"));
	}
	if (!of->status->online && of->status->offline_since > 0) {
		char since[DATE_MAX];
		time_words(sheet, of->status->offline_since, since);
		add(sheet, _("Network"), ROLE_WARN, _("offline since %s"), since);
	} else if (!of->status->online) {
		add(sheet, _("Network"), ROLE_WARN, "%s", _("offline"));
	}
	if (!of->is_sender) {
		add(sheet, _("Sent by"), ROLE_TEXT, "%s", _("another window"));
	}
}

static void tell_reviewed(struct sheet *sheet) {
	struct buf titles;
	buf_init(&titles, BUF_UNLIMITED);
	for (size_t i = 0; i < PROFILE_TITLES && sheet->of->reviewed[i] != NULL; i++) {
		buf_printf(&titles, "%s%s", i > 0 ? _("; ") : "", sheet->of->reviewed[i]);
	}
	if (titles.len > 0) {
		note(sheet, sheet->of->in_review > PROFILE_TITLES ? "%s …" : "%s", titles.data);
	}
	buf_finish(&titles);
}

static void tell_wishes(struct sheet *sheet) {
	const int64_t *counts = sheet->of->counts;
	const int64_t syncing = counts[INTENT_ACCEPTED] - sheet->of->in_review;
	begin(sheet, _("What you asked for"));
	add_number(sheet, _("Can be undone"), ROLE_WARN, counts[INTENT_PENDING]);
	add_number(sheet, _("Being sent"), ROLE_TEXT, counts[INTENT_SENT]);
	add_number(sheet, _("Syncing"), ROLE_TEXT, syncing > 0 ? syncing : 0);
	add_number(sheet, _("In review"), ROLE_TEXT, sheet->of->in_review);
	tell_reviewed(sheet);
	add_number(sheet, _("You decide"), ROLE_BAD, counts[INTENT_UNDECIDED]);
	add_number(sheet, _("Confirmed"), ROLE_GOOD, counts[INTENT_CONFIRMED]);
	add_number(sheet, _("Refused"), ROLE_BAD, counts[INTENT_ROLLED_BACK]);
}

static void tell_reading(struct sheet *sheet) {
	const struct sync_status *status = sheet->of->status;
	if (status->pulling) {
		char fetched[32];
		words_number(status->fetched, false, fetched);
		note(sheet, _("Being read: %s so far."), fetched);
	} else if (status->pull_error.code != ERR_NONE) {
		note(sheet, _("Not read anew: %s"), status->pull_error.msg);
	} else if (sheet->of->info->gone > 0) {
		const int64_t n = sheet->of->info->gone;
		char gone[32];
		words_number(n, false, gone);
		note(sheet,
				lang_plural("%s row is gone since; %s puts it away.",
						"%s rows are gone since; %s puts them away.", n),
				gone, model_key(sheet->model, REQUEST_REFRESH));
	}
}

static void tell_likes(struct sheet *sheet) {
	const msec_t fetched_at = sheet->of->info->fetched_at;
	begin(sheet, _("Likes"));
	if (sheet->of->likes >= 0) {
		add_number(sheet, _("There are"), ROLE_TEXT, sheet->of->likes);
	} else {
		add(sheet, _("There are"), ROLE_DIM, "%s", _("not known yet"));
	}
	if (fetched_at > 0) {
		char at[DATE_MAX];
		time_words(sheet, fetched_at, at);
		add(sheet, _("The list is"), ROLE_TEXT, _("as of %s, and whole"), at);
	} else {
		add(sheet, _("The list is"), ROLE_WARN, "%s", _("not whole yet"));
	}
	tell_reading(sheet);
}

static void tell_points(struct sheet *sheet) {
	const struct service_budget *budget = &sheet->of->status->budget;
	char left[32], all[32], at[DATE_MAX];
	if (budget->limit <= 0) {
		return;
	}
	const double part = (double)budget->left / (double)budget->limit;
	words_number(budget->left, false, left);
	words_number(budget->limit, false, all);
	const enum role few = budget->left > 0 ? ROLE_WARN : ROLE_BAD;
	add(sheet, _("Points left"), part < FEW_LEFT ? few : ROLE_TEXT, _("%s of %s"), left, all);
	gauge(sheet, part);
	if (budget->resets_at > sheet->now) {
		time_words(sheet, budget->resets_at, at);
		note(sheet, _("They are all back at %s."), at);
	} else if (budget->resets_at > 0 && budget->left < budget->limit) {
		note(sheet, "%s", _("They are back by now; the next answer tells."));
	}
}

static void tell_limits(struct sheet *sheet) {
	const struct service_traits *traits = sheet->of->traits;
	const msec_t paused_until = sheet->of->status->paused_until;
	const size_t before = sheet->n_facts;
	begin(sheet, _("Limits"));
	tell_points(sheet);
	if (paused_until > sheet->now) {
		char at[DATE_MAX];
		time_words(sheet, paused_until, at);
		add(sheet, _("Sending"), ROLE_WARN, _("paused until %s"), at);
	}
	if (traits->cancel_cost > 0) {
		add(sheet, _("Taking back"), ROLE_TEXT,
				lang_plural("costs %u point", "costs %u points",
						traits->cancel_cost),
				traits->cancel_cost);
	}
	if (traits->relike_cost > 0) {
		add(sheet, _("Liking again"), ROLE_TEXT,
				lang_plural("costs up to %u point", "costs up to %u points",
						traits->relike_cost),
				traits->relike_cost);
	}
	if (sheet->n_facts == before && sheet->of->standing != NULL) {
		sheet->n_sections--; /* those of the platform are told instead */
	} else if (sheet->n_facts == before) {
		add(sheet, _("Points"), ROLE_DIM, "%s", _("the service counts none"));
	}
}

/* --- the platform's rules -------------------------------------------------------------------- */

/* Why a value is to be believed, with the rule that it is of. */
static void add_source(struct buf *out, const char *rule, enum platform_kind kind) {
	const char *source = risk_words_kind(kind);
	if (source != NULL) {
		buf_printf(out, _(" %s, %s."), rule, source);
	} else {
		buf_printf(out, _(" %s."), rule);
	}
}

static const char *beyond_words(enum risk_verdict beyond) {
	static const char *const words[RISK_VERDICT_COUNT] = {
		[RISK_OK] = N_("One more sets nothing off."),
		[RISK_WARN] = N_("One more sets something off."),
		[RISK_HOLD] = N_("One more is reviewed first."),
		[RISK_REFUSE] = N_("One more is refused."),
	};
	assert(beyond < RISK_VERDICT_COUNT);
	return lang_text(words[beyond]);
}

static void changes_then(struct sheet *sheet, msec_t at) {
	if (at > sheet->now && at < sheet->changes_at) {
		sheet->changes_at = at;
	}
}

static void tell_limit(struct sheet *sheet, const struct risk_limit *limit) {
	char span[RISK_WORDS_TIME_MAX], at[RISK_WORDS_TIME_MAX];
	struct buf value, more;
	buf_init(&value, BUF_UNLIMITED);
	buf_init(&more, BUF_UNLIMITED);
	risk_words_limit(limit, RISK_WORDS_FULL, sheet->now, &value);
	risk_words_span(limit->window, span);
	const bool used_up = limit->used >= limit->limit;
	add(sheet, limit->calendar ? _("Today") : _("Lately"), used_up ? ROLE_WARN : ROLE_TEXT,
			"%s", value.data);
	gauge(sheet, (double)limit->used / (double)limit->limit);
	if (!limit->calendar) {
		buf_printf(&more, _("Within %s. "), span);
	}
	buf_add_str(&more, beyond_words(limit->beyond));
	if (limit->used > 0 && limit->empty_at > sheet->now && limit->empty_at != MSEC_NEVER) {
		risk_words_time(limit->empty_at, sheet->now, at);
		buf_printf(&more, _(" All of it is free again from %s on."), at);
	}
	add_source(&more, limit->rule, limit->kind);
	note(sheet, "%s", more.data);
	changes_then(sheet, limit->frees_at);
	buf_finish(&value);
	buf_finish(&more);
}

static void tell_ratio(struct sheet *sheet, const struct risk_ratio *ratio) {
	char most[40], cancels[32], likes[32], from[32];
	struct buf more;
	buf_init(&more, BUF_UNLIMITED);
	const bool article = ratio->kind == PLATFORM_ARTICLE;
	risk_words_marked(ratio->limit_percent, article ? PLATFORM_OURS : ratio->kind, most);
	words_number(ratio->cancels, false, cancels);
	words_number(ratio->likes, false, likes);
	words_number(ratio->from_likes, false, from);
	const bool counts = ratio->likes >= ratio->from_likes;
	const bool over = counts && ratio->cancels * 100 > ratio->limit_percent * ratio->likes;
	add(sheet, _("Taken back"), over ? ROLE_BAD : ROLE_TEXT, _("%d %%, limit %s %%%s"),
			ratio->percent, most, article ? "*" : "");
	gauge_marked(sheet, ratio->percent / 100.0, ratio->limit_percent / 100.0);
	buf_printf(&more, _("%s of %s likes ever; it counts from %s likes on."), cancels, likes,
			from);
	add_source(&more, ratio->rule, ratio->kind);
	note(sheet, "%s", more.data);
	buf_finish(&more);
}

static void tell_effects(struct sheet *sheet, const struct risk_effects *effects) {
	char at[RISK_WORDS_TIME_MAX];
	add(sheet, _("Reach"), effects->reach_percent < 100 ? ROLE_WARN : ROLE_TEXT, "%d %%",
			effects->reach_percent);
	add(sheet, _("Likes weigh"), effects->like_weight_percent < 100 ? ROLE_WARN : ROLE_TEXT,
			"%d %%", effects->like_weight_percent);
	add_number(sheet, _("Points lost"), ROLE_WARN, effects->points_deducted);
	if (!effects->may_like) {
		risk_words_time(effects->may_like_from, sheet->now, at);
		add(sheet, _("Liking"), ROLE_BAD, _("not before %s"), at);
	}
	if (!effects->may_cancel) {
		risk_words_time(effects->may_cancel_from, sheet->now, at);
		add(sheet, _("Taking back"), ROLE_BAD, _("not before %s"), at);
	}
}

static void tell_penalty(struct sheet *sheet, const struct risk_penalty *penalty) {
	char from[RISK_WORDS_TIME_MAX], until[RISK_WORDS_TIME_MAX];
	risk_words_time(penalty->from, sheet->now, from);
	if (penalty->until == MSEC_NEVER) {
		add(sheet, penalty->rule, ROLE_BAD, "%s", risk_words_penalty(penalty->kind));
		note(sheet, "%s", _("As long as more is taken back than the limit says."));
		return;
	}
	risk_words_time(penalty->until, sheet->now, until);
	add(sheet, penalty->rule, ROLE_BAD, _("%s until %s"), risk_words_penalty(penalty->kind),
			until);
	note(sheet, _("Since %s."), from);
	changes_then(sheet, penalty->until);
}

static void tell_standing(struct sheet *sheet) {
	const struct sync_standing *standing = sheet->of->standing;
	const struct err *why = sheet->of->standing_error;
	if (standing == NULL && (why == NULL || sheet->of->traits->platform == NULL)) {
		return;
	}
	begin(sheet, _("Rules of the platform"));
	if (standing == NULL) {
		add(sheet, _("Standing"), ROLE_WARN, "%s", _("not known"));
		note(sheet, "%s", why->msg);
		return;
	}
	char told[DATE_MAX];
	time_words(sheet, standing->told_at, told);
	add(sheet, _("Tier"), ROLE_TEXT, "%s", risk_words_tier(standing->tier));
	for (size_t i = 0; i < standing->n_limits; i++) {
		tell_limit(sheet, &standing->limits[i]);
	}
	if (standing->has_ratio) {
		tell_ratio(sheet, &standing->ratio);
	}
	tell_effects(sheet, &standing->effects);
	add(sheet, _("Known"), why != NULL ? ROLE_WARN : ROLE_DIM, _("as of %s"), told);
	if (why != NULL) {
		note(sheet, _("Not asked anew: %s"), why->msg);
	}
	begin(sheet, _("Penalties"));
	for (size_t i = 0; i < standing->n_penalties; i++) {
		tell_penalty(sheet, &standing->penalties[i]);
	}
	if (standing->n_penalties == 0) {
		add(sheet, _("In force"), ROLE_DIM, "%s", _("none"));
	}
}

static void tell_audience(struct sheet *sheet) {
	static const char *const audiences[LIKE_AUDIENCE_COUNT] = {
		[LIKE_SEEN_BY_UNKNOWN] = N_("the service does not say"),
		[LIKE_SEEN_BY_EVERYBODY] = N_("everybody"),
	};
	const struct service_traits *traits = sheet->of->traits;
	assert(traits->seen_by < LIKE_AUDIENCE_COUNT);
	begin(sheet, _("Who learns of it"));
	add(sheet, _("Likes are seen by"),
			traits->seen_by == LIKE_SEEN_BY_UNKNOWN ? ROLE_DIM : ROLE_TEXT, "%s",
			lang_text(audiences[traits->seen_by]));
	add(sheet, _("Liking again"), ROLE_TEXT, "%s",
			traits->relike_is_told ? _("tells the author once more")
					       : _("does not tell the author once more"));
}

void profile_tell(const struct profile_facts *facts, msec_t now_wall, struct model *model) {
	struct sheet sheet = {
		.of = facts, .model = model, .now = now_wall, .changes_at = MSEC_NEVER
	};
	tell_account(&sheet);
	tell_wishes(&sheet);
	tell_likes(&sheet);
	tell_limits(&sheet);
	tell_standing(&sheet);
	tell_audience(&sheet);
	const struct ui_profile profile = {
		.sections = sheet.sections, .n = sheet.n_sections, .changes_at = sheet.changes_at
	};
	model_set_profile(model, &profile);
	for (size_t i = 0; i < sheet.n_texts; i++) {
		free(sheet.texts[i]);
	}
}
