/* What a yes would set off, on the line above the question, and the budget in the head. */
#include <criterion/criterion.h>

#include "scenes.h"

static struct risk_judgement judgement;

static void put_reason(
		enum risk_topic topic, enum risk_verdict verdict, int64_t used, int64_t most) {
	judgement = (struct risk_judgement){ .verdict = verdict, .n_reasons = 1 };
	judgement.reasons[0] = (struct risk_reason){ .verdict = verdict,
		.topic = topic,
		.rule = "IN-1",
		.kind = PLATFORM_ARTICLE,
		.value = used,
		.limit = most,
		.resets_at = MSEC_NEVER };
}

static void put_begin(enum platform_penalty kind, msec_t until) {
	judgement.begins[judgement.n_begins++] = (struct risk_penalty){
		.kind = kind, .rule = "IN-1", .from = FIXTURE_WALL, .until = until
	};
}

static void put_budget(struct fixture *f, enum platform_kind kind, int64_t used, int64_t most) {
	f->status.likes = 12408;
	f->status.budget = (struct risk_limit){ .topic = RISK_FREQUENT,
		.rule = "IN-1",
		.kind = kind,
		.beyond = RISK_HOLD,
		.window = MSEC_PER_DAY,
		.used = used,
		.limit = most,
		.frees_at = FIXTURE_WALL + 20 * MSEC_PER_MIN };
	fixture_status(f);
	f->judgement = &judgement;
}

static void fine(struct fixture *f) {
	put_budget(f, PLATFORM_ARTICLE, 2, 5);
	judgement = (struct risk_judgement){ .verdict = RISK_OK };
	fixture_hold(f, 600);
}

static void review(struct fixture *f) {
	put_budget(f, PLATFORM_ARTICLE, 5, 5);
	put_reason(RISK_FREQUENT, RISK_HOLD, 5, 5);
	put_begin(PLATFORM_LIMITED_REACH, FIXTURE_WALL + 7 * MSEC_PER_DAY);
	put_begin(PLATFORM_LOWER_LIKE_WEIGHT, FIXTURE_WALL + 7 * MSEC_PER_DAY);
	fixture_hold(f, 600);
}

static void warning(struct fixture *f) {
	put_budget(f, PLATFORM_ASSUMED, 1, 20);
	put_reason(RISK_RATIO, RISK_WARN, 30, 30);
	put_begin(PLATFORM_LIMITED_REACH, MSEC_NEVER);
	fixture_hold(f, 600);
}

static void once_more(struct fixture *f) {
	put_budget(f, PLATFORM_ASSUMED, 1, 20);
	put_reason(RISK_NETWORK, RISK_WARN, 24, 19);
	judgement.reasons[0].kind = PLATFORM_ASSUMED;
	put_begin(PLATFORM_ANOMALY_ALERT, FIXTURE_WALL + MSEC_PER_DAY);
	put_begin(PLATFORM_LIMITED_REACH, FIXTURE_WALL + 7 * MSEC_PER_DAY);
	fixture_key(f, "x");
	fixture_pass(f, 500);
	fixture_key(f, "Enter");
}

static void refused(struct fixture *f) {
	put_budget(f, PLATFORM_ARTICLE, 30, 30);
	f->status.budget.topic = RISK_DAILY;
	f->status.budget.calendar = true;
	f->status.budget.next_at = FIXTURE_WALL + 2 * MSEC_PER_HOUR;
	fixture_status(f);
	put_reason(RISK_DAILY, RISK_REFUSE, 30, 30);
	judgement.reasons[0].resets_at = FIXTURE_WALL + 2 * MSEC_PER_HOUR;
	fixture_key(f, "x");
}

#define FORECAST_SIZES 3 /* 80, 40 and 120 columns */

Test(golden_forecast, in_english) {
	in_sizes("forecast-fine", 200, fine, FORECAST_SIZES);
	in_sizes("forecast-review", 200, review, FORECAST_SIZES);
	in_sizes("forecast-warning", 200, warning, FORECAST_SIZES);
	in_sizes("forecast-once-more", 200, once_more, FORECAST_SIZES);
	in_sizes("forecast-refused", 200, refused, FORECAST_SIZES);
}

Test(golden_forecast, in_chinese) {
	in_chinese("forecast-fine", 200, fine);
	in_chinese("forecast-review", 200, review);
	in_chinese("forecast-warning", 200, warning);
	in_chinese("forecast-once-more", 200, once_more);
	in_chinese("forecast-refused", 200, refused);
}

static void in_ascii(struct fixture *f) {
	model_set_ascii(f->model, true);
	once_more(f);
}

Test(golden_forecast, in_ascii) {
	in_sizes("forecast-ascii", 200, in_ascii, 2);
}
