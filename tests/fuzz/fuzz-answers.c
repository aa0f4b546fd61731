/*
 * The services against servers that answer anything. An input is "SERVICE OPERATION" on a line
 * ("bluesky list"), then the answers in the order in which they are asked for, with a byte 0x1e in
 * between: "STATUS TYPE" on a line ("200 application/json"), and the body. Where no answer is left,
 * the network fails.
 */
#include <string.h>

#include "fuzz.h"
#include "unlike/base/text.h"
#include "unlike/core/like.h"
#include "unlike/service/service.h"

#define BETWEEN 0x1e
#define OPEN_MAX 512
#define ASKED_MAX 2000
#define START INT64_C(1772355600000)
#define DID "did:plc:me"
#define ITEM "at://did:plc:other/app.bsky.feed.post/p1"
#define SESSION \
	"{\"did\":\"" DID "\",\"handle\":\"me.test\",\"server\":\"https://pds.example\"," \
	"\"accessJwt\":\"a1\",\"refreshJwt\":\"r1\"}"

/* The server, and what was asked of it. */
static struct {
	char *rest, *end; /* of the input */
	struct {
		http_fn *fn; /* NULL: answered */
		void *data;
		size_t max_response;
	} open[OPEN_MAX];
	size_t asked; /* how many so far; ids are from 1 on */
	size_t answered;
	int ended; /* operations */
} server;

static uint64_t submit(void *self, const struct http_request *req, http_fn *fn, void *data) {
	(void)self;
	must(server.asked < ASKED_MAX, "it never stops asking: %s", req->url);
	must(req->max_response > 0 && req->timeout > 0, "without a limit: %s", req->url);
	size_t seat = server.asked % OPEN_MAX;
	must(server.open[seat].fn == NULL, "too many at once");
	server.open[seat].fn = fn;
	server.open[seat].data = data;
	server.open[seat].max_response = req->max_response;
	return ++server.asked;
}

static void give(size_t seat, const struct http_response *res, const struct err *err) {
	http_fn *fn = server.open[seat].fn;
	server.open[seat].fn = NULL;
	if (fn != NULL) {
		fn(res, err, server.open[seat].data);
	}
}

static void cancel(void *self, uint64_t id) {
	(void)self;
	const struct err err = { .code = ERR_CANCELED, .msg = "canceled" };
	must(id >= 1 && id <= server.asked, "an id that was never given");
	if (id + OPEN_MAX > server.asked) {
		give((size_t)(id - 1) % OPEN_MAX, NULL, &err);
	}
}

static const struct http_ops http_ops = { .submit = submit, .cancel = cancel };

/* As net does it: a type without parameters, a body with a NUL behind it and of limited size. */
static void answer_from_input(size_t seat) {
	const struct err lost = { .code = ERR_NET, .msg = "the network fails" };
	const struct err much = { .code = ERR_PROTOCOL, .msg = "too much" };
	if (server.rest >= server.end) {
		give(seat, NULL, &lost);
		return;
	}
	char *text = server.rest;
	char *stop = memchr(text, BETWEEN, (size_t)(server.end - text));
	stop = stop != NULL ? stop : server.end;
	*stop = '\0';
	server.rest = stop + 1;
	char *line_end = memchr(text, '\n', (size_t)(stop - text));
	const char *body = line_end != NULL ? line_end + 1 : stop;
	if (line_end != NULL) {
		*line_end = '\0';
	}
	char *type = NULL;
	unsigned long status = strtoul(text, &type, 10);
	const struct http_response response = {
		.status = (long)(100 + status % 500),
		.content_type = *type == ' ' ? type + 1 : type,
		.body = body,
		.body_len = (size_t)(stop - body),
		.limit = { .limit = (int64_t)(status % 7000), .left = 5, .resets_in = 1000 },
	};
	if (response.body_len > server.open[seat].max_response) {
		give(seat, NULL, &much);
	} else {
		give(seat, &response, NULL);
	}
}

/* --- what comes of it ------------------------------------------------------------------------ */

static void ended(const struct err *err, bool given) {
	must((err == NULL) == given, "either, not both");
	must(err == NULL || (err->code != ERR_NONE && err->code < ERR_CODE_COUNT), "a code");
	must(err == NULL || err->msg[0] != '\0', "a sentence");
	server.ended++;
}

static void check_text(const char *text, size_t max) {
	must(text == NULL || strlen(text) <= max, "%zu bytes", strlen(text));
}

static void on_profile(const struct service_profile *profile, const struct err *err, void *data) {
	(void)data;
	must(profile == NULL || profile->name != NULL, "a name");
	ended(err, profile != NULL);
}

static void on_page(const struct service_page *page, const struct err *err, void *data) {
	(void)data;
	for (size_t i = 0; page != NULL && i < page->n; i++) {
		const struct like *like = &page->likes[i];
		must(like->item != NULL && like->item[0] != '\0', "an id");
		must(like->likes >= -1 && like->liked_at >= 0 && like->made_at >= 0, "numbers");
		must(like->about < LIKE_ABOUT_COUNT, "about");
		check_text(like->item, LIKE_ID_MAX);
		check_text(like->title, LIKE_TEXT_MAX);
		check_text(like->author, LIKE_TEXT_MAX);
		check_text(like->url, LIKE_URL_MAX);
	}
	must(page == NULL || page->next == NULL || page->next[0] != '\0', "a next page");
	ended(err, page != NULL);
}

static void on_done(const struct service_result *results, size_t n, void *data) {
	must(n == *(const size_t *)data, "%zu results", n);
	for (size_t i = 0; i < n; i++) {
		must(results[i].outcome < SERVICE_OUTCOME_COUNT, "an outcome");
		must(results[i].publish_in >= 0, "%lld", (long long)results[i].publish_in);
	}
	server.ended++;
}

static void on_look(
		const struct service_sight *sights, size_t n, const struct err *err, void *data) {
	must(err != NULL || n == *(const size_t *)data, "%zu sights", n);
	ended(err, sights != NULL && err == NULL);
}

static void on_describe(const struct service_description *descriptions, size_t n,
		const struct err *err, void *data) {
	must(err != NULL || n == *(const size_t *)data, "%zu descriptions", n);
	for (size_t i = 0; err == NULL && i < n; i++) {
		must(descriptions[i].about != LIKE_NOT_DESCRIBED, "it is described");
	}
	ended(err, err == NULL);
}

static void on_sign_in(const struct service_signed_in *in, const struct err *err, void *data) {
	(void)data;
	must(in == NULL || strchr(in->session, '\n') == NULL, "one line");
	ended(err, in != NULL);
}

/* --- operations ------------------------------------------------------------------------------ */

static void set_liked(struct service *service, bool want, size_t *n) {
	static const char *const items[] = { ITEM, "v1", "v2" };
	struct intent intents[3] = { 0 };
	const struct intent *pointers[3];
	*n = want ? 1 : service_ops(service)->traits(service)->max_batch > 2 ? 3 : 1;
	for (size_t i = 0; i < *n; i++) {
		intents[i].item = (char *)items[i];
		intents[i].keys = (char *)"k1\nk2";
		intents[i].want = want;
		intents[i].restore =
				want ? (char *)"k1 {\"createdAt\":\"2026-03-01T09:00:00Z\"}" : NULL;
		pointers[i] = &intents[i];
	}
	service_ops(service)->set_liked(service, pointers, *n, on_done, n);
}

static void start(struct service *service, const char *operation, size_t *n) {
	const struct service_ops *ops = service_ops(service);
	static const struct service_question question = { .item = ITEM, .keys = "k1\nk2" };
	static const char *const items[] = { ITEM, DID "/x", "at://did:web:x.example/a.b.c/d" };
	*n = 1;
	if (strcmp(operation, "list") == 0) {
		ops->list(service, NULL, 50, on_page, NULL);
	} else if (strcmp(operation, "look") == 0) {
		ops->look(service, &question, 1, on_look, n);
	} else if (strcmp(operation, "cancel") == 0) {
		set_liked(service, false, n);
	} else if (strcmp(operation, "like") == 0) {
		set_liked(service, true, n);
	} else if (strcmp(operation, "describe") == 0 && ops->describe != NULL) {
		*n = 3;
		ops->describe(service, items, 3, on_describe, n);
	} else if (strcmp(operation, "sign-in") == 0 && ops->sign_in != NULL) {
		ops->sign_in(service, "me.test", "p", on_sign_in, NULL);
	} else {
		ops->hello(service, on_profile, NULL);
	}
}

static void run_operation(const char *kind, const char *operation) {
	struct fake_clock fake = { .mono = 5, .wall = START };
	const struct clock clock = clock_fake(&fake);
	const struct service_account account = {
		.name = "me", .kind = kind, .url = "https://entry.example", .session = SESSION
	};
	const struct service_env env = { .http = { .ops = &http_ops }, .clock = &clock };
	struct err err = { 0 };
	size_t n = 0;
	struct service *service = service_create(&account, &env, &err);
	must(service != NULL, "%s", err.msg);
	start(service, operation, &n);
	must(server.ended == 0, "the callback ran at once");
	/* In the order in which they were asked for. */
	for (; server.answered < server.asked; server.answered++) {
		answer_from_input(server.answered % OPEN_MAX);
		fake_clock_advance(&fake, 100);
	}
	service_destroy(service);
	must(server.ended == 1, "%d ends of one operation", server.ended);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
	char *text = malloc(len + 1);
	must(text != NULL, "no memory");
	memcpy(text, data, len);
	text[len] = '\0';
	memset(&server, 0, sizeof server);
	char *line_end = strchr(text, '\n');
	if (line_end != NULL) {
		*line_end = '\0';
		server.rest = line_end + 1;
		server.end = text + len;
		char *space = strchr(text, ' ');
		bool bluesky = strncmp(text, "bluesky", strlen("bluesky")) == 0;
		run_operation(bluesky ? "bluesky" : "likesd", space != NULL ? space + 1 : "");
	}
	free(text);
	return 0;
}
