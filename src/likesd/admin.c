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
#define LINE_MAX_BYTES 256
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

/* An answer is far smaller than a socket's buffer: one send takes it all. */
static void answer(const struct guest *guest, const char *text) {
	(void)send(guest->fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void run_command(const struct guest *guest, const char *line) {
	static const char user_add[] = "user add ";
	char text[ANSWER_MAX_BYTES];
	if (strncmp(line, user_add, sizeof user_add - 1) != 0) {
		answer(guest, "error input this likesd does not know that command\n");
		return;
	}
	struct err err = { 0 };
	char token[LIKESD_TOKEN_TEXT];
	if (likesd_user_add(guest->admin->likesd, line + sizeof user_add - 1, token, &err)) {
		snprintf(text, sizeof text, "ok %s\n", token);
		secret_wipe(token, sizeof token);
	} else {
		snprintf(text, sizeof text, "error %s %s\n", err_code_name(err.code), err.msg);
	}
	answer(guest, text);
	secret_wipe(text, sizeof text);
}

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
