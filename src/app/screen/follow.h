/* The intent that the message line speaks of: what became of the person's newest act. */
#pragma once

#include "unlike/store/outbox.h"
#include "unlike/ui/model.h"

struct follow {
	int64_t intent; /* 0: none */
	enum intent_state told;
};

/* The person has just asked for this one. */
void follow_start(struct follow *follow, int64_t intent);
/* Says so when it has moved on: 'u undoes it' must not stand there when it no longer does. */
void follow_tell(struct follow *follow, struct outbox *outbox, struct model *model);
