/* Set: what holds for the whole tape, what changes on the way, and what only VHS has. */
#include "parser.h"

#include <assert.h>
#include <string.h>

#include "unlike/base/options.h"
#include "values.h"

#define SAMPLE_MAX 1000000

/* Takes the value; what changes on the way goes to the command. */
typedef parser_fn setting_fn;

static setting_fn parse_size, parse_key_repeat, parse_theme, parse_language, parse_time_zone,
		parse_platform, parse_tier, parse_sample, parse_title, parse_typing_speed,
		parse_keyboard, parse_wait_timeout, parse_wait_pattern, parse_nothing;

static const struct setting {
	const char *name;
	setting_fn *parse;
	bool on_the_way; /* it may stand behind what acts */
	const char *hint; /* of those without meaning; may be NULL */
} settings[] = {
	{ "Size", parse_size, false, NULL },
	{ "KeyRepeat", parse_key_repeat, false, NULL },
	{ "Theme", parse_theme, false, NULL },
	{ "Language", parse_language, false, NULL },
	{ "TimeZone", parse_time_zone, false, NULL },
	{ "Platform", parse_platform, false, NULL },
	{ "Tier", parse_tier, false, NULL },
	{ "Sample", parse_sample, false, NULL },
	{ "Title", parse_title, false, NULL },
	{ "TypingSpeed", parse_typing_speed, true, NULL },
	{ "Keyboard", parse_keyboard, true, NULL },
	{ "WaitTimeout", parse_wait_timeout, true, NULL },
	{ "WaitPattern", parse_wait_pattern, true, NULL },
	{ "BorderRadius", parse_nothing, true, NULL },
	{ "CursorBlink", parse_nothing, true, NULL },
	{ "FontFamily", parse_nothing, true, NULL },
	{ "FontSize", parse_nothing, true, NULL },
	{ "Framerate", parse_nothing, true, NULL },
	{ "Height", parse_nothing, true, "; Set Size 80x24 is in cells" },
	{ "LetterSpacing", parse_nothing, true, NULL },
	{ "LineHeight", parse_nothing, true, NULL },
	{ "LoopOffset", parse_nothing, true, NULL },
	{ "Margin", parse_nothing, true, NULL },
	{ "MarginFill", parse_nothing, true, NULL },
	{ "Padding", parse_nothing, true, NULL },
	{ "PlaybackSpeed", parse_nothing, true, "; unlike play has --speed" },
	{ "Shell", parse_nothing, true, NULL },
	{ "SubtitleBackground", parse_nothing, true, NULL },
	{ "SubtitleBorderRadius", parse_nothing, true, NULL },
	{ "SubtitleColor", parse_nothing, true, NULL },
	{ "SubtitleFontFamily", parse_nothing, true, NULL },
	{ "SubtitleFontSize", parse_nothing, true, NULL },
	{ "SubtitlePadding", parse_nothing, true, NULL },
	{ "SubtitlePosition", parse_nothing, true, NULL },
	{ "Width", parse_nothing, true, "; Set Size 80x24 is in cells" },
	{ "WindowBar", parse_nothing, true, NULL },
	{ "WindowBarSize", parse_nothing, true, NULL },
};
#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

#define WHO_MAX 32

static bool drop(struct tape_command *command) {
	command->verb = TAPE_VERB_COUNT;
	return true;
}

bool settings_in_time(struct parser *parser, const struct tape_where *where) {
	if (parser->acted == NULL) {
		return true;
	}
	return parser_fail(parser, where,
			"%s must stand before the first command that acts (%s, %s:%d)", parser->who,
			parser->acted, parser->acted_where.file, parser->acted_where.line);
}

static bool parse_size(struct parser *parser, struct tape_command *command) {
	struct tape_settings *whole = &parser->tape->settings;
	return parser_take_size(parser, &whole->cols, &whole->rows) && drop(command);
}

static bool parse_key_repeat(struct parser *parser, struct tape_command *command) {
	struct tape_settings *whole = &parser->tape->settings;
	/* A key that repeats without time between would never be let go. */
	return parser_take_duration(parser, 1, &whole->repeat_delay) &&
			parser_take_duration(parser, 1, &whole->repeat_every) && drop(command);
}

/* A name of letters, digits and some others. */
static bool take_name(
		struct parser *parser, const char *others, const char *wanted, const char **ret) {
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	if (!value_is_name(token.text, token.len, others)) {
		return parser_wants(parser, wanted, &token);
	}
	*ret = parser_keep(parser, &token);
	return true;
}

static bool parse_braces(struct parser *parser, struct tape_command *command) {
	const struct tape_where where = lexer_where(&parser->lexer);
	if (!lexer_braces(&parser->lexer)) {
		return parser_fail(parser, &where, "the } that closes this is missing");
	}
	parser_note(parser, &command->where, "Set Theme {…}", "; a theme is named");
	return drop(command);
}

static bool parse_theme(struct parser *parser, struct tape_command *command) {
	if (lexer_peek(&parser->lexer) == '{') {
		return parse_braces(parser, command);
	}
	return take_name(parser, "_-", "a name of letters, digits, _ and -",
			       &parser->tape->settings.theme) &&
			drop(command);
}

static bool parse_language(struct parser *parser, struct tape_command *command) {
	return take_name(parser, "_-", "a language like en or zh_CN",
			       &parser->tape->settings.language) &&
			drop(command);
}

static bool parse_time_zone(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "a name like Asia/Shanghai";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	/* It will be a file's name: there is no '.' in it, and it is below where zones are. */
	if (!value_is_name(token.text, token.len, "_+-/") || token.text[0] == '/') {
		return parser_wants(parser, wanted, &token);
	}
	parser->tape->settings.time_zone = parser_keep(parser, &token);
	return drop(command);
}

static bool parse_platform(struct parser *parser, struct tape_command *command) {
	return take_name(parser, "-", "a platform's id like wechat-channels",
			       &parser->tape->settings.platform) &&
			drop(command);
}

static bool parse_tier(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "ordinary or verified";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	parser->tape->settings.verified = token_is(&token, "verified");
	if (!parser->tape->settings.verified && !token_is(&token, "ordinary")) {
		return parser_wants(parser, wanted, &token);
	}
	return drop(command);
}

static bool parse_sample(struct parser *parser, struct tape_command *command) {
	uint64_t n;
	if (!parser_take_number(parser, "a number from 1 to 1000000", 1, SAMPLE_MAX, &n)) {
		return false;
	}
	parser->tape->settings.sample = (size_t)n;
	return drop(command);
}

static bool parse_title(struct parser *parser, struct tape_command *command) {
	struct token token;
	if (!parser_take(parser, "a text", &token)) {
		return false;
	}
	parser->tape->settings.title = parser_keep(parser, &token);
	return drop(command);
}

/* --- what changes on the way ----------------------------------------------------------------- */

static bool parse_typing_speed(struct parser *parser, struct tape_command *command) {
	if (!parser_take_duration(parser, 0, &command->time)) {
		return false;
	}
	parser->typing_speed = command->time;
	if (parser->acted == NULL) {
		parser->tape->settings.typing_speed = command->time;
		return drop(command);
	}
	return true;
}

static bool parse_keyboard(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "legacy or kitty";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	const bool kitty = token_is(&token, "kitty");
	if (!kitty && !token_is(&token, "legacy")) {
		return parser_wants(parser, wanted, &token);
	}
	command->keyboard = kitty ? TAPE_KITTY : TAPE_LEGACY;
	if (parser->acted == NULL) {
		parser->tape->settings.keyboard = command->keyboard;
		return drop(command);
	}
	return true;
}

static bool parse_wait_timeout(struct parser *parser, struct tape_command *command) {
	if (!parser_take_duration(parser, 1, &command->time)) {
		return false;
	}
	if (parser->acted == NULL) {
		parser->tape->settings.wait_timeout = command->time;
		return drop(command);
	}
	return true;
}

static bool parse_wait_pattern(struct parser *parser, struct tape_command *command) {
	if (!parser_take_pattern(parser, &command->pattern)) {
		return false;
	}
	if (parser->acted == NULL) {
		parser->tape->settings.wait_pattern = command->pattern;
		return drop(command);
	}
	return true;
}

/* --- what only VHS has ----------------------------------------------------------------------- */

static bool parse_nothing(struct parser *parser, struct tape_command *command) {
	const char *hint = NULL;
	for (size_t i = 0; i < SETTINGS; i++) {
		if (strcmp(settings[i].name, command->name) == 0) {
			hint = settings[i].hint;
		}
	}
	struct token token;
	if (!parser_take(parser, "a value", &token)) {
		return false;
	}
	parser_note(parser, &command->where, parser->who, hint != NULL ? hint : "");
	return drop(command);
}

static bool fail_unknown(struct parser *parser, const struct token *token) {
	const char *names[SETTINGS];
	for (size_t i = 0; i < SETTINGS; i++) {
		names[i] = settings[i].name;
	}
	const struct shown shown = problems_shown(token->text, token->len);
	const char *near = problems_is_full(&parser->problems)
			? NULL
			: options_nearest(shown.text, names, SETTINGS);
	if (near == NULL) {
		return parser_fail(parser, &token->where, "there is no setting '%s'", shown.text);
	}
	return parser_fail(parser, &token->where, "there is no setting '%s'; did you mean '%s'?",
			shown.text, near);
}

bool settings_parse(struct parser *parser, struct tape_command *command) {
	struct token token;
	if (!parser_take(parser, "a setting like Size", &token)) {
		return false;
	}
	const struct setting *setting = NULL;
	for (size_t i = 0; i < SETTINGS; i++) {
		setting = token_is(&token, settings[i].name) ? &settings[i] : setting;
	}
	if (setting == NULL) {
		return fail_unknown(parser, &token);
	}
	char who[WHO_MAX] = "Set ";
	assert(strlen(who) + strlen(setting->name) < sizeof(who));
	memcpy(who + strlen(who), setting->name, strlen(setting->name) + 1);
	parser->who = who;
	command->name = setting->name;
	const bool fine = (setting->on_the_way || settings_in_time(parser, &command->where)) &&
			setting->parse(parser, command);
	parser->who = "Set";
	return fine;
}
