#include "fixture.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unlike/base/file.h"

void fixture_open(struct fixture *f, const char *name) {
	*f = (struct fixture){ .fake = { .mono = 0, .wall = START } };
	snprintf(f->folder, sizeof(f->folder), "/tmp/unlike-store-XXXXXX");
	cr_assert_not_null(mkdtemp(f->folder));
	snprintf(f->path, sizeof(f->path), "%s/%s", f->folder, name);
	f->clock = clock_fake(&f->fake);
	f->rng = rng_seeded(&f->seed, 1);
}

void fixture_close(struct fixture *f) {
	struct err err;
	cr_assert(file_remove_tree(f->folder, &err), "%s", err.msg);
}

struct outbox *must_outbox(struct fixture *f) {
	struct err err = { 0 };
	struct outbox *o = outbox_open(f->path, &f->clock, &f->rng, &err);
	cr_assert_not_null(o, "%s", err.msg);
	return o;
}

struct snapshot *must_snapshot(struct fixture *f) {
	struct err err = { 0 };
	char *aside = NULL;
	struct snapshot *s = snapshot_open(f->path, &f->clock, &aside, &err);
	cr_assert_not_null(s, "%s", err.msg);
	cr_assert_null(aside, "set aside to %s", aside);
	return s;
}

int64_t must_add(struct outbox *o, const char *account, const char *item, bool want,
		enum outbox_added wanted) {
	const struct intent_request request = {
		.account = account,
		.item = item,
		.want = want,
		.title = "A title of some length, to fill pages.",
		.undo_window = WINDOW,
	};
	struct err err = { 0 };
	enum outbox_added added = OUTBOX_ADDED_COUNT;
	int64_t id = 0;
	cr_assert(outbox_add(o, &request, &added, &id, &err), "%s", err.msg);
	cr_assert_eq(added, wanted);
	return id;
}

void must_move(struct outbox *o, int64_t id, enum intent_state from, enum intent_state to,
		const struct intent_change *change_or_null) {
	struct err err = { 0 };
	cr_assert(outbox_move(o, id, from, to, change_or_null, &err), "%s", err.msg);
}

struct intent must_find(struct outbox *o, int64_t id) {
	struct err err = { 0 };
	struct intent intent = { 0 };
	bool found = false;
	cr_assert(outbox_find(o, id, &intent, &found, &err), "%s", err.msg);
	cr_assert(found);
	return intent;
}

static sqlite3 *open_behind(const char *path) {
	sqlite3 *db = NULL;
	cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
			SQLITE_OK);
	return db;
}

void run_behind(const char *path, const char *sql) {
	sqlite3 *db = open_behind(path);
	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
	cr_assert_eq(sqlite3_close(db), SQLITE_OK);
}

int64_t ask(sqlite3 *db, const char *sql) {
	sqlite3_stmt *statement = NULL;
	cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s",
			sqlite3_errmsg(db));
	cr_assert_eq(sqlite3_step(statement), SQLITE_ROW, "%s", sqlite3_errmsg(db));
	const int64_t answer = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return answer;
}

int64_t ask_behind(const char *path, const char *sql) {
	sqlite3 *db = open_behind(path);
	const int64_t answer = ask(db, sql);
	cr_assert_eq(sqlite3_close(db), SQLITE_OK);
	return answer;
}

bool is_sound(const char *path) {
	return ask_behind(path, "SELECT integrity_check = 'ok' FROM pragma_integrity_check") == 1;
}

void explain(const char *path, const char *sql, char *ret, size_t size) {
	sqlite3 *db = open_behind(path);
	sqlite3_stmt *statement = NULL;
	char whole[4096];
	snprintf(whole, sizeof(whole), "EXPLAIN QUERY PLAN %s", sql);
	cr_assert_eq(sqlite3_prepare_v2(db, whole, -1, &statement, NULL), SQLITE_OK, "%s",
			sqlite3_errmsg(db));
	size_t len = 0;
	ret[0] = '\0';
	while (sqlite3_step(statement) == SQLITE_ROW && len < size) {
		len += (size_t)snprintf(ret + len, size - len, "%s\n",
				(const char *)sqlite3_column_text(statement, 3));
	}
	sqlite3_finalize(statement);
	cr_assert_eq(sqlite3_close(db), SQLITE_OK);
}

void damage(const char *path, long offset, size_t len) {
	FILE *file = fopen(path, "r+b");
	cr_assert_not_null(file);
	cr_assert_eq(fseek(file, offset, SEEK_SET), 0);
	for (size_t i = 0; i < len; i++) {
		cr_assert_neq(fputc(0xa5, file), EOF);
	}
	cr_assert_eq(fclose(file), 0);
}

char *read_whole(const char *path, size_t *ret_len) {
	struct buf buf;
	struct err err = { 0 };
	cr_assert(file_read(path, (size_t)1 << 28, &buf, &err), "%s", err.msg);
	char *bytes = buf_take(&buf, ret_len);
	return bytes;
}

void expect_bytes(const char *path, const char *bytes, size_t len) {
	size_t now_len = 0;
	char *now = read_whole(path, &now_len);
	cr_assert_eq(now_len, len, "%s", path);
	cr_assert_eq(memcmp(now, bytes, len), 0, "%s", path);
	free(now);
}

void expect_in_child(int (*work)(void)) {
	const pid_t child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		_exit(work());
	}
	int status = 0;
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert_eq(status, 0, "step %d", WEXITSTATUS(status));
}

void run_and_kill(void (*work)(int fd), size_t commits) {
	int ends[2];
	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	const pid_t child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		close(ends[0]);
		work(ends[1]);
		_exit(0);
	}
	close(ends[1]);
	char byte;
	for (size_t i = 0; i < commits; i++) {
		cr_assert_eq(read(ends[0], &byte, 1), 1, "the child ended by itself");
	}
	cr_assert_eq(kill(child, SIGKILL), 0);
	int status = 0;
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFSIGNALED(status));
	close(ends[0]);
}
