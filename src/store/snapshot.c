#include "snapshot_inner.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema.h"
#include "unlike/base/file.h"
#include "unlike/base/mem.h"

static const char *const statement_sql[SNAPSHOT_STATEMENT_COUNT] = {
#define X(name, sql) [name] = sql,
	SNAPSHOT_STATEMENTS(X)
#undef X
};

static const struct db_spec spec = {
	.what = "the snapshot",
	.kind = "the snapshot of unlike",
	.application_id = SCHEMA_SNAPSHOT_ID,
	.steps = schema_snapshot,
	.n_steps = SCHEMA_SNAPSHOT_STEPS,
	.journal = "wal",
	.pragmas = "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
		   "PRAGMA temp_store = MEMORY;",
	.sql = statement_sql,
	.n_sql = SNAPSHOT_STATEMENT_COUNT,
	/* A larger one is checked only after it was met damaged: ten thousand likes must not wait
	 * for that at every start. */
	.check_bytes = 1 << 20,
	.advice = "It is set aside and fetched again at the next start.",
};

/* The file and its companions together: a log beside another file damages that one. */
static bool set_aside(struct snapshot *s, const char *path, char **ret, struct err *reterr) {
	static const char *const tails[] = { "-wal", "-shm", "" };
	const long long now = (long long)clock_wall(s->clock);
	char *aside = xasprintf("%s.damaged-%lld", path, now);
	for (int i = 1; file_exists(aside); i++) {
		free(aside);
		aside = xasprintf("%s.damaged-%lld-%d", path, now, i);
	}
	bool ok = true;
	for (size_t i = 0; ok && i < sizeof(tails) / sizeof(tails[0]); i++) {
		char *from = xasprintf("%s%s", path, tails[i]);
		char *to = xasprintf("%s%s", aside, tails[i]);
		if (rename(from, to) != 0 && (errno != ENOENT || tails[i][0] == '\0')) {
			ok = err_set_errno(reterr, ERR_IO, errno, "setting %s aside", from);
		}
		free(from);
		free(to);
	}
	if (!ok) {
		free(aside);
		return false;
	}
	*ret = aside;
	return true;
}

static bool open_or_renew(
		struct snapshot *s, const char *path, char **ret_set_aside, struct err *reterr) {
	const bool suspect = s->suspect != NULL && file_exists(s->suspect);
	bool damaged = false;
	bool ok = db_open(&s->db, &spec, path, suspect, &damaged, reterr);
	char *aside = NULL;
	if (!ok && damaged) {
		ok = set_aside(s, path, &aside, reterr) &&
				db_open(&s->db, &spec, path, false, &damaged, reterr);
	}
	if (ok && suspect) {
		unlink(s->suspect);
	}
	*ret_set_aside = aside;
	return ok;
}

struct snapshot *snapshot_open(const char *path, const struct clock *clock, char **ret_set_aside,
		struct err *reterr) {
	assert(path != NULL && clock != NULL);
	struct snapshot *s = xmalloc(sizeof(*s));
	*s = (struct snapshot){ .clock = clock };
	if (strcmp(path, ":memory:") != 0) {
		s->suspect = xasprintf("%s.suspect", path);
	}
	if (!open_or_renew(s, path, ret_set_aside, reterr)) {
		free(s->suspect);
		free(s);
		return NULL;
	}
	return s;
}

void snapshot_close(struct snapshot *snapshot) {
	if (snapshot == NULL) {
		return;
	}
	if (snapshot->db.damaged && snapshot->suspect != NULL) {
		const int fd = open(snapshot->suspect, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		if (fd >= 0) {
			close(fd);
		}
	}
	db_close(&snapshot->db);
	free(snapshot->suspect);
	free(snapshot);
}

bool snapshot_account(struct snapshot *s, const char *name, int64_t *ret, bool *ret_found,
		struct err *reterr) {
	assert(name != NULL);
	return db_number(&s->db, db_start(&s->db, SNAPSHOT_ACCOUNT, DB_VALUES(db_text(name))), ret,
			ret_found, reterr);
}

bool snapshot_need_account(struct snapshot *s, const char *name, int64_t *ret, struct err *reterr) {
	bool found = false;
	if (!snapshot_account(s, name, ret, &found, reterr)) {
		return false;
	}
	if (found) {
		return true;
	}
	if (!db_do(&s->db, SNAPSHOT_ADD_ACCOUNT, DB_VALUES(db_text(name)), reterr)) {
		return false;
	}
	*ret = db_last_id(&s->db);
	return true;
}

bool snapshot_info(struct snapshot *s, const char *account, struct snapshot_info *ret,
		struct err *reterr) {
	sqlite3_stmt *statement = db_start(&s->db, SNAPSHOT_INFO, DB_VALUES(db_text(account)));
	bool row = false;
	if (!db_row(&s->db, statement, &row, reterr)) {
		return false;
	}
	*ret = (struct snapshot_info){ 0 };
	if (row) {
		*ret = (struct snapshot_info){
			.count = db_column_int(statement, 0),
			.gone = db_column_int(statement, 1),
			.fetched_at = db_column_int(statement, 2),
			.as_of = db_column_int(statement, 3),
			.walk = db_column_int(statement, 4),
		};
		db_end(statement);
	}
	return true;
}

/* Of an account nothing is known of, nothing is to be removed. */
static bool remove_from(struct snapshot *s, const char *account,
		const enum snapshot_statement *statements, size_t n, struct err *reterr) {
	if (!db_begin(&s->db, reterr)) {
		return false;
	}
	int64_t id = 0;
	bool found = false;
	bool ok = snapshot_account(s, account, &id, &found, reterr);
	for (size_t i = 0; ok && found && i < n; i++) {
		ok = db_do(&s->db, statements[i], DB_VALUES(db_int(id)), reterr);
	}
	return db_finish(&s->db, ok, reterr);
}

bool snapshot_put_away(struct snapshot *s, const char *account, struct err *reterr) {
	static const enum snapshot_statement statements[] = { SNAPSHOT_PUT_AWAY };
	return remove_from(s, account, statements, 1, reterr);
}

bool snapshot_forget(struct snapshot *s, const char *account, struct err *reterr) {
	static const enum snapshot_statement statements[] = { SNAPSHOT_REMOVE_ROWS,
		SNAPSHOT_REMOVE_TOMBSTONES, SNAPSHOT_REMOVE_ACCOUNT };
	return remove_from(s, account, statements, 3, reterr);
}
