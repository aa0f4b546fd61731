/* The program likesd: what is made in which order, and unmade in the other. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "admin.h"
#include "options.h"
#include "privileges.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"
#include "unlike/base/text.h"
#include "unlike/likesd/http.h"
#include "unlike/loop/signals.h"

#define CONNECTIONS 1000
#define OTHER_DESCRIPTORS 64

struct server {
	struct clock clock;
	struct rng rng;
	struct platform *platform;
	struct likesd *likesd;
	struct loop *loop;
	struct signals *signals;
	struct likesd_http *http;
	struct admin *admin;
};

static void server_finish(struct server *s) {
	likesd_http_stop(s->http);
	admin_destroy(s->admin);
	likesd_close(s->likesd);
	platform_destroy(s->platform);
	/* Whoever asks once more, asks for what is being done: only now may it end us. */
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	signals_destroy(s->signals);
	loop_destroy(s->loop);
}

/* --- the database ---------------------------------------------------------------------------- */

/* Before the database: what is named may be root's to read. */
static bool load_platform(
		struct server *s, const struct likesd_options *options, struct err *reterr) {
	return likesd_load_platform(options->platform, &s->platform, reterr);
}

static bool open_database(
		struct server *s, const struct likesd_options *options, struct err *reterr) {
	s->clock = clock_system();
	s->rng = rng_system();
	const struct likesd_config config = {
		.db_path = options->db_path,
		.platform = s->platform,
		.clock = &s->clock,
		.rng = &s->rng,
		.time_scale = options->time_scale,
		.sample = options->sample,
	};
	s->likesd = likesd_open(&config, reterr);
	if (s->likesd == NULL && strstr(reterr->msg, options->db_path) == NULL) {
		return err_wrap(reterr, "%.150s", options->db_path);
	}
	return s->likesd != NULL;
}

/* Nothing, where no user is named. */
static bool become_user(const struct likesd_options *options, struct err *reterr) {
	return options->run_as == NULL ||
			(privileges_drop(options->run_as, reterr) &&
					privileges_check_files(options->db_path, reterr));
}

/* --- serving --------------------------------------------------------------------------------- */

static void on_signal(int signo, void *data) {
	(void)signo;
	loop_stop(data);
}

static void on_parent(int fd, short revents, void *data) {
	(void)revents;
	char bytes[256];
	ssize_t n = read(fd, bytes, sizeof bytes);
	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
		loop_remove_fd(data, fd);
		loop_stop(data);
	}
}

static bool watch_signals(struct server *s, struct err *reterr) {
	int signos[3] = { SIGTERM, SIGINT };
	size_t n = 2;
	/* nohup has it ignored: then the terminal's end is none of our business. */
	struct sigaction hang_up;
	if (sigaction(SIGHUP, NULL, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN) {
		signos[n++] = SIGHUP;
	}
	s->signals = signals_create(s->loop, signos, n, on_signal, s->loop, reterr);
	return s->signals != NULL;
}

/* As many as the kernel lets us have descriptors for. */
static unsigned connection_limit(void) {
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
		return CONNECTIONS;
	}
	rlim_t want = CONNECTIONS + OTHER_DESCRIPTORS;
	if (limit.rlim_cur < want) {
		limit.rlim_cur = limit.rlim_max < want ? limit.rlim_max : want;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= want) {
		return CONNECTIONS;
	}
	return limit.rlim_cur > 2 * OTHER_DESCRIPTORS
			? (unsigned)(limit.rlim_cur - OTHER_DESCRIPTORS)
			: OTHER_DESCRIPTORS;
}

static void print_place(const struct server *s, const struct likesd_options *options) {
	if (options->socket_path != NULL) {
		printf("likesd: listening on %s\n", options->socket_path);
	} else if (strchr(options->host, ':') != NULL) {
		printf("likesd: listening on http://[%s]:%u\n", options->host,
				likesd_http_port(s->http));
	} else {
		printf("likesd: listening on http://%s:%u\n", options->host,
				likesd_http_port(s->http));
	}
	fflush(stdout);
}

static bool serve(struct server *s, const struct likesd_options *options, struct err *reterr) {
	struct likesd_http_bound bound;
	struct likesd_http_config config = {
		.host = options->host,
		.port = options->port,
		.socket_path = options->socket_path,
		.connection_limit = connection_limit(),
		.verbose = options->verbose,
	};
	if (options->run_as != NULL && options->host != NULL) {
		/* A port below 1024 is root's. A socket's folder has to be the user's: root makes
		 * nothing in a folder that another can write. */
		if (!likesd_http_bind(&config, &bound, reterr)) {
			return false;
		}
		config.bound = &bound;
	}
	if (!load_platform(s, options, reterr) || !become_user(options, reterr) ||
			!open_database(s, options, reterr)) {
		return false;
	}
	s->loop = loop_create(&s->clock);
	if (!watch_signals(s, reterr)) {
		return false;
	}
	s->http = likesd_http_start(&config, s->loop, s->likesd, &s->clock, reterr);
	if (s->http == NULL) {
		return false;
	}
	s->admin = admin_create(options->db_path, s->loop, s->likesd, &s->clock, reterr);
	if (s->admin == NULL) {
		return false;
	}
	if (options->with_parent) {
		loop_add_fd(s->loop, STDIN_FILENO, POLLIN, on_parent, s->loop);
	}
	print_place(s, options);
	struct loop_waiter waiter = loop_waiter_poll();
	return loop_run(s->loop, &waiter, reterr);
}

/* --- user add, review ------------------------------------------------------------------------ */

/* For what no running likesd was there. */
static bool open_here(struct server *s, const struct likesd_options *options, struct err *reterr) {
	return load_platform(s, options, reterr) && open_database(s, options, reterr);
}

static bool user_add(struct server *s, const struct likesd_options *options, struct err *reterr) {
	char token[LIKESD_TOKEN_TEXT];
	bool reached = false;
	if (!become_user(options, reterr) ||
			!admin_user_add(options->db_path, &options->user, token, &reached,
					reterr)) {
		return false;
	}
	if (!reached &&
			(!open_here(s, options, reterr) ||
					!likesd_user_add(s->likesd, &options->user, token,
							reterr))) {
		return false;
	}
	fprintf(stderr,
			"likesd: made %s '%s'. Its token, on standard output, is stored nowhere "
			"else.\n",
			options->user.device != NULL ? "a device of the account" : "the account",
			options->user.name);
	printf("%s\n", token);
	secret_wipe(token, sizeof token);
	if (fflush(stdout) != 0) {
		return err_set_errno(reterr, ERR_IO, errno,
				"the account is made, but its token could not be written");
	}
	return true;
}

/* Titles are what somebody wrote: cleaned for the terminal, line by line. */
static bool print_reviews(const struct buf *list, struct err *reterr) {
	struct buf clean;
	buf_init(&clean, BUF_UNLIMITED);
	for (const char *at = list->data; *at != '\0';) {
		const size_t len = strcspn(at, "\t\n");
		buf_reset(&clean);
		text_clean(at, len, &clean);
		printf("%s%c", clean.data, at[len] != '\0' ? at[len] : '\n');
		at += len + (at[len] != '\0');
	}
	buf_finish(&clean);
	return fflush(stdout) == 0 || err_set_errno(reterr, ERR_IO, errno, "standard output");
}

static bool review_list(
		struct server *s, const struct likesd_options *options, struct err *reterr) {
	struct buf list;
	bool reached = false;
	buf_init(&list, BUF_UNLIMITED);
	bool fine = admin_review_list(options->db_path, &list, &reached, reterr) &&
			(reached ||
					(open_here(s, options, reterr) &&
							likesd_review_list(s->likesd, &list,
									reterr))) &&
			print_reviews(&list, reterr);
	buf_finish(&list);
	return fine;
}

static bool review(struct server *s, const struct likesd_options *options, struct err *reterr) {
	bool reached = false;
	if (!become_user(options, reterr)) {
		return false;
	}
	if (options->command == LIKESD_REVIEW_LIST) {
		return review_list(s, options, reterr);
	}
	return admin_review_decide(
			       options->db_path, options->review, options->why, &reached, reterr) &&
			(reached ||
					(open_here(s, options, reterr) &&
							likesd_review_decide(s->likesd,
									options->review,
									options->why, reterr)));
}

/* --- ends ------------------------------------------------------------------------------------ */

static int exit_status(enum err_code code) {
	switch (code) {
	case ERR_INPUT:
		return EX_USAGE;
	case ERR_PROTOCOL:
	case ERR_DB:
		return EX_DATAERR;
	case ERR_GONE:
		return EX_NOINPUT;
	case ERR_CONFLICT:
	case ERR_CREATE:
		return EX_CANTCREAT;
	case ERR_BUSY:
	case ERR_TIMEOUT:
		return EX_TEMPFAIL;
	case ERR_IO:
	case ERR_FULL:
		return EX_IOERR;
	case ERR_FORBIDDEN:
		return EX_NOPERM;
	case ERR_NOMEM:
		return EX_OSERR;
	default:
		return EX_SOFTWARE;
	}
}

/* What is said may hold names from the command line and from files: cleaned for the terminal. */
static int complain(const struct err *err, bool usage) {
	struct buf clean;
	buf_init(&clean, 4 * sizeof err->msg);
	text_clean(err->msg, strlen(err->msg), &clean);
	fprintf(stderr, "likesd: %s%s\n", clean.data,
			usage ? "\nlikesd: 'likesd --help' tells what there is" : "");
	buf_finish(&clean);
	return exit_status(err->code);
}

static int show(const struct likesd_options *options) {
	if (options->command == LIKESD_VERSION) {
		printf("likesd %s\n", UNLIKE_VERSION);
	} else {
		struct buf text;
		buf_init(&text, BUF_UNLIMITED);
		likesd_options_help(&text);
		fputs(text.data, stdout);
		buf_finish(&text);
	}
	return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

int main(int argc, char **argv) {
	text_init();
	struct err err = { 0 };
	struct likesd_options options;
	if (!likesd_options_parse(argc, argv, &options, &err)) {
		return complain(&err, true);
	}
	if (options.command == LIKESD_HELP || options.command == LIKESD_VERSION) {
		return show(&options);
	}
	struct server s = { 0 };
	bool fine = secret_init(&err);
	secret_forbid_core();
	if (fine && options.command == LIKESD_USER_ADD) {
		fine = user_add(&s, &options, &err);
	} else if (fine && options.command == LIKESD_SERVE) {
		fine = serve(&s, &options, &err);
	} else if (fine) {
		fine = review(&s, &options, &err);
	}
	server_finish(&s);
	likesd_options_finish(&options);
	return fine ? EX_OK : complain(&err, false);
}
