#include "shell.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/buf.h"
#include "unlike/base/mem.h"
#include "unlike/base/text.h"

struct line {
	char *text; /* own; clean */
	bool typed; /* behind a prompt */
};

struct shell {
	struct line lines[SHELL_LINES_MAX]; /* oldest first */
	size_t n;
	struct buf typed; /* own; as it was typed, what shows is cleaned */
};

struct shell *shell_create(void) {
	struct shell *shell = xcalloc(1, sizeof(*shell));
	buf_init(&shell->typed, BUF_UNLIMITED);
	return shell;
}

static void clear(struct shell *shell) {
	for (size_t i = 0; i < shell->n; i++) {
		free(shell->lines[i].text);
	}
	shell->n = 0;
}

void shell_destroy(struct shell *shell) {
	if (shell == NULL) {
		return;
	}
	clear(shell);
	buf_finish(&shell->typed);
	free(shell);
}

static void add_line(struct shell *shell, char *text, bool typed) {
	if (shell->n == SHELL_LINES_MAX) {
		free(shell->lines[0].text);
		shell->n--;
		memmove(shell->lines, shell->lines + 1, shell->n * sizeof(*shell->lines));
	}
	shell->lines[shell->n++] = (struct line){ .text = text, .typed = typed };
}

/* The line goes up, and there is an empty one. */
static void next_prompt(struct shell *shell, const char *behind) {
	struct buf clean;
	buf_init(&clean, BUF_UNLIMITED);
	text_clean(shell->typed.data, shell->typed.len, &clean);
	buf_add_str(&clean, behind);
	add_line(shell, buf_take(&clean, NULL), true);
	buf_reset(&shell->typed);
}

static void erase_character(struct shell *shell) {
	struct buf *typed = &shell->typed;
	const char *p = typed->data, *last = p;
	struct text_cluster cluster;
	for (;;) {
		const char *from = p;
		if (!text_next(&p, &cluster)) {
			break;
		}
		last = from;
	}
	typed->len = (size_t)(last - typed->data);
	if (typed->cap > 0) {
		typed->data[typed->len] = '\0';
	}
}

static bool is_blank(const char *text) {
	return text[strspn(text, " ")] == '\0';
}

static bool enter(struct shell *shell, char **ret_line) {
	char *line = is_blank(shell->typed.data) ? NULL : xstrdup(shell->typed.data);
	next_prompt(shell, "");
	if (line != NULL) {
		*ret_line = line;
	}
	return line != NULL;
}

static bool control_key(struct shell *shell, uint32_t sym, char **ret_line) {
	switch (sym) {
	case 'c':
		next_prompt(shell, "^C");
		break;
	case 'h': /* the same byte as Backspace, and the next two as Enter */
		erase_character(shell);
		break;
	case 'j':
	case 'm':
		return enter(shell, ret_line);
	case 'l':
		clear(shell);
		break;
	case 'u':
		buf_reset(&shell->typed);
		break;
	default:
		break;
	}
	return false;
}

bool shell_key(struct shell *shell, struct key key, char **ret_line) {
	if ((key.mods & KEY_MOD_ALT) != 0) {
		return false;
	}
	if (key.sym == KEY_SYM_ENTER) {
		return enter(shell, ret_line);
	}
	if (key.sym == KEY_SYM_BACKSPACE) {
		erase_character(shell);
	} else if ((key.mods & KEY_MOD_CTRL) != 0) {
		return control_key(shell, key.sym, ret_line);
	} else if (key.sym >= ' ' && key.sym < KEY_SYM_UP) {
		const bool up = (key.mods & KEY_MOD_SHIFT) != 0 && key.sym >= 'a' && key.sym <= 'z';
		char text[5] = { 0 };
		text_encode(up ? key.sym - ('a' - 'A') : key.sym, text);
		shell_type(shell, text);
	}
	return false;
}

void shell_type(struct shell *shell, const char *text) {
	const char *end = text + strlen(text);
	while (text < end) {
		const char *from = text;
		bool valid;
		text_decode(&text, end, &valid);
		const size_t len = (size_t)(text - from);
		if (shell->typed.len + len > SHELL_LINE_MAX) {
			return;
		}
		buf_add(&shell->typed, from, len);
	}
}

void shell_enter(struct shell *shell, const char *line) {
	buf_reset(&shell->typed);
	shell_type(shell, line);
	next_prompt(shell, "");
}

void shell_print(struct shell *shell, const char *output) {
	while (*output != '\0') {
		const size_t len = strcspn(output, "\n");
		add_line(shell, xstrndup(output, len), false);
		output += len + (output[len] == '\n' ? 1 : 0);
	}
}

/* Where the next character goes; only counts while there is no frame. */
struct pen {
	struct frame *frame_or_null;
	int row, col, cols;
};

static void put(struct pen *pen, enum role role, const char *clean) {
	struct text_cluster cluster;
	while (text_next(&clean, &cluster)) {
		if (pen->col > 0 && pen->col + cluster.width > pen->cols) {
			pen->row++;
			pen->col = 0;
		}
		if (pen->frame_or_null != NULL) {
			frame_put(pen->frame_or_null, pen->row, pen->col, pen->cols, role,
					cluster.utf8);
		}
		pen->col += cluster.width;
	}
}

static void put_line(struct pen *pen, const char *clean, bool typed) {
	if (typed) {
		put(pen, ROLE_KEY, "> ");
	}
	put(pen, typed ? ROLE_STRONG : ROLE_TEXT, clean);
}

static void put_all(struct pen *pen, const struct shell *shell, const char *typed) {
	for (size_t i = 0; i < shell->n; i++) {
		put_line(pen, shell->lines[i].text, shell->lines[i].typed);
		pen->row++;
		pen->col = 0;
	}
	put_line(pen, typed, true);
	if (pen->col >= pen->cols) { /* the cursor stands where the next character will */
		pen->row++;
		pen->col = 0;
	}
}

void shell_render(const struct shell *shell, int rows, int cols, struct frame *frame) {
	struct buf typed;
	buf_init(&typed, BUF_UNLIMITED);
	text_clean(shell->typed.data, shell->typed.len, &typed);
	struct pen pen = { .cols = cols };
	put_all(&pen, shell, typed.data);
	const int above = pen.row >= rows ? pen.row - rows + 1 : 0;
	frame_reset(frame, rows, cols);
	pen = (struct pen){ .frame_or_null = frame, .row = -above, .cols = cols };
	put_all(&pen, shell, typed.data);
	assert(pen.row >= 0 && pen.row < rows && pen.col < cols);
	frame->cursor_row = pen.row;
	frame->cursor_col = pen.col;
	frame->cursor_shown = true;
	buf_finish(&typed);
}
