/*
 * likesd's handlers with requests that nobody would send. An input is requests one after another,
 * with a byte 0x1e in between:
 *
 *     METHOD TARGET
 *     token: mine        (or theirs, or a text)
 *     key: …
 *     type: …
 *     via: …
 *                        (an empty line)
 *     the body
 *
 * All of an input is one turn that is given up at its end, so that the next finds the database and
 * the clock as they were: what an input finds can be found again. (To make a database takes a
 * hundred times as long.)
 */
#include <string.h>

#include "fuzz.h"
#include "inner.h"
#include "unlike/base/json.h"
#include "unlike/base/secret.h"

#define BETWEEN 0x1e
#define REQUESTS_MAX 16
#define LIKES 4
#define START INT64_C(1772355600000)
#define MONO 1000

struct world {
	struct fake_clock fake;
	struct clock clock;
	struct seeded_rng seed;
	struct rng rng;
	struct likesd *likesd;
	char mine[LIKESD_TOKEN_TEXT], theirs[LIKESD_TOKEN_TEXT];
	bool theirs_used;
};

static void world_open(struct world *world) {
	struct err err = { 0 };
	struct platform *platform = NULL;
	must(secret_init(&err), "%s", err.msg);
	must(likesd_load_platform("unnamed", &platform, &err), "%s", err.msg);
	platform->batch = true;
	*world = (struct world){ .fake = { .mono = MONO, .wall = START } };
	world->clock = clock_fake(&world->fake);
	world->rng = rng_seeded(&world->seed, 1);
	const struct likesd_config config = {
		.db_path = ":memory:",
		.platform = platform,
		.clock = &world->clock,
		.rng = &world->rng,
		.time_scale = 1,
		.sample = LIKES,
	};
	world->likesd = likesd_open(&config, &err);
	must(world->likesd != NULL, "%s", err.msg);
	const struct likesd_user mine = { .name = "mine" }, theirs = { .name = "theirs" };
	must(likesd_user_add(world->likesd, &mine, world->mine, &err), "%s", err.msg);
	must(likesd_user_add(world->likesd, &theirs, world->theirs, &err), "%s", err.msg);
}

/* "name: value" → value; NULL where the line is another. */
static char *value_of(char *line, const char *name) {
	size_t len = strlen(name);
	return strncmp(line, name, len) == 0 ? line + len : NULL;
}

static char *next_line(char **rest) {
	char *line = *rest;
	char *end = strchr(line, '\n');
	*rest = end != NULL ? end + 1 : line + strlen(line);
	if (end != NULL) {
		*end = '\0';
	}
	return line;
}

static const char *token_of(struct world *world, const char *text) {
	if (strcmp(text, "theirs") == 0) {
		world->theirs_used = true;
		return world->theirs;
	}
	return strcmp(text, "mine") == 0 ? world->mine : text;
}

/* Its strings are of `text`, which ends with NUL behind `len` bytes and is cut up. */
static struct likesd_request read_request(struct world *world, char *text, size_t len) {
	struct likesd_request request = { .method = "", .path = "" };
	char *rest = text;
	char *first = next_line(&rest);
	char *space = strchr(first, ' ');
	if (space != NULL) {
		*space = '\0';
		request.method = first;
		request.path = space + 1;
		char *question = strchr(space + 1, '?');
		if (question != NULL) {
			*question = '\0';
			request.query = question + 1;
		}
	}
	for (char *line = next_line(&rest); *line != '\0'; line = next_line(&rest)) {
		char *value = value_of(line, "token: ");
		request.token = value != NULL ? token_of(world, value) : request.token;
		value = value_of(line, "key: ");
		request.idem_key = value != NULL ? value : request.idem_key;
		value = value_of(line, "type: ");
		request.content_type = value != NULL ? value : request.content_type;
		request.forwarded = request.forwarded || value_of(line, "via: ") != NULL;
	}
	request.body = rest;
	request.body_len = len - (size_t)(rest - text);
	return request;
}

static void check_response(
		const struct likesd_request *request, const struct likesd_response *response) {
	static const int statuses[] = { 200, 202, 400, 401, 403, 404, 405, 413, 415, 422 };
	bool known = false;
	for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
		known = known || statuses[i] == response->status;
	}
	/* 503 too: nothing fails a database in memory. */
	must(known, "%s %s: %d", request->method, request->path, response->status);
	must((response->status == 405) == (response->allow != NULL), "Allow");
	must(response->content_type != NULL && !response->body.overflowed, "a whole answer");
	if (strstr(response->content_type, "json") != NULL) {
		struct err err = { 0 };
		struct json_doc *doc = json_parse(response->body.data, response->body.len,
				(size_t)16 * 1024 * 1024, "answer", &err);
		must(doc != NULL, "%s: %s", err.msg, response->body.data);
		json_doc_destroy(doc);
	}
}

static struct likesd_response ask(struct world *world, const struct likesd_request *request) {
	struct err err = { 0 };
	struct likesd_response response;
	/* What a turn of its own would do before it. */
	world->likesd->turn_mono = clock_mono(&world->clock);
	world->likesd->now = likesd_now(world->likesd);
	must(publish_due(world->likesd, &err), "%s", err.msg);
	likesd_handle(world->likesd, request, &response);
	check_response(request, &response);
	return response;
}

/* What the other account sees; owned by the caller. */
static struct likesd_response look(struct world *world, const char *path) {
	const struct likesd_request request = {
		.method = "GET", .path = path, .token = world->theirs
	};
	return ask(world, &request);
}

static void run_all(struct world *world, char *text, size_t len) {
	char *end = text + len;
	for (int i = 0; i < REQUESTS_MAX && text <= end; i++) {
		char *stop = memchr(text, BETWEEN, (size_t)(end - text));
		stop = stop != NULL ? stop : end;
		*stop = '\0';
		struct likesd_request request = read_request(world, text, (size_t)(stop - text));
		struct likesd_response response = ask(world, &request);
		likesd_response_finish(&response);
		/* Publications fall due in between. */
		fake_clock_advance(&world->fake, 5 * MSEC_PER_MIN);
		text = stop + 1;
	}
}

/* Nothing of the input has happened. */
static void give_up(struct world *world) {
	world->likesd->broken = true;
	must(!likesd_turn_commit(world->likesd, NULL), "it was given up");
	world->fake = (struct fake_clock){ .mono = MONO, .wall = START };
	world->likesd->now = world->likesd->start;
	world->likesd->not_before = world->likesd->mono_start;
	world->theirs_used = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
	static struct world world; /* for the whole process */
	struct err err = { 0 };
	char *text = malloc(len + 1);
	must(text != NULL, "no memory");
	memcpy(text, data, len);
	text[len] = '\0';
	if (world.likesd == NULL) {
		world_open(&world);
	}
	must(likesd_turn_begin(world.likesd, &err), "%s", err.msg);
	struct likesd_response before = look(&world, "/v1/operations");
	run_all(&world, text, len);
	struct likesd_response after = look(&world, "/v1/operations");
	must(world.theirs_used || strcmp(before.body.data, after.body.data) == 0,
			"what one account does shows at another: %s", after.body.data);
	likesd_response_finish(&before);
	likesd_response_finish(&after);
	give_up(&world);
	free(text);
	return 0;
}
