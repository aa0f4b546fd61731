/* What a tape's text and patterns lie in. */
#pragma once

#include <stddef.h>

#include "pattern.h"
#include "unlike/base/err.h"

#define OWN_PATTERNS_MAX 4000 /* that are different: each is compiled once to look at it */

struct own;

struct own *own_create(void);
/* NULL is fine. */
void own_destroy(struct own *own);

/* A copy that lives as long, terminated. */
char *own_text(struct own *own, const char *text, size_t len);
/* The same pattern twice is one. NULL: ERR_INPUT. */
const struct tape_pattern *own_pattern(
		struct own *own, const char *text, size_t len, struct err *reterr);
