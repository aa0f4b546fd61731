#include "commands.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"

static char *beside(const struct parser_file *file, const char *path) {
	const char *slash = file->path != NULL ? strrchr(file->path, '/') : NULL;
	if (slash == NULL) {
		return xstrdup(path);
	}
	return xasprintf("%.*s/%s", (int)(slash - file->path), file->path, path);
}

bool source_parse(struct parser *parser, struct tape_command *command) {
	static const char wanted[] = "the path of a .tape, relative to this one";
	struct token token;
	if (!parser_take(parser, wanted, &token)) {
		return false;
	}
	const char *path = parser_keep(parser, &token);
	const size_t ending = strlen(".tape");
	if (path[0] == '/' || token.len <= ending ||
			strcmp(path + token.len - ending, ".tape") != 0) {
		return parser_wants(parser, wanted, &token);
	}
	char *found = beside(parser->file, path);
	const struct lexer before = parser->lexer;
	parse_file(parser, found, &token.where);
	parser->lexer = before;
	free(found);
	command->verb = TAPE_VERB_COUNT;
	return true;
}
