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

#define ANSWER_MAX_BYTES ((size_t)256 * 1024)
/* A sample of a million rows takes seconds. */
#define PATIENCE_SECONDS 120

/* All of the answer, until the other side's end. */
static bool ask(int fd, const char *line, struct buf *answer, struct err *reterr) {
	struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	ssize_t sent = send(fd, line, strlen(line), MSG_NOSIGNAL);
	ssize_t n = sent == (ssize_t)strlen(line) ? 1 : 0;
	char bytes[4096];
	while (n > 0) {
		n = recv(fd, bytes, sizeof bytes, 0);
		if (n < 0 && errno == EINTR) {
			n = 1;
			continue;
		}
		buf_add(answer, bytes, n > 0 ? (size_t)n : 0);
	}
	secret_wipe(bytes, sizeof bytes);
	if (answer->len == 0 || answer->data[answer->len - 1] != '\n') {
		return err_set(reterr, ERR_TIMEOUT,
				"the running likesd has not answered; whether it was done is not "
				"known");
	}
	return true;
}

/* "error CODE SENTENCE" back to what it was. */
static bool read_error(const char *answer, struct err *reterr) {
	static const char error[] = "error ";
	if (strncmp(answer, error, sizeof error - 1) != 0) {
		return err_set(reterr, ERR_PROTOCOL, "the running likesd gives no clear answer");
	}
	const char *name = answer + sizeof error - 1;
	size_t len = strcspn(name, " \n");
	const char *sentence = name[len] == ' ' ? name + len + 1 : name + len;
	const int words = (int)strcspn(sentence, "\n");
	for (int code = ERR_NONE + 1; code < ERR_CODE_COUNT; code++) {
		const char *known = err_code_name((enum err_code)code);
		if (strlen(known) == len && memcmp(known, name, len) == 0) {
			return err_set(reterr, (enum err_code)code, "%.*s", words, sentence);
		}
	}
	return err_set(reterr, ERR_SERVER, "%.*s", words, sentence);
}

/* The answer without its "ok" in `out`. */
static bool command(const char *db_path, const char *line, struct buf *out, bool *ret_reached,
		struct err *reterr) {
	char *path = xasprintf("%s.sock", db_path);
	int fd = -1;
	bool fine = unix_socket_connect(path, &fd, reterr);
	free(path);
	*ret_reached = fine && fd >= 0;
	if (!*ret_reached) {
		return fine;
	}
	struct buf answer;
	buf_init(&answer, ANSWER_MAX_BYTES);
	fine = ask(fd, line, &answer, reterr);
	close(fd);
	if (fine && strncmp(answer.data, "ok ", 3) != 0 && strncmp(answer.data, "ok\n", 3) != 0) {
		fine = read_error(answer.data, reterr);
	} else if (fine) {
		buf_add(out, answer.data + 3, answer.len - 3);
	}
	if (answer.len > 0) {
		secret_wipe(answer.data, answer.len);
	}
	buf_finish(&answer);
	return fine;
}

static bool read_token(
		const struct buf *answer, char ret_token[LIKESD_TOKEN_TEXT], struct err *reterr) {
	const size_t len = strcspn(answer->data, "\n");
	if (len == 0 || len >= LIKESD_TOKEN_TEXT || len + 1 != answer->len) {
		return err_set(reterr, ERR_PROTOCOL, "the running likesd gives no clear answer");
	}
	memcpy(ret_token, answer->data, len);
	ret_token[len] = '\0';
	return true;
}

/* One word of one line; what it may be made of the daemon knows. */
static bool is_word(const char *text_or_null) {
	return text_or_null == NULL ||
			(strlen(text_or_null) <= LIKESD_NAME_MAX &&
					strpbrk(text_or_null, " \n\r") == NULL);
}

static void add_word(struct buf *line, const char *name, const char *value_or_null) {
	if (value_or_null != NULL) {
		buf_printf(line, " %s=%s", name, value_or_null);
	}
}

bool admin_user_add(const char *db_path, const struct likesd_user *user,
		char ret_token[LIKESD_TOKEN_TEXT], bool *ret_reached, struct err *reterr) {
	if (!is_word(user->name)) {
		return err_set(reterr, ERR_INPUT, "that is not a name for an account");
	}
	if (!is_word(user->device) || !is_word(user->network)) {
		return err_set(reterr, ERR_INPUT, "that is not a name for a device or a network");
	}
	struct buf line, answer;
	buf_init(&line, BUF_UNLIMITED);
	buf_init(&answer, ANSWER_MAX_BYTES);
	buf_printf(&line, "user add %s", user->name);
	add_word(&line, "tier", user->tier_given ? platform_tier_name(user->tier) : NULL);
	add_word(&line, "device", user->device);
	add_word(&line, "network", user->network);
	buf_add_str(&line, user->moderator ? " moderator\n" : "\n");
	const bool fine = command(db_path, line.data, &answer, ret_reached, reterr) &&
			(!*ret_reached || read_token(&answer, ret_token, reterr));
	if (answer.len > 0) {
		secret_wipe(answer.data, answer.len);
	}
	buf_finish(&answer);
	buf_finish(&line);
	return fine;
}

bool admin_review_list(
		const char *db_path, struct buf *out, bool *ret_reached, struct err *reterr) {
	return command(db_path, "review list\n", out, ret_reached, reterr);
}

bool admin_review_decide(const char *db_path, const char *id, const char *why_or_null,
		bool *ret_reached, struct err *reterr) {
	if (!is_word(id)) {
		return err_set(reterr, ERR_INPUT, "that is not the id of a review");
	}
	if (why_or_null != NULL &&
			(strlen(why_or_null) > LIKESD_WHY_MAX ||
					strpbrk(why_or_null, "\n\r") != NULL)) {
		return err_set(reterr, ERR_INPUT, "a reason is one line of at most %d bytes",
				LIKESD_WHY_MAX);
	}
	char *line = why_or_null != NULL ? xasprintf("review reject %s %s\n", id, why_or_null)
					 : xasprintf("review approve %s\n", id);
	struct buf answer;
	buf_init(&answer, ANSWER_MAX_BYTES);
	const bool fine = command(db_path, line, &answer, ret_reached, reterr);
	buf_finish(&answer);
	free(line);
	return fine;
}
