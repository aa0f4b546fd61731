/*
 * The whole client by hand: screen, model, stores in a folder of their own, sync, and likesd's
 * handlers in the same process, on one fake clock. Fifteen minutes take a millisecond.
 */
#pragma once

#include <stdbool.h>

#include "likesd_fixture.h"
#include "screen/screen.h"
#include "unlike/app/inproc_http.h"
#include "unlike/term/term.h"

struct flow {
	struct likesd_fixture server;
	struct loop *loop;
	struct inproc_http *http;
	struct term_script *terminal;
	int rows, cols;
	struct buf text, focused; /* what it shows: all, and the row with the cursor */
	struct client *client;
	struct screen *screen;
	char home[64];
};

/* A server with `sample` likes, a client that is signed in and has walked the list. */
void flow_open(struct flow *flow, size_t sample, const char *platform_or_null);
/* The same, and the server keeps the platform's rules of integrity. */
void flow_open_ruled(struct flow *flow, size_t sample, const char *platform_or_null);
void flow_close(struct flow *flow);
/* Another account of the same server; it is there when the client starts next. */
void flow_sign_in(struct flow *flow, const char *name);
/* The client dies where it stands and is started again: nothing but the files survives. */
void flow_kill(struct flow *flow);
void flow_start(struct flow *flow);

/* Lets everything happen that is due now. */
void flow_settle(struct flow *flow);
/* Moves the clock on, everything due on the way included. */
void flow_advance(struct flow *flow, msec_t by);

/* Keys as a terminal sends them, the clock standing still between them. */
void flow_keys(struct flow *flow, const char *keys);
/* One key held: first byte, a gap of 250 ms, then one every 33 ms. */
void flow_hold(struct flow *flow, char key, msec_t duration);
void flow_resize(struct flow *flow, int rows, int cols);

/* The frame as text; borrowed until the next call. */
const char *flow_text(struct flow *flow);
/* A line of it that holds `needle`, or NULL. */
bool flow_shows(struct flow *flow, const char *needle);
/* The row of the item under the cursor: its line. */
const char *flow_focused_line(struct flow *flow);

/* Operations that the server has made for us, from outside. */
int64_t flow_operations(struct flow *flow);
/* From outside: the owner's truth and what is published. */
bool flow_liked(struct flow *flow, const char *item);
bool flow_published(struct flow *flow, const char *item);
/* State of the newest intent of an item. */
enum intent_state flow_state(struct flow *flow, const char *item);
