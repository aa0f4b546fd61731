/* What happened to one item, for the screen. */
#pragma once

#include <stdbool.h>

#include "unlike/store/outbox.h"
#include "unlike/ui/model.h"

/* Answers an EFFECT_DETAILS. On an error the model keeps what it has. */
bool item_history_load(struct outbox *outbox, const char *account, const char *item,
		struct model *model, struct err *reterr);
