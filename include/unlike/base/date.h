/* Points in time as text: RFC 3339 for machines (UTC, with Z), local dates for people. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "unlike/base/clock.h"
#include "unlike/base/err.h"

#define DATE_MAX 32 /* bytes that are enough for every form here */

/* Times outside the years 1970 to 9999 are written as the nearest inside. */

/* "2026-03-01T09:00:00.000Z" */
void date_rfc3339(msec_t at, char ret[static DATE_MAX]);
/* Reads RFC 3339 with Z or an offset; fractions of a second beyond milliseconds are cut. False:
 * not such a date, or outside the years 1970 to 9999. */
bool date_parse_rfc3339(const char *text, msec_t *ret);
/* From now on the local time zone is this one: a name of the zone database ("Asia/Shanghai", "UTC")
 * or a rule ("CST-8"). ERR_INPUT: there is none of that name here; nothing was changed. */
bool date_set_zone(const char *zone, struct err *reterr);
/* Reads "2024-03-02" (its midnight) or "2024-03-02 22:41", local time zone. False: it is neither,
 * or there is no such time. */
bool date_parse_local(const char *text, msec_t *ret);
/* "2024-03-02", local time zone */
void date_local_day(msec_t at, char ret[static DATE_MAX]);
/* The day of the local calendar, and its number in the row of days, to count between two. */
struct date_day {
	int year, month, day; /* from 1 */
	int64_t number;
};
struct date_day date_local_calendar(msec_t at);
/* "2024-03-02 22:41", local time zone */
void date_local(msec_t at, char ret[static DATE_MAX]);
/* "22:41", local time zone */
void date_local_minute(msec_t at, char ret[static DATE_MAX]);
