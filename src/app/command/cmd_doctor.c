/*
 * unlike doctor
 *
 * It opens no database and writes nothing: what is wrong with a file is to be told, not met. What
 * it finds missing is no failure of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "command.h"
#include "doctor_service.h"
#include "output.h"
#include "unlike/base/json.h"
#include "unlike/base/mem.h"
#include "unlike/base/path.h"
#include "unlike/base/secret.h"
#include "unlike/base/text.h"
#include "unlike/net/http.h"
#include "unlike/term/term.h"

static void tell(const struct call *call, const char *what, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));

static void tell(const struct call *call, const char *what, const char *fmt, ...) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	va_list args;
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	fprintf(call->host->out, "%-12s", what);
	print_clean_line(call->host->out, text.data);
	buf_finish(&text);
}

/* --- where it runs --------------------------------------------------------------------------- */

static void tell_terminal(const struct call *call) {
	const char *term = getenv("TERM");
	int rows = 0;
	int cols = 0;
	if (term == NULL || term[0] == '\0') {
		term = "not set";
	}
	if (term_size_of(STDIN_FILENO, &rows, &cols) || term_size_of(STDOUT_FILENO, &rows, &cols)) {
		tell(call, "terminal", "TERM %s, %d columns, %d rows%s", term, cols, rows,
				cols < 40 || rows < 12 ? ": the screen wants 40 by 12" : "");
	} else {
		tell(call, "terminal",
				"none here (TERM %s): the commands work, the screen needs one",
				term);
	}
}

static const char *tell_cols(int cols) {
	return cols == 0 ? "not told" : cols == 1 ? "1 column" : "2 columns: the ASCII set is used";
}

/* As the screen finds it when it starts. */
static void tell_traits(const struct call *call) {
	const struct clock clock = clock_system();
	const struct host *host = call->host;
	struct term_traits traits;
	if (host->in == NULL || fflush(host->out) != 0 ||
			!term_ask(fileno(host->in), fileno(host->out), &clock, &traits)) {
		return;
	}
	if (!traits.answers) {
		tell(call, "", "it does not answer: keys as of old, holds by their repeats");
		return;
	}
	tell(call, "", "it is %s", traits.name[0] != '\0' ? traits.name : "nameless");
	tell(call, "", "keyboard: %s",
			traits.keyboard ? "kitty's protocol, tells when keys go up"
					: "of old, holds are known by their repeats");
	tell(call, "", "frames are shown %s",
			traits.sync_output ? "as a whole (synchronized output)" : "as they come");
	tell(call, "", "the heart takes %s, the line %s", tell_cols(traits.heart_cols),
			tell_cols(traits.line_cols));
}

static void tell_locale(const struct call *call) {
	const char *name = setlocale(LC_CTYPE, NULL);
	const char *codeset = nl_langinfo(CODESET);
	tell(call, "locale", "%s, %s%s", name != NULL ? name : "none", codeset,
			strcmp(codeset, "UTF-8") == 0 ? "" : ": text needs UTF-8");
}

static void tell_libraries(const struct call *call) {
	tell(call, "libraries", "%s", http_library());
	tell(call, "", "SQLite %s", outbox_library());
	tell(call, "", "%s", term_library());
	tell(call, "", "jansson %s, libsodium %s, utf8proc %s", json_library(), secret_library(),
			text_library());
}

/* --- files ----------------------------------------------------------------------------------- */

#define SQLITE_MAGIC "SQLite format 3"
#define SQLITE_HEADER_BYTES 100
#define SQLITE_USER_VERSION_AT 60

/* From the file's header; the newest may stand in the -wal beside it still. */
static void add_schema(struct buf *out, const char *path) {
	unsigned char header[SQLITE_HEADER_BYTES];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n = fd < 0 ? -1 : pread(fd, header, sizeof header, 0);
	if (fd >= 0) {
		close(fd);
	}
	if (n < 0) {
		buf_printf(out, ", cannot be read: %s", strerror(errno));
		return;
	}
	if (n != (ssize_t)sizeof header || memcmp(header, SQLITE_MAGIC, sizeof SQLITE_MAGIC) != 0) {
		buf_add_str(out, ", is no database");
		return;
	}
	const unsigned char *at = header + SQLITE_USER_VERSION_AT;
	buf_printf(out, ", schema %lu",
			(unsigned long)at[0] << 24 | (unsigned long)at[1] << 16 |
					(unsigned long)at[2] << 8 | at[3]);
}

enum file_sort { FILE_PLAIN, FILE_FOLDER, FILE_DATABASE, FILE_SORT_COUNT };

static void add_mode(
		struct buf *out, const struct stat *st, enum file_sort sort, const char *path) {
	bool is_folder = S_ISDIR(st->st_mode);
	buf_printf(out, ", mode %04o", (unsigned)(st->st_mode & 07777));
	if (is_folder != (sort == FILE_FOLDER) || (!is_folder && !S_ISREG(st->st_mode))) {
		buf_printf(out, ", is no %s", sort == FILE_FOLDER ? "folder" : "plain file");
	}
	if ((st->st_mode & 077) != 0) {
		buf_printf(out, ", others can get at it: chmod %s '%s'", is_folder ? "700" : "600",
				path);
	}
	if (st->st_uid != geteuid()) {
		buf_add_str(out, ", is somebody else's");
	}
}

static void tell_file(
		const struct call *call, const char *what, const char *path, enum file_sort sort) {
	struct buf text;
	buf_init(&text, BUF_UNLIMITED);
	buf_add_str(&text, path);
	struct stat st;
	if (lstat(path, &st) != 0) {
		buf_printf(&text, ", %s", errno == ENOENT ? "not there yet" : strerror(errno));
	} else {
		add_mode(&text, &st, sort, path);
		if (sort == FILE_DATABASE && S_ISREG(st.st_mode)) {
			add_schema(&text, path);
		}
	}
	tell(call, what, "%s", text.data);
	buf_finish(&text);
}

static void tell_file_in(const struct call *call, const char *folder, const char *name,
		enum file_sort sort) {
	char *path = path_join(folder, name);
	tell_file(call, "", path, sort);
	free(path);
}

static void tell_config(const struct call *call) {
	const struct config *config = host_config(call->host);
	if (config->path == NULL) {
		return;
	}
	tell(call, "config", "%s%s", config->path, config->exists ? "" : ", not there");
	if (config->n_problems > 0) {
		tell(call, "", "%zu %s not understood: unlike config check", config->n_problems,
				config->n_problems == 1 ? "line is" : "lines are");
	}
}

static void tell_files(const struct call *call, const struct runtime *rt) {
	tell_file(call, "state", rt->state_dir, FILE_FOLDER);
	tell_file_in(call, rt->state_dir, "accounts", FILE_PLAIN);
	tell_file_in(call, rt->state_dir, "outbox.db", FILE_DATABASE);
	struct accounts accounts = { 0 };
	if (accounts_read(rt->state_dir, &accounts, NULL)) {
		for (size_t i = 0; i < accounts.n; i++) {
			char *name = xasprintf("sessions/%s", accounts.list[i].name);
			tell_file_in(call, rt->state_dir, name, FILE_PLAIN);
			free(name);
		}
	}
	accounts_finish(&accounts);
	tell_file(call, "data", rt->data_dir, FILE_FOLDER);
	tell_file_in(call, rt->data_dir, "snapshot.db", FILE_DATABASE);
}

/* --- services -------------------------------------------------------------------------------- */

static void tell_clock(const struct call *call, const struct service_health *health) {
	if (!health->has_time) {
		tell(call, "",
				health->has_clock ? "its clock: not told, as nothing is liked there"
						  : "it tells no times: this machine's count");
		return;
	}
	msec_t off = health->ahead < 0 ? -health->ahead : health->ahead;
	tell(call, "", "its clock is %.1f s %s ours (give or take %.1f s)",
			(double)off / MSEC_PER_SEC, health->ahead < 0 ? "behind" : "ahead of",
			(double)(health->round_trip + 99) / 2 / MSEC_PER_SEC);
}

static void tell_service(
		const struct call *call, struct runtime *rt, const struct account *account) {
	struct service_health health = { 0 };
	struct err err;
	tell(call, "account", "%s: %s at %s", account->name, account->kind, account->url);
	if (account->session == NULL) {
		tell(call, "", "signed out: 'unlike login' signs in again");
	} else if (!doctor_ask_service(rt, account, &health, &err)) {
		tell(call, "", "%s: %s", err.code == ERR_AUTH ? "does not know us" : "not reached",
				err.msg);
	} else {
		tell(call, "", "answers, and knows us as '%s'", health.name);
		tell_clock(call, &health);
	}
	free(health.name);
}

static void tell_services(const struct call *call, struct runtime *rt) {
	struct accounts accounts = { 0 };
	struct err err;
	if (!accounts_load(rt->state_dir, &accounts, &err)) {
		tell(call, "accounts", "%s", err.msg);
	} else if (accounts.n == 0) {
		tell(call, "accounts", "none: 'unlike login' signs in, 'unlike demo' needs none");
	}
	for (size_t i = 0; i < accounts.n; i++) {
		tell_service(call, rt, &accounts.list[i]);
	}
	accounts_finish(&accounts);
}

int cmd_doctor(const struct call *call) {
	struct runtime rt;
	struct err err;
	int status = EX_OK;
	tell(call, "unlike", "%s", UNLIKE_VERSION);
	tell_terminal(call);
	tell_traits(call);
	tell_locale(call);
	tell_libraries(call);
	if (!runtime_open(call->host, &rt, &err)) {
		status = command_failed(call, &err);
	} else {
		tell_config(call);
		tell_files(call, &rt);
		tell_services(call, &rt);
	}
	runtime_finish(&rt);
	return fflush(call->host->out) == 0 || status != EX_OK ? status : EX_IOERR;
}
