#include "http_parts.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>

static struct sockaddr_in v4(const char *text) {
	struct sockaddr_in address = { .sin_family = AF_INET };
	cr_assert_eq(inet_pton(AF_INET, text, &address.sin_addr), 1);
	return address;
}

/* How many of `tries` at the same moment are within the limit. */
static int allowed(struct http_guess *guess, const void *address, msec_t now, int tries) {
	int count = 0;
	for (int i = 0; i < tries; i++) {
		count += http_guess_add(guess, address, now) == 0;
	}
	return count;
}

Test(http_guess, a_hundred_are_allowed_at_once_and_then_one_a_second) {
	struct http_guess guess = { 0 };
	struct sockaddr_in address = v4("127.0.0.1");
	cr_assert_eq(allowed(&guess, &address, 5000, 300), 100);
	cr_assert_eq(http_guess_add(&guess, (void *)&address, 5000), MSEC_PER_SEC);
	cr_assert_eq(http_guess_add(&guess, (void *)&address, 5400), 600);
	cr_assert_eq(allowed(&guess, &address, 6000, 10), 1);
	cr_assert_eq(allowed(&guess, &address, 16000, 300), 10);
	cr_assert_eq(allowed(&guess, &address, 10 * MSEC_PER_HOUR, 300), 100, "it is not saved up");
}

Test(http_guess, the_port_is_no_way_round_it_and_another_address_is_not_held_up) {
	struct http_guess guess = { 0 };
	struct sockaddr_in one = v4("127.0.0.1"), two = v4("127.0.0.2");
	cr_assert_eq(allowed(&guess, &one, 0, 100), 100);
	one.sin_port = htons(4711);
	cr_assert_eq(allowed(&guess, &one, 0, 100), 0);
	cr_assert_eq(allowed(&guess, &two, 0, 100), 100);
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	cr_assert_eq(allowed(&guess, &six, 0, 300), 100);
}

Test(http_guess, those_without_an_address_share_one_limit) {
	struct http_guess guess = { 0 };
	struct sockaddr local = { .sa_family = AF_UNIX };
	cr_assert_eq(allowed(&guess, NULL, 0, 60), 60);
	cr_assert_eq(allowed(&guess, &local, 0, 60), 40);
}
