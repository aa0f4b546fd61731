#include <stdint.h>
#include <string.h>

#include "platform_form.h"
#include "risk_json_form.h"

#define SHARE_MAX 1000
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char *const verdict_words[RISK_VERDICT_COUNT] = {
#define X(verdict, name) [verdict] = (name),
	RISK_VERDICTS(X)
#undef X
};

static const char *const topic_words[RISK_TOPIC_COUNT] = {
#define X(topic, name) [topic] = (name),
	RISK_TOPICS(X)
#undef X
};

static const char *const feature_words[MOTIVE_FEATURE_COUNT] = {
#define X(feature, name) [feature] = (name),
	MOTIVE_FEATURES(X)
#undef X
};

static void put_reason(struct json_writer *w, const struct risk_reason *reason) {
	json_object_begin(w, NULL);
	json_put_string(w, "verdict", risk_verdict_name(reason->verdict));
	json_put_string(w, "topic", risk_topic_name(reason->topic));
	json_put_string(w, "rule", reason->rule);
	json_put_string(w, "kind", platform_kind_name(reason->kind));
	json_put_int(w, "value", reason->value);
	json_put_int(w, "limit", reason->limit);
	risk_json_put_time(w, "resets_at", reason->resets_at, MSEC_NEVER);
	json_array_begin(w, "penalties");
	for (enum platform_penalty kind = 0; kind < PLATFORM_PENALTY_COUNT; kind++) {
		if ((reason->penalties & 1u << kind) != 0) {
			json_put_string(w, NULL, platform_penalty_name(kind));
		}
	}
	json_array_end(w);
	json_object_end(w);
}

/* A score is above zero wherever a model was asked. */
static void put_motive(struct json_writer *w, const struct motive *motive) {
	if (motive->score <= 0) {
		json_put_null(w, "motive");
		return;
	}
	json_object_begin(w, "motive");
	json_put_real(w, "score", motive->score);
	json_put_bool(w, "correction", motive->correction);
	json_object_begin(w, "features");
	for (enum motive_feature feature = 0; feature < MOTIVE_FEATURE_COUNT; feature++) {
		json_object_begin(w, motive_feature_name(feature));
		json_put_real(w, "value", motive->feature[feature]);
		json_put_real(w, "share", motive->share[feature]);
		json_object_end(w);
	}
	json_object_end(w);
	json_object_end(w);
}

void risk_json_put_judgement(
		struct json_writer *w, const char *key, const struct risk_judgement *judgement) {
	json_object_begin(w, key);
	json_put_string(w, "verdict", risk_verdict_name(judgement->verdict));
	json_put_bool(w, "counts", judgement->counts);
	json_array_begin(w, "reasons");
	for (size_t i = 0; i < judgement->n_reasons; i++) {
		put_reason(w, &judgement->reasons[i]);
	}
	json_array_end(w);
	risk_json_put_penalties(w, "begins", judgement->begins, judgement->n_begins);
	put_motive(w, &judgement->motive);
	json_object_end(w);
}

static bool read_named(const struct json_at *object, const char *key, const char *const *words,
		size_t n, size_t *ret, struct err *reterr) {
	struct json_at at;
	return json_get(object, key, &at, reterr) && platform_read_word(&at, words, n, ret, reterr);
}

static bool read_begun(const struct json_at *reason, unsigned *ret, struct err *reterr) {
	struct json_at at;
	if (!risk_json_get_array(reason, "penalties", PLATFORM_PENALTY_COUNT, &at, reterr)) {
		return false;
	}
	for (size_t i = 0; i < json_count(&at); i++) {
		struct json_at element = json_element(&at, i);
		enum platform_penalty kind;
		if (!risk_json_read_penalty_kind(&element, &kind, reterr)) {
			return false;
		}
		*ret |= 1u << kind;
	}
	return true;
}

static bool read_reason(const struct json_at *at, struct risk_reason *ret, struct err *reterr) {
	static const char *const known[] = { "verdict", "topic", "rule", "kind", "value", "limit",
		"resets_at", "penalties" };
	size_t verdict, topic, kind;
	if (!platform_check_members(at, known, COUNT_OF(known), reterr) ||
			!read_named(at, "verdict", verdict_words, RISK_VERDICT_COUNT, &verdict,
					reterr) ||
			!read_named(at, "topic", topic_words, RISK_TOPIC_COUNT, &topic, reterr) ||
			!risk_json_read_rule(at, ret->rule, reterr) ||
			!read_named(at, "kind", platform_kind_words, PLATFORM_KIND_COUNT, &kind,
					reterr) ||
			!json_get_int(at, "value", 0, RISK_JSON_COUNT_MAX, &ret->value, reterr) ||
			!json_get_int(at, "limit", 0, RISK_JSON_COUNT_MAX, &ret->limit, reterr) ||
			!risk_json_read_time_or(
					at, "resets_at", MSEC_NEVER, &ret->resets_at, reterr) ||
			!read_begun(at, &ret->penalties, reterr)) {
		return false;
	}
	ret->verdict = (enum risk_verdict)verdict;
	ret->topic = (enum risk_topic)topic;
	ret->kind = (enum platform_kind)kind;
	return true;
}

static bool read_reasons(
		const struct json_at *root, struct risk_judgement *ret, struct err *reterr) {
	struct json_at at;
	if (!risk_json_get_array(root, "reasons", RISK_REASONS_MAX, &at, reterr)) {
		return false;
	}
	ret->n_reasons = json_count(&at);
	for (size_t i = 0; i < ret->n_reasons; i++) {
		struct json_at element = json_element(&at, i);
		if (!read_reason(&element, &ret->reasons[i], reterr)) {
			return false;
		}
		if (i > 0 && ret->reasons[i - 1].verdict < ret->reasons[i].verdict) {
			return json_fail(&element, reterr, "is worse than the one before");
		}
	}
	enum risk_verdict worst = ret->n_reasons > 0 ? ret->reasons[0].verdict : RISK_OK;
	return ret->verdict == worst ||
			json_fail(&at, reterr, "do not make the verdict %s",
					verdict_words[ret->verdict]);
}

static bool read_real(const struct json_at *object, const char *key, double min, double max,
		double *ret, struct err *reterr) {
	struct json_at at;
	return json_get(object, key, &at, reterr) && json_as_real(&at, min, max, ret, reterr);
}

static bool read_feature(const struct json_at *features, enum motive_feature feature,
		struct motive *ret, struct err *reterr) {
	static const char *const known[] = { "value", "share" };
	struct json_at at;
	return json_get(features, feature_words[feature], &at, reterr) &&
			platform_check_members(&at, known, COUNT_OF(known), reterr) &&
			read_real(&at, "value", 0, 1, &ret->feature[feature], reterr) &&
			read_real(&at, "share", -SHARE_MAX, SHARE_MAX, &ret->share[feature],
					reterr);
}

static bool read_motive(const struct json_at *root, struct motive *ret, struct err *reterr) {
	static const char *const known[] = { "score", "correction", "features" };
	struct json_at at, features;
	if (!platform_get_nullable(root, "motive", &at, reterr)) {
		return false;
	}
	if (json_type(&at) == JSON_AT_NULL) {
		return true;
	}
	if (!platform_check_members(&at, known, COUNT_OF(known), reterr) ||
			!read_real(&at, "score", 0, 1, &ret->score, reterr) ||
			!json_get_bool(&at, "correction", &ret->correction, reterr) ||
			!json_get(&at, "features", &features, reterr) ||
			!platform_check_members(
					&features, feature_words, MOTIVE_FEATURE_COUNT, reterr)) {
		return false;
	}
	for (enum motive_feature feature = 0; feature < MOTIVE_FEATURE_COUNT; feature++) {
		if (!read_feature(&features, feature, ret, reterr)) {
			return false;
		}
	}
	return true;
}

bool risk_json_read_judgement(
		const struct json_at *at, struct risk_judgement *ret, struct err *reterr) {
	static const char *const known[] = { "verdict", "counts", "reasons", "begins", "motive" };
	struct risk_judgement judgement = { 0 };
	struct json_at begins;
	size_t verdict;
	if (!platform_check_members(at, known, COUNT_OF(known), reterr) ||
			!read_named(at, "verdict", verdict_words, RISK_VERDICT_COUNT, &verdict,
					reterr)) {
		return false;
	}
	judgement.verdict = (enum risk_verdict)verdict;
	if (!json_get_bool(at, "counts", &judgement.counts, reterr) ||
			!read_reasons(at, &judgement, reterr) ||
			!json_get(at, "begins", &begins, reterr) ||
			!risk_json_read_penalties(
					&begins, judgement.begins, &judgement.n_begins, reterr) ||
			!read_motive(at, &judgement.motive, reterr)) {
		return false;
	}
	*ret = judgement;
	return true;
}
