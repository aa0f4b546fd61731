#include "junit_checks.h"

#include <string.h>

#include "xml.h"

static void put_value(struct buf *out, const char *name, const char *value) {
	buf_printf(out, " %s=\"", name);
	xml_add_value(out, value);
	buf_add_char(out, '"');
}

static void put_failure(const struct player_check *check, struct buf *out) {
	buf_add_str(out, "\n\t\t<failure");
	put_value(out, "message", check->why.data);
	buf_add_char(out, '>');
	xml_add_text(out, check->why.data, check->why.len);
	buf_add_str(out, "\n\n");
	xml_add_text(out, check->screen.data, check->screen.len);
	buf_add_str(out, "</failure>\n\t");
}

/* How long it took: since the check before it. */
static void put_time(struct buf *out, msec_t time) {
	buf_printf(out, " time=\"%lld.%03d\"", (long long)(time / MSEC_PER_SEC),
			(int)(time % MSEC_PER_SEC));
}

static void put_check(
		const char *suite, const struct player_check *check, msec_t time, struct buf *out) {
	const struct tape_where *where = &check->command->where;
	buf_add_str(out, "\t<testcase");
	put_value(out, "classname", suite);
	put_value(out, "name", check->command->source);
	put_value(out, "file", where->file);
	buf_printf(out, " line=\"%d\"", where->line);
	put_time(out, time);
	buf_add_char(out, '>');
	if (!check->passed) {
		put_failure(check, out);
	}
	buf_add_str(out, "</testcase>\n");
}

void junit_write_checks(
		const char *name, const struct player_check *checks, size_t n, struct buf *out) {
	size_t failures = 0;
	for (size_t i = 0; i < n; i++) {
		failures += !checks[i].passed;
	}
	buf_add_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite");
	put_value(out, "name", name);
	buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\"", n, failures);
	put_time(out, n > 0 ? checks[n - 1].at : 0);
	buf_add_str(out, ">\n");
	for (size_t i = 0; i < n; i++) {
		put_check(name, &checks[i], checks[i].at - (i > 0 ? checks[i - 1].at : 0), out);
	}
	buf_add_str(out, "</testsuite>\n</testsuites>\n");
}
