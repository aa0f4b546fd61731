/* What the parts of the judge share (src/core/risk*.c). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/core/risk.h"

/* A bit of struct risk_reason.penalties. */
static inline unsigned risk_bit(enum platform_penalty penalty) {
	return 1u << penalty;
}

/* The first of the ascending times that is `since` or later; n where none is. */
size_t risk_first_since(const msec_t *times, size_t n, msec_t since);

void risk_copy_rule(char to[static RISK_RULE_MAX], const char *rule);

/* Adds it, or lengthens the one of this kind and rule that is there. What passes `max` is lost. */
void risk_add_penalty(struct risk_penalty *list, size_t *n, size_t max,
		const struct risk_penalty *penalty);

/* More than its percent, of enough likes. */
bool risk_ratio_passed(const struct platform *platform, int64_t cancels, int64_t likes);

/* NULL: not known. */
struct risk_work *risk_find_work(const struct risk_facts *facts, const char *id);
