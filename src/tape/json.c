/*
 * Frames with their roles, for programs that look at what was shown:
 *
 *   {"v":1,"rows":24,"cols":80,"theme":"default","frames":[
 *   {"at_ms":250,"line":7,"command":"Type x","rows":24,"cols":80,"text":["…"],"roles":["…"],
 *   "cursor":{"row":3,"col":0}}
 *   ]}
 *
 * A frame is a line of the file, for those who compare by lines. A resize changes a frame's own
 * size only.
 */
#include <stdlib.h>
#include <string.h>

#include "recorder_format.h"
#include "unlike/base/json.h"
#include "unlike/base/mem.h"

enum { FORMAT_VERSION = 1 };

struct json {
	struct json_writer writer;
	struct buf last; /* the frame that was written last */
	size_t screen; /* where in it what it shows begins, behind when and why */
};

static void *json_create(const struct recording *recording, struct buf *out) {
	struct json *json = xmalloc(sizeof(*json));
	*json = (struct json){ 0 };
	buf_init(&json->last, BUF_UNLIMITED);
	struct json_writer *w = &json->writer;
	json_writer_init(w, out);
	json_object_begin(w, NULL);
	json_put_int(w, "v", FORMAT_VERSION);
	json_put_int(w, "rows", recording->rows);
	json_put_int(w, "cols", recording->cols);
	json_put_string(w, "theme", recording->theme->name);
	json_array_begin(w, "frames");
	return json;
}

/* Text whose lines all end in \n as an array of them. */
static void put_lines(struct json_writer *w, const char *key, struct buf *lines) {
	json_array_begin(w, key);
	char *line = lines->data;
	for (char *end = strchr(line, '\n'); end != NULL; end = strchr(line, '\n')) {
		*end = '\0';
		json_put_string(w, NULL, line);
		line = end + 1;
	}
	json_array_end(w);
}

static void put_cursor(struct json_writer *w, const struct frame *frame) {
	if (!frame->cursor_shown) {
		json_put_null(w, "cursor");
		return;
	}
	json_object_begin(w, "cursor");
	json_put_int(w, "row", frame->cursor_row);
	json_put_int(w, "col", frame->cursor_col);
	json_object_end(w);
}

static void put_screen(struct json_writer *w, const struct frame *frame) {
	struct buf lines;
	buf_init(&lines, BUF_UNLIMITED);
	json_put_int(w, "rows", frame->rows);
	json_put_int(w, "cols", frame->cols);
	frame_to_text(frame, &lines);
	put_lines(w, "text", &lines);
	buf_reset(&lines);
	frame_to_roles(frame, &lines);
	put_lines(w, "roles", &lines);
	put_cursor(w, frame);
	buf_finish(&lines);
}

static void json_stepped(void *self, msec_t at, const struct tape_command *command,
		const struct frame *frame) {
	struct json *json = self;
	struct buf now;
	buf_init(&now, BUF_UNLIMITED);
	struct json_writer w;
	json_writer_init(&w, &now);
	buf_add_char(&now, '\n');
	json_object_begin(&w, NULL);
	json_put_int(&w, "at_ms", at);
	json_put_int(&w, "line", command->where.line);
	json_put_string(&w, "command", command->source);
	const size_t screen = now.len;
	put_screen(&w, frame);
	json_object_end(&w);
	if (strcmp(now.data + screen, json->last.data + json->screen) == 0) {
		buf_finish(&now);
		return;
	}
	json_put_raw(&json->writer, NULL, now.data, now.len);
	buf_finish(&json->last);
	json->last = now;
	json->screen = screen;
}

static void json_finish(void *self) {
	struct json *json = self;
	buf_add_char(json->writer.out, '\n');
	json_array_end(&json->writer);
	json_object_end(&json->writer);
	buf_add_char(json->writer.out, '\n');
}

static void json_destroy(void *self) {
	struct json *json = self;
	buf_finish(&json->last);
	free(json);
}

static const char *const endings[] = { ".json", NULL };

const struct recorder_format recorder_json = {
	.endings = endings,
	.create = json_create,
	.stepped = json_stepped,
	.finish = json_finish,
	.destroy = json_destroy,
};
