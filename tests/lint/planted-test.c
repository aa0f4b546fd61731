/* A test that passes and leaks, for sanitizers-planted.py. */

#include <criterion/criterion.h>
#include <stdlib.h>

static void *volatile held;

Test(planted, leaks_and_passes) {
	held = malloc(100);
	held = NULL;
	cr_assert(true);
}
