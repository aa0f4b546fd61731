#include "fixture_pattern.h"

#include <criterion/criterion.h>
#include <regex.h>
#include <stdlib.h>

#include "unlike/base/mem.h"

struct tape_pattern {
	regex_t regex;
	char *text; /* own */
};

struct tape_pattern *test_pattern_create(const char *text) {
	struct tape_pattern *pattern = xcalloc(1, sizeof(*pattern));
	pattern->text = xstrdup(text);
	cr_assert_eq(regcomp(&pattern->regex, text, REG_EXTENDED | REG_NOSUB | REG_NEWLINE), 0);
	return pattern;
}

void test_pattern_free(struct tape_pattern *pattern) {
	regfree(&pattern->regex);
	free(pattern->text);
	free(pattern);
}

bool tape_pattern_matches(const struct tape_pattern *pattern, const char *text) {
	return regexec(&pattern->regex, text, 0, NULL, 0) == 0;
}

const char *tape_pattern_text(const struct tape_pattern *pattern) {
	return pattern->text;
}
