/* How the account stands by the platform's rules, for the head and for the question. Everything
 * here reads memory: it is on the way from a key to a frame. */
#include "screen_inner.h"
#include "unlike/ui/risk_words.h"

static void put_points(const struct service_budget *points, struct risk_limit *ret) {
	*ret = (struct risk_limit){
		.kind = PLATFORM_OURS,
		.window = points->window,
		.used = points->limit - points->left,
		.limit = points->limit,
		.next_at = points->resets_at,
		.frees_at = points->resets_at,
		.empty_at = points->resets_at,
	};
}

struct risk_limit screen_budget(struct screen *s, const struct service_budget *points) {
	struct risk_limit ret;
	struct sync_standing standing;
	const struct risk_limit *tightest = NULL;
	const struct ui_now now = screen_now(s);
	put_points(points, &ret);
	s->standing_at = MSEC_NEVER;
	if (sync_standing(s->config.client->sync, screen_shown_account(s), &standing)) {
		tightest = risk_words_tightest(standing.limits, standing.n_limits);
	}
	if (tightest != NULL) {
		ret = *tightest;
		/* Time gives of it back, and nobody tells. */
		s->standing_at = ret.frees_at > now.wall && ret.frees_at != MSEC_NEVER
				? now.mono + (ret.frees_at - now.wall)
				: MSEC_NEVER;
	}
	return ret;
}

/* NULL: nothing is known. */
static const struct ui_forecast *judge(struct screen *s, const struct effect *asks,
		struct risk_judgement *judgement, struct ui_forecast *ret) {
	const struct service *service = client_service(s->config.client, s->config.account);
	const struct risk_ask ask = {
		.want = asks->want,
		.work = asks->item,
		.liked_at = asks->liked_at,
		.batch = 1,
	};
	*ret = (struct ui_forecast){
		.judgement = judgement,
		.platform = service_ops(service)->traits(service)->platform,
	};
	return sync_forecast(s->config.client->sync, screen_shown_account(s), &ask, 1, judgement)
			? ret
			: NULL;
}

void screen_forecast(struct screen *s, const struct effect *asks) {
	struct risk_judgement judgement;
	struct ui_forecast forecast;
	model_set_forecast(
			s->model, asks->item, judge(s, asks, &judgement, &forecast), screen_now(s));
}

void screen_cost(struct screen *s, const struct effect *details) {
	struct risk_judgement judgement;
	struct ui_forecast forecast;
	if (details->judges) {
		model_set_cost(s->model, details->item, judge(s, details, &judgement, &forecast));
	}
}

void screen_forecast_again(struct screen *s) {
	struct effect asks;
	if (model_asks(s->model, &asks)) {
		screen_forecast(s, &asks);
	}
	if (model_costs(s->model, &asks)) {
		screen_cost(s, &asks);
	}
	s->dirty = true;
}
