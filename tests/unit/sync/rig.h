/*
 * A client without a screen: sync over real stores in memory, the real service, likesd's real
 * handlers in this process, one fake clock. What cannot fail in a test ends it.
 */
#pragma once

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stddef.h>

#include "likesd_fixture.h"
#include "unlike/app/inproc_http.h"
#include "unlike/loop/loop.h"
#include "unlike/sync/sync.h"

#define RIG_WINDOW (10 * MSEC_PER_SEC)

struct rig_options {
	struct likesd_fixture_options likesd; /* sample 0: 20 */
	const struct service_ops *service; /* instead of likesd's; its create is called */
	const char *lock_path;
	const char *outbox_path; /* NULL: ":memory:" */
	bool watched; /* the outbox is */
	bool manual;
};

struct rig {
	struct rig_options options;
	struct likesd_fixture server;
	struct loop *loop;
	struct inproc_http *http;
	struct service_account account;
	struct service_env env;
	struct service *service;
	struct seeded_rng seed;
	struct rng rng;
	struct snapshot *snapshot;
	struct outbox *outbox;
	struct sync_account sync_account;
	struct sync_config config;
	struct sync *sync;
	size_t notices[SYNC_CHANGE_COUNT];
};

/* Must not move in memory. NULL: defaults. */
void rig_open(struct rig *rig, const struct rig_options *options_or_null);
void rig_close(struct rig *rig);
/* The program ends and starts: the sync, the service and the outbox are opened anew (a file), the
 * server goes on. */
void rig_restart(struct rig *rig);

/* Turns the loop by hand until so much time has passed; what is due at that moment has run. */
void rig_run(struct rig *rig, msec_t by);
/* Runs what is due now. */
void rig_settle(struct rig *rig);

/* Pulls, and waits. */
void rig_pull(struct rig *rig);
/* Adds an intent with the usual window and kicks. */
int64_t rig_want(struct rig *rig, const char *item, bool want);
/* As rig_want, and the window is over and what follows at once has happened. */
int64_t rig_send(struct rig *rig, const char *item, bool want);

enum intent_state rig_state(struct rig *rig, int64_t id);
/* The caller finishes it. */
struct intent rig_intent(struct rig *rig, int64_t id);
bool rig_reason_has(struct rig *rig, int64_t id, const char *text);
struct sync_status rig_status(struct rig *rig);

/* In the snapshot, and not gone. */
bool rig_is_listed(struct rig *rig, const char *item);
/* Operations that likesd ever accepted. */
int64_t rig_operations(struct rig *rig);
