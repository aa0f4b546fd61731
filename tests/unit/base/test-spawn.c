#include "unlike/base/spawn.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void start(const char *const *argv, bool want_in, bool want_out, struct spawned *ret) {
	struct err err = { 0 };

	cr_assert(spawn_program(argv, want_in, want_out, STDERR_FILENO, ret, &err), "%s", err.msg);
}

/* Runs it to its end and keeps what it wrote. */
static int run(const char *const *argv, char *out, size_t size) {
	struct spawned child;
	size_t len = 0;

	start(argv, false, true, &child);
	for (;;) {
		ssize_t got = read(child.out, out + len, size - 1 - len);
		if (got <= 0) {
			break;
		}
		len += (size_t)got;
	}
	out[len] = '\0';
	return spawn_wait(&child);
}

static int count_fds(void) {
	int n = 0;
	DIR *dir = opendir("/proc/self/fd");

	cr_assert(dir);
	while (readdir(dir)) {
		n++;
	}
	closedir(dir);
	return n;
}

Test(spawn, arguments_arrive_as_they_are_because_there_is_no_shell) {
	char out[256];

	cr_assert_eq(run((const char *const[]){ "/bin/echo", "$HOME;`id` *", "a  b", NULL }, out,
				     sizeof(out)),
			0);
	cr_assert_str_eq(out, "$HOME;`id` * a  b\n");
}

Test(spawn, no_signal_is_blocked_or_ignored_in_the_child) {
	char out[512];
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGWINCH);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	cr_assert_eq(run((const char *const[]){ "/bin/grep", "-E", "^Sig(Blk|Ign)",
					 "/proc/self/status", NULL },
				     out, sizeof(out)),
			0);
	unsigned long long blocked, ignored;
	cr_assert_eq(sscanf(out, "SigBlk: %llx SigIgn: %llx", &blocked, &ignored), 2);
	cr_assert_eq(blocked, 0);
	/* glibc keeps 32 and 33 for itself and leaves them ignored. */
	cr_assert_eq(ignored & ~(3ULL << 31), 0);
}

Test(spawn, only_the_standard_descriptors_are_inherited) {
	char out[256];
	int leaky = fcntl(STDERR_FILENO, F_DUPFD, 77);

	cr_assert_geq(leaky, 77);
	cr_assert_eq(run((const char *const[]){ "/bin/ls", "/proc/self/fd", NULL }, out,
				     sizeof(out)),
			0);
	/* 3 is the folder that ls reads. */
	cr_assert_str_eq(out, "0\n1\n2\n3\n");
}

Test(spawn, a_missing_program_is_told_and_leaves_no_descriptor_open) {
	struct spawned child = { .pid = 42, .in = 43, .out = 44 };
	struct err err = { 0 };
	int before = count_fds();

	cr_assert_not(spawn_program((const char *const[]){ "/nonexistent/program", NULL }, true,
			true, STDERR_FILENO, &child, &err));
	cr_assert_eq(err.code, ERR_INPUT);
	cr_assert(strstr(err.msg, "/nonexistent/program"));
	cr_assert_eq(child.pid, 42);
	cr_assert_eq(count_fds(), before);
}

Test(spawn, a_file_that_is_no_program_is_refused) {
	struct spawned child;
	struct err err = { 0 };

	cr_assert_not(spawn_program((const char *const[]){ "/etc/passwd", NULL }, false, false,
			STDERR_FILENO, &child, &err));
	cr_assert_eq(err.code, ERR_INPUT);
}

Test(spawn, a_name_without_a_path_is_refused) {
	struct spawned child;
	struct err err = { 0 };

	cr_assert_not(spawn_program((const char *const[]){ "true", NULL }, false, false,
			STDERR_FILENO, &child, &err));
	cr_assert_eq(err.code, ERR_INPUT);
}

Test(spawn, what_is_written_to_it_comes_back_from_cat) {
	struct spawned child;
	char out[16] = "";

	start((const char *const[]){ "/bin/cat", NULL }, true, true, &child);
	cr_assert_eq(write(child.in, "hello", 5), 5);
	cr_assert_eq(read(child.out, out, sizeof(out) - 1), 5);
	cr_assert_str_eq(out, "hello");
	int before = count_fds();
	cr_assert_eq(spawn_wait(&child), 0);
	cr_assert_eq(count_fds(), before - 2);
	cr_assert_eq(child.in, -1);
	cr_assert_eq(child.out, -1);
}

Test(spawn, a_program_nobody_writes_to_reads_the_end_at_once) {
	char out[16];

	cr_assert_eq(run((const char *const[]){ "/bin/cat", NULL }, out, sizeof(out)), 0);
	cr_assert_str_eq(out, "");
}

Test(spawn, it_works_when_our_own_standard_input_and_output_are_closed) {
	struct spawned child;
	char out[16] = "";

	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	start((const char *const[]){ "/bin/cat", NULL }, true, true, &child);
	cr_assert_geq(child.in, 3);
	cr_assert_geq(child.out, 3);
	cr_assert_eq(write(child.in, "hello", 5), 5);
	cr_assert_eq(read(child.out, out, sizeof(out) - 1), 5);
	cr_assert_str_eq(out, "hello");
	cr_assert_eq(spawn_wait(&child), 0);
}

/* What `program` writes when its standard error goes to a file that is our descriptor `as`. */
static void check_errors_go_to(int as) {
	static const char *const argv[] = { "/bin/ls", "/dev/null/none", NULL };
	struct spawned child;
	struct err err = { 0 };
	char text[256] = "";
	int file = memfd_create("errors", MFD_CLOEXEC);

	cr_assert_geq(dup2(file, as), 0);
	cr_assert(spawn_program(argv, false, false, as, &child, &err), "%s", err.msg);
	cr_assert_neq(spawn_wait(&child), 0);
	cr_assert_gt(pread(file, text, sizeof(text) - 1, 0), 0);
	cr_assert(strstr(text, "/dev/null/none"), "%s", text);
	close(file);
}

Test(spawn, standard_error_goes_where_the_caller_wants_it) {
	check_errors_go_to(50);
	cr_assert_eq(close(50), 0);
}

Test(spawn, standard_error_may_go_to_what_is_our_standard_input_or_output) {
	check_errors_go_to(STDIN_FILENO);
	check_errors_go_to(STDOUT_FILENO);
}

Test(spawn, the_exit_status_is_told_and_a_signal_as_128_and_its_number) {
	struct spawned child;

	start((const char *const[]){ "/bin/false", NULL }, false, false, &child);
	cr_assert_eq(child.in, -1);
	cr_assert_eq(child.out, -1);
	cr_assert_eq(spawn_wait(&child), 1);
	start((const char *const[]){ "/bin/sleep", "1000", NULL }, false, false, &child);
	kill(child.pid, SIGTERM);
	cr_assert_eq(spawn_wait(&child), 128 + SIGTERM);
}

Test(spawn, a_program_is_found_by_the_path_in_its_order) {
	char *found = NULL;

	cr_assert_eq(setenv("PATH", "/dev:/etc:/bin:/usr/bin", 1), 0);
	found = spawn_find("ls");
	cr_assert_str_eq(found, "/bin/ls");
	free(found);
	cr_expect_null(spawn_find("null"), "a device is no program");
	cr_expect_null(spawn_find("passwd-"), "what nobody may run is none");
	cr_expect_null(spawn_find("no-such-program"));
	found = spawn_find("/bin/ls");
	cr_assert_str_eq(found, "/bin/ls");
	free(found);
	cr_expect_null(spawn_find("/bin"));
}

Test(spawn, no_program_is_taken_from_a_relative_folder) {
	cr_assert_eq(chdir("/bin"), 0);
	cr_assert_eq(setenv("PATH", ".:::", 1), 0);
	cr_expect_null(spawn_find("ls"));
	cr_assert_eq(unsetenv("PATH"), 0);
	cr_expect_null(spawn_find("ls"));
}

Test(spawn, one_that_was_started_apart_leads_a_group_of_its_own) {
	struct spawned child;
	struct err err = { 0 };
	int status = 0;

	cr_assert(spawn_program_apart((const char *const[]){ "/bin/cat", NULL }, true, false,
				  STDERR_FILENO, &child, &err),
			"%s", err.msg);
	cr_expect_eq(getpgid(child.pid), child.pid);
	cr_expect_not(spawn_has_ended(&child, &status));
	spawn_kill(&child);
	cr_expect_eq(child.pid, 0);
}

Test(spawn, whether_it_has_ended_is_told_without_waiting) {
	struct spawned child;
	int status = 0;
	char byte;

	start((const char *const[]){ "/bin/sh", "-c", "exit 5", NULL }, false, true, &child);
	cr_expect_eq(read(child.out, &byte, 1), 0);
	while (!spawn_has_ended(&child, &status)) {}
	cr_expect_eq(status, 5);
	close(child.out);
}
