/* What commands print: JSON lines for programs, a line a row for people. Text from servers is
 * cleaned here. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "client/client.h"

/* Prints clean text and a newline. */
void print_clean_line(FILE *out, const char *text);

/* {"v":1,"id":…} with the row's state; `intent` may be NULL. */
void print_like_json(FILE *out, const struct like *like, const struct intent *intent);
void print_like(FILE *out, const struct like *like, const struct intent *intent, msec_t now_wall);

/* Everything known of one item, with the whole history of what was asked for it. */
struct print_item {
	const char *account, *item;
	const struct like *like; /* NULL: the list has it no more */
	const struct intent *newest; /* what counts for it; NULL: nothing was asked for */
	msec_t fetched_at;
};
bool print_item_json(FILE *out, struct outbox *outbox, const struct print_item *item,
		struct err *reterr);

/* One intent (SETTLED, Commands: status --json). */
void print_intent_json(FILE *out, const struct intent *intent);
void print_intent(FILE *out, const struct intent *intent, bool online, msec_t now_wall);

/* The same object with its events (SETTLED, Commands: history --json). */
bool print_history_json(
		FILE *out, struct outbox *outbox, const struct intent *intent, struct err *reterr);
/* Its events for people, oldest first, a line each. */
bool print_events(
		FILE *out, struct outbox *outbox, const struct intent *intent, struct err *reterr);

/* "undo 8 s  红烧肉这样做最好吃 (v12)": one state as it comes. */
void print_state(FILE *out, const struct intent *intent, bool online, msec_t now_wall);

/* An account as `accounts` tells of it. */
struct print_account {
	const char *name, *service, *url;
	bool is_default, signed_in;
	int64_t open; /* intents */
	msec_t fetched_at; /* 0: never */
};
void print_account_json(FILE *out, const struct print_account *account);
void print_account(FILE *out, const struct print_account *account);
