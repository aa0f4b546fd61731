#define LOG_MODULE "test"

#include "unlike/base/log.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/text.h"

static char folder[64], path[96];
static struct fake_clock fake = { .wall = INT64_C(1772355600000) };
static struct clock fixed;

static void begin(void) {
	text_init();
	snprintf(folder, sizeof(folder), "/tmp/unlike-test-log-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/log", folder);
	fixed = clock_fake(&fake);
}

static void end(void) {
	log_close();
	unlink(path);
	cr_assert_eq(rmdir(folder), 0);
}

TestSuite(log, .init = begin, .fini = end);

static void open_log(enum log_level least) {
	struct err err;
	cr_assert(log_open(path, least, &fixed, &err), "%s", err.msg);
}

static void assert_log_is(const char *want) {
	static char text[65536];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	cr_assert_geq(fd, 0);
	ssize_t len = read(fd, text, sizeof(text) - 1);
	close(fd);
	cr_assert_geq(len, 0);
	text[len] = '\0';
	cr_assert_str_eq(text, want);
}

Test(log, nothing_happens_before_it_is_open_and_after_it_is_closed) {
	log_error("nobody hears this");
	open_log(LOG_DEBUG);
	log_close();
	log_close();
	log_error("nor this");
	assert_log_is("");
}

Test(log, a_line_has_time_level_module_and_text) {
	open_log(LOG_DEBUG);
	log_debug("a");
	log_info("b");
	log_warn("%d likes", 3);
	fake.wall += 1;
	log_error("d");
	assert_log_is("2026-03-01T09:00:00.000Z debug test: a\n"
		      "2026-03-01T09:00:00.000Z info  test: b\n"
		      "2026-03-01T09:00:00.000Z warn  test: 3 likes\n"
		      "2026-03-01T09:00:00.001Z error test: d\n");
}

Test(log, what_is_below_the_least_level_is_left_out) {
	open_log(LOG_WARN);
	log_debug("a");
	log_info("b");
	log_warn("c");
	assert_log_is("2026-03-01T09:00:00.000Z warn  test: c\n");
}

Test(log, it_appends_and_opening_again_goes_on) {
	open_log(LOG_WARN);
	log_warn("a");
	open_log(LOG_ERROR);
	log_warn("b");
	log_error("c");
	assert_log_is("2026-03-01T09:00:00.000Z warn  test: a\n"
		      "2026-03-01T09:00:00.000Z error test: c\n");
}

Test(log, text_from_elsewhere_makes_no_line_and_moves_no_cursor) {
	open_log(LOG_DEBUG);
	log_info("title %s", "a\nb\033[2Jc");
	char text[512] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = read(fd, text, sizeof(text) - 1);
	close(fd);
	cr_assert_gt(len, 0);
	cr_assert_eq(strchr(text, '\n') - text, len - 1);
	cr_assert_null(strchr(text, '\033'));
}

Test(log, a_line_that_is_too_long_is_cut_and_still_ends) {
	static char text[20000], line[65536];
	memset(text, 'x', sizeof(text) - 1);
	open_log(LOG_DEBUG);
	log_info("%s", text);
	log_info("next");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = read(fd, line, sizeof(line) - 1);
	close(fd);
	cr_assert(len > 4000 && len < 5000, "%zd", len);
	cr_assert_not_null(strstr(line, "x\n2026-03-01T09:00:00.000Z info  test: next\n"));
}

Test(log, only_its_owner_can_read_it) {
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	cr_assert_eq(fchmod(fd, 0644), 0);
	close(fd);
	open_log(LOG_DEBUG);
	struct stat st;
	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0600);
	log_close();
	unlink(path);
	umask(0);
	open_log(LOG_DEBUG);
	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0600);
}

Test(log, what_is_no_file_keeps_its_mode) {
	/* Not a device: a mistake here would change it for the whole machine. */
	struct stat st;
	cr_assert_eq(mkfifo(path, 0600), 0);
	cr_assert_eq(chmod(path, 0622), 0);
	int reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	cr_assert_geq(reader, 0);
	open_log(LOG_DEBUG);
	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0622);
	close(reader);
}

Test(log, a_path_that_cannot_be_opened_is_told_and_the_old_log_stays) {
	struct err err;
	open_log(LOG_DEBUG);
	cr_assert_not(log_open("/nonexistent/log", LOG_DEBUG, &fixed, &err));
	cr_assert_eq(err.code, ERR_IO);
	cr_assert_str_eq(
			err.msg, "cannot open the log /nonexistent/log: No such file or directory");
	log_info("still here");
	assert_log_is("2026-03-01T09:00:00.000Z info  test: still here\n");
}

Test(log, a_log_that_cannot_be_written_leaves_errno_alone) {
	open_log(LOG_DEBUG);
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 0, RLIM_INFINITY }), 0);
	errno = ENOENT;
	log_info("x");
	cr_assert_eq(errno, ENOENT);
	assert_log_is("");
}
