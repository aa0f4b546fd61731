#include "unlike/base/date.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DATE_LAST INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */

static msec_t clamp(msec_t at) {
	return at < 0 ? 0 : at > DATE_LAST ? DATE_LAST : at;
}

void date_rfc3339(msec_t at, char ret[static DATE_MAX]) {
	at = clamp(at);
	time_t sec = (time_t)(at / MSEC_PER_SEC);
	struct tm tm;
	gmtime_r(&sec, &tm);
	size_t len = strftime(ret, DATE_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	assert(len == 19);
	snprintf(ret + len, DATE_MAX - len, ".%03dZ", (int)(at % MSEC_PER_SEC));
}

/* "CST-8", "EST5EDT": letters and an offset; the C library takes anything else for UTC. */
static bool is_zone_rule(const char *zone) {
	size_t letters = strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	const char *offset = zone + letters + strspn(zone + letters, "+-");
	size_t digits = strspn(offset, "0123456789");
	return letters >= 3 && letters <= 6 && offset <= zone + letters + 1 && digits >= 1 &&
			digits <= 2 &&
			strspn(offset + digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
			strlen(offset + digits);
}

static bool is_zone_file(const char *zone) {
	char path[256];
	int len = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
	struct stat st;
	return zone[0] != '/' && zone[0] != '\0' && strstr(zone, "..") == NULL && len > 0 &&
			(size_t)len < sizeof path && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool date_set_zone(const char *zone, struct err *reterr) {
	const bool utc = strcmp(zone, "UTC") == 0;
	const bool rule = !utc && is_zone_rule(zone);
	if (!utc && !rule && !is_zone_file(zone)) {
		return err_set(reterr, ERR_INPUT, "no time zone '%.60s' is known here", zone);
	}
	(void)setenv("TZ", utc ? "UTC0" : zone, 1);
	tzset();
	return true;
}

static struct tm local_time(msec_t at) {
	time_t sec = (time_t)(clamp(at) / MSEC_PER_SEC);
	struct tm tm;
	localtime_r(&sec, &tm);
	return tm;
}

void date_local_day(msec_t at, char ret[static DATE_MAX]) {
	struct tm tm = local_time(at);
	size_t len = strftime(ret, DATE_MAX, "%Y-%m-%d", &tm);
	assert(len > 0);
	(void)len;
}

struct date_day date_local_calendar(msec_t at) {
	struct tm tm = local_time(at);
	struct tm midnight = { .tm_year = tm.tm_year, .tm_mon = tm.tm_mon, .tm_mday = tm.tm_mday };
	return (struct date_day){
		.year = tm.tm_year + 1900,
		.month = tm.tm_mon + 1,
		.day = tm.tm_mday,
		.number = (int64_t)timegm(&midnight) / (24 * 60 * 60),
	};
}

void date_local_minute(msec_t at, char ret[static DATE_MAX]) {
	struct tm tm = local_time(at);
	size_t len = strftime(ret, DATE_MAX, "%H:%M", &tm);
	assert(len > 0);
	(void)len;
}

void date_local(msec_t at, char ret[static DATE_MAX]) {
	struct tm tm = local_time(at);
	size_t len = strftime(ret, DATE_MAX, "%Y-%m-%d %H:%M", &tm);
	assert(len > 0);
	(void)len;
}

/* Exactly `digits` digits with a value in [min, max]. */
static bool take_number(const char **p, int digits, int min, int max, int *ret) {
	int number = 0;
	for (int i = 0; i < digits; i++) {
		char c = (*p)[i];
		if (c < '0' || c > '9') {
			return false;
		}
		number = 10 * number + (c - '0');
	}
	if (number < min || number > max) {
		return false;
	}
	*p += digits;
	*ret = number;
	return true;
}

/* `upper` stands for its lower-case form too. */
static bool take_char(const char **p, char upper) {
	char c = **p;
	if (c != upper && (upper < 'A' || upper > 'Z' || c != upper + ('a' - 'A'))) {
		return false;
	}
	(*p)++;
	return true;
}

static int days_of_month(int year, int month) {
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool take_day(const char **p, struct tm *tm) {
	int year, month, day;
	if (!take_number(p, 4, 1969, 9999, &year) || !take_char(p, '-') ||
			!take_number(p, 2, 1, 12, &month) || !take_char(p, '-') ||
			!take_number(p, 2, 1, days_of_month(year, month), &day)) {
		return false;
	}
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	return true;
}

/* Second 60 is a leap second: the calendar below makes it the first of the next minute. */
static bool take_time(const char **p, struct tm *tm) {
	return take_number(p, 2, 0, 23, &tm->tm_hour) && take_char(p, ':') &&
			take_number(p, 2, 0, 59, &tm->tm_min) && take_char(p, ':') &&
			take_number(p, 2, 0, 60, &tm->tm_sec);
}

static bool take_fraction(const char **p, int *ret_msec) {
	*ret_msec = 0;
	if (!take_char(p, '.')) {
		return true;
	}
	int digits = 0, msec = 0;
	for (; **p >= '0' && **p <= '9'; (*p)++, digits++) {
		msec = digits < 3 ? 10 * msec + (**p - '0') : msec;
	}
	for (int i = digits; i < 3; i++) {
		msec *= 10;
	}
	*ret_msec = msec;
	return digits > 0;
}

static bool take_offset(const char **p, msec_t *ret) {
	if (take_char(p, 'Z')) {
		*ret = 0;
		return true;
	}
	int sign = take_char(p, '+') ? 1 : take_char(p, '-') ? -1 : 0;
	int hour, minute;
	if (sign == 0 || !take_number(p, 2, 0, 23, &hour) || !take_char(p, ':') ||
			!take_number(p, 2, 0, 59, &minute)) {
		return false;
	}
	*ret = sign * (hour * MSEC_PER_HOUR + minute * MSEC_PER_MIN);
	return true;
}

bool date_parse_rfc3339(const char *text, msec_t *ret) {
	struct tm tm = { 0 };
	int msec = 0;
	msec_t offset = 0;
	const char *p = text;
	if (!take_day(&p, &tm) || !take_char(&p, 'T') || !take_time(&p, &tm) ||
			!take_fraction(&p, &msec) || !take_offset(&p, &offset) || *p != '\0') {
		return false;
	}
	msec_t at = (msec_t)timegm(&tm) * MSEC_PER_SEC + msec - offset;
	if (at < 0 || at > DATE_LAST) {
		return false;
	}
	*ret = at;
	return true;
}

bool date_parse_local(const char *text, msec_t *ret) {
	const char *p = text;
	struct tm tm = { .tm_isdst = -1 };
	int year = 0, month = 0;
	if (!take_number(&p, 4, 1970, 9999, &year) || *p++ != '-' ||
			!take_number(&p, 2, 1, 12, &month) || *p++ != '-' ||
			!take_number(&p, 2, 1, 31, &tm.tm_mday)) {
		return false;
	}
	if (*p == ' ' || *p == 'T') {
		p++;
		if (!take_number(&p, 2, 0, 23, &tm.tm_hour) || *p++ != ':' ||
				!take_number(&p, 2, 0, 59, &tm.tm_min)) {
			return false;
		}
	}
	const int day = tm.tm_mday;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	const time_t at = mktime(&tm);
	/* The 30th of February would be another day. */
	if (*p != '\0' || at < 0 || tm.tm_mday != day) {
		return false;
	}
	*ret = (msec_t)at * MSEC_PER_SEC;
	return true;
}
