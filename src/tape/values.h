/* Numbers, lengths of time, sizes and places, as they stand in a tape. All of it pure. False, and
 * *ret as it was: not such a value. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"

/* Decimal digits and nothing else. */
bool value_number(const char *text, size_t len, uint64_t max, uint64_t *ret);

/* "500ms", "1.5s", "2", "15m", "2h", "1d"; a bare number is seconds. What is longer than
 * TAPE_DURATION_MAX reads as a time that is longer, and less than 1 ms is cut. */
bool value_duration(const char *text, size_t len, msec_t *ret);

/* "80x24", each 1 … TAPE_CELLS_MAX */
bool value_size(const char *text, size_t len, int *ret_cols, int *ret_rows);

/* "@3,10", each 1 … TAPE_CELLS_MAX */
bool value_place(const char *text, size_t len, int *ret_row, int *ret_col);

/* Of letters, digits and `others`; not empty, at most 64 bytes. */
bool value_is_name(const char *text, size_t len, const char *others);

/* Has it ".." as one of its parts? */
bool value_goes_up(const char *path);
