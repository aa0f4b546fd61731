/*
 * A folder of its own, a clock that stands still, seeded random numbers. What cannot fail in a test
 * ends the test.
 */
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unlike/base/clock.h"
#include "unlike/base/rng.h"
#include "unlike/store/outbox.h"
#include "unlike/store/snapshot.h"

#define START INT64_C(1772355600000) /* 2026-03-01T09:00:00.000Z */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct fixture {
	char folder[64], path[96]; /* path: of the file in it */
	struct fake_clock fake;
	struct clock clock;
	struct seeded_rng seed;
	struct rng rng;
};

/* Must not move in memory afterwards. */
void fixture_open(struct fixture *f, const char *name);
void fixture_close(struct fixture *f);

struct outbox *must_outbox(struct fixture *f);
struct snapshot *must_snapshot(struct fixture *f);

#define WINDOW (10 * MSEC_PER_SEC)
/* A wish with this undo window, of which that becomes; its id. */
int64_t must_add(struct outbox *o, const char *account, const char *item, bool want,
		enum outbox_added wanted);
void must_move(struct outbox *o, int64_t id, enum intent_state from, enum intent_state to,
		const struct intent_change *change_or_null);
/* The caller finishes it. */
struct intent must_find(struct outbox *o, int64_t id);

/* Runs SQL on the file behind everyone's back. */
void run_behind(const char *path, const char *sql);
int64_t ask_behind(const char *path, const char *sql);
/* The first column of the first row, by a connection that is there. */
int64_t ask(sqlite3 *db, const char *sql);
bool is_sound(const char *path);
/* What EXPLAIN QUERY PLAN says of it, line by line. */
void explain(const char *path, const char *sql, char *ret, size_t size);
/* Writes `len` bytes at `offset`. */
void damage(const char *path, long offset, size_t len);
/* The bytes of a file; the caller frees. */
char *read_whole(const char *path, size_t *ret_len);
void expect_bytes(const char *path, const char *bytes, size_t len);

/* Runs `work` in a process of its own; it returns its step that failed, 0: none did. */
void expect_in_child(int (*work)(void));
/* The same without end: it writes a byte to `fd` whenever it has committed, and is killed when
 * `commits` of them have come. */
void run_and_kill(void (*work)(int fd), size_t commits);
