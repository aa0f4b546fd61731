#include "item_history.h"

#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

/* More than anybody reads; what is older is left out. */
#define INTENTS_MAX 20
#define STEPS_MAX 60

/* The newest steps, in a ring. */
struct steps {
	struct ui_step ring[STEPS_MAX]; /* `why` is own */
	size_t n; /* of all that came */
	bool want; /* of the intent at hand */
	bool first;
};

struct intents {
	struct {
		int64_t id;
		bool want;
	} list[INTENTS_MAX + 1];
	size_t n;
};

static bool add_intent(const struct intent *intent, void *data) {
	struct intents *intents = data;
	intents->list[intents->n].id = intent->id;
	intents->list[intents->n].want = intent->want;
	intents->n++;
	return intents->n <= INTENTS_MAX;
}

static bool add_step(const struct intent_event *event, void *data) {
	struct steps *steps = data;
	struct ui_step *step = &steps->ring[steps->n % STEPS_MAX];
	free((char *)step->why);
	*step = (struct ui_step){
		.at = event->at,
		.want = steps->want,
		.first = steps->first,
		.from = event->from,
		.to = event->to,
		.why = xstrdup(event->why),
	};
	steps->n++;
	steps->first = false;
	return true;
}

static bool read_steps(struct outbox *outbox, const char *account, const char *item,
		struct intents *intents, struct steps *steps, struct err *reterr) {
	if (!outbox_each_of_item(
			    outbox, account, item, INTENTS_MAX + 1, add_intent, intents, reterr)) {
		return false;
	}
	const size_t n = intents->n > INTENTS_MAX ? INTENTS_MAX : intents->n;
	for (size_t i = n; i > 0; i--) {
		steps->want = intents->list[i - 1].want;
		steps->first = true;
		if (!outbox_each_event(outbox, intents->list[i - 1].id, add_step, steps, reterr)) {
			return false;
		}
	}
	return true;
}

static void give(const char *item, const struct intents *intents, const struct steps *steps,
		struct model *model) {
	struct ui_step list[STEPS_MAX];
	const size_t n = steps->n < STEPS_MAX ? steps->n : STEPS_MAX;
	for (size_t i = 0; i < n; i++) {
		list[i] = steps->ring[(steps->n - n + i) % STEPS_MAX];
	}
	const struct ui_details details = {
		.item = item,
		.steps = list,
		.n = n,
		.older = steps->n > STEPS_MAX || intents->n > INTENTS_MAX,
	};
	model_set_details(model, &details);
}

bool item_history_load(struct outbox *outbox, const char *account, const char *item,
		struct model *model, struct err *reterr) {
	struct intents intents = { .n = 0 };
	struct steps *steps = xcalloc(1, sizeof *steps);
	bool fine = outbox_begin_reading(outbox, reterr);
	if (fine) {
		fine = read_steps(outbox, account, item, &intents, steps, reterr);
		outbox_end_reading(outbox);
	}
	if (fine) {
		give(item, &intents, steps, model);
	}
	for (size_t i = 0; i < STEPS_MAX; i++) {
		free((char *)steps->ring[i].why);
	}
	free(steps);
	return fine;
}
