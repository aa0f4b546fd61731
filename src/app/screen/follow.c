#include "follow.h"

#include "unlike/base/lang.h"

void follow_start(struct follow *follow, int64_t intent) {
	*follow = (struct follow){ .intent = intent, .told = INTENT_PENDING };
}

static void say(const struct intent *intent, struct model *model) {
	const char *reason = intent->reason != NULL ? intent->reason : _("no reason was given");
	switch (intent->state) {
	case INTENT_ACCEPTED:
		model_say(model, SAY_INFO,
				intent->want ? _("Sent; undoing is over. %s on its row takes it "
						 "back.")
					     : _("Sent; undoing is over. %s on its row likes it "
						 "again."),
				model_key(model, REQUEST_TAKE_BACK));
		break;
	case INTENT_CONFIRMED:
		model_say(model, SAY_GOOD, "%s",
				intent->want ? _("Confirmed: the service was looked at again, and "
						 "the like is there.")
					     : _("Confirmed: the service was looked at again, and "
						 "the like is gone."));
		break;
	case INTENT_ROLLED_BACK:
		model_say(model, SAY_BAD, _("The service refused, so nothing was changed: %s"),
				reason);
		break;
	case INTENT_UNDECIDED:
		model_say(model, SAY_BAD,
				intent->want ? _("You decide: %s on its row tries again, %s leaves "
						 "it. %s")
					     : _("You decide: %s on its row tries again, %s keeps "
						 "it. %s"),
				model_key(model, REQUEST_TAKE_BACK), model_key(model, REQUEST_UNDO),
				reason);
		break;
	default:
		break;
	}
}

void follow_tell(struct follow *follow, struct outbox *outbox, struct model *model) {
	struct intent intent;
	bool found = false;
	if (follow->intent == 0 || !outbox_find(outbox, follow->intent, &intent, &found, NULL) ||
			!found) {
		return;
	}
	if (intent.state != follow->told) {
		follow->told = intent.state;
		say(&intent, model);
	}
	if (!intent_is_open(intent.state)) {
		follow->intent = 0;
	}
	intent_finish(&intent);
}
