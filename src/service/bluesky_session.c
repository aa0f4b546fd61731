/*
 * Renewing: the refresh token is good for one more pair of tokens, and other processes have the
 * same one. So whoever renews holds the account's lock, and looks first whether the work is done
 * already. A renewal whose answer is lost is no loss: the server takes the old refresh token a
 * while longer.
 */
#include "bluesky_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LOG_MODULE "bluesky"
#include "unlike/base/log.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"
#include "wire.h"

#define TOKEN_MAX 4096
#define RENEW_TIMEOUT (30 * MSEC_PER_SEC)
#define BUSY_WAIT MSEC_PER_SEC

/* --- the text -------------------------------------------------------------------------------- */

/* What goes into a header. */
static bool is_token(const char *text) {
	for (const char *p = text; *p != '\0'; p++) {
		if (*p <= 0x20 || *p >= 0x7f) {
			return false;
		}
	}
	return text[0] != '\0';
}

static bool get_token(const struct json_at *root, const char *key, char **ret, struct err *reterr) {
	const char *text = NULL;

	if (!json_get_string(root, key, TOKEN_MAX, &text, reterr)) {
		return false;
	}
	if (!is_token(text)) {
		return json_fail(root, reterr, "%s is not a token", key);
	}
	*ret = xstrdup(text);
	return true;
}

static bool get_common(
		const struct json_at *root, struct bluesky_session *session, struct err *reterr) {
	const char *did = NULL, *handle = NULL;

	if (!json_get_string(root, "did", LIKE_ID_MAX, &did, reterr) ||
			!json_get_string(root, "handle", LIKE_ID_MAX, &handle, reterr) ||
			!get_token(root, "accessJwt", &session->access, reterr) ||
			!get_token(root, "refreshJwt", &session->refresh, reterr)) {
		return false;
	}
	if (!bluesky_is_did(did) || !wire_is_id(handle)) {
		return json_fail(root, reterr, "this names no account");
	}
	session->did = xstrdup(did);
	session->handle = xstrdup(handle);
	return true;
}

static bool is_safe(const char *url) {
	return strncmp(url, "https://", strlen("https://")) == 0;
}

/* {"service": [{"id": "#atproto_pds", "serviceEndpoint": "https://…"}]}. No server that was asked
 * over TLS sends the tokens to where there is none. */
static char *find_server(const struct json_at *root, const char *url) {
	struct json_at document, services;
	const char *id = NULL, *endpoint = NULL;

	if (!json_find(root, "didDoc", &document) || !json_find(&document, "service", &services)) {
		return NULL;
	}
	for (size_t i = 0; i < json_count(&services); i++) {
		struct json_at service = json_element(&services, i);
		if (json_get_string(&service, "id", LIKE_ID_MAX, &id, NULL) &&
				strlen(id) >= strlen("#atproto_pds") &&
				strcmp(id + strlen(id) - strlen("#atproto_pds"), "#atproto_pds") ==
						0 &&
				json_get_string(&service, "serviceEndpoint", LIKE_URL_MAX,
						&endpoint, NULL) &&
				wire_is_server_url(endpoint) &&
				(is_safe(endpoint) || !is_safe(url))) {
			return xstrdup(endpoint);
		}
	}
	return NULL;
}

bool bluesky_session_read(const struct json_doc *doc, const char *url, struct bluesky_session *ret,
		struct err *reterr) {
	struct json_at root = json_root(doc);
	struct bluesky_session session = { 0 };

	if (!get_common(&root, &session, reterr)) {
		bluesky_session_finish(&session);
		return false;
	}
	session.server = find_server(&root, url);
	if (session.server == NULL) {
		session.server = xstrdup(url);
	}
	*ret = session;
	return true;
}

static bool parse(const struct json_doc *doc, struct bluesky_session *ret, struct err *reterr) {
	struct json_at root = json_root(doc);
	const char *server = NULL;

	if (!get_common(&root, ret, reterr) ||
			!json_get_string(&root, "server", LIKE_URL_MAX, &server, reterr)) {
		return false;
	}
	if (!wire_is_server_url(server)) {
		return json_fail(&root, reterr, "server is not the address of one");
	}
	ret->server = xstrdup(server);
	return true;
}

bool bluesky_session_parse(const char *text, struct bluesky_session *ret, struct err *reterr) {
	struct bluesky_session session = { 0 };
	struct json_doc *doc =
			json_parse(text, strlen(text), BLUESKY_SESSION_MAX, "the session", reterr);
	bool fine = doc != NULL && parse(doc, &session, reterr);

	json_doc_destroy(doc);
	if (!fine) {
		bluesky_session_finish(&session);
		if (reterr != NULL) {
			reterr->code = ERR_AUTH;
		}
		return false;
	}
	*ret = session;
	return true;
}

char *bluesky_session_text(const struct bluesky_session *session) {
	struct json_writer w;
	struct buf text;

	buf_init(&text, BUF_UNLIMITED);
	json_writer_init(&w, &text);
	json_object_begin(&w, NULL);
	json_put_string(&w, "did", session->did);
	json_put_string(&w, "handle", session->handle);
	json_put_string(&w, "server", session->server);
	json_put_string(&w, "accessJwt", session->access);
	json_put_string(&w, "refreshJwt", session->refresh);
	json_object_end(&w);
	return buf_take(&text, NULL);
}

void bluesky_session_finish(struct bluesky_session *session) {
	free(session->did);
	free(session->handle);
	free(session->server);
	secret_free(session->access);
	secret_free(session->refresh);
	*session = (struct bluesky_session){ 0 };
}

/* --- keeping it ------------------------------------------------------------------------------ */

static void adopt(struct bluesky *s, struct bluesky_session *session) {
	bluesky_session_finish(&s->session);
	s->session = *session;
	*session = (struct bluesky_session){ 0 };
	s->session_no++;
}

/* What is kept now, if it makes sense and is this account's. */
static bool load(struct bluesky *s, struct bluesky_session *ret) {
	char *text = NULL;

	if (s->env.sessions.ops == NULL ||
			!s->env.sessions.ops->load(
					s->env.sessions.self, s->account->name, &text, NULL)) {
		return false;
	}
	bool fine = bluesky_session_parse(text, ret, NULL);
	secret_free(text);
	if (fine && s->session.did != NULL && strcmp(s->session.did, ret->did) != 0) {
		bluesky_session_finish(ret);
		fine = false;
	}
	return fine;
}

void session_look(struct bluesky *s) {
	struct bluesky_session session = { 0 };

	if (load(s, &session)) {
		adopt(s, &session);
	}
}

void session_keep(struct bluesky *s) {
	struct err err = { 0 };

	if (!s->unsaved || s->env.sessions.ops == NULL || s->session.did == NULL) {
		return;
	}
	char *text = bluesky_session_text(&s->session);
	s->unsaved = !s->env.sessions.ops->save(s->env.sessions.self, s->account->name, text, &err);
	if (s->unsaved) {
		log_debug("the session of %s cannot be kept: %s", s->account->name, err.msg);
	}
	secret_free(text);
}

/* --- renewing it ----------------------------------------------------------------------------- */

static void unlock(struct bluesky *s) {
	if (s->lock >= 0) {
		s->env.sessions.ops->unlock(s->env.sessions.self, &s->lock);
	}
}

static bool try_lock(struct bluesky *s, struct err *reterr) {
	if (s->env.sessions.ops == NULL) {
		return true;
	}
	if (!s->env.sessions.ops->try_lock(
			    s->env.sessions.self, s->account->name, &s->lock, reterr)) {
		return false;
	}
	if (s->lock < 0) {
		err_set(reterr, ERR_SERVER, "another unlike is renewing the session");
		if (reterr != NULL) {
			reterr->retry_after_ms = BUSY_WAIT;
		}
		return false;
	}
	return true;
}

static void take_new(struct bluesky *s, const struct bluesky_answer *answer, struct err *reterr) {
	struct bluesky_session session = { 0 };

	if (!bluesky_session_read(answer->doc, s->session.server, &session, reterr)) {
		return;
	}
	if (strcmp(session.did, s->session.did) != 0) {
		err_set(reterr, ERR_PROTOCOL, "the renewed session is another account's");
		bluesky_session_finish(&session);
		return;
	}
	adopt(s, &session);
	s->renewed_no = s->session_no;
	s->unsaved = true;
	session_keep(s);
}

static void renewed(const struct http_response *res, const struct err *http_err, void *data) {
	struct bluesky *s = data;
	struct bluesky_answer answer;
	struct err err = { 0 };

	s->renewal = 0;
	bluesky_read_answer(res, http_err, BLUESKY_OTHER_BYTES, "session", &answer);
	if (answer.doc != NULL) {
		take_new(s, &answer, &err);
	} else {
		err = answer.err;
	}
	if (err.code == ERR_AUTH) {
		err_set(&err, ERR_AUTH, "the session of '%.100s' has ended", s->account->name);
		bluesky_session_finish(&s->session);
	}
	bluesky_answer_finish(&answer);
	unlock(s);
	op_session_is(s, err.code != ERR_NONE ? &err : NULL);
}

static void ask_for_new(struct bluesky *s) {
	static const char *const headers[] = { "Accept: application/json", NULL };
	char *url = xasprintf("%s/xrpc/com.atproto.server.refreshSession", s->session.server);
	const struct http_request request = {
		.method = "POST",
		.url = url,
		.headers = headers,
		.bearer = s->session.refresh,
		.max_response = BLUESKY_OTHER_BYTES,
		.timeout = RENEW_TIMEOUT,
	};

	s->renewal = s->env.http.ops->submit(s->env.http.self, &request, renewed, s);
	free(url);
}

void session_renew(struct bluesky *s) {
	struct bluesky_session kept = { 0 };
	struct err err = { 0 };

	assert(s->session.did != NULL);
	if (s->renewal != 0) {
		return;
	}
	if (!try_lock(s, &err)) {
		op_session_is(s, &err);
		return;
	}
	if (!s->unsaved && load(s, &kept) && strcmp(kept.access, s->session.access) != 0) {
		adopt(s, &kept);
		unlock(s);
		op_session_is(s, NULL);
		return;
	}
	bluesky_session_finish(&kept);
	ask_for_new(s);
}
