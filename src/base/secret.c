#include "unlike/base/secret.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unlike/base/mem.h"

_Static_assert(SECRET_SHA256_BYTES == crypto_hash_sha256_BYTES, "length of SHA-256");

bool secret_init(struct err *reterr) {
	if (sodium_init() < 0) {
		return err_set(reterr, ERR_IO,
				"libsodium cannot start: no randomness from the kernel");
	}
	return true;
}

void secret_random(void *bytes, size_t len) {
	randombytes_buf(bytes, len);
}

void secret_sha256(const void *bytes, size_t len, uint8_t ret[static SECRET_SHA256_BYTES]) {
	crypto_hash_sha256(ret, bytes, len);
}

bool secret_equal(const void *a, const void *b, size_t len) {
	return sodium_memcmp(a, b, len) == 0;
}

void secret_wipe(void *bytes, size_t len) {
	sodium_memzero(bytes, len);
}

void secret_free(char *text) {
	if (text != NULL) {
		secret_wipe(text, strlen(text));
		free(text);
	}
}

void secret_hex(const void *bytes, size_t len, char *ret) {
	sodium_bin2hex(ret, 2 * len + 1, bytes, len);
}

bool secret_unhex(const char *text, void *ret, size_t len) {
	/* libsodium writes as it goes: what is refused must not be half written. */
	if (strlen(text) != 2 * len || strspn(text, "0123456789abcdefABCDEF") != 2 * len) {
		return false;
	}
	size_t written = 0;
	return sodium_hex2bin(ret, len, text, 2 * len, NULL, &written, NULL) == 0 && written == len;
}

void secret_forbid_core(void) {
	const struct rlimit none = { 0, 0 };
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static bool check_private(int fd, const char *path, struct err *reterr) {
	struct stat st;
	if (fstat(fd, &st) != 0) {
		return err_set_errno(reterr, ERR_IO, errno, "%s", path);
	}
	if (!S_ISREG(st.st_mode)) {
		return err_set(reterr, ERR_INPUT, "%s is not a regular file", path);
	}
	if (st.st_uid != geteuid()) {
		return err_set(reterr, ERR_INPUT, "%s belongs to someone else: chown %u '%s'", path,
				(unsigned)geteuid(), path);
	}
	if ((st.st_mode & 077) != 0) {
		return err_set(reterr, ERR_INPUT,
				"%s can be read or written by others: chmod 600 '%s'", path, path);
	}
	return true;
}

static int open_private(const char *path, struct err *reterr) {
	/* O_NONBLOCK: a FIFO must not hold the program; it is refused in a moment. */
	const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0) {
		return fd;
	}
	if (errno == ELOOP) {
		err_set(reterr, ERR_INPUT, "%s is a symbolic link: name the file it leads to",
				path);
	} else {
		const bool input = errno == ENOENT || errno == ENOTDIR || errno == EACCES;
		err_set_errno(reterr, input ? ERR_INPUT : ERR_IO, errno, "%s", path);
	}
	return -1;
}

static bool read_up_to(int fd, const char *path, char *bytes, size_t room, size_t *ret,
		struct err *reterr) {
	size_t len = 0;
	while (len < room) {
		const ssize_t n = read(fd, bytes + len, room - len);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			return err_set_errno(reterr, ERR_IO, errno, "%s", path);
		}
		if (n == 0) {
			break;
		}
		len += (size_t)n;
	}
	*ret = len;
	return true;
}

/* The length of the first line of `bytes`, without its end. */
static bool measure_line(const char *bytes, size_t len, size_t max_bytes, const char *path,
		size_t *ret, struct err *reterr) {
	const char *newline = memchr(bytes, '\n', len);
	size_t line = newline != NULL ? (size_t)(newline - bytes) : len;
	if (line > 0 && bytes[line - 1] == '\r') {
		line--;
	}
	if (line == 0) {
		return err_set(reterr, ERR_INPUT, "%s: the first line is empty", path);
	}
	if (line > max_bytes) {
		return err_set(reterr, ERR_INPUT, "%s: the first line is longer than %zu bytes",
				path, max_bytes);
	}
	if (memchr(bytes, '\0', line) != NULL) {
		return err_set(reterr, ERR_INPUT, "%s: a NUL byte in the first line", path);
	}
	*ret = line;
	return true;
}

bool secret_read_file(const char *path, size_t max_bytes, char **ret, struct err *reterr) {
	assert(max_bytes > 0);
	const int fd = open_private(path, reterr);
	if (fd < 0) {
		return false;
	}
	const size_t room = max_bytes + 2; /* with its CR and LF */
	char *bytes = xmalloc(room);
	size_t len = 0, line = 0;
	const bool ok = check_private(fd, path, reterr) &&
			read_up_to(fd, path, bytes, room, &len, reterr) &&
			measure_line(bytes, len, max_bytes, path, &line, reterr);
	if (ok) {
		*ret = xstrndup(bytes, line);
	}
	secret_wipe(bytes, room);
	free(bytes);
	close(fd);
	return ok;
}

const char *secret_library(void) {
	return sodium_version_string();
}
