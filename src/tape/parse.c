#include "commands.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"
#include "unlike/base/options.h"
#include "unlike/base/text.h"

/* A file that many others name is read each time: both limits are of all that is read. */
#define FILES_MAX 1000
#define BYTES_MAX (4 * TAPE_FILE_MAX)

/* --- limits ---------------------------------------------------------------------------------- */

static size_t characters(const char *text) {
	size_t n = 0;
	for (; *text != '\0'; text++) {
		n += ((unsigned char)*text & 0xC0) != 0x80;
	}
	return n;
}

/* Keys that a command sends, and how long it takes. */
static void measure(struct parser *parser, const struct tape_command *command, size_t *ret_keys,
		msec_t *ret_time) {
	const msec_t speed = command->time >= 0 ? command->time : parser->typing_speed;
	*ret_keys = 0;
	*ret_time = 0;
	switch (command->verb) {
	case TAPE_TYPE:
		*ret_keys = characters(command->text);
		*ret_time = (msec_t)*ret_keys * speed;
		break;
	case TAPE_KEY:
		*ret_keys = (size_t)command->count;
		*ret_time = command->count * speed;
		break;
	case TAPE_HOLD:
		*ret_keys = command->mouse
				? 0
				: 1 + (size_t)(command->time / parser->tape->settings.repeat_every);
		*ret_time = command->time;
		break;
	case TAPE_DRAG:
		*ret_keys = (size_t)(abs(command->to_row - command->row) +
				abs(command->to_col - command->col));
		*ret_time = command->time;
		break;
	case TAPE_COPY:
		parser->copied = characters(command->text);
		parser->has_copied = true;
		break;
	case TAPE_PASTE:
		*ret_keys = parser->copied;
		break;
	case TAPE_SLEEP:
	case TAPE_ADVANCE:
		*ret_time = command->time;
		break;
	default:
		break;
	}
}

static bool within_limits(struct parser *parser, const struct tape_command *command) {
	size_t keys;
	msec_t time;
	measure(parser, command, &keys, &time);
	parser->keys += keys;
	/* What is too long already is cut, so that no sum can overflow. */
	parser->time += time <= TAPE_DURATION_MAX ? time : TAPE_DURATION_MAX + 1;
	bool fine = true;
	if (parser->keys > TAPE_KEYS_MAX && !parser->keys_said) {
		parser->keys_said = true;
		fine = parser_fail(parser, &command->where,
				"the tape sends more than %zu keys from here on", TAPE_KEYS_MAX);
	}
	if (parser->time > TAPE_DURATION_MAX && !parser->time_said) {
		parser->time_said = true;
		fine = parser_fail(parser, &command->where,
				"the tape takes more than 366 days from here on");
	}
	return fine;
}

/* --- commands -------------------------------------------------------------------------------- */

static void add(struct parser *parser, const struct tape_command *command) {
	struct tape *tape = parser->tape;
	if (tape->n == TAPE_COMMANDS_MAX) {
		parser->stopped = true;
		parser_fail(parser, &command->where, "a tape has at most %zu commands",
				TAPE_COMMANDS_MAX);
		return;
	}
	if (tape->n == parser->cap) {
		parser->cap = parser->cap == 0 ? 64 : 2 * parser->cap;
		tape->commands = xrealloc(tape->commands, parser->cap * sizeof(*tape->commands));
	}
	tape->commands[tape->n++] = *command;
}

/* The word of a head: up to what may stand behind it, like "@100ms" or "+R". */
static size_t name_len(const struct token *head) {
	size_t len = 0;
	while (len < head->len && head->text[len] != '@' && head->text[len] != '+') {
		len++;
	}
	return len;
}

bool parse_is_command(const struct token *token) {
	const size_t len = name_len(token);
	return commands_find(token->text, len) != NULL || keys_has(token->text, len);
}

static bool fail_unknown(struct parser *parser, const char *previous) {
	const struct token *head = &parser->head;
	const struct shown shown = problems_shown(head->text, head->len);
	const unsigned char first = head->len > 0 ? (unsigned char)head->text[0] : 0;
	const bool word = !head->quoted && (isalpha(first) || first >= 0x80);
	if (!word && previous != NULL) {
		return parser_fail(parser, &head->where, "%s takes nothing more, but there is '%s'",
				previous, shown.text);
	}
	if (!word) {
		return parser_fail(parser, &head->where,
				"a command like Type or Enter is wanted, not '%s'", shown.text);
	}
	const char *names[COMMANDS_NAMES + KEYS_NAMES];
	size_t n = 0;
	commands_add_names(names, &n);
	keys_add_names(names, &n);
	const struct shown name = problems_shown(head->text, name_len(head));
	const char *near = problems_is_full(&parser->problems)
			? NULL
			: options_nearest(name.text, names, n);
	if (near == NULL) {
		return parser_fail(parser, &head->where, "there is no '%s'", shown.text);
	}
	return parser_fail(parser, &head->where, "there is no '%s'; did you mean '%s'?", name.text,
			near);
}

static bool parse_word(struct parser *parser, const struct command_word *word,
		struct tape_command *command) {
	const struct token *head = &parser->head;
	const size_t len = strlen(word->name);
	parser->suffix = (struct token){
		.text = head->text + len, .len = head->len - len, .where = head->where
	};
	if (parser->suffix.len > 0 && (word->flags & COMMAND_SUFFIX) == 0) {
		return parser_fail(parser, &head->where, "%s takes nothing like '%s'", word->name,
				problems_shown(parser->suffix.text, parser->suffix.len).text);
	}
	if ((word->flags & COMMAND_HEAD) != 0 && !settings_in_time(parser, &head->where)) {
		return false;
	}
	return word->parse == NULL || word->parse(parser, command);
}

static void note_acting(struct parser *parser, const char *name, const struct tape_where *where) {
	if (parser->acted == NULL) {
		parser->acted = name;
		parser->acted_where = *where;
	}
}

/* *previous: the name of the command before it on its line, or NULL; then of this one. */
static bool parse_command(struct parser *parser, const char **previous) {
	struct token *head = &parser->head;
	if (!parser_take(parser, "", head)) {
		return false;
	}
	struct tape_command command = { .where = head->where, .count = 1 };
	const size_t len = head->quoted ? 0 : name_len(head);
	const struct command_word *word = commands_find(head->text, len);
	const char *name;
	bool acts = true, fine;
	if (word != NULL) {
		name = word->name;
		parser->who = name;
		command.verb = word->verb;
		acts = (word->flags & COMMAND_ACTS) != 0;
		fine = parse_word(parser, word, &command);
	} else if (len > 0 && keys_has(head->text, len)) {
		command.verb = TAPE_KEY;
		fine = keys_parse(parser, &command);
		name = parser->who;
	} else {
		return fail_unknown(parser, *previous);
	}
	if (acts) {
		note_acting(parser, name, &command.where);
	}
	if (!fine || !within_limits(parser, &command)) {
		return false;
	}
	if (command.verb != TAPE_VERB_COUNT) {
		add(parser, &command);
	}
	*previous = name;
	return true;
}

/* --- lines and files ------------------------------------------------------------------------- */

static void parse_line(struct parser *parser) {
	const size_t first = parser->tape->n;
	const char *previous = NULL;
	while (lexer_peek(&parser->lexer) != '\0' && !parser->stopped) {
		if (!parse_command(parser, &previous)) {
			return;
		}
	}
	if (parser->tape->n == first || parser->stopped) {
		return;
	}
	const struct token token = lexer_source(&parser->lexer);
	char *source = own_text(parser->own, token.text, token.len);
	for (char *tab = strchr(source, '\t'); tab != NULL; tab = strchr(tab, '\t')) {
		*tab = ' ';
	}
	for (size_t i = first; i < parser->tape->n; i++) {
		struct tape_command *command = &parser->tape->commands[i];
		command->source = command->source == NULL ? source : command->source;
	}
}

void parse_bytes(struct parser *parser, const char *bytes, size_t len) {
	lexer_init(&parser->lexer, parser->file->name, bytes, len);
	while (!parser->stopped) {
		struct err err;
		const enum lexer_line line = lexer_next_line(&parser->lexer, &err);
		if (line == LEXER_NO_LINE) {
			return;
		}
		if (line == LEXER_BAD_LINE) {
			const struct tape_where where = lexer_where(&parser->lexer);
			parser_fail(parser, &where, "%s", err.msg);
		} else {
			parse_line(parser);
		}
	}
}

/* "a.tape → b.tape → a.tape", from the one that is named again on. */
static void add_chain(struct buf *out, const struct parser_file *file, const char *real) {
	if (strcmp(file->real != NULL ? file->real : "", real) != 0) {
		add_chain(out, file->outer, real);
	}
	buf_printf(out, "%s → ", file->name);
}

static bool check_cycle(struct parser *parser, const char *real, const char *name,
		const struct tape_where *where) {
	for (const struct parser_file *file = parser->file; file != NULL; file = file->outer) {
		if (file->real == NULL || strcmp(file->real, real) != 0) {
			continue;
		}
		struct buf chain;
		buf_init(&chain, BUF_UNLIMITED);
		add_chain(&chain, parser->file, real);
		parser_fail(parser, where, "these tapes name each other: %s%s", chain.data, name);
		buf_finish(&chain);
		return false;
	}
	return true;
}

static bool check_depth(struct parser *parser, const struct tape_where *where) {
	if (where == NULL) {
		return true;
	}
	if (parser->file->depth >= TAPE_SOURCE_DEPTH) {
		return parser_fail(parser, where, "more than %d tapes stand in one another",
				TAPE_SOURCE_DEPTH);
	}
	if (parser->files >= FILES_MAX || parser->bytes > BYTES_MAX) {
		parser->stopped = true;
		return parser_fail(parser, where,
				"these are more than %d tapes, or more than %zu MiB of them",
				FILES_MAX, BYTES_MAX >> 20);
	}
	return true;
}

static bool read_and_parse(struct parser *parser, const char *path, const char *name,
		const struct tape_where *where) {
	struct buf bytes;
	struct err err;
	if (!file_read(path, TAPE_FILE_MAX, &bytes, &err)) {
		if (where == NULL) {
			problems_add_line(&parser->problems, err.msg);
			return false;
		}
		struct buf why;
		buf_init(&why, BUF_UNLIMITED);
		text_clean(err.msg, strlen(err.msg), &why);
		parser_fail(parser, where, "%s", why.data);
		buf_finish(&why);
		return false;
	}
	parser->files++;
	parser->bytes += bytes.len;
	char *real = realpath(path, NULL);
	const bool fine = real == NULL || check_cycle(parser, real, name, where);
	if (fine) {
		const struct parser_file file = { .outer = parser->file,
			.path = path,
			.name = name,
			.real = real,
			.depth = parser->file == NULL ? 0 : parser->file->depth + 1 };
		parser->file = &file;
		parse_bytes(parser, bytes.data, bytes.len);
		parser->file = file.outer;
	}
	free(real);
	buf_finish(&bytes);
	return fine;
}

bool parse_file(struct parser *parser, const char *path, const struct tape_where *where) {
	if (!check_depth(parser, where)) {
		return false;
	}
	struct buf name;
	buf_init(&name, BUF_UNLIMITED);
	text_clean(path, strlen(path), &name);
	const char *kept = own_text(parser->own, name.data, name.len);
	buf_finish(&name);
	if (where == NULL) {
		parser->tape->file = kept;
	}
	return read_and_parse(parser, path, kept, where);
}
