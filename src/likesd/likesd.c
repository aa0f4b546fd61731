#include "inner.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "unlike/base/mem.h"

#define SCALE_MAX 1e6
#define RETRY_AFTER_FAILURE (1 * MSEC_PER_SEC)
#define PRUNE_EVERY MSEC_PER_HOUR /* server time */

/* --- time --- */

/* From mono, which nobody sets: a stepped wall clock neither holds a publication back nor lets the
 * server's time run backwards. */
static msec_t server_at(const struct likesd *likesd, msec_t mono) {
	const double passed = (double)(mono - likesd->mono_start) * likesd->config.time_scale;
	return likesd->start + (msec_t)passed;
}

msec_t likesd_now(const struct likesd *likesd) {
	const msec_t now = server_at(likesd, clock_mono(likesd->config.clock));
	return now > likesd->now ? now : likesd->now;
}

/* The smallest wait after which server_at() has reached `at`: rounding must not wake us too early,
 * which would be a loop that turns without doing anything. */
static msec_t time_left(const struct likesd *likesd, msec_t at, msec_t mono) {
	if (server_at(likesd, mono) >= at) {
		return 0;
	}
	const double whole = ceil((double)(at - likesd->start) / likesd->config.time_scale);
	msec_t left = likesd->mono_start + (msec_t)whole - mono;
	if (left < 1) {
		left = 1;
	}
	while (server_at(likesd, mono + left) < at) {
		left++;
	}
	return left;
}

msec_t server_time_left(const struct likesd *likesd, msec_t at) {
	assert(likesd->in_turn);
	return time_left(likesd, at, likesd->turn_mono);
}

msec_t server_to_real(const struct likesd *likesd, msec_t duration) {
	return (msec_t)ceil((double)duration / likesd->config.time_scale);
}

msec_t likesd_due_in(const struct likesd *likesd) {
	if (likesd->next_due == MSEC_NEVER) {
		return MSEC_NEVER;
	}
	const msec_t mono = clock_mono(likesd->config.clock);
	const msec_t left = time_left(likesd, likesd->next_due, mono);
	const msec_t held = likesd->not_before - mono;
	return left > held ? left : held;
}

static bool start_clock(struct likesd *likesd, struct err *reterr) {
	sqlite3_stmt *row = db_start(&likesd->db, SQL_CLOCK_GET, DB_NONE);
	bool found = false;
	if (!db_row(&likesd->db, row, &found, reterr)) {
		return false;
	}
	if (!found) {
		return err_set(reterr, ERR_DB, "database: the clock is missing");
	}
	const msec_t seen = sqlite3_column_int64(row, 0);
	db_end(row);
	const msec_t wall = clock_wall(likesd->config.clock);
	likesd->mono_start = clock_mono(likesd->config.clock);
	likesd->started = wall;
	likesd->start = seen > wall ? seen : wall;
	likesd->now = likesd->start;
	likesd->not_before = likesd->mono_start;
	return true;
}

/* --- open and close --- */

struct likesd *likesd_open(const struct likesd_config *config, struct err *reterr) {
	if (!(config->time_scale > 0 && config->time_scale <= SCALE_MAX)) {
		err_set(reterr, ERR_INPUT, "the time scale is a number above 0, at most %.0f",
				SCALE_MAX);
		return NULL;
	}
	if (config->sample > LIKESD_SAMPLE_MAX) {
		err_set(reterr, ERR_INPUT, "a sample has at most %d likes", LIKESD_SAMPLE_MAX);
		return NULL;
	}
	struct likesd *likesd = xcalloc(1, sizeof(*likesd));
	likesd->config = *config;
	if (!db_open(&likesd->db, &schema_spec, config->db_path, false, NULL, reterr)) {
		free(likesd);
		return NULL;
	}
	if (!start_clock(likesd, reterr) || !sample_fill_all(likesd, reterr) ||
			!publish_look(likesd, reterr)) {
		db_close(&likesd->db);
		free(likesd);
		return NULL;
	}
	return likesd;
}

void likesd_close(struct likesd *likesd) {
	if (likesd == NULL) {
		return;
	}
	assert(!likesd->in_turn);
	/* Best effort: a clock that stands a little behind is only unpretty. */
	db_do(&likesd->db, SQL_CLOCK_SET, DB_VALUES(db_int(likesd_now(likesd))), NULL);
	page_cache_clear(&likesd->pages);
	facts_forget(likesd);
	metrics_finish(&likesd->metrics);
	db_close(&likesd->db);
	free(likesd);
}

void likesd_note_answer(struct likesd *likesd, const char *method,
		const struct likesd_response *response, msec_t took) {
	metrics_note(&likesd->metrics, method, response->route, response->status, took);
}

void likesd_note_connections(struct likesd *likesd, size_t count) {
	likesd->metrics.connections = count;
}

/* --- steps: what can fail by itself inside a turn --- */

static bool step_begin(struct likesd *likesd, struct err *reterr) {
	return db_step_begin(&likesd->db, reterr);
}

/* Goes back to where step_begin was. What is kept in memory may have been made of what is undone
 * now. */
static void step_undo(struct likesd *likesd) {
	struct err err;
	page_cache_clear(&likesd->pages);
	facts_forget(likesd);
	if (!db_step_undo(&likesd->db, &err) || !publish_look(likesd, &err)) {
		likesd->broken = true;
	}
}

static bool step_end(struct likesd *likesd, struct err *reterr) {
	return db_step_end(&likesd->db, reterr);
}

/* --- turns --- */

static bool upkeep(struct likesd *likesd, struct err *reterr) {
	if (likesd->next_due <= likesd->now &&
			!(publish_due(likesd, reterr) && penalty_end_due(likesd, reterr) &&
					publish_look(likesd, reterr))) {
		return false;
	}
	if (likesd->next_prune > likesd->now) {
		return true;
	}
	likesd->next_prune = likesd->now + PRUNE_EVERY;
	return stored_prune(likesd, reterr);
}

/* When it fails (a full disk), what is there can still be read: as_of says how old it is. */
static void try_upkeep(struct likesd *likesd) {
	const bool due = likesd->next_due <= likesd->now || likesd->next_prune <= likesd->now;
	if (!due || likesd->turn_mono < likesd->not_before) {
		return;
	}
	struct err err;
	if (!step_begin(likesd, &err)) {
		likesd->broken = true;
		return;
	}
	if (!upkeep(likesd, &err) || !step_end(likesd, &err)) {
		err_wrap(&err, "publishing is put off");
		likesd->trouble = err;
		step_undo(likesd);
		likesd->not_before = likesd->turn_mono + RETRY_AFTER_FAILURE;
	}
}

bool likesd_turn_begin(struct likesd *likesd, struct err *reterr) {
	assert(!likesd->in_turn);
	likesd->turn_mono = clock_mono(likesd->config.clock);
	likesd->now = likesd_now(likesd);
	if (!db_begin(&likesd->db, reterr)) {
		return false;
	}
	likesd->in_turn = true;
	likesd->broken = false;
	likesd->trouble = (struct err){ 0 };
	likesd->changes_before = db_total_changes(&likesd->db);
	try_upkeep(likesd);
	return true;
}

void likesd_handle(struct likesd *likesd, const struct likesd_request *request,
		struct likesd_response *ret) {
	assert(likesd->in_turn);
	*ret = (struct likesd_response){ 0 };
	buf_init(&ret->body, BUF_UNLIMITED);
	struct call call = { .likesd = likesd, .request = request, .response = ret };
	struct err err;
	err_set(&err, ERR_DB, "the turn's transaction is lost");
	if (!likesd->broken && step_begin(likesd, &err)) {
		if (route(&call, &err) && step_end(likesd, &err)) {
			return;
		}
		step_undo(likesd);
	}
	/* The route, not the path: that may hold anything. */
	err_wrap(&err, "%s %s", metrics_method(request->method), metrics_route(ret->route));
	likesd->trouble = err;
	ret->allow = NULL;
	refuse(&call, PROBLEM_UNAVAILABLE, NULL);
}

const struct err *likesd_turn_trouble(const struct likesd *likesd) {
	return likesd->trouble.code != ERR_NONE ? &likesd->trouble : NULL;
}

static void turn_undo(struct likesd *likesd) {
	struct err err;
	db_rollback(&likesd->db);
	page_cache_clear(&likesd->pages);
	facts_forget(likesd);
	likesd->not_before = likesd->turn_mono + RETRY_AFTER_FAILURE;
	if (!publish_look(likesd, &err)) {
		likesd->next_due = likesd->now;
	}
}

bool likesd_turn_commit(struct likesd *likesd, struct err *reterr) {
	assert(likesd->in_turn);
	likesd->in_turn = false;
	const bool changed = db_total_changes(&likesd->db) != likesd->changes_before;
	bool done = false;
	if (likesd->broken) {
		err_set(reterr, ERR_DB, "the turn's transaction is lost");
	} else {
		done = (!changed ||
				       db_do(&likesd->db, SQL_CLOCK_SET,
						       DB_VALUES(db_int(likesd->now)), reterr)) &&
				db_commit(&likesd->db, reterr);
	}
	if (!done) {
		turn_undo(likesd);
	}
	return done;
}
