/* Does wrong what its argument says, for sanitizers-planted.py. Built only with sanitizers. */

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void *volatile held;

static void leak(void) {
	held = malloc(100);
	held = NULL;
}

static void use_after_free(void) {
	char *volatile bytes = malloc(8);
	free(bytes);
	bytes[0] = 1;
}

static void overflow(void) {
	volatile int number = INT_MAX;
	number = number + 1;
}

int main(int argc, char **argv) {
	const char *what = argc > 1 ? argv[1] : "nothing";
	if (strcmp(what, "leak") == 0) {
		leak();
	} else if (strcmp(what, "use-after-free") == 0) {
		use_after_free();
	} else if (strcmp(what, "overflow") == 0) {
		overflow();
	}
	return 0;
}
