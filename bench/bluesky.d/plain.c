/*
 * plain list|describe|delete|apply URL REPO
 *
 * What a Bluesky server takes for the likes of an account, with nothing but libcurl around it: one
 * connection, one request after the other, nothing kept, nothing checked twice. `list` reads the
 * pages of the records; `describe` the liked posts as well, one by one; `delete` takes all back one
 * by one, `apply` two hundred a call. The access token is in the environment, PLAIN_TOKEN. Prints
 * how many likes there were.
 */
#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 200, URI = 256, RKEY = 32, MOST = 10000 };

static const char like_mark[] = "/app.bsky.feed.like/", post_mark[] = "\"at://";

struct text {
	char *bytes;
	size_t n;
};

struct like {
	char rkey[RKEY], did[URI], post[RKEY];
};

static CURL *curl;
static const char *base, *repo;
static struct curl_slist *authorized;
static struct like likes[MOST];
static size_t like_count;

static void give_up(const char *why, const char *more) {
	fprintf(stderr, "plain: %s: %.300s\n", why, more);
	exit(1);
}

static size_t on_bytes(char *bytes, size_t size, size_t n, void *data) {
	struct text *text = data;
	char *more = realloc(text->bytes, text->n + size * n + 1);
	if (!more) {
		return 0;
	}
	memcpy(more + text->n, bytes, size * n);
	text->bytes = more;
	text->n += size * n;
	more[text->n] = '\0';
	return size * n;
}

/* The answer to one request, owned; body NULL: a GET. */
static char *ask(const char *method, const char *body) {
	char url[1024];
	struct text answer = { 0 };
	long status = 0;
	(void)snprintf(url, sizeof(url), "%s/xrpc/%s", base, method);
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
	if (body) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER, authorized);
	}
	CURLcode code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK || status != 200 || !answer.bytes) {
		give_up(method, answer.bytes ? answer.bytes : curl_easy_strerror(code));
	}
	return answer.bytes;
}

/* Up to the next quotation mark or slash. */
static const char *copy_word(char *to, size_t size, const char *from) {
	size_t n = strcspn(from, "\"/");
	if (n >= size) {
		give_up("too long", from);
	}
	memcpy(to, from, n);
	to[n] = '\0';
	return from + n;
}

static void read_page(const char *page) {
	const char *record = page;
	for (;;) {
		record = strstr(record, like_mark);
		if (!record) {
			return;
		}
		if (like_count == MOST) {
			give_up("too many likes", "");
		}
		struct like *like = &likes[like_count++];
		record = copy_word(like->rkey, sizeof(like->rkey), record + sizeof(like_mark) - 1);
		const char *subject = strstr(record, post_mark);
		if (!subject) {
			give_up("a like of nothing", record);
		}
		subject = copy_word(like->did, sizeof(like->did), subject + sizeof(post_mark) - 1);
		subject = strchr(subject + 1, '/');
		if (!subject) {
			give_up("a like of nothing", record);
		}
		copy_word(like->post, sizeof(like->post), subject + 1);
	}
}

static void list(void) {
	char method[512], cursor[URI] = "";
	for (;;) {
		(void)snprintf(method, sizeof(method),
				"com.atproto.repo.listRecords?repo=%s&collection="
				"app.bsky.feed.like&limit=100%s%s",
				repo, *cursor ? "&cursor=" : "", cursor);
		char *page = ask(method, NULL);
		const char *next = strstr(page, "\"cursor\":\"");
		read_page(page);
		if (next) {
			copy_word(cursor, sizeof(cursor), next + strlen("\"cursor\":\""));
		}
		free(page);
		if (!next) {
			return;
		}
	}
}

static void describe(void) {
	char method[1024];
	for (size_t i = 0; i < like_count; i++) {
		(void)snprintf(method, sizeof(method),
				"com.atproto.repo.getRecord?repo=%s&collection=app.bsky.feed.post"
				"&rkey=%s",
				likes[i].did, likes[i].post);
		free(ask(method, NULL));
	}
}

static void delete_each(void) {
	char body[512];
	for (size_t i = 0; i < like_count; i++) {
		(void)snprintf(body, sizeof(body),
				"{\"repo\":\"%s\",\"collection\":\"app.bsky.feed.like\","
				"\"rkey\":\"%.31s\"}",
				repo, likes[i].rkey);
		free(ask("com.atproto.repo.deleteRecord", body));
	}
}

static void apply(void) {
	static char body[BATCH * 160 + URI];
	for (size_t i = 0; i < like_count; i += BATCH) {
		int n = snprintf(body, sizeof(body), "{\"repo\":\"%s\",\"writes\":[", repo);
		for (size_t j = i; j < like_count && j < i + BATCH; j++) {
			n += snprintf(body + n, sizeof(body) - (size_t)n,
					"%s{\"$type\":\"com.atproto.repo.applyWrites#delete\","
					"\"collection\":\"app.bsky.feed.like\",\"rkey\":\"%s\"}",
					j > i ? "," : "", likes[j].rkey);
		}
		(void)snprintf(body + n, sizeof(body) - (size_t)n, "]}");
		free(ask("com.atproto.repo.applyWrites", body));
	}
}

int main(int argc, char **argv) {
	const char *token = getenv("PLAIN_TOKEN");
	char header[4096];
	if (argc != 4 || !token || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		fputs("usage: PLAIN_TOKEN=... plain list|describe|delete|apply URL REPO\n", stderr);
		return 64;
	}
	base = argv[2];
	repo = argv[3];
	curl = curl_easy_init();
	(void)snprintf(header, sizeof(header), "Authorization: Bearer %s", token);
	authorized = curl_slist_append(NULL, "Content-Type: application/json");
	authorized = curl_slist_append(authorized, header);
	if (!curl || !authorized) {
		give_up("no memory", "");
	}
	list();
	if (!strcmp(argv[1], "describe")) {
		describe();
	} else if (!strcmp(argv[1], "delete")) {
		delete_each();
	} else if (!strcmp(argv[1], "apply")) {
		apply();
	}
	printf("%zu\n", like_count);
	curl_slist_free_all(authorized);
	curl_easy_cleanup(curl);
	curl_global_cleanup();
	return 0;
}
