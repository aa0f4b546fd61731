/* The rows of a list for the screen: snapshot ⊕ outbox, computed at read time. */
#pragma once

#include <stdbool.h>

#include "client/client.h"
#include "unlike/ui/model.h"

/* Answers an EFFECT_LOAD. On an error the model keeps the rows it has. */
bool rows_load(struct client *client, size_t account, const struct effect *load,
		struct model *model, struct err *reterr);

/* One item changed: gives the model its row anew. */
bool rows_refresh_item(struct client *client, size_t account, const char *item, struct model *model,
		struct ui_now now, struct err *reterr);
