/* The formats that recorder.c writes: one file each. */
#pragma once

#include <stddef.h>

#include "unlike/base/buf.h"
#include "unlike/tape/recorder.h"

struct recorder_format {
	const char *const *endings; /* with their dots, NULL at the end */
	/* `recording` and `out` outlive what is made. `out` may take no more (buf.h): only
	 * recorder_finish() looks. */
	void *(*create)(const struct recording *recording, struct buf *out);
	/* As recorder_drew and recorder_stepped; NULL: does not care. */
	void (*drew)(void *self, msec_t at, const struct frame *frame);
	void (*stepped)(void *self, msec_t at, const struct tape_command *command,
			const struct frame *frame);
	/* Adds what is missing at the end; NULL: nothing. */
	void (*finish)(void *self);
	void (*destroy)(void *self);
	/* One frame, whole; NULL: this format has no stills. */
	void (*still)(const struct recording *recording, const struct frame *frame,
			struct buf *out);
};

extern const struct recorder_format recorder_text, recorder_cast, recorder_svg, recorder_json;

#define RECORDER_MAX_BYTES ((size_t)256 << 20)

/* recorder_create() with another limit. */
struct recorder *recorder_create_limited(const char *path, const struct recording *recording,
		size_t max_bytes, struct err *reterr);
