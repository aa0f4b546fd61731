/* What commands print: JSON lines for programs, a line a row for people. Text from servers is
 * cleaned here. */
#pragma once

#include <stdbool.h>

#include "client.h"

/* Prints clean text and a newline. */
void print_clean_line(const char *text);

/* {"v":1,"id":…} with the row's state; `intent` may be NULL. */
void print_like_json(const struct like *like, const struct intent *intent);
void print_like(const struct like *like, const struct intent *intent, msec_t now_wall);

/* One intent (SETTLED, Commands: status --json). */
void print_intent_json(const struct intent *intent);
void print_intent(const struct intent *intent, bool online, msec_t now_wall);

/* "undo 8 s  红烧肉这样做最好吃 (v12)": one state as it comes. */
void print_state(const struct intent *intent, bool online, msec_t now_wall);
