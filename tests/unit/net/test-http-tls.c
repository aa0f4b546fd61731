/* https against `openssl s_server`, with a certificate for the name localhost and nothing else. */
#include "unlike/net/http.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "unlike/base/spawn.h"

#define OPENSSL "/usr/bin/openssl"

static char folder[64], cert[96], key[96];
static struct spawned server;

static void make_certificate(void) {
	struct spawned child;
	const char *const argv[] = { OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
		"-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert, NULL };

	cr_assert(spawn_program(argv, false, false, STDERR_FILENO, &child, NULL));
	cr_assert_eq(spawn_wait(&child), 0);
}

static void setup(void) {
	if (access(OPENSSL, X_OK) < 0) {
		cr_skip_test("no " OPENSSL ": nobody to speak TLS with");
	}
	snprintf(folder, sizeof(folder), "/tmp/unlike-tls-XXXXXX");
	cr_assert(mkdtemp(folder));
	snprintf(cert, sizeof(cert), "%s/cert.pem", folder);
	snprintf(key, sizeof(key), "%s/key.pem", folder);
	make_certificate();
	fixture_init();
}

static void teardown(void) {
	if (server.pid > 0) {
		kill(server.pid, SIGTERM);
		spawn_wait(&server);
	}
	unlink(cert);
	unlink(key);
	rmdir(folder);
	fixture_finish();
}

/* Starts the server, whose first line of output is "ACCEPT address:port". Returns the port. */
static unsigned serve(const char *version) {
	char said[256] = "";
	size_t len = 0;
	const char *const argv[] = { OPENSSL, "s_server", "-accept", "127.0.0.1:0", "-cert", cert,
		"-key", key, "-www", "-cipher", "DEFAULT@SECLEVEL=0", version, NULL };

	cr_assert(spawn_program(argv, false, true, STDERR_FILENO, &server, NULL));
	while (!strstr(said, "ACCEPT") || !strchr(strstr(said, "ACCEPT"), '\n')) {
		ssize_t got = read(server.out, said + len, sizeof(said) - 1 - len);
		cr_assert_gt(got, 0, "the server ended: %s", said);
		len += (size_t)got;
		said[len] = '\0';
	}
	return (unsigned)strtoul(strrchr(said, ':') + 1, NULL, 10);
}

static void get(const char *host, unsigned port, struct outcome *got) {
	char url[64];
	struct http_request req = get_of("/");

	snprintf(url, sizeof(url), "https://%s:%u/", host, port);
	req.url = url;
	req.bearer = "SECRET";
	ask(&req, got);
}

TestSuite(http_tls, .init = setup, .fini = teardown, .timeout = 30);

Test(http_tls, a_certificate_of_the_given_authority_for_this_name_is_believed) {
	struct outcome got;

	http_set_ca_file(f.http, cert);
	get("localhost", serve(NULL), &got);
	cr_assert_eq(got.status, 200, "%s", got.why);
	cr_assert_str_eq(got.type, "text/html");
}

Test(http_tls, a_certificate_nobody_vouches_for_is_refused) {
	struct outcome got;

	get("localhost", serve(NULL), &got);
	cr_assert_eq(got.code, ERR_NET, "%s", got.why);
	cr_assert(strstr(got.why, "certificate"), "%s", got.why);
}

Test(http_tls, a_certificate_for_another_name_is_refused) {
	struct outcome got;

	http_set_ca_file(f.http, cert);
	get("127.0.0.1", serve(NULL), &got);
	cr_assert_eq(got.code, ERR_NET, "%s", got.why);
	cr_assert(strstr(got.why, "127.0.0.1"), "%s", got.why);
}

Test(http_tls, a_server_that_speaks_only_an_old_version_is_refused) {
	struct outcome got;

	http_set_ca_file(f.http, cert);
	get("localhost", serve("-tls1_1"), &got);
	cr_assert_eq(got.code, ERR_NET, "%s", got.why);
}
