#include "forecast_case.h"

#include <criterion/criterion.h>
#include <string.h>

#include "unlike/base/lang.h"

struct fixture f;

void init(void) {
	fixture_init(&f, 200, NULL);
}

void finish(void) {
	lang_set(LANG_EN);
	fixture_finish(&f);
}

/* --- what is judged -------------------------------------------------------------------------- */

struct risk_judgement reason(
		enum risk_topic topic, enum risk_verdict verdict, int64_t value, int64_t limit) {
	return (struct risk_judgement){
		.verdict = verdict,
		.n_reasons = 1,
		.reasons = { { .topic = topic,
				.verdict = verdict,
				.rule = "IN-1",
				.kind = PLATFORM_ARTICLE,
				.value = value,
				.limit = limit,
				.resets_at = MSEC_NEVER } },
	};
}

void add_penalty(struct risk_judgement *to, enum platform_penalty kind, msec_t until) {
	to->begins[to->n_begins++] = (struct risk_penalty){
		.kind = kind, .rule = "IN-1", .from = FIXTURE_WALL, .until = until
	};
}

struct risk_judgement fine(void) {
	return (struct risk_judgement){ .verdict = RISK_OK };
}

struct risk_judgement warning(void) {
	struct risk_judgement ret = reason(RISK_RATIO, RISK_WARN, 30, 30);
	add_penalty(&ret, PLATFORM_LIMITED_REACH, MSEC_NEVER);
	return ret;
}

struct risk_judgement refusal(void) {
	struct risk_judgement ret = reason(RISK_DAILY, RISK_REFUSE, 30, 30);
	ret.reasons[0].resets_at = FIXTURE_WALL + MSEC_PER_HOUR;
	return ret;
}

struct risk_judgement review(void) {
	struct risk_judgement ret = reason(RISK_FREQUENT, RISK_HOLD, 5, 5);
	add_penalty(&ret, PLATFORM_LIMITED_REACH, FIXTURE_WALL + 7 * MSEC_PER_DAY);
	add_penalty(&ret, PLATFORM_LOWER_LIKE_WEIGHT, FIXTURE_WALL + 7 * MSEC_PER_DAY);
	return ret;
}

struct risk_judgement given;

void judged(struct risk_judgement judgement) {
	given = judgement;
	f.judgement = &given;
}

void judged_now(struct risk_judgement judgement) {
	given = judgement;
	fixture_judge(&f, &given);
}

/* --- what is seen ---------------------------------------------------------------------------- */

bool acts(void) {
	return fixture_has(&f, EFFECT_TAKE_BACK) || fixture_has(&f, EFFECT_LIKE_AGAIN) ||
			fixture_has(&f, EFFECT_UNDO) || fixture_has(&f, EFFECT_PACE);
}

void expect_line(int row, const char *part) {
	const char *line = fixture_line(&f, row);
	cr_assert_not_null(strstr(line, part), "wanted '%s', the line is '%s'", part, line);
}

bool bar_is_shown(void) {
	return strstr(fixture_line(&f, LIST_ROW), "▕") != NULL;
}

/* Time as the app lets it pass; ends at the first effect. */
void wait_for(msec_t by) {
	const msec_t end = f.now.mono + by;
	f.n_effects = 0;
	while (f.n_effects == 0) {
		const msec_t next = model_next_tick(f.model, f.now);
		if (next > end) {
			break;
		}
		fixture_pass(&f, next - f.now.mono);
		fixture_tick(&f);
	}
	if (f.n_effects == 0 && end > f.now.mono) {
		fixture_pass(&f, end - f.now.mono);
		fixture_tick(&f);
	}
}

/* x comes again and again, as from a key that is down. */
bool repeats_act(msec_t by) {
	for (msec_t held = 0; held < by; held += 33) {
		fixture_pass(&f, 33);
		fixture_key(&f, "x");
		if (acts()) {
			return true;
		}
	}
	return false;
}
