#include "web_url.h"

#include <string.h>
#include <strings.h>

#include "unlike/core/like.h"

#define LETTERS_AND_DIGITS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"0123456789"

bool web_url_is_fine(const char *url) {
	if (url == NULL || strnlen(url, LIKE_URL_MAX + 1) > LIKE_URL_MAX) {
		return false;
	}
	const char *rest = NULL;
	if (strncasecmp(url, "https://", 8) == 0) {
		rest = url + 8;
	} else if (strncasecmp(url, "http://", 7) == 0) {
		rest = url + 7;
	}
	if (rest == NULL) {
		return false;
	}
	const size_t host = strcspn(rest, "/?#");
	return host > 0 && memchr(rest, '@', host) == NULL && rest[0] != ':' && rest[0] != '-' &&
			strspn(rest, LETTERS_AND_DIGITS "-._~:/?#[]@!$&'()*+,;=%") == strlen(rest);
}
