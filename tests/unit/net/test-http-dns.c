/*
 * A name server that never answers, in a network of its own: the process that tries it has new
 * user, mount and network namespaces, with a resolv.conf that points to a silent socket. Where the
 * system does not allow that, the tests are skipped and say so.
 */
#include "unlike/net/http.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

/* glibc asks for five seconds, twice: who waits for that is far above this. */
#define SOON (2 * MSEC_PER_SEC)

enum verdict { VERDICT_GOOD, VERDICT_BAD, VERDICT_SKIPPED };

static bool bring_loopback_up(void) {
	struct ifreq req = { .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	snprintf(req.ifr_name, sizeof(req.ifr_name), "lo");
	bool ok = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &req) == 0;
	close(fd);
	return ok;
}

static bool point_resolver_here(void) {
	char path[] = "/tmp/unlike-resolv-XXXXXX";
	static const char text[] = "nameserver 127.0.0.1\n";
	int fd = mkstemp(path);

	if (fd < 0) {
		return false;
	}
	bool ok = write(fd, text, sizeof(text) - 1) == (ssize_t)(sizeof(text) - 1) &&
			mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
			mount(path, "/etc/resolv.conf", NULL, MS_BIND, NULL) == 0;
	close(fd);
	unlink(path);
	return ok;
}

/* The silent name server; −1: not possible here. */
static int open_silent_resolver(void) {
	struct sockaddr_in addr = { .sin_family = AF_INET,
		.sin_port = htons(53),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) < 0 &&
			unshare(CLONE_NEWNS | CLONE_NEWNET) < 0) {
		return -1;
	}
	if (!bring_loopback_up() || !point_resolver_here()) {
		return -1;
	}
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		return -1;
	}
	return fd;
}

static void count_readable(int fd, short revents, void *data) {
	char bytes[1024];

	(void)revents;
	if (read(fd, bytes, sizeof(bytes)) > 0) {
		++*(int *)data;
	}
}

/* Submits, and turns until the name server was asked. */
static uint64_t ask_silence(int fd, struct outcome *got, msec_t timeout) {
	struct http_request req = get_of("/");
	int queries = 0;

	req.url = "https://silent.example/";
	req.timeout = timeout;
	loop_add_fd(f.loop, fd, POLLIN, count_readable, &queries);
	uint64_t id = submit(&req, got);
	while (queries == 0) {
		turn();
	}
	loop_remove_fd(f.loop, fd);
	return id;
}

static bool serves_keys(int fd) {
	struct outcome got = { 0 };
	int ends[2], keys = 0;

	if (pipe(ends) < 0) {
		return false;
	}
	uint64_t id = ask_silence(fd, &got, 5 * MSEC_PER_SEC);
	loop_add_fd(f.loop, ends[0], POLLIN, count_readable, &keys);
	if (write(ends[1], "k", 1) != 1) {
		return false;
	}
	turn();
	bool served = keys == 1 && got.calls == 0;
	f.client.ops->cancel(f.client.self, id);
	return served && got.calls == 1 && got.code == ERR_CANCELED;
}

static bool times_out(int fd) {
	struct outcome got = { 0 };

	ask_silence(fd, &got, 200);
	while (got.calls == 0) {
		turn();
	}
	return got.calls == 1 && got.code == ERR_TIMEOUT;
}

static bool cancels(int fd) {
	struct outcome got = { 0 };
	uint64_t id = ask_silence(fd, &got, 5 * MSEC_PER_SEC);

	f.client.ops->cancel(f.client.self, id);
	return got.calls == 1 && got.code == ERR_CANCELED;
}

static bool destroys(int fd) {
	struct outcome got = { 0 };

	ask_silence(fd, &got, 5 * MSEC_PER_SEC);
	http_destroy(f.http);
	return got.calls == 1 && got.code == ERR_CANCELED;
}

static enum verdict try_here(bool (*scenario)(int fd)) {
	int fd = open_silent_resolver();

	if (fd < 0) {
		return VERDICT_SKIPPED;
	}
	fixture_init();
	msec_t start = clock_mono(&f.clock);
	bool good = scenario(fd);
	return good && clock_mono(&f.clock) - start < SOON ? VERDICT_GOOD : VERDICT_BAD;
}

/* unshare wants a process with one thread, and what it did must not outlive the test. */
static void expect(bool (*scenario)(int fd)) {
	int status = 0;
	pid_t pid = fork();

	cr_assert_geq(pid, 0);
	if (pid == 0) {
		_exit((int)try_here(scenario));
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFEXITED(status), "ended by a signal");
	if (WEXITSTATUS(status) == VERDICT_SKIPPED) {
		cr_skip_test("namespaces are not allowed here: no silent name server");
	}
	cr_assert_eq(WEXITSTATUS(status), VERDICT_GOOD);
}

TestSuite(http_dns, .timeout = 60);

Test(http_dns, a_key_is_served_while_the_name_server_is_silent) {
	expect(serves_keys);
}

Test(http_dns, a_time_out_does_not_wait_for_the_name_server) {
	expect(times_out);
}

Test(http_dns, cancelling_does_not_wait_for_the_name_server) {
	expect(cancels);
}

Test(http_dns, destroying_does_not_wait_for_the_name_server) {
	expect(destroys);
}
