/* Lengths of time as ISO 8601 text: "PT15M", "P7D", "PT0.3S", "PT0S". */
#pragma once

#include <stdbool.h>

#include "unlike/base/clock.h"

#define DURATION_MAX 48 /* bytes that are enough for every text that duration_format writes */

/*
 * Reads weeks alone, or days, hours, minutes and seconds in this order; seconds may have one to
 * three decimals. False, and *ret as it was: anything else. Years and months are refused because
 * they have no fixed length, and so are signs, blanks, lower case, and what passes msec_t.
 */
bool duration_parse(const char *text, msec_t *ret);

/* The shortest form that reads back as the same, without weeks: 90 min is "PT1H30M", 24 h is "P1D".
 * `length` >= 0. */
void duration_format(msec_t length, char ret[static DURATION_MAX]);
