#include "unlike/base/secret.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unlike/base/file.h"
#include "unlike/base/path.h"

#define NOBODY 65534

static char folder[] = "/tmp/unlike-test-secret-XXXXXX";
static char *path;
static struct err err;

static void begin(void) {
	cr_assert(secret_init(&err));
	cr_assert_not_null(mkdtemp(folder));
	path = path_join(folder, "token");
}

static void end(void) {
	free(path);
	path = NULL;
	cr_assert(file_remove_tree(folder, NULL));
}

/* criterion leaves out .fini for a test that skips itself. */
static void skip_unless_root(void) {
	if (geteuid() != 0) {
		end();
		cr_skip("needs two users");
	}
}

TestSuite(secret, .init = begin, .fini = end);

static void put(const void *bytes, size_t len, mode_t mode) {
	cr_assert(file_write_atomic(path, bytes, len, mode, &err), "%s", err.msg);
}

static void put_text(const char *text) {
	put(text, strlen(text), 0600);
}

static void expect_refused(const char *hint) {
	char *text = (char *)"as it was";
	cr_expect_not(secret_read_file(path, 20, &text, &err));
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect_not_null(strstr(err.msg, hint), "'%s' is not in '%s'", hint, err.msg);
	cr_expect_str_eq(text, "as it was");
}

/* --- the file -------------------------------------------------------------------------------- */

Test(secret, the_first_line_is_read_without_its_end) {
	static const char *const files[] = { "s3cret", "s3cret\n", "s3cret\r\n", "s3cret\nmore\n",
		"s3cret\nand much more than twenty bytes of it\n" };
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *text = NULL;
		put_text(files[i]);
		cr_assert(secret_read_file(path, 20, &text, &err), "case %zu: %s", i, err.msg);
		cr_expect_str_eq(text, "s3cret", "case %zu", i);
		secret_free(text);
	}
}

Test(secret, a_line_may_be_as_long_as_asked_and_no_longer) {
	static const char *const fit[] = { "12345678901234567890", "12345678901234567890\r\n" };
	for (size_t i = 0; i < 2; i++) {
		char *text = NULL;
		put_text(fit[i]);
		cr_assert(secret_read_file(path, 20, &text, &err), "%s", err.msg);
		cr_expect_str_eq(text, "12345678901234567890");
		secret_free(text);
	}
	put_text("123456789012345678901");
	expect_refused("longer than 20 bytes");
	put_text("12345678901234567890\rX\n");
	expect_refused("longer than 20 bytes");
	put_text("1234567890123456789012345678901234567890\n");
	expect_refused("longer than 20 bytes");
}

Test(secret, an_empty_first_line_or_a_NUL_is_refused) {
	put_text("");
	expect_refused("empty");
	put_text("\nsecret\n");
	expect_refused("empty");
	put("a\0b", 3, 0600);
	expect_refused("NUL");
}

Test(secret, a_file_that_others_can_touch_is_refused_with_the_command_that_mends_it) {
	static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0610, 0601, 0644, 0777 };
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		put("x", 1, modes[i]);
		expect_refused("chmod 600 '/tmp/unlike-test-secret-");
	}
	static const mode_t fine[] = { 0600, 0400, 0700 };
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		char *text = NULL;
		put("x", 1, fine[i]);
		cr_expect(secret_read_file(path, 20, &text, &err));
		secret_free(text);
	}
}

Test(secret, a_link_is_refused_even_to_a_good_file) {
	put_text("x");
	char *target = path;
	path = path_join(folder, "link");
	cr_assert_eq(symlink(target, path), 0);
	expect_refused("symbolic link");
	free(target);
}

Test(secret, what_is_no_regular_file_is_refused_without_waiting) {
	cr_assert_eq(mkfifo(path, 0600), 0);
	expect_refused("regular");
	cr_assert_eq(unlink(path), 0);
	cr_assert_eq(mkdir(path, 0700), 0);
	expect_refused("regular");
}

Test(secret, a_missing_file_is_refused_by_name) {
	expect_refused(path);
}

Test(secret, the_file_of_someone_else_is_refused) {
	skip_unless_root();
	put_text("x");
	cr_assert_eq(chown(path, NOBODY, NOBODY), 0);
	/* root could read it: it is refused all the same */
	expect_refused("chown 0 '");
}

static int read_as_nobody(void) {
	const pid_t pid = fork();
	if (pid == 0) {
		char *text = NULL;
		if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)) {
			_exit(9);
		}
		const bool ok = secret_read_file(path, 20, &text, &err);
		_exit(ok ? 1 : (int)err.code + 10);
	}
	int status;
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

Test(secret, an_unprivileged_user_reads_their_own_file_and_no_other) {
	skip_unless_root();
	put_text("x");
	cr_assert_eq(chmod(folder, 0755), 0);
	cr_expect_eq(read_as_nobody(), (int)ERR_INPUT + 10);
	cr_assert_eq(chown(path, NOBODY, NOBODY), 0);
	cr_expect_eq(read_as_nobody(), 1);
}

/* --- hashing, comparing, hexadecimal --------------------------------------------------------- */

Test(secret, SHA_256_gives_the_published_digests) {
	static const struct {
		const char *text, *digest;
	} cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	};
	for (size_t i = 0; i < 2; i++) {
		uint8_t digest[SECRET_SHA256_BYTES];
		char hex[2 * SECRET_SHA256_BYTES + 1];
		secret_sha256(cases[i].text, strlen(cases[i].text), digest);
		secret_hex(digest, sizeof(digest), hex);
		cr_expect_str_eq(hex, cases[i].digest);
	}
}

Test(secret, hexadecimal_goes_there_and_back) {
	uint8_t bytes[16], back[16] = { 0 };
	char hex[33];
	secret_random(bytes, sizeof(bytes));
	secret_hex(bytes, sizeof(bytes), hex);
	cr_expect_eq(strlen(hex), 32);
	cr_expect_eq(strspn(hex, "0123456789abcdef"), 32);
	cr_assert(secret_unhex(hex, back, sizeof(back)));
	cr_expect(secret_equal(bytes, back, sizeof(bytes)));
	cr_expect(secret_unhex("", back, 0));
	cr_expect(secret_unhex("AbCd", back, 2));
	cr_expect_eq(back[0], 0xAB);
}

Test(secret, what_is_not_hexadecimal_is_refused_and_nothing_written) {
	static const char *const bad[] = { "", "a", "0102", "01020", "0102030", "01020304",
		"0102g3", "01 203", "0x0102", "01020\n", "010203\n" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint8_t bytes[3] = { 7, 7, 7 };
		cr_expect_not(secret_unhex(bad[i], bytes, 3), "'%s'", bad[i]);
		cr_expect(bytes[0] == 7 && bytes[1] == 7 && bytes[2] == 7, "'%s'", bad[i]);
	}
}

Test(secret, equal_means_every_byte) {
	cr_expect(secret_equal("abc", "abd", 2));
	cr_expect_not(secret_equal("abc", "abd", 3));
	cr_expect_not(secret_equal("xbc", "abc", 3));
	cr_expect(secret_equal("", "", 0));
}

Test(secret, random_bytes_differ_and_fill_the_whole) {
	uint8_t a[64] = { 0 }, b[64] = { 0 };
	secret_random(a, sizeof(a));
	secret_random(b, sizeof(b));
	cr_expect_neq(memcmp(a, b, sizeof(a)), 0);
	uint8_t seen[64] = { 0 };
	for (int round = 0; round < 20; round++) {
		secret_random(a, sizeof(a));
		for (size_t i = 0; i < sizeof(a); i++) {
			seen[i] |= a[i];
		}
	}
	cr_expect_null(memchr(seen, 0, sizeof(seen)));
}

Test(secret, wiping_leaves_zeros_and_NULL_may_be_freed) {
	char text[] = "secret";
	secret_wipe(text, sizeof(text));
	for (size_t i = 0; i < sizeof(text); i++) {
		cr_expect_eq(text[i], 0);
	}
	secret_free(NULL);
}

Test(secret, a_process_that_forbids_core_files_cannot_be_dumped) {
	secret_forbid_core();
	struct rlimit limit;
	cr_assert_eq(getrlimit(RLIMIT_CORE, &limit), 0);
	cr_expect_eq(limit.rlim_cur, 0);
	cr_expect_eq(limit.rlim_max, 0);
	cr_expect_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
}
