/* What a yes would set off, on a row of its own above the question: the verdict and its reason. */
#include <assert.h>

#include "unlike/ui/risk_words.h"
#include "view_private.h"

static struct risk_words words_of(const struct view *view) {
	const struct ask *ask = &view->model->ask;
	return (struct risk_words){
		.want = ask->kind == ASK_LIKE_AGAIN || ask->kind == ASK_RETRY_LIKE,
		.now = view->now.wall,
		.frequent_within = ask->frequent_within,
		.network_within = ask->network_within,
	};
}

/* Takes the words where they fit on one row. */
static bool take(const struct view *view, struct buf *words, struct buf *out) {
	const int room = view->frame->cols - 1 - view->at.mark;
	const bool fits = (int)text_width(words->data) <= room;
	if (fits) {
		buf_add(out, words->data, words->len);
	}
	buf_reset(words);
	return fits;
}

/* As much of it as there is room for: whole sentences, or what is the case and what begins, or the
 * first alone. */
static void put_judgement(const struct view *view, struct buf *out) {
	const struct risk_judgement *judgement = &view->model->ask.judgement;
	const struct risk_words words = words_of(view);
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	risk_words_all(&words, judgement, &text);
	if (!take(view, &text, out)) {
		risk_words_short(&words, &judgement->reasons[0], &text);
		if (judgement->n_begins > 0) {
			buf_printf(&text, " %s ", "·");
			risk_words_begins(&words, judgement, true, &text);
		}
		if (!take(view, &text, out)) {
			risk_words_short(&words, &judgement->reasons[0], out);
		}
	}
	buf_finish(&text);
}

/* All that begins: what is agreed to has to be read whole. */
static void put_begins(const struct view *view, struct buf *out) {
	const struct risk_judgement *judgement = &view->model->ask.judgement;
	const struct risk_words words = words_of(view);
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	risk_words_begins(&words, judgement, false, &text);
	if (text.len == 0) {
		risk_words_short(&words, &judgement->reasons[0], out);
	} else if (!take(view, &text, out)) {
		risk_words_begins(&words, judgement, true, out);
	}
	buf_finish(&text);
}

/* Nothing speaks against it: how much of the limit it takes. */
static void put_use(const struct view *view, struct buf *out) {
	const struct risk_limit *limit = &view->model->status.budget;
	const struct risk_words words = words_of(view);
	const struct risk_reason use = {
		.verdict = RISK_OK,
		.topic = limit->topic,
		.kind = limit->kind,
		.value = limit->used,
		.limit = limit->limit,
		.resets_at = MSEC_NEVER,
	};
	if (!words.want && limit->limit > 0 && limit->rule[0] != '\0') {
		risk_words_short(&words, &use, out);
	}
}

enum role view_forecast(const struct view *view, struct buf *out) {
	static const uint8_t roles[RISK_VERDICT_COUNT] = {
		[RISK_OK] = ROLE_TEXT,
		[RISK_WARN] = ROLE_WARN,
		[RISK_HOLD] = ROLE_WARN,
		[RISK_REFUSE] = ROLE_BAD,
	};
	const struct ask *ask = &view->model->ask;
	if (!ask->judged) {
		return ROLE_TEXT;
	}
	if (forecast_once_more(view->model)) {
		put_begins(view, out);
	} else if (ask->judgement.n_reasons > 0) {
		put_judgement(view, out);
	} else {
		put_use(view, out);
	}
	assert(ask->judgement.verdict < RISK_VERDICT_COUNT);
	return roles[ask->judgement.verdict];
}

/* --- the question below it ------------------------------------------------------------------- */

static const struct phrases review = {
	.plain = { N_("Send it to review?  {enter} sends it · {pace} plans it · {escape} keeps it"),
			N_("Review? {enter} · {pace} plans · {escape}") },
	.asked = { N_("Send it to review?  {enter} sends it · keep holding {take-back} · {pace} "
		      "plans it · {escape} keeps it"),
			N_("Review? {enter} · hold {take-back} · {pace} plans · {escape}") },
	.held = { N_("Keep holding {take-back} to send it to review.  {enter} too · {pace} plans "
		     "it · {escape} keeps it"),
			N_("Hold {take-back} · {enter} · {pace} plans · {escape}") },
	.begins = { N_("Keep holding {take-back} to send it to review.  {pace} plans it · {escape} "
		       "keeps it"),
			N_("Keep holding {take-back} · {pace} plans · {escape}") },
	.button = { N_("Keep holding to send it to review.   Let go to keep it"),
			N_("Keep holding · let go keeps it") },
};
static const struct phrases all_the_same = {
	.plain = { N_("All the same?  {enter} does it · {escape} leaves it"),
			N_("All the same? {enter} · {escape} leaves") },
	.asked = { N_("All the same?  {enter} does it · hold {take-back} once more · {escape} "
		      "leaves it"),
			N_("All the same? {enter} · hold {take-back} · {escape}") },
	.held = { N_("Keep holding {take-back} to do it all the same.   {enter} does it too · "
		     "{escape} leaves it"),
			N_("Keep holding {take-back} · {enter} · {escape} leaves") },
	.begins = { N_("Keep holding {take-back} to do it all the same.   {escape} leaves it"),
			N_("Keep holding {take-back} · {escape} leaves") },
	.button = { N_("Keep holding to do it all the same.   Let go to leave it"),
			N_("Keep holding · let go leaves it") },
};

const struct phrases *view_forecast_phrases(const struct view *view) {
	const struct ask *ask = &view->model->ask;
	if (!ask->judged) {
		return NULL;
	}
	if (forecast_once_more(view->model)) {
		return &all_the_same;
	}
	return ask->judgement.verdict == RISK_HOLD && forecast_can_pace(view->model) ? &review
										     : NULL;
}

const char *view_forecast_refusal(const struct view *view) {
	static const struct words_pair plan = {
		N_("{pace} puts it into the plan · {escape} leaves it"),
		N_("{pace} plans it · {escape} leaves it")
	};
	static const struct words_pair none = { N_("{escape} leaves it as it is"),
		N_("{escape} leaves it as it is") };
	return view_pick(view, forecast_can_pace(view->model) ? &plan : &none);
}
