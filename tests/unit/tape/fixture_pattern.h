/* Patterns without the language of tapes. */
#pragma once

#include "unlike/tape/tape.h"

struct tape_pattern *test_pattern_create(const char *text);
void test_pattern_free(struct tape_pattern *pattern);
