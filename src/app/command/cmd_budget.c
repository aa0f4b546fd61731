/* unlike budget [--json] [--account NAME] */
#include <stdio.h>
#include <sysexits.h>

#include "output.h"
#include "rules.h"
#include "unlike/base/duration.h"
#include "unlike/base/lang.h"
#include "unlike/base/text.h"
#include "unlike/core/risk_json.h"
#include "unlike/ui/risk_words.h"
#include "unlike/ui/words.h"

/* --- for programs ---------------------------------------------------------------------------- */

static void put_limit(struct json_writer *w, const struct risk_limit *limit) {
	char window[DURATION_MAX];
	duration_format(limit->window, window);
	json_object_begin(w, NULL);
	json_put_string(w, "topic", risk_topic_name(limit->topic));
	json_put_string(w, "rule", limit->rule);
	json_put_string(w, "kind", platform_kind_name(limit->kind));
	json_put_string(w, "beyond", risk_verdict_name(limit->beyond));
	json_put_bool(w, "calendar", limit->calendar);
	json_put_string(w, "window", window);
	json_put_int(w, "value", limit->used);
	json_put_int(w, "limit", limit->limit);
	rules_json_put_time(w, "next_at", limit->next_at);
	rules_json_put_time(w, "frees_at", limit->frees_at);
	rules_json_put_time(w, "resets_at", limit->empty_at);
	json_object_end(w);
}

static void put_ratio(struct json_writer *w, const struct sync_standing *standing) {
	const struct risk_ratio *ratio = &standing->ratio;
	if (!standing->has_ratio) {
		json_put_null(w, "ratio");
		return;
	}
	json_object_begin(w, "ratio");
	json_put_string(w, "rule", ratio->rule);
	json_put_string(w, "kind", platform_kind_name(ratio->kind));
	json_put_int(w, "value", ratio->percent);
	json_put_int(w, "limit", ratio->limit_percent);
	json_put_int(w, "cancels", ratio->cancels);
	json_put_int(w, "likes", ratio->likes);
	json_put_int(w, "from_likes", ratio->from_likes);
	json_object_end(w);
}

static void put_effects(struct json_writer *w, const struct risk_effects *effects) {
	json_object_begin(w, "effects");
	json_put_int(w, "reach_percent", effects->reach_percent);
	json_put_int(w, "like_weight_percent", effects->like_weight_percent);
	json_put_int(w, "points_deducted", effects->points_deducted);
	json_put_bool(w, "may_like", effects->may_like);
	rules_json_put_time(w, "may_like_from",
			effects->may_like ? MSEC_NEVER : effects->may_like_from);
	json_put_bool(w, "may_cancel", effects->may_cancel);
	rules_json_put_time(w, "may_cancel_from",
			effects->may_cancel ? MSEC_NEVER : effects->may_cancel_from);
	json_object_end(w);
}

static void put_points(struct json_writer *w, const struct service_budget *points) {
	char window[DURATION_MAX];
	json_put_null(w, "platform");
	json_array_begin(w, "limits");
	if (points->limit > 0) {
		duration_format(points->window, window);
		json_object_begin(w, NULL);
		json_put_string(w, "topic", "points");
		json_put_string(w, "window", window);
		json_put_int(w, "value", points->limit - points->left);
		json_put_int(w, "limit", points->limit);
		rules_json_put_time(w, "resets_at", points->resets_at);
		json_object_end(w);
	}
	json_array_end(w);
}

static void print_json(const struct rules *rules, FILE *out) {
	const struct sync_standing *standing = &rules->standing;
	struct rules_json json;
	rules_json_begin(&json);
	json_put_string(&json.w, "account", rules->name);
	if (!rules->has_rules) {
		put_points(&json.w, &rules->points);
		rules_json_end(&json, out);
		return;
	}
	json_put_string(&json.w, "platform", standing->platform->id);
	json_put_string(&json.w, "tier",
			standing->tier == PLATFORM_VERIFIED ? "verified" : "ordinary");
	rules_json_put_time(&json.w, "as_of", standing->told_at);
	json_array_begin(&json.w, "limits");
	for (size_t i = 0; i < standing->n_limits; i++) {
		put_limit(&json.w, &standing->limits[i]);
	}
	json_array_end(&json.w);
	put_ratio(&json.w, standing);
	put_effects(&json.w, &standing->effects);
	risk_json_put_penalties(&json.w, "penalties", standing->penalties, standing->n_penalties);
	rules_json_end(&json, out);
}

/* --- for people ------------------------------------------------------------------------------ */

/* In cells, not bytes. */
static void print_named(FILE *out, const char *name, const char *text) {
	const int width = (int)text_width(name);
	fprintf(out, "%s%*s", name, width < 12 ? 14 - width : 2, "");
	print_clean_line(out, text);
}

static void print_limit(FILE *out, const struct risk_limit *limit, msec_t now) {
	struct buf text;
	char span[RISK_WORDS_TIME_MAX];
	buf_init(&text, BUF_UNLIMITED);
	risk_words_limit(limit, RISK_WORDS_FULL, now, &text);
	risk_words_span(limit->window, span);
	const char *source = limit->rule[0] != '\0' ? risk_words_kind(limit->kind) : NULL;
	if (source != NULL) {
		buf_printf(&text, _(" (%s, %s)"), limit->rule, source);
	}
	print_named(out, limit->calendar ? _("today") : span, text.data);
	buf_finish(&text);
}

static void print_ratio(FILE *out, const struct risk_ratio *ratio) {
	struct buf text;
	char cancels[32], likes[32];
	buf_init(&text, BUF_UNLIMITED);
	words_number(ratio->cancels, false, cancels);
	words_number(ratio->likes, false, likes);
	const bool article = ratio->kind == PLATFORM_ARTICLE;
	buf_printf(&text, _("%d %% of %s likes ever; the limit is %s%d %%%s"), ratio->percent,
			likes, ratio->kind == PLATFORM_ASSUMED ? "≈" : "", ratio->limit_percent,
			article ? "*" : "");
	if (risk_words_kind(ratio->kind) != NULL) {
		buf_printf(&text, _(" (%s, %s)"), ratio->rule, risk_words_kind(ratio->kind));
	}
	print_named(out, _("taken back"), text.data);
	buf_finish(&text);
}

static void print_effects(FILE *out, const struct risk_effects *effects, msec_t now) {
	char text[RISK_WORDS_TIME_MAX + 40], at[RISK_WORDS_TIME_MAX];
	(void)snprintf(text, sizeof(text), "%d %%", effects->reach_percent);
	print_named(out, _("reach"), text);
	(void)snprintf(text, sizeof(text), "%d %%", effects->like_weight_percent);
	print_named(out, _("likes weigh"), text);
	if (effects->points_deducted > 0) {
		words_number(effects->points_deducted, false, at);
		print_named(out, _("points lost"), at);
	}
	if (!effects->may_like) {
		risk_words_time(effects->may_like_from, now, at);
		(void)snprintf(text, sizeof(text), _("not before %s"), at);
		print_named(out, _("liking"), text);
	}
}

static void print_penalty(FILE *out, const struct risk_penalty *penalty, msec_t now) {
	char at[RISK_WORDS_TIME_MAX], text[200];
	if (penalty->until == MSEC_NEVER) {
		print_named(out, penalty->rule, risk_words_penalty(penalty->kind));
		return;
	}
	risk_words_time(penalty->until, now, at);
	(void)snprintf(text, sizeof(text), _("%s until %s"), risk_words_penalty(penalty->kind), at);
	print_named(out, penalty->rule, text);
}

static void print_points(const struct rules *rules, FILE *out, msec_t now) {
	const struct service_budget *points = &rules->points;
	const struct risk_limit limit = {
		.used = points->limit - points->left,
		.limit = points->limit,
		.window = points->window,
		.frees_at = points->resets_at,
	};
	if (points->limit > 0) {
		print_limit(out, &limit, now);
	} else {
		fprintf(out, "%s\n", _("The service has told no limit."));
	}
}

static void print_standing(const struct rules *rules, FILE *out, msec_t now) {
	const struct sync_standing *standing = &rules->standing;
	print_named(out, _("platform"),
			lang_get() == LANG_ZH_CN ? standing->platform->name_zh
						 : standing->platform->name_en);
	print_named(out, _("tier"), risk_words_tier(standing->tier));
	for (size_t i = 0; i < standing->n_limits; i++) {
		print_limit(out, &standing->limits[i], now);
	}
	if (standing->has_ratio) {
		print_ratio(out, &standing->ratio);
	}
	print_effects(out, &standing->effects, now);
	for (size_t i = 0; i < standing->n_penalties; i++) {
		print_penalty(out, &standing->penalties[i], now);
	}
}

int cmd_budget(const struct call *call) {
	struct runtime rt;
	struct rules rules;
	struct err err;
	int status = EX_OK;
	FILE *out = call->host->out;
	if (!runtime_open(call->host, &rt, &err) || !rules_ask(&rt, call, &rules, &err)) {
		(void)command_failed(call, &err);
		runtime_finish(&rt);
		return rules_exit_code(&err);
	}
	const msec_t now = clock_wall(&rt.clock);
	if (call->options[OPT_JSON].given) {
		print_json(&rules, out);
	} else if (rules.has_rules) {
		print_standing(&rules, out, now);
	} else {
		print_points(&rules, out, now);
	}
	if (!rules.has_rules) {
		command_say(call,
				_("the service has no rules of a platform; this is its own limit"));
		status = EX_UNAVAILABLE;
	}
	runtime_finish(&rt);
	return fflush(out) == 0 || status != EX_OK ? status : EX_IOERR;
}
