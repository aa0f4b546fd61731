#include "options.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/mem.h"
#include "unlike/base/options.h"
#include "unlike/likesd/likesd.h"

#define DEFAULT_LISTEN "127.0.0.1:8420"
#define DEFAULT_PLATFORM "wechat-channels"

enum option {
	OPTION_LISTEN,
	OPTION_SOCKET,
	OPTION_DB,
	OPTION_PLATFORM,
	OPTION_SAMPLE,
	OPTION_TIME_SCALE,
	OPTION_WITH_PARENT,
	OPTION_USER,
	OPTION_TIER,
	OPTION_DEVICE,
	OPTION_NETWORK,
	OPTION_MODERATOR,
	OPTION_WHY,
	OPTION_VERBOSE,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_COUNT
};

/* Bits of option_spec.commands. */
enum { SERVE = 1, USER_ADD = 2, REVIEW = 4, REJECT = 8 };

static const struct option_spec specs[OPTION_COUNT] = {
	[OPTION_LISTEN] = {
		.name = "listen",
		.letter = 'l',
		.kind = OPTION_TEXT,
		.word = "HOST:PORT",
		.help = "Listens at this loopback address; " DEFAULT_LISTEN " when neither this "
			"nor --socket is given. Port 0 takes a free one; standard output says "
			"which. IPv6 is written [::1]:0.",
		.commands = SERVE,
	},
	[OPTION_SOCKET] = {
		.name = "socket",
		.kind = OPTION_TEXT,
		.word = "PATH",
		.help = "Listens at a Unix socket that only its owner can open, instead of a port.",
		.commands = SERVE,
	},
	[OPTION_DB] = {
		.name = "db",
		.letter = 'd',
		.kind = OPTION_TEXT,
		.word = "FILE",
		.help = "The database; made when it is not there. Required. FILE.sock beside it is "
			"how 'user add' reaches a likesd that runs.",
	},
	[OPTION_PLATFORM] = {
		.name = "platform",
		.letter = 'p',
		.kind = OPTION_TEXT,
		.word = "ID|FILE",
		.help = "Whose rules hold: the name of a platform, or a file (a path with a slash "
			"or ending in .json); " DEFAULT_PLATFORM " when not given.",
	},
	[OPTION_SAMPLE] = {
		.name = "sample",
		.letter = 's',
		.kind = OPTION_INT,
		.word = "N",
		.min = 0,
		.max = LIKESD_SAMPLE_MAX,
		.help = "Gives every account that has no likes N of them, always the same.",
		.commands = SERVE | USER_ADD,
	},
	[OPTION_TIME_SCALE] = {
		.name = "time-scale",
		.letter = 't',
		.kind = OPTION_REAL,
		.word = "X",
		.min = 0.001,
		.max = 1000000,
		.help = "Runs the server's whole clock X times as fast: delays and penalties too.",
		.commands = SERVE,
	},
	[OPTION_WITH_PARENT] = {
		.name = "with-parent",
		.kind = OPTION_FLAG,
		.help = "Ends when standard input ends, so that no likesd outlives who started it.",
		.commands = SERVE,
	},
	[OPTION_USER] = {
		.name = "user",
		.letter = 'u',
		.kind = OPTION_TEXT,
		.word = "NAME",
		.help = "Started as root, becomes this user for good once it listens: before it "
			"opens the database, which has to be that user's.",
	},
	[OPTION_TIER] = {
		.name = "tier",
		.kind = OPTION_TEXT,
		.word = "ordinary|verified",
		.help = "What kind of account it is (FU-1); ordinary when not given.",
		.commands = USER_ADD,
	},
	[OPTION_DEVICE] = {
		.name = "device",
		.kind = OPTION_TEXT,
		.word = "NAME",
		.help = "Which of the account's devices the token is for; '" LIKESD_FIRST_DEVICE
			"' when not given. A further one of an account that is there gets a "
			"further token.",
		.commands = USER_ADD,
	},
	[OPTION_NETWORK] = {
		.name = "network",
		.kind = OPTION_TEXT,
		.word = "NAME",
		.help = "The network that the device is in, with others of the same name (IN-3); "
			"one of its own when not given.",
		.commands = USER_ADD,
	},
	[OPTION_MODERATOR] = {
		.name = "moderator",
		.kind = OPTION_FLAG,
		.help = "Makes a token that decides reviews, and can do nothing else.",
		.commands = USER_ADD,
	},
	[OPTION_WHY] = {
		.name = "why",
		.kind = OPTION_TEXT,
		.word = "TEXT",
		.help = "Why it is rejected: the owner is told. Required by 'review reject'.",
		.commands = REJECT,
	},
	[OPTION_VERBOSE] = {
		.name = "verbose",
		.letter = 'v',
		.kind = OPTION_FLAG,
		.help = "Tells on standard error of each answer. No token, id or title is in it. "
			"What goes wrong is told without it, too.",
		.commands = SERVE,
	},
	[OPTION_HELP] = {
		.name = "help",
		.letter = 'h',
		.kind = OPTION_FLAG,
		.help = "Shows this and ends.",
	},
	[OPTION_VERSION] = {
		.name = "version",
		.letter = 'V',
		.kind = OPTION_FLAG,
		.help = "Shows the version and ends.",
	},
};

static const struct option_table table = { .specs = specs, .count = OPTION_COUNT };

static bool read_port(const char *text, uint16_t *ret) {
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 5 || text[digits] != '\0') {
		return false;
	}
	unsigned long port = strtoul(text, NULL, 10);
	if (port > UINT16_MAX) {
		return false;
	}
	*ret = (uint16_t)port;
	return true;
}

/* "127.0.0.1:80", "localhost:80", "[::1]:80" */
static bool read_listen(const char *text, char **ret_host, uint16_t *ret_port, struct err *reterr) {
	const char *colon = strrchr(text, ':');
	const char *begin = text;
	const char *end = colon;
	bool fine = colon != NULL && read_port(colon + 1, ret_port);
	if (fine && text[0] == '[') {
		begin = text + 1;
		end = colon - 1;
		fine = end > begin && *end == ']';
	} else if (fine) {
		/* Two colons without brackets: nobody can say where the address ends. */
		fine = colon > text && strchr(text, ':') == colon;
	}
	if (!fine) {
		return err_set(reterr, ERR_INPUT,
				"--listen: '%.60s' is not HOST:PORT (127.0.0.1:8420, [::1]:0)",
				text);
	}
	char *host = xstrndup(begin, (size_t)(end - begin));
	if (strcmp(host, "localhost") == 0) {
		free(host);
		host = xstrdup("127.0.0.1");
	}
	*ret_host = host;
	return true;
}

static bool read_user(
		char *const *operands, int n, struct likesd_options *ret, struct err *reterr) {
	if (n < 2 || strcmp(operands[1], "add") != 0) {
		return err_set(reterr, ERR_INPUT, "behind 'user' comes 'add NAME'");
	}
	if (n != 3) {
		return err_set(reterr, ERR_INPUT, "'user add' takes one NAME");
	}
	ret->command = LIKESD_USER_ADD;
	ret->user.name = operands[2];
	return true;
}

static bool read_review(
		char *const *operands, int n, struct likesd_options *ret, struct err *reterr) {
	const char *verb = n >= 2 ? operands[1] : "";
	if (strcmp(verb, "list") == 0 && n == 2) {
		ret->command = LIKESD_REVIEW_LIST;
	} else if (strcmp(verb, "approve") == 0 && n == 3) {
		ret->command = LIKESD_REVIEW_APPROVE;
	} else if (strcmp(verb, "reject") == 0 && n == 3) {
		ret->command = LIKESD_REVIEW_REJECT;
	} else {
		return err_set(reterr, ERR_INPUT,
				"behind 'review' comes 'list', 'approve ID' or 'reject ID'");
	}
	ret->review = n == 3 ? operands[2] : NULL;
	return true;
}

/* What the operands ask for. */
static bool read_command(
		char *const *operands, int n, struct likesd_options *ret, struct err *reterr) {
	if (n == 0) {
		ret->command = LIKESD_SERVE;
		return true;
	}
	if (strcmp(operands[0], "user") == 0) {
		return read_user(operands, n, ret, reterr);
	}
	if (strcmp(operands[0], "review") == 0) {
		return read_review(operands, n, ret, reterr);
	}
	return err_set(reterr, ERR_INPUT,
			"there is no command '%.60s'; there are 'user add' and 'review'",
			operands[0]);
}

/* Who is added; why it is rejected. */
static bool read_words(
		const struct option_value *values, struct likesd_options *ret, struct err *reterr) {
	const struct option_value *tier = &values[OPTION_TIER];
	if (tier->given) {
		const int known = likesd_tier_of(tier->text);
		if (known < 0) {
			return err_set(reterr, ERR_INPUT,
					"--tier: '%.60s' is neither ordinary nor verified",
					tier->text);
		}
		ret->user.tier_given = true;
		ret->user.tier = (enum platform_tier)known;
	}
	ret->user.device = values[OPTION_DEVICE].given ? values[OPTION_DEVICE].text : NULL;
	ret->user.network = values[OPTION_NETWORK].given ? values[OPTION_NETWORK].text : NULL;
	ret->user.moderator = values[OPTION_MODERATOR].given;
	ret->why = values[OPTION_WHY].given ? values[OPTION_WHY].text : NULL;
	if (ret->command == LIKESD_REVIEW_REJECT && ret->why == NULL) {
		return err_set(reterr, ERR_INPUT,
				"'review reject' needs --why TEXT, which the owner is told");
	}
	return true;
}

static bool read_place(
		const struct option_value *values, struct likesd_options *ret, struct err *reterr) {
	if (values[OPTION_LISTEN].given && values[OPTION_SOCKET].given) {
		return err_set(reterr, ERR_INPUT, "either --listen or --socket, not both");
	}
	if (values[OPTION_SOCKET].given) {
		ret->socket_path = values[OPTION_SOCKET].text;
		return true;
	}
	const char *text =
			values[OPTION_LISTEN].given ? values[OPTION_LISTEN].text : DEFAULT_LISTEN;
	return read_listen(text, &ret->host, &ret->port, reterr);
}

static bool read_values(
		const struct option_value *values, struct likesd_options *ret, struct err *reterr) {
	const struct option_value *db = &values[OPTION_DB];
	if (!db->given) {
		return err_set(reterr, ERR_INPUT,
				"--db FILE is missing: where the database is, or is to be made");
	}
	if (strcmp(db->text, ":memory:") == 0) {
		return err_set(reterr, ERR_INPUT,
				"--db: a database in memory could have no accounts; name a file");
	}
	ret->db_path = db->text;
	const struct option_value *platform = &values[OPTION_PLATFORM];
	ret->platform = platform->given ? platform->text : DEFAULT_PLATFORM;
	const struct option_value *sample = &values[OPTION_SAMPLE];
	ret->sample = sample->given ? (size_t)sample->number : 0;
	const struct option_value *scale = &values[OPTION_TIME_SCALE];
	ret->time_scale = scale->given ? scale->real : 1.0;
	ret->run_as = values[OPTION_USER].given ? values[OPTION_USER].text : NULL;
	ret->verbose = values[OPTION_VERBOSE].given;
	ret->with_parent = values[OPTION_WITH_PARENT].given;
	return read_words(values, ret, reterr) && read_place(values, ret, reterr);
}

/* The option bits of a command, and what it is called. */
static uint64_t bits_of(enum likesd_command command, const char **ret_name) {
	switch (command) {
	case LIKESD_SERVE:
		*ret_name = "likesd";
		return SERVE;
	case LIKESD_USER_ADD:
		*ret_name = "likesd user add";
		return USER_ADD;
	case LIKESD_REVIEW_REJECT:
		*ret_name = "likesd review reject";
		return REJECT;
	default:
		*ret_name = "likesd review";
		return REVIEW;
	}
}

bool likesd_options_parse(int argc, char **argv, struct likesd_options *ret, struct err *reterr) {
	struct option_value values[OPTION_COUNT];
	int n = 0;
	if (!options_parse(&table, argc, argv, values, &n, reterr)) {
		return false;
	}
	struct likesd_options options = { 0 };
	if (values[OPTION_HELP].given || values[OPTION_VERSION].given) {
		options.command = values[OPTION_HELP].given ? LIKESD_HELP : LIKESD_VERSION;
		*ret = options;
		return true;
	}
	if (!read_command(argv + 1, n, &options, reterr)) {
		return false;
	}
	const char *name = NULL;
	const uint64_t bits = bits_of(options.command, &name);
	if (!options_check(&table, values, bits, name, reterr) ||
			!read_values(values, &options, reterr)) {
		return false;
	}
	assert((options.host == NULL) != (options.socket_path == NULL));
	*ret = options;
	return true;
}

void likesd_options_finish(struct likesd_options *options) {
	free(options->host);
	options->host = NULL;
}

static const char introduction[] =
		"likesd keeps what its accounts have liked, by the rules of one platform, and\n"
		"answers the HTTP API of docs/openapi.yaml.\n"
		"\n"
		"  likesd [OPTION]... --db FILE\n"
		"      Serves until SIGTERM, SIGINT or, with --with-parent, the end of its input.\n"
		"  likesd user add NAME --db FILE\n"
		"      Makes an account. Standard output is its token, which is stored nowhere\n"
		"      else. Goes through the likesd that has FILE open, if one has.\n"
		"  likesd review list|approve ID|reject ID --why TEXT --db FILE\n"
		"      Shows the cancels that are held for review, or decides one. Goes the same\n"
		"      way.\n"
		"\n"
		"Options\n";

void likesd_options_help(struct buf *out) {
	buf_add_str(out, introduction);
	options_help(&table, 0, out);
}
