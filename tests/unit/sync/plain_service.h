/*
 * A service that does as the test says: its list names items only ("p000" is the newest), each
 * answer comes from a timer, and what it was asked is written down.
 */
#pragma once

#include "rig.h"

#define PLAIN_ITEMS_MAX 64
#define PLAIN_CALLS_MAX 400
#define PLAIN_COUNT_MAX 32

struct plain_call {
	char items[PLAIN_COUNT_MAX][16];
	size_t n;
	bool want; /* of a call that sends */
	msec_t at; /* mono */
};

struct plain {
	struct service_base base;
	struct rig *rig; /* foreign */
	struct service_traits traits;
	size_t items;
	bool described; /* the list says it all */
	bool gone[PLAIN_ITEMS_MAX];

	msec_t delay; /* of each answer */
	struct err describe_error; /* code ERR_NONE: it works */
	const char *refused; /* any describe() with this item is refused; may be NULL */
	enum service_app app;
	enum like_about about;
	struct err send_error; /* code ERR_NONE: it works */
	msec_t publish_in;
	bool spends; /* the budget goes down with each item */

	struct risk_facts facts; /* what standing() tells; with traits.platform */
	msec_t facts_now; /* its clock then */
	double time_scale;
	struct err standing_error; /* code ERR_NONE: it works */
	size_t n_standings;

	struct plain_call describes[PLAIN_CALLS_MAX], sends[PLAIN_CALLS_MAX];
	size_t n_describes, n_sends, n_looks;
};
extern struct plain plain;
extern const struct service_ops plain_ops;

/* Opens the rig with it; `items` are listed. */
void plain_open(struct rig *rig, const struct rig_options *options, size_t items);
/* As a limit that the service told. */
void plain_set_budget(int64_t left, msec_t resets_in);
/* The about of the row. */
enum like_about plain_about(const char *item);
bool plain_asked_for(const struct plain_call *call, const char *item);
