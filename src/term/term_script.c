#include <stdlib.h>

#include "unlike/base/mem.h"
#include "unlike/term/input.h"
#include "unlike/term/term.h"

struct term_script {
	struct input *input; /* own */
	int rows, cols;
	term_script_drew_fn *drew;
	void *data; /* foreign */
};

static bool start(void *self, struct err *reterr) {
	(void)self;
	(void)reterr;
	return true;
}

static void stop(void *self) {
	(void)self;
}

static void set_mouse(void *self, bool on) {
	(void)self;
	(void)on; /* whoever feeds it knows */
}

static int no_fd(void *self) {
	(void)self;
	return -1;
}

static bool read_event(void *self, msec_t now, struct term_event *ret) {
	struct term_script *term = self;
	return input_next(term->input, now, ret);
}

static msec_t deadline(void *self) {
	struct term_script *term = self;
	return input_deadline(term->input);
}

static void size(void *self, int *ret_rows, int *ret_cols) {
	struct term_script *term = self;
	*ret_rows = term->rows;
	*ret_cols = term->cols;
}

static void present(void *self, const struct frame *frame, bool everything) {
	struct term_script *term = self;
	(void)everything;
	term->drew(frame, term->data);
}

static const struct term_ops ops = {
	.start = start,
	.stop = stop,
	.set_mouse = set_mouse,
	.fd = no_fd,
	.read = read_event,
	.deadline = deadline,
	.size = size,
	.present = present,
};

struct term_script *term_script_create(int rows, int cols, term_script_drew_fn *drew, void *data) {
	struct term_script *term = xmalloc(sizeof *term);
	*term = (struct term_script){
		.input = input_create(), .rows = rows, .cols = cols, .drew = drew, .data = data
	};
	return term;
}

void term_script_destroy(struct term_script *term) {
	if (term == NULL) {
		return;
	}
	input_destroy(term->input);
	free(term);
}

struct terminal term_script_terminal(struct term_script *term) {
	return (struct terminal){ .ops = &ops, .self = term };
}

void term_script_feed(struct term_script *term, const char *bytes, size_t len, msec_t now) {
	input_feed(term->input, bytes, len, now);
}

void term_script_resize(struct term_script *term, int rows, int cols) {
	term->rows = rows;
	term->cols = cols;
}
