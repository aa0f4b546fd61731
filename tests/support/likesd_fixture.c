#include "likesd_fixture.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/json.h"
#include "unlike/base/secret.h"

#define TEXTS 8
#define TEXT_MAX 1024

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *fmt, ...) {
	va_list args;
	va_start(args, fmt);
	fputs("likesd_fixture: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	abort();
}

static struct platform *load_platform(const char *id) {
	struct err err;
	struct platform *platform = NULL;
	if (!likesd_load_platform(id, &platform, &err)) {
		die("%s", err.msg);
	}
	return platform;
}

void likesd_fixture_free(struct platform *platform) {
	platform->integrity.daily_limit = 0;
	platform->integrity.frequent.more_than = 0;
	platform->integrity.ratio.more_than_percent = 0;
	platform->integrity.network.devices = 0;
	platform->integrity.item.more_than = 0;
}

static void open_likesd(struct likesd_fixture *fixture) {
	struct err err;
	fixture->likesd = likesd_open(&fixture->config, &err);
	if (fixture->likesd == NULL) {
		die("%s", err.msg);
	}
}

void likesd_fixture_open(struct likesd_fixture *fixture,
		const struct likesd_fixture_options *options_or_null) {
	const struct likesd_fixture_options none = { 0 };
	const struct likesd_fixture_options *options =
			options_or_null != NULL ? options_or_null : &none;
	struct err err;
	*fixture = (struct likesd_fixture){ .fake = { 1000, LIKESD_FIXTURE_START } };
	if (!secret_init(&err)) {
		die("%s", err.msg);
	}
	fixture->clock = clock_fake(&fixture->fake);
	fixture->rng = rng_seeded(&fixture->seed, 1);
	fixture->platform = load_platform(
			options->platform != NULL ? options->platform : "wechat-channels");
	fixture->platform->batch |= options->batch;
	if (!options->rules) {
		likesd_fixture_free(fixture->platform);
	}
	if (options->effect_delay != 0) {
		fixture->platform->effect_delay = options->effect_delay;
		if (fixture->platform->publish_delay < options->effect_delay) {
			fixture->platform->publish_delay = options->effect_delay;
		}
	}
	fixture->config = (struct likesd_config){
		.db_path = options->db_path != NULL ? options->db_path : ":memory:",
		.platform = fixture->platform,
		.clock = &fixture->clock,
		.rng = &fixture->rng,
		.time_scale = options->time_scale != 0 ? options->time_scale : 1,
		.sample = options->sample,
	};
	open_likesd(fixture);
	likesd_fixture_add(fixture, "demo", fixture->token);
}

void likesd_fixture_close(struct likesd_fixture *fixture) {
	likesd_close(fixture->likesd);
	platform_destroy(fixture->platform);
	*fixture = (struct likesd_fixture){ 0 };
}

void likesd_fixture_restart(struct likesd_fixture *fixture) {
	likesd_close(fixture->likesd);
	open_likesd(fixture);
}

void likesd_fixture_add(struct likesd_fixture *fixture, const char *name,
		char ret_token[LIKESD_TOKEN_TEXT]) {
	likesd_fixture_add_user(fixture, &(struct likesd_user){ .name = name }, ret_token);
}

void likesd_fixture_add_user(struct likesd_fixture *fixture, const struct likesd_user *user,
		char ret_token[LIKESD_TOKEN_TEXT]) {
	struct err err;
	if (!likesd_user_add(fixture->likesd, user, ret_token, &err)) {
		die("%s", err.msg);
	}
}

struct likesd_response likesd_fixture_handle(struct likesd_fixture *fixture, const char *token,
		const char *method, const char *path, const char *key, const char *body) {
	char *bare = strdup(path);
	char *query = strchr(bare, '?');
	if (query != NULL) {
		*query++ = '\0';
	}
	const struct likesd_request request = {
		.method = method,
		.path = bare,
		.query = query,
		.token = token,
		.idem_key = key,
		.content_type = body != NULL ? "application/json" : NULL,
		.body = body,
		.body_len = body != NULL ? strlen(body) : 0,
	};
	struct likesd_response response;
	likesd_handle(fixture->likesd, &request, &response);
	free(bare);
	return response;
}

struct likesd_response likesd_fixture_request_as(struct likesd_fixture *fixture, const char *token,
		const char *method, const char *path, const char *key, const char *body) {
	struct err err;
	if (!likesd_turn_begin(fixture->likesd, &err)) {
		die("%s", err.msg);
	}
	struct likesd_response response =
			likesd_fixture_handle(fixture, token, method, path, key, body);
	if (!likesd_turn_commit(fixture->likesd, &err)) {
		die("%s", err.msg);
	}
	return response;
}

struct likesd_response likesd_fixture_request(struct likesd_fixture *fixture, const char *method,
		const char *path, const char *key, const char *body) {
	return likesd_fixture_request_as(fixture, fixture->token, method, path, key, body);
}

static bool wait_fake(
		void *self, struct loop_fd *fds, size_t n, int timeout_ms, struct err *reterr) {
	struct likesd_fixture *fixture = self;
	struct loop_waiter real = loop_waiter_poll();
	if (!real.wait(real.self, fds, n, 0, reterr)) {
		return false;
	}
	bool ready = false;
	for (size_t i = 0; i < n; i++) {
		ready = ready || fds[i].revents != 0;
	}
	if (!ready) {
		fake_clock_advance(&fixture->fake, timeout_ms);
	}
	return true;
}

struct loop_waiter likesd_fixture_waiter(struct likesd_fixture *fixture) {
	return (struct loop_waiter){ .wait = wait_fake, .self = fixture };
}

void likesd_fixture_turn(struct likesd_fixture *fixture) {
	struct err err;
	if (!likesd_turn_begin(fixture->likesd, &err) ||
			!likesd_turn_commit(fixture->likesd, &err)) {
		die("%s", err.msg);
	}
}

/* --- answers --- */

static struct json_doc *parse(const struct likesd_response *response) {
	struct err err;
	struct json_doc *doc = json_parse(
			response->body.data, response->body.len, (size_t)64 << 20, "answer", &err);
	if (doc == NULL) {
		die("%s: %s", err.msg, response->body.data);
	}
	return doc;
}

static struct json_at find(const struct json_doc *doc, const char *place) {
	struct json_at at = json_root(doc);
	const char *p = place;
	while (*p != '\0') {
		if (*p == '[') {
			char *end = NULL;
			const size_t i = strtoul(p + 1, &end, 10);
			if (i >= json_count(&at)) {
				die("%s is not there", place);
			}
			at = json_element(&at, i);
			p = end + 1;
			continue;
		}
		p += *p == '.';
		char name[64];
		const size_t len = strcspn(p, ".[");
		snprintf(name, sizeof(name), "%.*s", (int)len, p);
		void *iter = NULL;
		const char *key = NULL;
		struct json_at member;
		bool found = false;
		while (!found && json_each(&at, &iter, &key, &member)) {
			found = strcmp(key, name) == 0;
		}
		if (!found) {
			die("%s is not there", place);
		}
		at = member;
		p += len;
	}
	return at;
}

int64_t likesd_fixture_int(const struct likesd_response *response, const char *place) {
	struct err err;
	struct json_doc *doc = parse(response);
	const struct json_at at = find(doc, place);
	int64_t number = 0;
	const enum json_type type = json_type(&at);
	if (type == JSON_AT_ARRAY || type == JSON_AT_OBJECT) {
		number = (int64_t)json_count(&at);
	} else if (!json_as_int(&at, INT64_MIN, INT64_MAX, &number, &err)) {
		die("%s", err.msg);
	}
	json_doc_destroy(doc);
	return number;
}

const char *likesd_fixture_text(const struct likesd_response *response, const char *place) {
	static char texts[TEXTS][TEXT_MAX];
	static size_t next;
	struct err err;
	struct json_doc *doc = parse(response);
	const struct json_at at = find(doc, place);
	const char *text = NULL;
	char *copy = NULL;
	if (json_type(&at) != JSON_AT_NULL) {
		if (!json_as_string(&at, TEXT_MAX - 1, &text, &err)) {
			die("%s", err.msg);
		}
		copy = texts[next++ % TEXTS];
		snprintf(copy, TEXT_MAX, "%s", text);
	}
	json_doc_destroy(doc);
	return copy;
}

bool likesd_fixture_bool(const struct likesd_response *response, const char *place) {
	struct err err;
	struct json_doc *doc = parse(response);
	const struct json_at at = find(doc, place);
	bool yes = false;
	if (!json_as_bool(&at, &yes, &err)) {
		die("%s", err.msg);
	}
	json_doc_destroy(doc);
	return yes;
}
