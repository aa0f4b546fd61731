/*
 * Taking likes back, and putting one back as it was. One record goes by deleteRecord, which is
 * idempotent. Many go by applyWrites, which does all or nothing and fails where one is gone
 * already: then the list tells which are, and the rest goes one by one.
 */
#include "bluesky_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

#define FAILURES_MAX 3 /* a server that cannot write is not asked two hundred times */
#define DELETE "com.atproto.repo.applyWrites#delete"

enum written { TO_WRITE, DONE, WAS_SO, FAILED };

struct write {
	size_t intent;
	const char *key; /* foreign; into the job's keys */
	const char *restore; /* foreign; "" where none is known */
	enum written written;
	struct err err; /* of FAILED */
};

struct job {
	service_done_fn *fn;
	bool want;
	char **texts; /* own; keys and restores taken apart */
	size_t n_texts, n_intents;
	struct write *writes; /* own */
	size_t n_writes;
	size_t first, end; /* the writes of the request under way */
	bool one_by_one; /* up to `end`, since the batch was refused */
	bool asking; /* whether it is there: what restores it is not known */
	int failures; /* of one by one, in a row */
	bool sweeping;
	struct sweep sweep;
};

static void go_on(struct op *op);

/* --- the job --------------------------------------------------------------------------------- */

static void finish_job(struct op *op) {
	struct job *job = op->state;

	for (size_t i = 0; i < job->n_texts; i++) {
		free(job->texts[i]);
	}
	free(job->texts);
	free(job->writes);
	sweep_finish(&job->sweep);
}

/* A copy of which lines may be cut off; it lives as long as the job. */
static char *keep_text(struct job *job, const char *text) {
	job->texts = xrealloc(job->texts, (job->n_texts + 1) * sizeof(*job->texts));
	job->texts[job->n_texts] = xstrdup(text);
	return job->texts[job->n_texts++];
}

static char *cut_line(char **at) {
	char *line = *at;
	char *end = line + strcspn(line, "\n");

	*at = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return line;
}

static void add_writes(struct job *job, const struct intent *intent, size_t number) {
	char *keys = keep_text(job, intent->keys);
	char *restores = keep_text(job, intent->restore != NULL ? intent->restore : "");

	while (*keys != '\0') {
		const char *key = cut_line(&keys);
		job->writes = xrealloc(job->writes, (job->n_writes + 1) * sizeof(*job->writes));
		job->writes[job->n_writes++] = (struct write){
			.intent = number,
			.key = key,
			.restore = cut_line(&restores),
		};
	}
}

/* --- the end --------------------------------------------------------------------------------- */

static enum service_outcome outcome_of(const struct err *err) {
	switch (err->code) {
	case ERR_AUTH:
		return SERVICE_SIGN_IN;
	case ERR_FORBIDDEN:
	case ERR_INPUT:
	case ERR_CONFLICT:
	case ERR_GONE:
		return SERVICE_REFUSED;
	default:
		return SERVICE_TRY_AGAIN;
	}
}

/* All records of an intent, or it failed: what comes again is what is there still. */
static void add_result(const struct write *write, struct service_result *result) {
	if (result->err.code != ERR_NONE) {
		return;
	}
	if (write->written == FAILED) {
		*result = (struct service_result){ .outcome = outcome_of(&write->err),
			.err = write->err };
	} else if (write->written == DONE) {
		result->outcome = SERVICE_ACCEPTED;
	}
}

static void end(struct op *op) {
	struct job *job = op->state;
	struct service_result *results = xcalloc(job->n_intents, sizeof(*results));

	for (size_t i = 0; i < job->n_intents; i++) {
		results[i].outcome = SERVICE_WAS_SO;
	}
	for (size_t i = 0; i < job->n_writes; i++) {
		add_result(&job->writes[i], &results[job->writes[i].intent]);
	}
	op_take(op);
	job->fn(results, job->n_intents, op->fn_data);
	free(results);
	op_free(op);
}

/* What was not done, failed like this. */
static void give_up(struct op *op, const struct err *err) {
	struct job *job = op->state;

	for (size_t i = 0; i < job->n_writes; i++) {
		if (job->writes[i].written == TO_WRITE) {
			job->writes[i].written = FAILED;
			job->writes[i].err = *err;
		}
	}
	end(op);
}

/* --- requests -------------------------------------------------------------------------------- */

static void begin_body(struct op *op, struct json_writer *w, struct buf *body) {
	const char *did = op->s->session.did;

	buf_init(body, BUF_UNLIMITED);
	json_writer_init(w, body);
	json_object_begin(w, NULL);
	json_put_string(w, "repo", did != NULL ? did : "");
}

static void spend(struct op *op, unsigned points) {
	struct service_budget *budget = &op->s->traits.budget;

	budget->left = budget->left > (int64_t)points ? budget->left - (int64_t)points : 0;
}

static void delete_one(struct op *op, const struct write *write) {
	struct json_writer w;
	struct buf body;

	begin_body(op, &w, &body);
	json_put_string(&w, "collection", BLUESKY_LIKES);
	json_put_string(&w, "rkey", write->key);
	json_object_end(&w);
	spend(op, op->s->traits.cancel_cost);
	op_post(op, "com.atproto.repo.deleteRecord", &body);
}

static void delete_many(struct op *op, const struct job *job) {
	struct json_writer w;
	struct buf body;

	begin_body(op, &w, &body);
	json_array_begin(&w, "writes");
	for (size_t i = job->first; i < job->end; i++) {
		json_object_begin(&w, NULL);
		json_put_string(&w, "$type", DELETE);
		json_put_string(&w, "collection", BLUESKY_LIKES);
		json_put_string(&w, "rkey", job->writes[i].key);
		json_object_end(&w);
	}
	json_array_end(&w);
	json_object_end(&w);
	spend(op, op->s->traits.cancel_cost * (unsigned)(job->end - job->first));
	op_post(op, "com.atproto.repo.applyWrites", &body);
}

/* False: what restores it is not known. */
static bool put_back(struct op *op, const struct write *write) {
	struct json_writer w;
	struct json_at root, value;
	struct buf body, text;
	struct json_doc *doc = json_parse(write->restore, strlen(write->restore),
			2 * BLUESKY_RESTORE_MAX, "record", NULL);

	if (doc == NULL) {
		return false;
	}
	root = json_root(doc);
	if (!json_get(&root, "value", &value, NULL)) {
		json_doc_destroy(doc);
		return false;
	}
	buf_init(&text, BUF_UNLIMITED);
	json_text(&value, &text);
	json_doc_destroy(doc);
	begin_body(op, &w, &body);
	json_put_string(&w, "collection", BLUESKY_LIKES);
	json_put_string(&w, "rkey", write->key);
	/* It was taken once; that the rules are others now is no reason to lose it. */
	json_put_bool(&w, "validate", false);
	json_put_raw(&w, "record", text.data, text.len);
	json_object_end(&w);
	buf_finish(&text);
	spend(op, op->s->traits.relike_cost);
	op_post(op, "com.atproto.repo.putRecord", &body);
	return true;
}

static void ask_whether_there(struct op *op, struct job *job, const struct write *write) {
	const char *did = op->s->session.did;
	struct buf query;

	job->asking = true;
	buf_init(&query, BUF_UNLIMITED);
	query_add_like(&query, did != NULL ? did : "");
	query_add(&query, "rkey", write->key);
	op_get(op, "com.atproto.repo.getRecord", &query, AUTH_ACCESS, BLUESKY_OTHER_BYTES);
	buf_finish(&query);
}

/* --- one after the other --------------------------------------------------------------------- */

static size_t next_to_write(const struct job *job) {
	size_t i = 0;

	while (i < job->n_writes && job->writes[i].written != TO_WRITE) {
		i++;
	}
	return i;
}

/* A refused batch eats what is left of the limit, so no more is asked than that. */
static size_t fitting(const struct op *op) {
	const struct service_budget *budget = &op->s->traits.budget;
	bool known = budget->limit > 0 && budget->resets_at > clock_wall(op->s->env.clock);

	if (!known || budget->left >= BLUESKY_WRITES_MAX) {
		return BLUESKY_WRITES_MAX;
	}
	return budget->left > 1 ? (size_t)budget->left : 1;
}

static void write_next(struct op *op, struct job *job, size_t next) {
	struct write *write = &job->writes[next];

	job->first = next;
	if (job->want) {
		job->end = next + 1;
		if (!put_back(op, write)) {
			ask_whether_there(op, job, write);
		}
		return;
	}
	if (job->one_by_one && next < job->end) {
		delete_one(op, write);
		return;
	}
	size_t most = fitting(op);
	job->one_by_one = false;
	job->end = next + 1;
	while (job->end < job->n_writes && job->end - next < most &&
			job->writes[job->end].written == TO_WRITE) {
		job->end++;
	}
	if (job->end - next == 1) {
		delete_one(op, write);
	} else {
		delete_many(op, job);
	}
}

static void go_on(struct op *op) {
	struct job *job = op->state;
	size_t next = next_to_write(job);

	if (next == job->n_writes) {
		end(op);
	} else {
		write_next(op, job, next);
	}
}

/* --- answers --------------------------------------------------------------------------------- */

/* The list was looked at: what is gone is done. */
static void swept(struct op *op, struct sweep *sweep, const struct err *why) {
	struct job *job = op->state;

	job->sweeping = false;
	if (why != NULL) {
		struct err err = *why;
		sweep_finish(sweep);
		give_up(op, &err);
		return;
	}
	for (size_t i = job->first; i < job->end; i++) {
		if (sweep_find(sweep, job->writes[i].key) == ABSENT) {
			job->writes[i].written = WAS_SO;
		}
	}
	sweep_finish(sweep);
	job->one_by_one = true;
	go_on(op);
}

static void look_again(struct op *op, struct job *job) {
	job->sweeping = true;
	job->sweep = (struct sweep){ .done = swept };
	for (size_t i = job->first; i < job->end; i++) {
		sweep_add(&job->sweep, job->writes[i].key);
	}
	sweep_start(op, &job->sweep);
}

/* Refused for what is in it; anything else would hold for each of its writes as well. */
static bool is_refused(const struct bluesky_answer *answer) {
	return answer->err.code == ERR_INPUT || answer->err.code == ERR_GONE ||
			answer->err.code == ERR_CONFLICT ||
			(answer->err.code == ERR_SERVER && answer->res != NULL &&
					answer->res->status == 500);
}

static void fail_one(struct op *op, const struct bluesky_answer *answer) {
	struct job *job = op->state;
	struct write *write = &job->writes[job->first];

	write->written = FAILED;
	write->err = answer->err;
	job->failures++;
	if (!is_refused(answer) || job->failures >= FAILURES_MAX) {
		give_up(op, &answer->err);
	} else {
		go_on(op);
	}
}

static void answered_whether_there(struct op *op, const struct bluesky_answer *answer) {
	struct job *job = op->state;
	struct write *write = &job->writes[job->first];

	job->asking = false;
	if (answer->doc != NULL) {
		write->written = WAS_SO;
		go_on(op);
		return;
	}
	struct err err = answer->err;
	if (err.code == ERR_GONE) {
		err_set(&err, ERR_INPUT, "what restores this like was not kept");
	}
	give_up(op, &err);
}

static void answered_one(struct op *op, const struct bluesky_answer *answer) {
	struct job *job = op->state;
	struct json_at root, commit;

	if (answer->doc == NULL) {
		fail_one(op, answer);
		return;
	}
	root = json_root(answer->doc);
	job->failures = 0;
	/* No commit: there was nothing to do. */
	job->writes[job->first].written = json_find(&root, "commit", &commit) ? DONE : WAS_SO;
	go_on(op);
}

static void answered(struct op *op, const struct bluesky_answer *answer) {
	struct job *job = op->state;

	if (job->sweeping) {
		sweep_answered(op, &job->sweep, answer);
		return;
	}
	if (job->asking) {
		answered_whether_there(op, answer);
		return;
	}
	/* `end` stays where the refused batch ended. */
	if (job->want || job->one_by_one || job->end - job->first == 1) {
		answered_one(op, answer);
		return;
	}
	if (answer->doc == NULL) {
		if (is_refused(answer)) {
			look_again(op, job);
		} else {
			give_up(op, &answer->err);
		}
		return;
	}
	for (size_t i = job->first; i < job->end; i++) {
		job->writes[i].written = DONE;
	}
	go_on(op);
}

uint64_t bluesky_set_liked(struct service *service, const struct intent *const *intents, size_t n,
		service_done_fn *fn, void *data) {
	struct bluesky *s = (struct bluesky *)service;
	struct op *op = op_create(s, data);
	struct job *job = xcalloc(1, sizeof(*job));

	assert(n >= 1 && n <= s->traits.max_batch && (n == 1 || !intents[0]->want));
	*job = (struct job){ .fn = fn, .want = intents[0]->want, .n_intents = n };
	op->state = job;
	op->finish = finish_job;
	op->answered = answered;
	for (size_t i = 0; i < n; i++) {
		add_writes(job, intents[i], i);
	}
	assert(job->n_writes >= n);
	go_on(op);
	return op->id;
}
