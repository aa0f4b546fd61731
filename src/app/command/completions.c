#include "completions.h"

#include <assert.h>
#include <string.h>

#include "commands.h"

static bool is_file(const struct option_spec *spec) {
	return spec->word != NULL && strcmp(spec->word, "FILE") == 0;
}

/* Within '…'. */
static void add_quoted(struct buf *out, const char *text) {
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			buf_add_str(out, "'\\''");
		} else {
			buf_add_char(out, *text);
		}
	}
}

static void add_options(struct buf *out, size_t index) {
	for (int option = 0; option < OPT_COUNT; option++) {
		if (commands_takes(index, (enum unlike_option)option)) {
			buf_printf(out, " --%s", commands_option((enum unlike_option)option)->name);
		}
	}
}

/* Words that may stand for an option's value, parted by blanks. */
static bool add_values(struct buf *out, const struct option_spec *spec) {
	const bool theme = spec->word != NULL && strcmp(spec->word, "THEME") == 0;
	for (const char *const *name = theme_names(); theme && *name != NULL; name++) {
		buf_printf(out, "%s%s", name == theme_names() ? "" : " ", *name);
	}
	return theme;
}

/* Everything that has a name in the configuration. */
static void add_settings(struct buf *out) {
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		const struct setting_spec *spec = setting_spec((enum setting)i);
		buf_printf(out, " %s.%s", spec->section, spec->name);
	}
	for (unsigned i = 0; i < REQUEST_COUNT; i++) {
		buf_printf(out, " keys.%s", request_name((enum request)i));
	}
}

/* The words that a command's operands are, where they are known beforehand, each behind a blank:
 * "show|check" in its usage, and names of settings or themes. */
static void add_operands(struct buf *out, const struct command *command) {
	const size_t len = strcspn(command->operands, " ");
	if (memchr(command->operands, '|', len) == NULL) {
		return;
	}
	buf_add_char(out, ' ');
	for (size_t i = 0; i < len; i++) {
		buf_add_char(out, command->operands[i] == '|' ? ' ' : command->operands[i]);
	}
	if (command->run == cmd_config) {
		add_settings(out);
	} else if (command->run == cmd_theme) {
		buf_add_char(out, ' ');
		(void)add_values(out, commands_option(OPT_THEME));
	}
}

static bool wants_file(const struct command *command) {
	return strstr(command->operands, "FILE") != NULL;
}

/* --- bash ------------------------------------------------------------------------------------ */

static void add_file_options(struct buf *out, const char *between) {
	const char *before = "";
	for (int option = 0; option < OPT_COUNT; option++) {
		const struct option_spec *spec = commands_option((enum unlike_option)option);
		if (is_file(spec)) {
			buf_printf(out, "%s--%s", before, spec->name);
			before = between;
		}
	}
}

static void write_bash(struct buf *out) {
	buf_add_str(out,
			"# bash completion for unlike\n\n_unlike() {\n"
			"\tlocal word=${COMP_WORDS[COMP_CWORD]} "
			"before=${COMP_WORDS[COMP_CWORD-1]}\n"
			"\tlocal command= words= files= i\n"
			"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
			"\t\tif [[ ${COMP_WORDS[i]} != -* ]]; then\n"
			"\t\t\tcommand=${COMP_WORDS[i]}\n\t\t\tbreak\n\t\tfi\n\tdone\n"
			"\tcase $before in\n\t");
	add_file_options(out, " | ");
	buf_add_str(out,
			")\n\t\tCOMPREPLY=($(compgen -f -- \"$word\"))\n\t\treturn\n\t\t;;\n"
			"\t'--theme')\n\t\tCOMPREPLY=($(compgen -W '");
	(void)add_values(out, commands_option(OPT_THEME));
	buf_add_str(out,
			"' -- \"$word\"))\n\t\treturn\n\t\t;;\n"
			"\tesac\n\tcase $command in\n");
	for (size_t i = 0; i < commands_count(); i++) {
		const struct command *command = commands_at(i);
		buf_printf(out, "\t'%s')\n\t\twords='", command->name);
		if (command->name[0] == '\0') {
			for (size_t j = 1; j < commands_count(); j++) {
				buf_printf(out, "%s ", commands_at(j)->name);
			}
		}
		add_options(out, i);
		add_operands(out, command);
		buf_printf(out, "'\n\t\tfiles=%s\n\t\t;;\n", wants_file(command) ? "1" : "");
	}
	buf_add_str(out,
			"\tesac\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
			"\tif [[ -n $files && $word != -* ]]; then\n"
			"\t\tCOMPREPLY+=($(compgen -f -- \"$word\"))\n\tfi\n}\n"
			"complete -o filenames -F _unlike unlike\n");
}

/* --- zsh ------------------------------------------------------------------------------------- */

/* In _arguments a colon parts, and a bracket ends the sentence. */
static void add_zsh_sentence(struct buf *out, const char *text) {
	for (; *text != '\0'; text++) {
		if (strchr(":[]\\", *text) != NULL) {
			buf_add_char(out, '\\');
		}
		const char one[] = { *text, '\0' };
		add_quoted(out, one);
	}
}

static void add_zsh_option(struct buf *out, const struct option_spec *spec) {
	buf_printf(out, " \\\n\t\t\t'%s--%s%s[", spec->kind == OPTION_LIST ? "*" : "", spec->name,
			spec->word != NULL ? "=" : "");
	add_zsh_sentence(out, spec->help);
	buf_add_char(out, ']');
	if (spec->word != NULL) {
		struct buf values;
		buf_init(&values, BUF_UNLIMITED);
		const bool known = add_values(&values, spec);
		buf_printf(out, ":%s:%s%s%s", spec->word, known ? "(" : "",
				known                           ? values.data
						: is_file(spec) ? "_files"
								: " ",
				known ? ")" : "");
		buf_finish(&values);
	}
	buf_add_char(out, '\'');
}

static void put_zsh_operands(struct buf *out, const struct command *command) {
	struct buf words;
	buf_init(&words, BUF_UNLIMITED);
	add_operands(&words, command);
	buf_add_str(out, " \\\n\t\t\t'*: :");
	if (words.len > 0) {
		buf_printf(out, "(%s)", words.data + 1);
	} else {
		buf_add_str(out, wants_file(command) ? "_files" : " ");
	}
	buf_add_str(out, "'\n\t\t;;\n");
	buf_finish(&words);
}

static void write_zsh(struct buf *out) {
	buf_add_str(out, "#compdef unlike\n\n_unlike() {\n\tlocal -a commands\n\tcommands=(\n");
	for (size_t i = 1; i < commands_count(); i++) {
		buf_printf(out, "\t\t'%s:", commands_at(i)->name);
		add_zsh_sentence(out, commands_at(i)->help);
		buf_add_str(out, "'\n");
	}
	buf_add_str(out,
			"\t)\n\tif (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then\n"
			"\t\t_describe command commands\n\t\treturn\n\tfi\n"
			"\tlocal command=$words[2]\n\t[[ $command == -* ]] && command=\n"
			"\t[[ -n $command ]] && { shift words; (( CURRENT-- )) }\n"
			"\tcase $command in\n");
	for (size_t i = 0; i < commands_count(); i++) {
		buf_printf(out, "\t'%s')\n\t\t_arguments", commands_at(i)->name);
		for (int option = 0; option < OPT_COUNT; option++) {
			if (commands_takes(i, (enum unlike_option)option)) {
				add_zsh_option(out, commands_option((enum unlike_option)option));
			}
		}
		put_zsh_operands(out, commands_at(i));
	}
	buf_add_str(out, "\tesac\n}\n\n_unlike \"$@\"\n");
}

/* --- fish ------------------------------------------------------------------------------------ */

static void add_fish_line(struct buf *out, const struct command *command) {
	buf_add_str(out, "complete -c unlike");
	if (command->name[0] == '\0') {
		buf_add_str(out, " -n __fish_use_subcommand");
	} else {
		buf_printf(out, " -n '__fish_seen_subcommand_from %s'", command->name);
	}
}

static void add_fish_option(
		struct buf *out, const struct command *command, const struct option_spec *spec) {
	add_fish_line(out, command);
	buf_printf(out, " -l %s", spec->name);
	if (spec->letter != 0) {
		buf_printf(out, " -s %c", spec->letter);
	}
	if (spec->word != NULL) {
		buf_add_str(out, is_file(spec) ? " -r -F" : " -x");
	}
	struct buf values;
	buf_init(&values, BUF_UNLIMITED);
	if (add_values(&values, spec)) {
		buf_printf(out, " -a '%s'", values.data);
	}
	buf_finish(&values);
	buf_add_str(out, " -d '");
	add_quoted(out, spec->help);
	buf_add_str(out, "'\n");
}

static void put_fish_operands(struct buf *out, const struct command *command) {
	struct buf words;
	buf_init(&words, BUF_UNLIMITED);
	add_operands(&words, command);
	if (words.len > 0) {
		add_fish_line(out, command);
		buf_printf(out, " -a '%s'\n", words.data + 1);
	}
	buf_finish(&words);
}

static void write_fish(struct buf *out) {
	buf_add_str(out, "# fish completion for unlike\n\ncomplete -c unlike -f\n");
	for (size_t i = 1; i < commands_count(); i++) {
		buf_printf(out, "complete -c unlike -n __fish_use_subcommand -a %s -d '",
				commands_at(i)->name);
		add_quoted(out, commands_at(i)->help);
		buf_add_str(out, "'\n");
		if (wants_file(commands_at(i))) {
			add_fish_line(out, commands_at(i));
			buf_add_str(out, " -F\n");
		}
		put_fish_operands(out, commands_at(i));
	}
	for (size_t i = 0; i < commands_count(); i++) {
		for (int option = 0; option < OPT_COUNT; option++) {
			if (commands_takes(i, (enum unlike_option)option)) {
				add_fish_option(out, commands_at(i),
						commands_option((enum unlike_option)option));
			}
		}
	}
}

void completions_write(enum completion_shell shell, struct buf *out) {
	static void (*const writers[COMPLETION_SHELL_COUNT])(struct buf * out) = {
		[COMPLETION_BASH] = write_bash,
		[COMPLETION_ZSH] = write_zsh,
		[COMPLETION_FISH] = write_fish,
	};
	assert(shell < COMPLETION_SHELL_COUNT);
	writers[shell](out);
}
