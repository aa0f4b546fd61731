#include "commands.h"

#include <assert.h>
#include <string.h>

#include "unlike/base/date.h"
#include "values.h"

#define PATH_BYTES_MAX 1024

/* --- files, programs, variables -------------------------------------------------------------- */

static bool take_path(struct parser *parser, struct tape_command *command) {
	struct token token;
	if (!parser_take(parser, "a file's path", &token)) {
		return false;
	}
	const char *path = parser_keep(parser, &token);
	if (path[0] == '/' || value_goes_up(path)) {
		return parser_wants(parser,
				"a path below the working folder (another is given with -o)",
				&token);
	}
	if (path[0] == '\0' || token.len > PATH_BYTES_MAX) {
		return parser_wants(parser, "a file's path", &token);
	}
	command->text = path;
	return true;
}

static bool parse_output(struct parser *parser, struct tape_command *command) {
	if (parser->file->outer == NULL) {
		return settings_in_time(parser, &command->where) && take_path(parser, command);
	}
	/* As in VHS: it is the tape that is played that says where to. */
	parser_note(parser, &command->where, "Output in a tape that another one names", "");
	const bool fine = take_path(parser, command);
	command->verb = TAPE_VERB_COUNT;
	return fine;
}

static bool parse_require(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "a program's name";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	command->text = parser_keep(parser, &token);
	return token.len > 0 || parser_wants(parser, wanted, &token);
}

/* What unlike reads of its environment; all else would only be a way into other programs. */
static bool is_read(const char *name) {
	static const char *const read[] = { "TZ", "LANG", "LANGUAGE", "LC_ALL", "TERM", "COLORTERM",
		"NO_COLOR", "COLORFGBG" };
	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++) {
		if (strcmp(read[i], name) == 0) {
			return true;
		}
	}
	return false;
}

static bool parse_env(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "NAME VALUE like LANG zh_CN.UTF-8";
	struct token name, value;
	if (!parser_take(parser, wanted, &name)) {
		return false;
	}
	const bool digit = name.len > 0 && name.text[0] >= '0' && name.text[0] <= '9';
	if (digit || !value_is_name(name.text, name.len, "_")) {
		return parser_wants(parser, "a variable's name first", &name);
	}
	if (!parser_take(parser, wanted, &value)) {
		return false;
	}
	command->name = parser_keep(parser, &name);
	command->text = parser_keep(parser, &value);
	if (!is_read(command->name)) {
		char what[80] = "Env ";
		memcpy(what + strlen(what), command->name, name.len + 1);
		parser_note(parser, &command->where, what, ": unlike does not read it");
		command->verb = TAPE_VERB_COUNT;
	}
	return true;
}

static bool parse_paste(struct parser *parser, struct tape_command *command) {
	/* The clipboard of whoever plays the tape is none of its business. */
	return parser->has_copied ||
			parser_fail(parser, &command->where, "Paste has no Copy before it");
}

/* --- typing and waiting ---------------------------------------------------------------------- */

/* As in VHS, several are joined by blanks. Words without quotes go on to the next command; behind a
 * text in quotes there are only others in quotes, so that a slip is no text. */
static bool take_texts(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "a text in quotes";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	if (!token.quoted && parse_is_command(&token)) {
		return parser_wants(parser, wanted, &token);
	}
	struct buf all;
	buf_init(&all, TAPE_FILE_MAX);
	buf_add(&all, token.text, token.len);
	for (char next = lexer_peek(&parser->lexer); next != '\0';
			next = lexer_peek(&parser->lexer)) {
		const struct lexer before = parser->lexer;
		const bool quote = strchr("\"'`", next) != NULL;
		if (quote != token.quoted) {
			break;
		}
		if (!parser_take(parser, wanted, &token)) {
			buf_finish(&all);
			return false;
		}
		if (!quote && parse_is_command(&token)) {
			parser->lexer = before;
			break;
		}
		buf_add_char(&all, ' ');
		buf_add(&all, token.text, token.len);
	}
	command->text = own_text(parser->own, all.data, all.len);
	buf_finish(&all);
	return true;
}

static bool parse_type(struct parser *parser, struct tape_command *command) {
	command->time = -1;
	return parser_at(parser, 0, &command->time) && take_texts(parser, command);
}

static bool parse_say(struct parser *parser, struct tape_command *command) {
	parser->tape->settings.says = true;
	return take_texts(parser, command);
}

static bool parse_sleep(struct parser *parser, struct tape_command *command) {
	return parser_take_duration(parser, 0, &command->time);
}

static bool parse_wait(struct parser *parser, struct tape_command *command) {
	static const struct {
		const char *text;
		bool whole_screen;
	} areas[] = { { "+Screen", true }, { "+Line", false } };
	struct token *suffix = &parser->suffix;
	command->time = -1;
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++) {
		const size_t len = strlen(areas[i].text);
		const bool ends = suffix->len == len ||
				(suffix->len > len && suffix->text[len] == '@');
		if (ends && memcmp(suffix->text, areas[i].text, len) == 0) {
			command->whole_screen = areas[i].whole_screen;
			suffix->text += len;
			suffix->len -= len;
			break;
		}
	}
	if (suffix->len > 0 && suffix->text[0] == '+') {
		return parser_wants(parser, "+Screen or +Line, if anything", suffix);
	}
	if (!parser_at(parser, 1, &command->time)) {
		return false;
	}
	return lexer_peek(&parser->lexer) != '/' || parser_take_pattern(parser, &command->pattern);
}

/* --- expecting ------------------------------------------------------------------------------- */

static bool parse_expect(struct parser *parser, struct tape_command *command) {
	return parser_take_pattern(parser, &command->pattern);
}

static bool parse_expect_row(struct parser *parser, struct tape_command *command) {
	uint64_t row;
	if (!parser_take_number(parser, "a row from 1 to 500 and a /regular expression/", 1,
			    TAPE_CELLS_MAX, &row)) {
		return false;
	}
	command->row = (int)row;
	return parser_take_pattern(parser, &command->pattern);
}

static bool parse_expect_state(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "an item and its state, like v8 confirmed";
	struct token item, state;
	if (!parser_take(parser, wanted, &item) || !parser_take(parser, wanted, &state)) {
		return false;
	}
	command->name = parser_keep(parser, &item);
	command->text = parser_keep(parser, &state);
	return item.len > 0 || parser_wants(parser, wanted, &item);
}

/* --- the world ------------------------------------------------------------------------------- */

static bool parse_resize(struct parser *parser, struct tape_command *command) {
	return parser_take_size(parser, &command->cols, &command->rows);
}

static bool parse_network(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "up, down, or slow with a time";
	static const char *const words[TAPE_NETWORK_COUNT] = {
		[TAPE_NETWORK_UP] = "up",
		[TAPE_NETWORK_DOWN] = "down",
		[TAPE_NETWORK_SLOW] = "slow",
	};
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	int network = 0;
	while (network < TAPE_NETWORK_COUNT && !token_is(&token, words[network])) {
		network++;
	}
	if (network == TAPE_NETWORK_COUNT) {
		return parser_wants(parser, wanted, &token);
	}
	command->network = (enum tape_network)network;
	return network != TAPE_NETWORK_SLOW || parser_take_duration(parser, 1, &command->time);
}

/* "x3" */
static bool take_answers(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "a count like x3, from x1 to x10000";
	struct token token;
	uint64_t n;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	if (!value_number(token.text + 1, token.len - 1, TAPE_COUNT_MAX, &n) || n == 0) {
		return parser_wants(parser, wanted, &token);
	}
	command->count = (int)n;
	return true;
}

/* "after 30s", if the next word is that */
static bool take_retry_after(struct parser *parser, struct tape_command *command) {
	const struct lexer before = parser->lexer;
	struct token token;
	lexer_word(&parser->lexer, &token);
	if (!token_is(&token, "after")) {
		parser->lexer = before;
		return true;
	}
	if (!parser_take_duration(parser, MSEC_PER_SEC, &command->time)) {
		return false;
	}
	return command->time % MSEC_PER_SEC == 0 ||
			parser_fail(parser, &token.where,
					"Service wants whole seconds behind 'after', as HTTP has "
					"them");
}

/* Behind "approve", or "reject" with a reason. */
static bool take_decision(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "approve, or reject with a reason";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	if (token_is(&token, "approve")) {
		return true;
	}
	return token_is(&token, "reject") ? take_texts(parser, command)
					  : parser_wants(parser, wanted, &token);
}

/* "cancels 5 by tablet" */
static bool take_cancels(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "cancels like cancels 5 by tablet";
	static const char wanted_name[] = "a name of letters, digits, '.', '_' and '-'";
	struct token token;
	uint64_t n;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	if (!token_is(&token, "cancels")) {
		return parser_wants(parser, wanted, &token);
	}
	if (!parser_take_number(
			    parser, "a number of cancels from 1 to 10000", 1, TAPE_COUNT_MAX, &n) ||
			!parser_take(parser, wanted, &token)) {
		return false;
	}
	if (!token_is(&token, "by")) {
		return parser_wants(parser, wanted, &token);
	}
	if (!parser_take(parser, wanted_name, &token)) {
		return false;
	}
	if (!value_is_name(token.text, token.len, "._-")) {
		return parser_wants(parser, wanted_name, &token);
	}
	command->count = (int)n;
	command->name = parser_keep(parser, &token);
	return true;
}

static bool parse_service(struct parser *parser, struct tape_command *command) {
	const char first = lexer_peek(&parser->lexer);
	uint64_t status;
	if (first == 'c') {
		return take_cancels(parser, command);
	}
	if (first == 'a' || first == 'r') {
		return take_decision(parser, command);
	}
	if (!parser_take_number(parser, "a status from 400 to 599", 400, 599, &status)) {
		return false;
	}
	command->status = (int)status;
	if (lexer_peek(&parser->lexer) == 'x' && !take_answers(parser, command)) {
		return false;
	}
	return lexer_peek(&parser->lexer) != 'a' || take_retry_after(parser, command);
}

static bool parse_seed(struct parser *parser, struct tape_command *command) {
	if (!parser_take_number(parser, "a whole number, below 2^64", 0, UINT64_MAX,
			    &parser->tape->settings.seed)) {
		return false;
	}
	command->verb = TAPE_VERB_COUNT;
	return true;
}

static bool parse_at_time(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "a time like \"2026-03-01T09:00:00Z\"";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	if (!date_parse_rfc3339(parser_keep(parser, &token), &parser->tape->settings.start)) {
		return parser_wants(parser, wanted, &token);
	}
	command->verb = TAPE_VERB_COUNT;
	return true;
}

/* --- the words ------------------------------------------------------------------------------- */

static const struct command_word words[] = {
	{ "Output", TAPE_OUTPUT, parse_output, 0 },
	{ "Require", TAPE_REQUIRE, parse_require, COMMAND_HEAD },
	{ "Set", TAPE_SET, settings_parse, 0 },
	{ "Env", TAPE_ENV, parse_env, 0 },
	{ "Source", TAPE_SOURCE, source_parse, 0 },
	{ "Type", TAPE_TYPE, parse_type, COMMAND_ACTS | COMMAND_SUFFIX },
	{ "Sleep", TAPE_SLEEP, parse_sleep, COMMAND_ACTS },
	{ "Wait", TAPE_WAIT, parse_wait, COMMAND_ACTS | COMMAND_SUFFIX },
	{ "Hide", TAPE_HIDE, NULL, 0 },
	{ "Show", TAPE_SHOW, NULL, 0 },
	{ "Screenshot", TAPE_SCREENSHOT, take_path, COMMAND_ACTS },
	{ "Copy", TAPE_COPY, take_texts, COMMAND_ACTS },
	{ "Paste", TAPE_PASTE, parse_paste, COMMAND_ACTS },
	{ "Hold", TAPE_HOLD, keys_parse_hold, COMMAND_ACTS },
	{ "Press", TAPE_PRESS, keys_parse_press, COMMAND_ACTS },
	{ "Release", TAPE_RELEASE, keys_parse_press, COMMAND_ACTS },
	{ "Click", TAPE_CLICK, keys_parse_click, COMMAND_ACTS },
	{ "Drag", TAPE_DRAG, keys_parse_drag, COMMAND_ACTS },
	{ "ScrollUp", TAPE_KEY, keys_parse_scroll, COMMAND_SUFFIX },
	{ "ScrollDown", TAPE_KEY, keys_parse_scroll, COMMAND_SUFFIX },
	{ "Resize", TAPE_RESIZE, parse_resize, COMMAND_ACTS },
	{ "Expect", TAPE_EXPECT, parse_expect, COMMAND_ACTS },
	{ "ExpectNot", TAPE_EXPECT_NOT, parse_expect, COMMAND_ACTS },
	{ "ExpectRow", TAPE_EXPECT_ROW, parse_expect_row, COMMAND_ACTS },
	{ "ExpectState", TAPE_EXPECT_STATE, parse_expect_state, COMMAND_ACTS },
	{ "Say", TAPE_SAY, parse_say, COMMAND_ACTS },
	{ "Subtitle", TAPE_SAY, parse_say, COMMAND_ACTS },
	{ "Advance", TAPE_ADVANCE, parse_sleep, COMMAND_ACTS },
	{ "Network", TAPE_NETWORK, parse_network, COMMAND_ACTS },
	{ "Service", TAPE_SERVICE, parse_service, COMMAND_ACTS },
	{ "Kill", TAPE_KILL, NULL, COMMAND_ACTS },
	{ "Restart", TAPE_RESTART, NULL, COMMAND_ACTS },
	{ "Seed", TAPE_SEED, parse_seed, COMMAND_HEAD },
	{ "At", TAPE_AT, parse_at_time, COMMAND_HEAD },
};
#define WORDS (sizeof(words) / sizeof(words[0]))

static_assert(WORDS <= COMMANDS_NAMES, "there is room for all names");

const struct command_word *commands_find(const char *text, size_t len) {
	for (size_t i = 0; i < WORDS; i++) {
		if (strlen(words[i].name) == len && memcmp(words[i].name, text, len) == 0) {
			return &words[i];
		}
	}
	return NULL;
}

void commands_add_names(const char **names, size_t *n) {
	for (size_t i = 0; i < WORDS; i++) {
		names[(*n)++] = words[i].name;
	}
}
