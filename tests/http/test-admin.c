#include "admin.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "likesd_fixture.h"
#include "unix_socket.h"
#include "unlike/base/file.h"
#include "unlike/base/mem.h"

/* The admin socket in this process, on a clock that the test moves. */
struct world {
	struct likesd_fixture fixture;
	struct loop *loop;
	struct admin *admin;
	char folder[40];
	char *db_path, *place;
};

static void start(struct world *world) {
	memset(world, 0, sizeof *world);
	likesd_fixture_open(&world->fixture, NULL);
	snprintf(world->folder, sizeof world->folder, "/tmp/likesd-test-XXXXXX");
	cr_assert_not_null(mkdtemp(world->folder));
	world->db_path = xasprintf("%s/db", world->folder);
	world->place = xasprintf("%s/db.sock", world->folder);
	world->loop = loop_create(&world->fixture.clock);
	struct err err = { 0 };
	world->admin = admin_create(world->db_path, world->loop, world->fixture.likesd,
			&world->fixture.clock, &err);
	cr_assert_not_null(world->admin, "%s", err.msg);
}

static void finish(struct world *world) {
	admin_destroy(world->admin);
	cr_assert_not(file_exists(world->place), "the socket is left");
	loop_destroy(world->loop);
	likesd_fixture_close(&world->fixture);
	file_remove_tree(world->folder, NULL);
	free(world->db_path);
	free(world->place);
}

static int guest(const struct world *world) {
	int fd = -1;
	cr_assert(unix_socket_connect(world->place, &fd, NULL));
	cr_assert_geq(fd, 0);
	return fd;
}

static void turn(struct world *world, int times) {
	struct loop_waiter waiter = likesd_fixture_waiter(&world->fixture);
	for (int i = 0; i < times; i++) {
		cr_assert(loop_turn(world->loop, &waiter, NULL));
	}
}

/* What has come: −1 nothing, 0 the end. */
static ssize_t hear(int fd, char *text, size_t size) {
	ssize_t n = recv(fd, text, size - 1, MSG_DONTWAIT);
	text[n > 0 ? n : 0] = '\0';
	return n;
}

Test(admin, a_line_in_pieces_is_one_line) {
	struct world world;
	start(&world);
	int fd = guest(&world);
	const char *const pieces[] = { "us", "er add an", "na", "\n" };
	char text[200];
	turn(&world, 1);
	for (size_t i = 0; i < 4; i++) {
		cr_assert_eq(hear(fd, text, sizeof text), -1, "too early: %s", text);
		cr_assert_gt(send(fd, pieces[i], strlen(pieces[i]), 0), 0);
		turn(&world, 1);
	}
	cr_assert_gt(hear(fd, text, sizeof text), 40);
	cr_assert(strncmp(text, "ok ", 3) == 0 && strchr(text, '\n') != NULL, "%s", text);
	cr_assert_eq(hear(fd, text, sizeof text), 0);
	close(fd);
	finish(&world);
}

Test(admin, a_silent_guest_is_shown_the_door) {
	struct world world;
	start(&world);
	int fd = guest(&world);
	msec_t begin = clock_mono(&world.fixture.clock);
	char text[10];
	while (hear(fd, text, sizeof text) != 0) {
		turn(&world, 1);
		cr_assert_lt(clock_mono(&world.fixture.clock) - begin, 60000);
	}
	cr_assert_eq(clock_mono(&world.fixture.clock) - begin, 5000);
	close(fd);
	finish(&world);
}

Test(admin, more_guests_than_seats_are_turned_away_and_a_seat_is_free_again) {
	enum { SEATS = 8, MANY = 12 };
	struct world world;
	start(&world);
	int fds[MANY];
	char text[200];
	for (int i = 0; i < MANY; i++) {
		fds[i] = guest(&world);
		turn(&world, 1);
	}
	for (int i = 0; i < MANY; i++) {
		cr_assert_eq(hear(fds[i], text, sizeof text), i < SEATS ? -1 : 0, "guest %d", i);
	}
	close(fds[3]);
	turn(&world, 1);
	int fd = guest(&world);
	cr_assert_gt(send(fd, "user add anna\n", 14, 0), 0);
	turn(&world, 2);
	cr_assert_gt(hear(fd, text, sizeof text), 0);
	cr_assert(strncmp(text, "ok ", 3) == 0, "%s", text);
	close(fd);
	for (int i = 0; i < MANY; i++) {
		if (i != 3) {
			close(fds[i]);
		}
	}
	finish(&world);
}

Test(admin, guests_at_the_end_do_not_outlive_it) {
	struct world world;
	start(&world);
	int fd = guest(&world);
	turn(&world, 1);
	finish(&world);
	char text[10];
	cr_assert_eq(hear(fd, text, sizeof text), 0);
	close(fd);
}

Test(admin, a_second_one_beside_the_same_database_is_refused) {
	struct world world;
	start(&world);
	struct err err = { 0 };
	cr_assert_null(admin_create(world.db_path, world.loop, world.fixture.likesd,
			&world.fixture.clock, &err));
	cr_assert_eq(err.code, ERR_BUSY);
	finish(&world);
}

Test(admin, nobody_there_is_no_error) {
	char token[LIKESD_TOKEN_TEXT] = "untouched";
	bool reached = true;
	struct err err = { 0 };
	cr_assert(admin_user_add("/nonexistent/db", &(struct likesd_user){ .name = "anna" }, token,
				  &reached, &err),
			"%s", err.msg);
	cr_assert_not(reached);
	cr_assert_str_eq(token, "untouched");
}
