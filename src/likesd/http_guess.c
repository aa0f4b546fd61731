#include <netinet/in.h>
#include <sys/socket.h>

#include "http_parts.h"

#define GUESSES_AT_ONCE 100
#define GUESS_EVERY MSEC_PER_SEC

/* Those of a Unix socket, which only its owner can open, count as one. */
static size_t slot_of(const struct sockaddr *address_or_null) {
	const unsigned char *bytes = NULL;
	size_t len = 0;
	if (address_or_null != NULL && address_or_null->sa_family == AF_INET) {
		bytes = (const void *)&((const struct sockaddr_in *)(const void *)address_or_null)
					->sin_addr;
		len = sizeof(struct in_addr);
	} else if (address_or_null != NULL && address_or_null->sa_family == AF_INET6) {
		bytes = (const void *)&((const struct sockaddr_in6 *)(const void *)address_or_null)
					->sin6_addr;
		len = sizeof(struct in6_addr);
	}
	uint32_t hash = 2166136261U; /* FNV-1a */
	for (size_t i = 0; i < len; i++) {
		hash = (hash ^ bytes[i]) * 16777619U;
	}
	return (hash ^ hash >> 16) % HTTP_GUESS_SLOTS;
}

msec_t http_guess_add(
		struct http_guess *guess, const struct sockaddr *address_or_null, msec_t now) {
	msec_t *spent_until = &guess->spent_until[slot_of(address_or_null)];
	msec_t from = *spent_until > now ? *spent_until : now;
	msec_t wait = from - now - (GUESSES_AT_ONCE - 1) * GUESS_EVERY;
	if (wait > 0) {
		return wait;
	}
	*spent_until = from + GUESS_EVERY;
	return 0;
}
