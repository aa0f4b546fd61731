/* What the files of `likesd`'s HTTP share: a request, the queue, the connections. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <microhttpd.h>
#include <sys/socket.h>

#include "unlike/base/buf.h"
#include "unlike/base/clock.h"
#include "unlike/base/err.h"
#include "unlike/likesd/http.h"
#include "unlike/likesd/likesd.h"
#include "unlike/loop/loop.h"

#define HTTP_MEMORY_LIMIT ((size_t)32 * 1024) /* a connection's, its request's head included */

/* --- a request (http_request.c) -------------------------------------------------------------- */

/* From the request line until libmicrohttpd is done with the answer. */
struct http_request {
	struct MHD_Connection *connection; /* foreign */
	struct http_request *next; /* in the queue */
	const char *target; /* borrowed; only a place: it is decoded there later */
	char *path; /* own; raw, as far as the '?' */
	const char *query; /* within path's memory; NULL: none */
	const char *method; /* borrowed from the connection, as all headers are */
	const char *token, *idem_key, *content_type;
	struct buf body; /* own */
	msec_t began; /* mono */
	bool forwarded; /* a header says that it came through a proxy */
	bool checked; /* the headers have been looked at */
};

/* `target` is the request line's, raw. */
struct http_request *http_request_create(const char *target);
/* NULL is fine. */
void http_request_destroy(struct http_request *request);

/*
 * Looks at the headers before anything of the body is read. False: *ret is the refusal, and the
 * connection must be closed behind it, because where the request ends is unknown or not waited for.
 */
bool http_request_check(struct http_request *request, struct MHD_Connection *connection,
		const char *method, const char *version, struct likesd_response *ret);
/* What the handlers get; borrowed from the request. */
struct likesd_request http_request_view(const struct http_request *request);

/* --- connections (http_conns.c) -------------------------------------------------------------- */

/*
 * libmicrohttpd 0.9.75 under epoll has two gaps that this fills.
 *
 * A client that sends half a request and closes leaves one edge for both: the short read ends it,
 * the end of the stream is never seen, and the descriptor stays until the time-out. So every
 * connection is also in an epoll set of ours that waits for the far side's end only, and is woken
 * by shutting down our receiving half, which raises a new edge and takes nothing away. (It takes a
 * far side that has ended for one that is gone: its request takes effect, its answer is lost.)
 *
 * Its time-out counts from the latest byte, so one byte now and then keeps a connection for ever.
 * Here it counts from the latest whole request or whole answer.
 */
struct http_conn {
	struct http_conn *previous, *next;
	int fd; /* foreign: libmicrohttpd's */
	bool ended; /* the far side has; in `ended` below */
	msec_t progress; /* mono */
};

#define HTTP_ENDED_MAX 64

struct http_conns {
	struct http_conn *oldest, *newest; /* by progress */
	size_t count;
	struct http_conn *ended[HTTP_ENDED_MAX]; /* seen, not yet woken; NULL: gone meanwhile */
	size_t ended_count;
	int epoll_fd; /* own; readable when far sides have ended */
	msec_t patience; /* without progress */
	const struct clock *clock; /* foreign */
};

bool http_conns_init(struct http_conns *conns, const struct clock *clock, msec_t patience,
		struct err *reterr);
/* All connections must have gone. */
void http_conns_finish(struct http_conns *conns);
struct http_conn *http_conns_add(struct http_conns *conns, int fd);
void http_conns_remove(struct http_conns *conns, struct http_conn *conn);
/* A whole request came, or a whole answer went. */
void http_conns_progress(struct http_conns *conns, struct http_conn *conn);
/*
 * In two steps, with libmicrohttpd running in between: see whose far side has ended; wake those.
 * Whatever came before an end that was seen has then been read; otherwise the two would be one edge
 * again.
 */
void http_conns_see_ends(struct http_conns *conns);
void http_conns_wake_ended(struct http_conns *conns);
/* Ends those that make no progress; libmicrohttpd closes them when it runs next. */
void http_conns_cut(struct http_conns *conns);
/* When http_conns_cut has something to do next (mono); MSEC_NEVER: nothing. */
msec_t http_conns_deadline(const struct http_conns *conns);

/* --- guessers (http_guess.c) ----------------------------------------------------------------- */

/*
 * How many wrong tokens an address may send: a hundred at once, and from then on one a second.
 * Right ones always pass: behind a proxy everybody has the proxy's address, and nobody must be able
 * to lock the others out. (256 random bits are not guessed; this limits what trying costs.)
 *
 * Of fixed size, whatever comes: addresses that fall together share their limit.
 */
#define HTTP_GUESS_SLOTS 256

struct http_guess {
	msec_t spent_until[HTTP_GUESS_SLOTS]; /* mono; zeroed to begin with */
};

/* Counts a wrong token. 0: it is within the limit; otherwise when the next one will be. */
msec_t http_guess_add(struct http_guess *guess, const struct sockaddr *address_or_null, msec_t now);

/* --- turns (http_turn.c) --------------------------------------------------------------------- */

struct likesd_http {
	struct MHD_Daemon *daemon; /* own */
	struct loop *loop; /* foreign */
	struct likesd *likesd; /* foreign */
	const struct clock *clock; /* foreign */
	int daemon_fd; /* foreign: libmicrohttpd's epoll descriptor; poll it, never epoll_wait */
	uint16_t port;
	char *socket_path; /* own; NULL for TCP */
	struct loop_timer *timer; /* the next time-out */
	struct loop_timer *publish_timer;
	struct http_request *first, **last; /* suspended requests, waiting for the turn */
	size_t waiting, in_flight; /* in_flight: from the request line to the end of the answer */
	struct http_conns conns;
	struct http_guess guess;
	bool stopping; /* answers close their connections */
	bool verbose; /* a line on standard error for each answer */
	bool trouble; /* the latest turn failed; said once */
	msec_t part_told; /* mono: when it was last said that a part of one failed; 0: never */
};

/* Suspends the connection and puts the request in the queue, or refuses it (503) when that is
 * full. */
enum MHD_Result http_turn_enqueue(struct likesd_http *http, struct http_request *request);
/* One transaction for all that wait (none: it only publishes what is due), then the answers. */
void http_turn_run(struct likesd_http *http);
/* Queues the response to a request whose connection is not suspended, or is about to be resumed.
 * Finishes `response`. */
enum MHD_Result http_turn_answer(struct likesd_http *http, const struct http_request *request,
		struct likesd_response *response, bool close);

/* --- sockets (http_listen.c) ----------------------------------------------------------------- */

/* Loopback addresses only: there is no TLS here. ERR_INPUT, ERR_IO. */
bool http_listen_tcp(const char *host, uint16_t port, int *ret_fd, uint16_t *ret_port,
		struct err *reterr);

#define HTTP_ADDRESS_TEXT 64

/* "127.0.0.1", "::1"; "unix" for those without. */
void http_listen_text(const struct sockaddr *address_or_null, char ret[static HTTP_ADDRESS_TEXT]);
