#include "flow.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account/accounts.h"
#include "unlike/base/file.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"
#include "unlike/base/text.h"

/* --- what the terminal shows ----------------------------------------------------------------- */

static void on_drew(const struct frame *frame, void *data) {
	struct flow *f = data;
	buf_reset(&f->text);
	frame_to_text(frame, &f->text);
	buf_reset(&f->focused);
	for (int col = 0; col < frame->cols; col++) {
		const struct cell *cell = frame_cell(frame, frame->cursor_row, col);
		buf_add(&f->focused, cell->utf8, cell->len);
	}
}

/* --- life ------------------------------------------------------------------------------------ */

static void sign_in(struct flow *f, char *name, char *token) {
	struct err err;
	char kind[] = "likesd";
	char url[] = "http://127.0.0.1:1";
	const struct account account = {
		.name = name,
		.kind = kind,
		.url = url,
		.session = token,
	};
	cr_assert(accounts_add(f->home, &account, &err), "%s", err.msg);
}

void flow_sign_in(struct flow *f, const char *name) {
	char token[LIKESD_TOKEN_TEXT];
	char *copy = xstrdup(name);
	likesd_fixture_add(&f->server, name, token);
	sign_in(f, copy, token);
	free(copy);
}

void flow_start(struct flow *f) {
	struct err err;
	f->loop = loop_create(&f->server.clock);
	f->http = inproc_http_create(f->server.likesd, f->loop, &f->server.clock);
	f->terminal = term_script_create(f->rows, f->cols, on_drew, f);
	const struct client_config client = {
		.clock = &f->server.clock,
		.rng = &f->server.rng,
		.loop = f->loop,
		.http = inproc_http_client(f->http),
		.state_dir = f->home,
		.data_dir = f->home,
		.notice = screen_notice,
		.data = &f->screen,
	};
	f->client = client_open(&client, &err);
	cr_assert_not_null(f->client, "%s", err.msg);
	const struct screen_config screen = screen_usual(
			f->client, f->loop, &f->server.clock, term_script_terminal(f->terminal));
	f->screen = screen_create(&screen, &err);
	cr_assert_not_null(f->screen, "%s", err.msg);
	flow_settle(f);
}

void flow_kill(struct flow *f) {
	screen_destroy(f->screen);
	f->screen = NULL;
	client_close(f->client);
	f->client = NULL;
	inproc_http_destroy(f->http);
	loop_destroy(f->loop);
	term_script_destroy(f->terminal);
}

static void open_flow(struct flow *f, size_t sample, const char *platform_or_null, bool rules) {
	struct err err;
	text_init();
	cr_assert(secret_init(&err));
	*f = (struct flow){ .home = "/tmp/unlike-flow.XXXXXX" };
	cr_assert_not_null(mkdtemp(f->home));
	const struct likesd_fixture_options options = {
		.sample = sample,
		.platform = platform_or_null,
		.rules = rules,
	};
	likesd_fixture_open(&f->server, &options);
	f->rows = 24;
	f->cols = 80;
	buf_init(&f->text, BUF_UNLIMITED);
	buf_init(&f->focused, BUF_UNLIMITED);
	char name[] = "demo";
	sign_in(f, name, f->server.token);
	flow_start(f);
}

void flow_open(struct flow *f, size_t sample, const char *platform_or_null) {
	open_flow(f, sample, platform_or_null, false);
}

void flow_open_ruled(struct flow *f, size_t sample, const char *platform_or_null) {
	open_flow(f, sample, platform_or_null, true);
}

void flow_close(struct flow *f) {
	flow_kill(f);
	buf_finish(&f->text);
	buf_finish(&f->focused);
	likesd_fixture_close(&f->server);
	cr_assert(file_remove_tree(f->home, NULL));
}

/* --- time ------------------------------------------------------------------------------------ */

static void run_due(struct flow *f) {
	/* A frame may leave something due: it is done after it. */
	for (int i = 0; i < 10000; i++) {
		loop_run_timers(f->loop);
		screen_update(f->screen);
		if (loop_next_deadline(f->loop) > f->server.fake.mono) {
			break;
		}
	}
}

void flow_settle(struct flow *f) {
	run_due(f);
	cr_assert_gt(loop_next_deadline(f->loop), f->server.fake.mono, "the client spins");
}

void flow_advance(struct flow *f, msec_t by) {
	msec_t end = f->server.fake.mono + by;
	for (;;) {
		msec_t next = loop_next_deadline(f->loop);
		msec_t now = f->server.fake.mono;
		if (next > end) {
			fake_clock_advance(&f->server.fake, end - now);
			break;
		}
		fake_clock_advance(&f->server.fake, next > now ? next - now : 0);
		flow_settle(f);
	}
	flow_settle(f);
}

/* --- what a person does ---------------------------------------------------------------------- */

/* This terminal has no descriptor that could wake the screen. */
static void poke(struct flow *f) {
	screen_read(f->screen);
	flow_settle(f);
}

void flow_keys(struct flow *f, const char *keys) {
	term_script_feed(f->terminal, keys, strlen(keys), f->server.fake.mono);
	poke(f);
}

void flow_hold(struct flow *f, char key, msec_t duration) {
	const char text[] = { key, '\0' };
	flow_keys(f, text);
	msec_t passed = 250;
	flow_advance(f, 250);
	while (passed <= duration) {
		flow_keys(f, text);
		flow_advance(f, 33);
		passed += 33;
	}
}

void flow_resize(struct flow *f, int rows, int cols) {
	f->rows = rows;
	f->cols = cols;
	term_script_resize(f->terminal, rows, cols);
	screen_signal(f->screen, SIGWINCH);
	flow_settle(f);
}

/* --- what is seen ---------------------------------------------------------------------------- */

const char *flow_text(struct flow *f) {
	return f->text.data;
}

bool flow_shows(struct flow *f, const char *needle) {
	return strstr(f->text.data, needle) != NULL;
}

const char *flow_focused_line(struct flow *f) {
	return f->focused.data;
}

int64_t flow_operations(struct flow *f) {
	struct likesd_response response = likesd_fixture_request(
			&f->server, "GET", "/v1/operations?since=0", NULL, NULL);
	int64_t n = likesd_fixture_int(&response, "operations");
	likesd_response_finish(&response);
	return n;
}

static bool look(struct flow *f, const char *item, const char *what) {
	char path[128];
	(void)snprintf(path, sizeof path, "/v1/likes/%s", item);
	struct likesd_response response =
			likesd_fixture_request(&f->server, "GET", path, NULL, NULL);
	cr_assert_eq(response.status, 200);
	bool yes = likesd_fixture_bool(&response, what);
	likesd_response_finish(&response);
	return yes;
}

bool flow_liked(struct flow *f, const char *item) {
	return look(f, item, "liked");
}

bool flow_published(struct flow *f, const char *item) {
	return look(f, item, "published");
}

enum intent_state flow_state(struct flow *f, const char *item) {
	struct intent intent;
	bool found = false;
	struct err err;
	cr_assert(outbox_find_newest(f->client->outbox, "demo", item, &intent, &found, &err));
	cr_assert(found, "nothing was asked for %s", item);
	enum intent_state state = intent.state;
	intent_finish(&intent);
	return state;
}
