#include "unlike/tape/recorder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder_format.h"
#include "unlike/base/file.h"
#include "unlike/base/mem.h"

#define KIB ((size_t)1 << 10)
#define MIB (KIB << 10)

static const struct recorder_format *const formats[] = {
	&recorder_text,
	&recorder_cast,
	&recorder_svg,
	&recorder_json,
};
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

struct recorder {
	const struct recorder_format *format;
	void *self; /* the format's */
	char *path; /* own */
	struct recording recording; /* `title` is own */
	char *title;
	struct buf out;
	bool finished;
};

/* --- names ----------------------------------------------------------------------------------- */

static const char *base_name(const char *path) {
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

/* A name that is nothing but an ending is a hidden file without one. */
static bool ends_in(const char *name, const char *ending) {
	const size_t len = strlen(name), ending_len = strlen(ending);
	return len > ending_len && strcmp(name + len - ending_len, ending) == 0;
}

static bool has_ending(const struct recorder_format *format, const char *path) {
	const char *name = base_name(path);
	for (const char *const *ending = format->endings; *ending != NULL; ending++) {
		if (ends_in(name, *ending)) {
			return true;
		}
	}
	return false;
}

static void list_endings(bool stills, struct buf *out) {
	for (size_t i = 0; i < FORMATS; i++) {
		const bool listed = !stills || formats[i]->still != NULL;
		for (const char *const *e = formats[i]->endings; listed && *e != NULL; e++) {
			buf_printf(out, "%s%s", out->len > 0 ? ", " : "", *e);
		}
	}
}

static const struct recorder_format *find_format(const char *path, bool still, struct err *reterr) {
	for (size_t i = 0; i < FORMATS; i++) {
		if ((!still || formats[i]->still != NULL) && has_ending(formats[i], path)) {
			return formats[i];
		}
	}
	struct buf endings;
	buf_init(&endings, BUF_UNLIMITED);
	list_endings(still, &endings);
	err_set(reterr, ERR_INPUT, "%s: the name of a %s ends in one of %s", path,
			still ? "screenshot" : "recording", endings.data);
	buf_finish(&endings);
	return NULL;
}

static bool check_place(const char *path, struct err *reterr) {
	struct stat st;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		return err_set(reterr, ERR_INPUT, "%s is a folder", path);
	}
	const size_t len = (size_t)(base_name(path) - path);
	char *folder = len > 0 ? xstrndup(path, len) : xstrdup("./");
	const bool there = stat(folder, &st) == 0 && S_ISDIR(st.st_mode);
	if (!there) {
		err_set(reterr, ERR_INPUT, "%s: there is no folder %s", path, folder);
	}
	free(folder);
	return there;
}

bool recorder_check(const char *path, struct err *reterr) {
	return find_format(path, false, reterr) != NULL && check_place(path, reterr);
}

bool recorder_check_still(const char *path, struct err *reterr) {
	return find_format(path, true, reterr) != NULL && check_place(path, reterr);
}

/* --- life ------------------------------------------------------------------------------------ */

struct recorder *recorder_create_limited(const char *path, const struct recording *recording,
		size_t max_bytes, struct err *reterr) {
	assert(recording->rows >= 1 && recording->cols >= 1 && recording->theme != NULL);
	const struct recorder_format *format = find_format(path, false, reterr);
	if (format == NULL || !check_place(path, reterr)) {
		return NULL;
	}
	struct recorder *recorder = xmalloc(sizeof(*recorder));
	*recorder = (struct recorder){
		.format = format,
		.path = xstrdup(path),
		.recording = *recording,
		.title = xstrdup(recording->title),
	};
	recorder->recording.title = recorder->title;
	buf_init(&recorder->out, max_bytes);
	recorder->self = format->create(&recorder->recording, &recorder->out);
	return recorder;
}

struct recorder *recorder_create(
		const char *path, const struct recording *recording, struct err *reterr) {
	return recorder_create_limited(path, recording, RECORDER_MAX_BYTES, reterr);
}

void recorder_destroy(struct recorder *recorder) {
	if (recorder == NULL) {
		return;
	}
	recorder->format->destroy(recorder->self);
	buf_finish(&recorder->out);
	free(recorder->title);
	free(recorder->path);
	free(recorder);
}

void recorder_drew(struct recorder *recorder, msec_t at, const struct frame *frame) {
	assert(!recorder->finished);
	if (recorder->format->drew != NULL && !recorder->out.overflowed) {
		recorder->format->drew(recorder->self, at, frame);
	}
}

void recorder_stepped(struct recorder *recorder, msec_t at, const struct tape_command *command,
		const struct frame *frame) {
	assert(!recorder->finished);
	if (recorder->format->stepped != NULL && !recorder->out.overflowed) {
		recorder->format->stepped(recorder->self, at, command, frame);
	}
}

/* --- files ----------------------------------------------------------------------------------- */

/* As open() would make it. */
static mode_t new_file_mode(void) {
	const mode_t mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

static bool write_out(const char *path, const struct buf *out, struct err *reterr) {
	if (out->overflowed) {
		const bool small = out->max < MIB;
		return err_set(reterr, ERR_INPUT, "%s: the recording is larger than %zu %s", path,
				out->max / (small ? KIB : MIB), small ? "KiB" : "MiB");
	}
	return file_write_atomic(path, out->data, out->len, new_file_mode(), reterr);
}

bool recorder_finish(struct recorder *recorder, struct err *reterr) {
	if (!recorder->finished && recorder->format->finish != NULL) {
		recorder->format->finish(recorder->self);
	}
	recorder->finished = true;
	return write_out(recorder->path, &recorder->out, reterr);
}

bool recorder_still(const char *path, const struct recording *recording, const struct frame *frame,
		struct err *reterr) {
	const struct recorder_format *format = find_format(path, true, reterr);
	if (format == NULL || !check_place(path, reterr)) {
		return false;
	}
	struct buf out;
	buf_init(&out, RECORDER_MAX_BYTES);
	format->still(recording, frame, &out);
	const bool ok = write_out(path, &out, reterr);
	buf_finish(&out);
	return ok;
}
