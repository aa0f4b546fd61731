/* unlike theme list | show [NAME] | check [NAME|FILE] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "command.h"
#include "output.h"
#include "unlike/config/themes.h"
#include "unlike/base/lang.h"

#define EX_NOT_READ 1 /* as a tape that expected something else */

static const char *const role_names[ROLE_COUNT] = {
#define X(role, name, letter) [role] = name,
	ROLES(X)
#undef X
};

struct look {
	const struct call *call;
	const char *what; /* NAME or FILE, for problems */
	int problems;
};

static void on_problem(int line, const char *what, void *data) {
	struct look *look = data;
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	buf_add_str(&text, look->what);
	if (line > 0) {
		buf_printf(&text, ":%d", line);
	}
	buf_printf(&text, ": %s", what);
	print_clean_line(look->call->host->out, text.data);
	buf_finish(&text);
	look->problems++;
}

/* In list and show what is wrong with a file is not the matter. */
static void no_problem(int line, const char *what, void *data) {
	(void)line;
	(void)what;
	(void)data;
}

static bool is_file(const char *what) {
	return strchr(what, '/') != NULL || strstr(what, ".theme") != NULL;
}

/* What is in force where nothing is named. */
static bool load(const struct call *call, theme_problem_fn *problem, struct look *look,
		struct theme *ret, struct err *reterr) {
	if (call->n_operands == 1) {
		*ret = host_config(call->host)->theme;
		look->what = ret->name;
		return true;
	}
	look->what = call->operands[1];
	return is_file(look->what) ? themes_load_file(look->what, problem, look, ret, reterr)
				   : themes_load(look->what, problem, look, ret, reterr);
}

/* --- list ------------------------------------------------------------------------------------ */

static void print_name(const char *name, bool built_in, void *data) {
	const struct call *call = data;
	const bool in_force = strcmp(host_config(call->host)->theme.name, name) == 0;
	struct theme theme;
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	const bool fine = themes_load(name, no_problem, NULL, &theme, NULL);
	buf_printf(&text, "%s %-14s %s%s", in_force ? "*" : " ", name,
			!fine                      ? _("cannot be read")
					: built_in ? themes_about(name)
						   : theme.about,
			built_in ? "" : _(" (yours)"));
	print_clean_line(call->host->out, text.data);
	buf_finish(&text);
}

/* --- show ------------------------------------------------------------------------------------ */

static void add_pen(const struct theme_pen *pen, struct buf *out) {
	static const struct {
		uint8_t attr;
		const char *name;
	} attrs[] = {
		{ THEME_BOLD, " bold" },
		{ THEME_DIM, " dim" },
		{ THEME_UNDERLINE, " underline" },
		{ THEME_REVERSE, " reverse" },
	};
	theme_colour_format(pen->colour, out);
	buf_add_str(out, " on ");
	theme_colour_format(pen->ground, out);
	for (size_t i = 0; i < sizeof attrs / sizeof attrs[0]; i++) {
		buf_add_str(out, pen->attrs & attrs[i].attr ? attrs[i].name : "");
	}
}

/* The name of the role as it looks; only where somebody sees it in colours. */
static void add_sample(const struct theme *theme, enum role role, int colours, struct buf *out) {
	const struct cell cell = { .role = (uint8_t)role, .focus = role == ROLE_FOCUS };
	const struct theme_look look = theme_cell(theme, &cell, colours, false);
	buf_add_str(out, "\033[0");
	buf_add_str(out, look.attrs & THEME_BOLD ? ";1" : "");
	buf_add_str(out, look.attrs & THEME_DIM ? ";2" : "");
	buf_add_str(out, look.attrs & THEME_UNDERLINE ? ";4" : "");
	buf_add_str(out, look.attrs & THEME_REVERSE ? ";7" : "");
	theme_colour_add_sgr(look.colour, false, out);
	theme_colour_add_sgr(look.ground, true, out);
	buf_printf(out, "m %-10s\033[0m ", role_names[role]);
}

static bool env_is(const char *name, const char *value) {
	const char *is = getenv(name);
	return is != NULL && strstr(is, value) != NULL;
}

/* 0: nobody sees any. */
static int colours_of(FILE *out) {
	const char *none = getenv("NO_COLOR");
	if (isatty(fileno(out)) == 0 || (none != NULL && none[0] != '\0') ||
			env_is("TERM", "dumb")) {
		return 0;
	}
	if (env_is("COLORTERM", "truecolor") || env_is("COLORTERM", "24bit")) {
		return THEME_ALL_COLOURS;
	}
	return env_is("TERM", "256color") ? 256 : 8;
}

static void show(const struct call *call, const struct theme *theme) {
	FILE *out = call->host->out;
	const int colours = call->host->in != NULL ? colours_of(out) : 0;
	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		struct buf text;
		buf_init(&text, BUF_UNLIMITED);
		if (colours > 0) {
			add_sample(theme, (enum role)i, colours, &text);
		}
		buf_printf(&text, "%-9s = ", role_names[i]);
		add_pen(&theme->styles[i].many, &text);
		fprintf(out, "%s\n", text.data);
		buf_finish(&text);
	}
}

/* --- check ----------------------------------------------------------------------------------- */

struct checked {
	struct look *look;
	int pairs, bad;
	double worst;
};

static void on_pair(const struct theme_pair *pair, void *data) {
	struct checked *checked = data;
	struct look *look = checked->look;
	checked->pairs++;
	if (checked->pairs == 1 || pair->contrast < checked->worst) {
		checked->worst = pair->contrast;
	}
	if (pair->contrast >= pair->needed) {
		return;
	}
	checked->bad++;
	const bool few = pair->colours == 256;
	if (pair->focused) {
		fprintf(look->call->host->out,
				few ? _("%s: %s, on the row with the cursor, has a contrast of "
					"%.2f to its ground with 256 colours; %.0f is needed\n")
				    : _("%s: %s, on the row with the cursor, has a contrast of "
					"%.2f to its ground; %.0f is needed\n"),
				look->what, role_names[pair->role], pair->contrast, pair->needed);
	} else {
		fprintf(look->call->host->out,
				few ? _("%s: %s has a contrast of %.2f to its ground with 256 "
					"colours; %.0f is needed\n")
				    : _("%s: %s has a contrast of %.2f to its ground; %.0f is "
					"needed\n"),
				look->what, role_names[pair->role], pair->contrast, pair->needed);
	}
}

static int check(const struct look *look, const struct theme *theme) {
	struct look again = *look;
	struct checked checked = { .look = &again };
	const bool all = theme_each_pair(theme, on_pair, &checked);
	if (checked.pairs > 0) {
		command_say(look->call,
				_("%s: %d pairs of a colour and its ground, the least contrast is "
				  "%.2f."),
				look->what, checked.pairs, checked.worst);
	}
	if (!all) {
		command_say(look->call,
				checked.pairs > 0 ? _("%s: others of its colours are the "
						      "terminal's own, and cannot be computed.")
						  : _("%s: all of its colours are the terminal's "
						      "own, and cannot be computed."),
				look->what);
	}
	return look->problems > 0 || checked.bad > 0 ? EX_NOT_READ : EX_OK;
}

int cmd_theme(const struct call *call) {
	const char *what = call->operands[0];
	struct look look = { .call = call };
	struct theme theme;
	struct err err;
	int status = EX_OK;
	const bool list = strcmp(what, "list") == 0 && call->n_operands == 1;
	const bool checks = strcmp(what, "check") == 0;
	if (list) {
		themes_each(print_name, (void *)call);
	} else if (!checks && strcmp(what, "show") != 0) {
		err_set(&err, ERR_INPUT,
				_("'unlike theme %.40s' is nothing; there is list, show and "
				  "check, the last two with a name"),
				what);
		command_failed(call, &err);
		status = EX_USAGE;
	} else if (!load(call, checks ? on_problem : no_problem, &look, &theme, &err)) {
		status = command_failed(call, &err);
	} else if (checks) {
		status = check(&look, &theme);
	} else {
		show(call, &theme);
	}
	return fflush(call->host->out) == 0 || status != EX_OK ? status : EX_IOERR;
}
