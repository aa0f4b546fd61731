#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "admin.h"
#include "unix_socket.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"

#define ANSWER_MAX_BYTES 512
/* A sample of a million rows takes seconds. */
#define PATIENCE_SECONDS 120

static bool ask(int fd, const char *name, char answer[static ANSWER_MAX_BYTES],
		struct err *reterr) {
	struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	char *line = xasprintf("user add %s\n", name);
	ssize_t sent = send(fd, line, strlen(line), MSG_NOSIGNAL);
	bool whole = sent == (ssize_t)strlen(line);
	free(line);
	size_t len = 0;
	ssize_t n = whole ? 1 : 0;
	while (n > 0 && len < ANSWER_MAX_BYTES - 1) {
		n = recv(fd, answer + len, ANSWER_MAX_BYTES - 1 - len, 0);
		if (n < 0 && errno == EINTR) {
			n = 1;
			continue;
		}
		len += n > 0 ? (size_t)n : 0;
	}
	answer[len] = '\0';
	char *end = strchr(answer, '\n');
	if (end == NULL) {
		return err_set(reterr, ERR_TIMEOUT,
				"the running likesd has not answered; whether the account was made "
				"is not known");
	}
	*end = '\0';
	return true;
}

/* "error CODE SENTENCE" back to what it was. */
static bool read_error(const char *answer, struct err *reterr) {
	static const char error[] = "error ";
	if (strncmp(answer, error, sizeof error - 1) != 0) {
		return err_set(reterr, ERR_PROTOCOL, "the running likesd gives no clear answer");
	}
	const char *name = answer + sizeof error - 1;
	size_t len = strcspn(name, " ");
	const char *sentence = name[len] == ' ' ? name + len + 1 : name + len;
	for (int code = ERR_NONE + 1; code < ERR_CODE_COUNT; code++) {
		const char *known = err_code_name((enum err_code)code);
		if (strlen(known) == len && memcmp(known, name, len) == 0) {
			return err_set(reterr, (enum err_code)code, "%s", sentence);
		}
	}
	return err_set(reterr, ERR_SERVER, "%s", sentence);
}

static bool read_answer(const char *answer, char ret_token[LIKESD_TOKEN_TEXT], struct err *reterr) {
	static const char ok[] = "ok ";
	if (strncmp(answer, ok, sizeof ok - 1) != 0) {
		return read_error(answer, reterr);
	}
	const char *token = answer + sizeof ok - 1;
	if (strlen(token) == 0 || strlen(token) >= LIKESD_TOKEN_TEXT) {
		return err_set(reterr, ERR_PROTOCOL, "the running likesd gives no clear answer");
	}
	memcpy(ret_token, token, strlen(token) + 1);
	return true;
}

bool admin_user_add(const char *db_path, const char *name, char ret_token[LIKESD_TOKEN_TEXT],
		bool *ret_reached, struct err *reterr) {
	/* The name is one word of one line; what it may be made of the daemon knows. */
	if (strlen(name) > 64 || strpbrk(name, "\n\r") != NULL) {
		return err_set(reterr, ERR_INPUT, "that is not a name for an account");
	}
	char *path = xasprintf("%s.sock", db_path);
	int fd = -1;
	bool fine = unix_socket_connect(path, &fd, reterr);
	free(path);
	if (!fine || fd < 0) {
		*ret_reached = false;
		return fine;
	}
	*ret_reached = true;
	char answer[ANSWER_MAX_BYTES];
	fine = ask(fd, name, answer, reterr) && read_answer(answer, ret_token, reterr);
	secret_wipe(answer, sizeof answer);
	close(fd);
	return fine;
}
