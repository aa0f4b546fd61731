#include "admin.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unix_socket.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"

#define GUESTS_MAX 8
#define LINE_MAX_BYTES 512
#define ANSWER_MAX_BYTES 512
#define GUEST_PATIENCE (5 * MSEC_PER_SEC)

struct guest {
	struct admin *admin; /* foreign */
	int fd; /* own; −1: a free seat */
	struct loop_timer *timer;
	char line[LINE_MAX_BYTES];
	size_t len;
};

struct admin {
	struct loop *loop; /* foreign */
	struct likesd *likesd; /* foreign */
	const struct clock *clock; /* foreign */
	char *path; /* own */
	int fd; /* own */
	struct guest guests[GUESTS_MAX];
};

static char *socket_path(const char *db_path) {
	return xasprintf("%s.sock", db_path);
}

static void guest_leave(struct guest *guest) {
	loop_remove_fd(guest->admin->loop, guest->fd);
	loop_cancel_timer(guest->admin->loop, guest->timer);
	guest->timer = NULL;
	close(guest->fd);
	guest->fd = -1;
}

static void on_guest_late(void *data) {
	struct guest *guest = data;
	guest->timer = NULL;
	guest_leave(guest);
}

/* An answer is smaller than a socket's buffer: one send takes it all. */
static void answer(const struct guest *guest, const char *text) {
	(void)send(guest->fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* --- what can be asked for ------------------------------------------------------------------- */

static void answer_error(const struct guest *guest, const struct err *err) {
	char text[ANSWER_MAX_BYTES];
	snprintf(text, sizeof text, "error %s %s\n", err_code_name(err->code), err->msg);
	answer(guest, text);
}

static void not_known(const struct guest *guest) {
	answer(guest, "error input this likesd does not know that command\n");
}

/* What follows `word` and '='; NULL: it is another word. */
static const char *value_of(const char *text, const char *word) {
	const size_t len = strlen(word);
	return strncmp(text, word, len) == 0 && text[len] == '=' ? text + len + 1 : NULL;
}

static bool read_word(const char *text, struct likesd_user *user) {
	const char *value = NULL;
	if ((value = value_of(text, "tier")) != NULL) {
		const int tier = likesd_tier_of(value);
		user->tier_given = true;
		user->tier = tier >= 0 ? (enum platform_tier)tier : PLATFORM_ORDINARY;
		return tier >= 0;
	}
	if ((value = value_of(text, "device")) != NULL) {
		user->device = value;
	} else if ((value = value_of(text, "network")) != NULL) {
		user->network = value;
	} else if (strcmp(text, "moderator") == 0) {
		user->moderator = true;
	} else {
		return false;
	}
	return true;
}

static void run_user_add(const struct guest *guest, char *words) {
	char *rest = words;
	struct likesd_user user = { .name = strsep(&rest, " ") };
	while (rest != NULL) {
		if (!read_word(strsep(&rest, " "), &user)) {
			not_known(guest);
			return;
		}
	}
	struct err err = { 0 };
	char text[ANSWER_MAX_BYTES];
	char token[LIKESD_TOKEN_TEXT];
	if (!likesd_user_add(guest->admin->likesd, &user, token, &err)) {
		answer_error(guest, &err);
		return;
	}
	snprintf(text, sizeof text, "ok %s\n", token);
	secret_wipe(token, sizeof token);
	answer(guest, text);
	secret_wipe(text, sizeof text);
}

static void run_review_list(const struct guest *guest, char *words) {
	struct err err = { 0 };
	struct buf text;
	if (words[0] != '\0') {
		not_known(guest);
		return;
	}
	buf_init(&text, BUF_UNLIMITED);
	buf_add_str(&text, "ok\n");
	if (likesd_review_list(guest->admin->likesd, &text, &err)) {
		answer(guest, text.data);
	} else {
		answer_error(guest, &err);
	}
	buf_finish(&text);
}

static void decide(const struct guest *guest, const char *id, const char *why_or_null) {
	struct err err = { 0 };
	if (likesd_review_decide(guest->admin->likesd, id, why_or_null, &err)) {
		answer(guest, "ok\n");
	} else {
		answer_error(guest, &err);
	}
}

static void run_review_approve(const struct guest *guest, char *words) {
	decide(guest, words, NULL);
}

static void run_review_reject(const struct guest *guest, char *words) {
	char *why = words;
	const char *id = strsep(&why, " ");
	decide(guest, id, why != NULL ? why : "");
}

static void run_command(const struct guest *guest, char *line) {
	static const struct {
		const char *words;
		void (*run)(const struct guest *guest, char *words);
	} commands[] = {
		{ "user add ", run_user_add },
		{ "review list", run_review_list },
		{ "review approve ", run_review_approve },
		{ "review reject ", run_review_reject },
	};
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		const size_t len = strlen(commands[i].words);
		if (strncmp(line, commands[i].words, len) == 0) {
			commands[i].run(guest, line + len);
			return;
		}
	}
	not_known(guest);
}

/* --- guests ---------------------------------------------------------------------------------- */

static void on_guest(int fd, short revents, void *data) {
	(void)revents;
	struct guest *guest = data;
	assert(fd == guest->fd);
	size_t room = sizeof guest->line - 1 - guest->len;
	ssize_t n = recv(fd, guest->line + guest->len, room, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	if (n > 0) {
		guest->len += (size_t)n;
		guest->line[guest->len] = '\0';
		char *end = strchr(guest->line, '\n');
		if (end == NULL && guest->len < sizeof guest->line - 1) {
			return;
		}
		if (end != NULL) {
			*end = '\0';
			run_command(guest, guest->line);
		}
	}
	guest_leave(guest);
}

/* The file's mode says so already; this says it again where a file system knows no modes. */
static bool is_ours(int fd) {
	struct ucred peer;
	socklen_t len = sizeof peer;
	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
			(peer.uid == geteuid() || peer.uid == 0);
}

static void on_knock(int listen_fd, short revents, void *data) {
	(void)revents;
	struct admin *admin = data;
	int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0) {
		return;
	}
	size_t seat = 0;
	while (seat < GUESTS_MAX && admin->guests[seat].fd >= 0) {
		seat++;
	}
	if (seat == GUESTS_MAX || !is_ours(fd)) {
		close(fd);
		return;
	}
	struct guest *guest = &admin->guests[seat];
	guest->fd = fd;
	guest->len = 0;
	loop_add_fd(admin->loop, fd, POLLIN, on_guest, guest);
	guest->timer = loop_add_timer(admin->loop, clock_mono(admin->clock) + GUEST_PATIENCE,
			on_guest_late, guest);
}

struct admin *admin_create(const char *db_path, struct loop *loop, struct likesd *likesd,
		const struct clock *clock, struct err *reterr) {
	char *path = socket_path(db_path);
	int fd = -1;
	if (!unix_socket_listen(path, &fd, reterr)) {
		free(path);
		return NULL;
	}
	struct admin *admin = xcalloc(1, sizeof *admin);
	*admin = (struct admin){
		.loop = loop, .likesd = likesd, .clock = clock, .path = path, .fd = fd
	};
	for (size_t i = 0; i < GUESTS_MAX; i++) {
		admin->guests[i].admin = admin;
		admin->guests[i].fd = -1;
	}
	loop_add_fd(loop, fd, POLLIN, on_knock, admin);
	return admin;
}

void admin_destroy(struct admin *admin) {
	if (admin == NULL) {
		return;
	}
	for (size_t i = 0; i < GUESTS_MAX; i++) {
		if (admin->guests[i].fd >= 0) {
			guest_leave(&admin->guests[i]);
		}
	}
	loop_remove_fd(admin->loop, admin->fd);
	unlink(admin->path);
	close(admin->fd);
	free(admin->path);
	free(admin);
}
