#include "unlike/base/file.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unlike/base/path.h"

#define NOBODY 65534

static char folder[] = "/tmp/unlike-test-file-XXXXXX";
static struct err err;

static void make_home(void) {
	cr_assert_not_null(mkdtemp(folder));
}

static void remove_home(void) {
	struct err problem;
	cr_assert(file_remove_tree(folder, &problem), "%s", problem.msg);
	cr_assert_not(file_exists(folder));
}

TestSuite(file, .init = make_home, .fini = remove_home);

static char *at(const char *name) {
	return path_join(folder, name);
}

static void put(const char *path, const char *text) {
	cr_assert(file_write_atomic(path, text, strlen(text), 0644, &err), "%s", err.msg);
}

static void expect_content(const char *path, const char *want) {
	struct buf bytes;
	cr_assert(file_read(path, 1000, &bytes, &err), "%s", err.msg);
	cr_expect_str_eq(bytes.data, want);
	buf_finish(&bytes);
}

static mode_t mode_of(const char *path) {
	struct stat st;
	cr_assert_eq(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

/* True when `act` is true in a process that is not root: to root every file is open. */
static bool as_nobody(bool (*act)(const char *path), const char *path) {
	const pid_t pid = fork();
	cr_assert_geq(pid, 0);
	if (pid == 0) {
		if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)) {
			_exit(2);
		}
		_exit(act(path) ? 0 : 1);
	}
	int status;
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) != 2);
	return WEXITSTATUS(status) == 0;
}

Test(file, what_was_written_is_read) {
	char *path = at("f");
	cr_assert(file_write_atomic(path, "a\0b", 3, 0600, &err));
	struct buf bytes;
	cr_assert(file_read(path, 3, &bytes, &err));
	cr_expect_eq(bytes.len, 3);
	cr_expect_eq(memcmp(bytes.data, "a\0b", 4), 0);
	buf_finish(&bytes);
	cr_expect_eq(mode_of(path), 0600);
	free(path);
}

Test(file, writing_replaces_content_and_mode_and_leaves_no_other_file) {
	char *path = at("f"), *only = at("g");
	put(path, "a long old content");
	const mode_t before = umask(077);
	cr_assert(file_write_atomic(path, "new", 3, 0644, &err));
	umask(before);
	expect_content(path, "new");
	cr_expect_eq(mode_of(path), 0644);
	cr_expect_eq(rename(path, only), 0);
	cr_expect_eq(unlink(only), 0);
	/* it is empty now, or this fails */
	cr_expect_eq(rmdir(folder), 0);
	cr_expect_eq(mkdir(folder, 0700), 0);
	free(path);
	free(only);
}

Test(file, a_file_larger_than_allowed_is_refused_and_ret_stays) {
	char *path = at("f");
	put(path, "1234");
	struct buf bytes = { .len = 77 };
	cr_expect_not(file_read(path, 3, &bytes, &err));
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect_eq(bytes.len, 77);
	free(path);
	/* has no size before it is read */
	cr_expect_not(file_read("/proc/self/environ", 1, &bytes, &err));
	cr_expect_eq(err.code, ERR_INPUT);
}

Test(file, what_is_no_regular_file_is_refused_without_waiting) {
	struct buf bytes;
	cr_expect_not(file_read(folder, 100, &bytes, &err));
	cr_expect_eq(err.code, ERR_INPUT);
	char *fifo = at("fifo");
	cr_assert_eq(mkfifo(fifo, 0600), 0);
	cr_expect_not(file_read(fifo, 100, &bytes, &err));
	cr_expect_eq(err.code, ERR_INPUT);
	free(fifo);
}

Test(file, a_missing_file_is_an_input_error_that_names_it) {
	char *path = at("not-there");
	struct buf bytes;
	cr_expect_not(file_read(path, 100, &bytes, &err));
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect_not_null(strstr(err.msg, path));
	cr_expect_not(file_read(path, 100, &bytes, NULL));
	free(path);
}

static bool read_it(const char *path) {
	struct buf bytes;
	const bool ok = file_read(path, 100, &bytes, &err);
	return !ok && err.code == ERR_IO;
}

Test(file, a_file_that_may_not_be_read_is_an_io_error) {
	char *path = at("f");
	put(path, "x");
	cr_assert_eq(chmod(folder, 0755), 0);
	cr_assert_eq(chmod(path, 0), 0);
	cr_expect(as_nobody(read_it, path));
	free(path);
}

static bool write_fails(const char *path) {
	return !file_write_atomic(path, "new", 3, 0644, &err) && err.code == ERR_IO;
}

Test(file, a_write_that_fails_leaves_the_old_content) {
	char *path = at("f");
	put(path, "old");
	cr_assert_eq(chmod(folder, 0555), 0);
	cr_expect(as_nobody(write_fails, path));
	cr_assert_eq(chmod(folder, 0700), 0);
	expect_content(path, "old");
	free(path);
}

static bool write_to_full(const char *path) {
	/* No file of this process may pass 4 bytes: as on a full disk. */
	const struct rlimit limit = { 4, 4 };
	signal(SIGXFSZ, SIG_IGN);
	return setrlimit(RLIMIT_FSIZE, &limit) == 0 &&
			!file_write_atomic(path, "123456789", 9, 0644, &err);
}

Test(file, a_write_that_does_not_fit_leaves_the_old_content_and_no_remains) {
	char *path = at("f");
	put(path, "old");
	cr_assert_eq(chmod(folder, 0777), 0);
	cr_expect(as_nobody(write_to_full, path));
	expect_content(path, "old");
	cr_expect_eq(unlink(path), 0);
	cr_expect_eq(rmdir(folder), 0, "something is left");
	cr_expect_eq(mkdir(folder, 0700), 0);
	free(path);
}

Test(file, writing_into_a_folder_that_is_missing_fails) {
	char *path = at("no/such");
	cr_expect_not(file_write_atomic(path, "x", 1, 0600, &err));
	cr_expect_eq(err.code, ERR_IO);
	free(path);
}

Test(file, folders_are_made_with_their_parents_and_again_is_fine) {
	static const char *const names[] = { "a/b/c", "a/b/c", "a/b//d/", "a" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = at(names[i]);
		cr_expect(file_make_folder(path, 0700, &err), "%s", err.msg);
		cr_expect(file_exists(path));
		cr_expect_eq(mode_of(path), 0700);
		free(path);
	}
	cr_expect(file_make_folder("/", 0700, &err));
}

Test(file, a_folder_cannot_be_made_where_a_file_is) {
	char *path = at("f"), *below = at("f/g");
	put(path, "x");
	cr_expect_not(file_make_folder(path, 0700, &err));
	cr_expect_eq(err.code, ERR_CREATE);
	cr_expect_not(file_make_folder(below, 0700, &err));
	free(path);
	free(below);
}

static bool make_below(const char *path) {
	return file_make_folder(path, 0700, &err);
}

Test(file, a_parent_that_may_not_be_written_is_fine_when_it_is_there) {
	char *open_one = at("open"), *below = at("open/below"), *beside = at("beside");
	cr_assert(file_make_folder(open_one, 0700, &err));
	cr_assert_eq(chmod(open_one, 0777), 0);
	cr_assert_eq(chmod(folder, 0755), 0);
	if (geteuid() == 0) {
		cr_expect(as_nobody(make_below, below));
		cr_expect_not(as_nobody(make_below, beside));
	}
	free(open_one);
	free(below);
	free(beside);
}

Test(file, removing_a_tree_takes_links_but_not_what_they_lead_to) {
	char *tree = at("tree"), *deep = at("tree/a/b"), *leaf = at("tree/a/b/f"),
	     *kept = at("kept");
	char *in_kept = at("kept/f"), *link = at("tree/link"), *top_link = at("link");
	cr_assert(file_make_folder(deep, 0700, &err));
	cr_assert(file_make_folder(kept, 0700, &err));
	put(leaf, "x");
	put(in_kept, "x");
	cr_assert_eq(symlink(kept, link), 0);
	cr_assert_eq(symlink(kept, top_link), 0);
	cr_expect(file_remove_tree(tree, &err), "%s", err.msg);
	cr_expect_not(file_exists(tree));
	cr_expect(file_remove_tree(top_link, &err));
	cr_expect_not(file_exists(top_link));
	cr_expect(file_exists(in_kept));
	cr_expect(file_remove_tree(tree, &err), "missing is fine");
	char *all[] = { tree, deep, leaf, kept, in_kept, link, top_link };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		free(all[i]);
	}
}

Test(file, a_tree_is_copied_with_its_modes_and_without_its_links) {
	char *tree = at("tree"), *deep = at("tree/a"), *leaf = at("tree/a/f"), *link = at("tree/l");
	char *copy = at("copy"), *copied = at("copy/a/f"), *copied_link = at("copy/l");
	cr_assert(file_make_folder(deep, 0700, &err));
	put(leaf, "what is in it");
	cr_assert_eq(chmod(leaf, 0600), 0);
	cr_assert_eq(symlink(leaf, link), 0);
	cr_assert(file_copy_tree(tree, copy, &err), "%s", err.msg);
	struct buf text;
	cr_assert(file_read(copied, 100, &text, &err), "%s", err.msg);
	cr_expect_str_eq(text.data, "what is in it");
	cr_expect_eq(mode_of(copied), 0600);
	cr_expect_not(file_exists(copied_link));
	cr_expect_not(file_copy_tree(tree, copy, &err), "what is there is not written over");
	cr_expect_not(file_copy_tree(copied_link, copy, &err), "what is not there");
	buf_finish(&text);
	char *all[] = { tree, deep, leaf, link, copy, copied, copied_link };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		free(all[i]);
	}
}

Test(file, a_lock_is_held_by_one_and_given_back) {
	char *path = at("lock");
	int first = -2, second = -2;
	cr_assert(file_try_lock(path, &first, &err));
	cr_expect_geq(first, 0);
	cr_expect_eq(mode_of(path), 0600);
	cr_expect(fcntl(first, F_GETFD) & FD_CLOEXEC);
	cr_assert(file_try_lock(path, &second, &err));
	cr_expect_eq(second, -1);
	file_unlock(&first);
	cr_expect_eq(first, -1);
	file_unlock(&first);
	cr_assert(file_try_lock(path, &second, &err));
	cr_expect_geq(second, 0);
	file_unlock(&second);
	free(path);
}

Test(file, a_lock_dies_with_its_process) {
	char *path = at("lock");
	int pipe_fds[2];
	cr_assert_eq(pipe(pipe_fds), 0);
	const pid_t pid = fork();
	if (pid == 0) {
		int fd = -1;
		const bool ok = file_try_lock(path, &fd, NULL) && fd >= 0;
		const ssize_t n = write(pipe_fds[1], ok ? "y" : "n", 1);
		pause();
		_exit((int)n);
	}
	char answer = 0;
	cr_assert_eq(read(pipe_fds[0], &answer, 1), 1);
	cr_assert_eq(answer, 'y');
	int fd = -2;
	cr_assert(file_try_lock(path, &fd, &err));
	cr_expect_eq(fd, -1);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	cr_assert(file_try_lock(path, &fd, &err));
	cr_expect_geq(fd, 0);
	file_unlock(&fd);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	free(path);
}

Test(file, what_is_written_into_a_file_is_told_once) {
	char *path = at("watched");
	int fd = -2;
	cr_expect_not(file_watch(path, &fd, &err), "there is none yet");
	cr_expect_eq(err.code, ERR_IO);
	cr_expect_eq(fd, -2);
	put(path, "x");
	cr_assert(file_watch(path, &fd, &err), "%s", err.msg);
	cr_expect_not(file_was_written(fd));
	const int writer = open(path, O_WRONLY | O_CLOEXEC);
	cr_assert_geq(writer, 0);
	cr_expect_not(file_was_written(fd), "opening is not writing");
	cr_assert_eq(write(writer, "y", 1), 1);
	cr_expect(file_was_written(fd));
	cr_expect_not(file_was_written(fd));
	close(writer);
	file_unwatch(&fd);
	cr_expect_eq(fd, -1);
	file_unwatch(&fd);
	free(path);
}

Test(file, a_lock_is_waited_for_so_long_and_no_longer) {
	char *path = at("lock");
	int first = -1, second = -1;
	cr_assert(file_lock_within(path, 0, &first, &err), "%s", err.msg);
	cr_expect_not(file_lock_within(path, 30, &second, &err));
	cr_expect_eq(err.code, ERR_BUSY);
	cr_expect_eq(second, -1);
	file_unlock(&first);
	cr_assert(file_lock_within(path, 0, &second, &err), "%s", err.msg);
	file_unlock(&second);
	free(path);
}

Test(file, a_lock_that_its_holder_removed_locks_nothing) {
	char *path = at("lock");
	int first = -1, second = -1, third = -1;
	cr_assert(file_try_lock(path, &first, &err));
	cr_assert(file_remove(path, NULL, &err));
	cr_assert(file_try_lock(path, &second, &err));
	cr_assert_geq(second, 0);
	file_unlock(&first);
	cr_assert(file_try_lock(path, &third, &err));
	cr_expect_eq(third, -1, "two hold it");
	file_unlock(&second);
	free(path);
}

Test(file, a_lock_that_cannot_be_made_is_an_error) {
	char *path = at("no/such/lock");
	int fd = 5;
	cr_expect_not(file_try_lock(path, &fd, &err));
	cr_expect_eq(fd, 5);
	free(path);
}

Test(file, a_file_is_removed_once_and_missing_is_fine) {
	char *path = at("away");
	bool was = false;
	put(path, "x");
	cr_assert(file_remove(path, &was, &err), "%s", err.msg);
	cr_expect(was);
	cr_expect_not(file_exists(path));
	cr_assert(file_remove(path, &was, &err), "%s", err.msg);
	cr_expect_not(was);
	free(path);
}

Test(file, removing_a_link_leaves_what_it_leads_to) {
	char *path = at("target");
	char *link = at("link");
	put(path, "x");
	cr_assert_eq(symlink(path, link), 0);
	cr_assert(file_remove(link, NULL, &err), "%s", err.msg);
	expect_content(path, "x");
	free(link);
	free(path);
}

Test(file, a_folder_is_not_removed_as_a_file) {
	bool was = true;
	cr_expect_not(file_remove(folder, &was, &err));
	cr_expect_eq(err.code, ERR_IO);
	cr_expect(was);
	cr_expect(file_exists(folder));
}
