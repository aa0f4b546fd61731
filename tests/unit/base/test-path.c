#include "unlike/base/path.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/file.h"

static char folder[] = "/tmp/unlike-test-path-XXXXXX";
static struct err err;

static void begin(void) {
	cr_assert_not_null(mkdtemp(folder));
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
	unsetenv("XDG_DATA_HOME");
}

static void end(void) {
	cr_assert(file_remove_tree(folder, NULL));
}

TestSuite(path, .init = begin, .fini = end);

static void expect_user(enum path_root root, const char *name, const char *want) {
	char *path = NULL;
	cr_assert(path_user(root, name, &path, &err), "%s", err.msg);
	cr_expect_str_eq(path, want);
	free(path);
}

Test(path, without_XDG_files_are_below_HOME) {
	setenv("HOME", "/home/me", 1);
	expect_user(PATH_CONFIG, "themes/x", "/home/me/.config/unlike/themes/x");
	expect_user(PATH_STATE, "outbox.db", "/home/me/.local/state/unlike/outbox.db");
	expect_user(PATH_DATA, "snapshot.db", "/home/me/.local/share/unlike/snapshot.db");
	expect_user(PATH_DATA, NULL, "/home/me/.local/share/unlike");
}

Test(path, XDG_wins_where_it_is_absolute) {
	setenv("HOME", "/home/me", 1);
	setenv("XDG_CONFIG_HOME", "/c", 1);
	setenv("XDG_STATE_HOME", "relative", 1);
	setenv("XDG_DATA_HOME", "", 1);
	expect_user(PATH_CONFIG, NULL, "/c/unlike");
	expect_user(PATH_STATE, NULL, "/home/me/.local/state/unlike");
	expect_user(PATH_DATA, NULL, "/home/me/.local/share/unlike");
	/* each root listens to its own variable */
	setenv("XDG_STATE_HOME", "/s", 1);
	setenv("XDG_DATA_HOME", "/d", 1);
	expect_user(PATH_STATE, "a", "/s/unlike/a");
	expect_user(PATH_DATA, "a", "/d/unlike/a");
}

Test(path, without_HOME_it_is_an_error_unless_XDG_says_where) {
	static const char *const homes[] = { NULL, "", "relative" };
	for (size_t i = 0; i < sizeof(homes) / sizeof(homes[0]); i++) {
		if (homes[i] == NULL) {
			unsetenv("HOME");
		} else {
			setenv("HOME", homes[i], 1);
		}
		char *path = (char *)"as it was";
		cr_expect_not(path_user(PATH_STATE, NULL, &path, &err));
		cr_expect_eq(err.code, ERR_INPUT);
		cr_expect_str_eq(path, "as it was");
	}
	setenv("XDG_STATE_HOME", "/s", 1);
	expect_user(PATH_STATE, NULL, "/s/unlike");
}

Test(path, joining_puts_one_slash_between) {
	char *path = path_join("a/b", "c");
	cr_expect_str_eq(path, "a/b/c");
	free(path);
}

/* --- what comes with the program ------------------------------------------------------------- */

static void make(const char *name) {
	char *path = path_join(folder, name);
	char *slash = strrchr(path, '/');
	*slash = '\0';
	cr_assert(file_make_folder(path, 0700, &err), "%s", err.msg);
	*slash = '/';
	cr_assert(file_write_atomic(path, "", 0, 0600, &err), "%s", err.msg);
	free(path);
}

/* `want` is below the folder of the test; NULL: not found. */
static void expect_resource(const char *program, const char *want) {
	char *from = path_join(folder, program), *path = NULL;
	const bool found = path_resource_for(from, "platforms/a.json", &path, &err);
	cr_assert_eq(found, want != NULL, "%s", found ? path : err.msg);
	if (found) {
		char *whole = path_join(folder, want);
		cr_expect_str_eq(path, whole);
		free(whole);
	} else {
		cr_expect_eq(err.code, ERR_INPUT);
		cr_expect_null(path);
	}
	free(path);
	free(from);
}

Test(path, from_a_build_folder_the_source_tree_is_found) {
	make("tree/meson.build");
	make("tree/platforms/a.json");
	make("tree/src/meson.build");
	make("tree/build/platforms/of-something-else");
	expect_resource("tree/build/src/app/unlike", "tree/platforms/a.json");
	expect_resource("tree/src/app/unlike", "tree/platforms/a.json");
	expect_resource("tree/unlike", "tree/platforms/a.json");
	expect_resource("tree/1/2/3/4/5/6/unlike", "tree/platforms/a.json");
	expect_resource("tree/1/2/3/4/5/6/7/unlike", NULL);
	expect_resource("beside/unlike", NULL);
}

Test(path, an_installed_program_finds_its_prefix) {
	make("usr/share/unlike/platforms/a.json");
	expect_resource("usr/bin/unlike", "usr/share/unlike/platforms/a.json");
	expect_resource("opt/bin/unlike", NULL);
}

Test(path, the_source_tree_wins_and_the_prefix_helps_out) {
	make("tree/meson.build");
	make("tree/platforms/b.json");
	make("tree/share/unlike/platforms/a.json");
	expect_resource("tree/bin/unlike", "tree/share/unlike/platforms/a.json");
	make("tree/platforms/a.json");
	expect_resource("tree/bin/unlike", "tree/platforms/a.json");
}

Test(path, what_is_nowhere_is_an_error_that_names_both_places) {
	make("tree/meson.build");
	make("tree/platforms/b.json");
	expect_resource("tree/bin/unlike", NULL);
	cr_expect_not_null(strstr(err.msg, "/tree/platforms/a.json"));
	cr_expect_not_null(strstr(err.msg, "/tree/share/unlike/platforms/a.json"));
	char *path = NULL;
	cr_expect_not(path_resource("no/such.file", &path, &err));
	cr_expect_not_null(strstr(err.msg, "share/unlike/no/such.file"));
	cr_expect_null(path);
}

Test(path, a_program_at_the_root_does_not_confuse_the_search) {
	char *path = NULL;
	cr_expect_not(path_resource_for("/unlike", "no/such.file", &path, &err));
	cr_expect_not(path_resource_for("/bin/unlike", "no/such.file", &path, &err));
	cr_expect_not_null(strstr(err.msg, "/share/unlike/no/such.file"));
	cr_expect_null(strstr(err.msg, "//"));
}

/* Not for root, whom no mode keeps out: as somebody else then. */
static void without_privileges(bool on) {
	if (getuid() == 0) {
		cr_assert_eq(seteuid(on ? 65534 : 0), 0);
	}
}

static void set_mode(const char *name, mode_t mode) {
	char *path = path_join(folder, name);
	cr_assert_eq(chmod(path, mode), 0);
	free(path);
}

static void expect_unreadable(const char *program, const char *place, const char *why) {
	char *from = path_join(folder, program), *path = NULL;
	char *whole = path_join(folder, place);
	without_privileges(true);
	const bool found = path_resource_for(from, "platforms/a.json", &path, &err);
	without_privileges(false);
	cr_assert_not(found, "%s", path);
	cr_expect_not_null(strstr(err.msg, "cannot be read"), "%s", err.msg);
	cr_expect_not_null(strstr(err.msg, whole), "%s", err.msg);
	cr_expect_not_null(strstr(err.msg, why), "%s", err.msg);
	cr_expect_null(strstr(err.msg, "is not there"), "%s", err.msg);
	cr_expect_null(path);
	free(whole);
	free(from);
}

Test(path, what_cannot_be_looked_into_is_not_called_missing) {
	make("usr/share/unlike/platforms/a.json");
	make("tree/meson.build");
	make("tree/platforms/a.json");
	make("looped/bin/unlike");
	static const char *const open[] = { ".", "usr", "usr/share", "tree", "looped",
		"looped/bin" };
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		set_mode(open[i], 0755);
	}
	set_mode("usr/share/unlike", 0);
	set_mode("tree/platforms", 0);
	char *link = path_join(folder, "looped/share");
	cr_assert_eq(symlink("share", link), 0);
	free(link);
	expect_unreadable("usr/bin/unlike", "usr/share/unlike/platforms/a.json", strerror(EACCES));
	expect_unreadable("tree/build/unlike", "tree/platforms", strerror(EACCES));
	expect_unreadable("looped/bin/unlike", "looped/share/unlike/platforms/a.json",
			strerror(ELOOP));
	set_mode("usr/share/unlike", 0700);
	set_mode("tree/platforms", 0700);
}
