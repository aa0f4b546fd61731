#include "screen/web_url.h"

#include <criterion/criterion.h>
#include <string.h>

#include "unlike/core/like.h"

Test(web_url, what_a_browser_may_get) {
	static const char *const fine[] = {
		"https://example.org",
		"https://example.org/",
		"HTTP://example.org:8080/a/b?c=d&e=%20#f",
		"http://127.0.0.1:8420/w/v3",
		"http://[::1]/x",
		"https://example.org/@somebody/post/3",
	};
	for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
		cr_expect(web_url_is_fine(fine[i]), "%s", fine[i]);
	}
}

Test(web_url, what_no_program_gets) {
	static const char *const bad[] = {
		"",
		"example.org",
		"--help",
		"file:///etc/passwd",
		"javascript:alert(1)",
		"ftp://example.org/",
		"https:/example.org",
		"https://",
		"https:///path",
		"https://?x",
		"https://:80/",
		"https://-oProxyCommand=x/",
		"https://bank.example@evil.example/",
		"https://user:pw@example.org/",
		"https://example.org/a b",
		"https://example.org/\n",
		"https://example.org/\033]0;x\007",
		"https://example.org/\"x",
		"https://example.org/`x`",
		"https://example.org/\\x",
		"https://example.org/<x>",
		"https://example.org/\xe7\xba\xa2",
		" https://example.org/",
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		cr_expect_not(web_url_is_fine(bad[i]), "%s", bad[i]);
	}
	cr_expect_not(web_url_is_fine(NULL));
}

Test(web_url, a_long_one_is_fine_up_to_the_limit) {
	char url[LIKE_URL_MAX + 2];
	memset(url, 'a', sizeof url);
	memcpy(url, "https://", 8);
	url[LIKE_URL_MAX + 1] = '\0';
	cr_expect_not(web_url_is_fine(url));
	url[LIKE_URL_MAX] = '\0';
	cr_expect(web_url_is_fine(url));
}
