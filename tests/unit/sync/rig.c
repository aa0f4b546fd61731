#include "rig.h"

#include <string.h>

#define NAME "me"
#define SAMPLE 20
#define TURNS_MAX 2000 /* at one moment */

static void count_notice(const struct sync_notice *notice, void *data) {
	struct rig *rig = data;

	cr_assert_str_eq(notice->account, NAME);
	rig->notices[notice->change]++;
}

static void open_client(struct rig *rig) {
	struct err err = { 0 };

	rig->outbox = outbox_open(
			rig->options.outbox_path != NULL ? rig->options.outbox_path : ":memory:",
			&rig->server.clock, &rig->rng, &err);
	cr_assert_not_null(rig->outbox, "%s", err.msg);
	rig->env = (struct service_env){
		.http = inproc_http_client(rig->http),
		.clock = &rig->server.clock,
	};
	const struct service_ops *ops =
			rig->options.service != NULL ? rig->options.service : &service_likesd;
	rig->service = ops->create(&rig->account, &rig->env, &err);
	cr_assert_not_null(rig->service, "%s", err.msg);
	rig->sync_account = (struct sync_account){ .name = NAME, .service = rig->service };
	rig->config = (struct sync_config){
		.loop = rig->loop,
		.clock = &rig->server.clock,
		.rng = &rig->rng,
		.snapshot = rig->snapshot,
		.outbox = rig->outbox,
		.accounts = &rig->sync_account,
		.n_accounts = 1,
		.lock_path = rig->options.lock_path,
		.outbox_path = rig->options.watched ? rig->options.outbox_path : NULL,
		.manual = rig->options.manual,
		.notice = count_notice,
		.data = rig,
	};
	rig->sync = sync_create(&rig->config, &err);
	cr_assert_not_null(rig->sync, "%s", err.msg);
}

static void close_client(struct rig *rig) {
	sync_destroy(rig->sync);
	service_destroy(rig->service);
	outbox_close(rig->outbox);
}

void rig_open(struct rig *rig, const struct rig_options *options_or_null) {
	struct err err = { 0 };
	char *set_aside = NULL;

	*rig = (struct rig){ 0 };
	if (options_or_null != NULL) {
		rig->options = *options_or_null;
	}
	if (rig->options.likesd.sample == 0) {
		rig->options.likesd.sample = SAMPLE;
	}
	likesd_fixture_open(&rig->server, &rig->options.likesd);
	rig->loop = loop_create(&rig->server.clock);
	rig->http = inproc_http_create(rig->server.likesd, rig->loop, &rig->server.clock);
	rig->rng = rng_seeded(&rig->seed, 3);
	rig->account = (struct service_account){
		.name = NAME,
		.kind = "likesd",
		.url = "http://127.0.0.1:1",
		.session = rig->server.token,
	};
	rig->snapshot = snapshot_open(":memory:", &rig->server.clock, &set_aside, &err);
	cr_assert_not_null(rig->snapshot, "%s", err.msg);
	open_client(rig);
}

void rig_close(struct rig *rig) {
	close_client(rig);
	snapshot_close(rig->snapshot);
	inproc_http_destroy(rig->http);
	loop_destroy(rig->loop);
	likesd_fixture_close(&rig->server);
}

void rig_restart(struct rig *rig) {
	cr_assert_not_null(rig->options.outbox_path);
	close_client(rig);
	open_client(rig);
}

void rig_run(struct rig *rig, msec_t by) {
	struct fake_clock *clock = &rig->server.fake;
	msec_t end = clock->mono + by;
	int turns = 0;

	for (msec_t t = loop_next_deadline(rig->loop); t <= end;
			t = loop_next_deadline(rig->loop)) {
		turns = t > clock->mono ? 0 : turns + 1;
		cr_assert_lt(turns, TURNS_MAX, "a busy loop");
		if (t > clock->mono) {
			fake_clock_advance(clock, t - clock->mono);
		}
		loop_run_timers(rig->loop);
	}
	fake_clock_advance(clock, end - clock->mono);
}

void rig_settle(struct rig *rig) {
	rig_run(rig, 0);
}

void rig_pull(struct rig *rig) {
	sync_pull(rig->sync, NAME);
	rig_settle(rig);
	struct sync_status status = rig_status(rig);
	cr_assert(!status.pulling);
	cr_assert_eq(status.pull_error.code, ERR_NONE, "%s", status.pull_error.msg);
}

int64_t rig_want(struct rig *rig, const char *item, bool want) {
	const struct intent_request request = {
		.account = NAME,
		.item = item,
		.want = want,
		.undo_window = RIG_WINDOW,
	};
	enum outbox_added added = OUTBOX_ADDED;
	struct err err = { 0 };
	int64_t id = 0;

	cr_assert(outbox_add(rig->outbox, &request, &added, &id, &err), "%s", err.msg);
	cr_assert_eq(added, OUTBOX_ADDED);
	sync_kick(rig->sync);
	return id;
}

int64_t rig_send(struct rig *rig, const char *item, bool want) {
	int64_t id = rig_want(rig, item, want);

	rig_run(rig, RIG_WINDOW);
	return id;
}

struct intent rig_intent(struct rig *rig, int64_t id) {
	struct intent intent = { 0 };
	struct err err = { 0 };
	bool found = false;

	cr_assert(outbox_find(rig->outbox, id, &intent, &found, &err), "%s", err.msg);
	cr_assert(found);
	return intent;
}

enum intent_state rig_state(struct rig *rig, int64_t id) {
	struct intent intent = rig_intent(rig, id);
	enum intent_state state = intent.state;

	intent_finish(&intent);
	return state;
}

bool rig_reason_has(struct rig *rig, int64_t id, const char *text) {
	struct intent intent = rig_intent(rig, id);
	bool has = intent.reason != NULL && strstr(intent.reason, text) != NULL;

	intent_finish(&intent);
	return has;
}

struct sync_status rig_status(struct rig *rig) {
	struct sync_status status = { 0 };

	cr_assert(sync_status(rig->sync, NAME, &status));
	return status;
}

bool rig_is_listed(struct rig *rig, const char *item) {
	struct like like = { 0 };
	struct err err = { 0 };
	bool found = false;

	cr_assert(snapshot_find_item(rig->snapshot, NAME, item, &like, &found, &err), "%s",
			err.msg);
	bool listed = found && !like.gone;
	if (found) {
		like_finish(&like);
	}
	return listed;
}

int64_t rig_operations(struct rig *rig) {
	struct likesd_response response = likesd_fixture_request(
			&rig->server, "GET", "/v1/operations?limit=200", NULL, NULL);
	int64_t n = likesd_fixture_int(&response, "operations");

	likesd_response_finish(&response);
	return n;
}
