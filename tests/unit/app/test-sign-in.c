#include "account/sign_in.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "unlike/base/file.h"
#include "unlike/base/mem.h"
#include "unlike/base/secret.h"
#include "unlike/loop/loop.h"

/* --- a service that gives a session for a name and a password -------------------------------- */

struct given {
	struct service_base base;
	struct loop *loop;
	service_sign_in_fn *fn;
	void *data;
	bool fits;
};

static struct loop *service_loop;
static const char *given_id;

static struct service *given_create(const struct service_account *account,
		const struct service_env *env, struct err *reterr);

static void given_destroy(struct service *service) {
	free(service);
}

static void on_answer(void *data) {
	struct given *given = data;
	if (given->fits) {
		const struct service_signed_in signed_in = {
			.id = given_id,
			.name = "alice.test",
			.session = "{\"access\":\"a\",\"refresh\":\"r\"}",
		};
		given->fn(&signed_in, NULL, given->data);
	} else {
		const struct err err = { .code = ERR_AUTH, .msg = "they do not fit" };
		given->fn(NULL, &err, given->data);
	}
}

static uint64_t given_sign_in(struct service *service, const char *user, const char *password,
		service_sign_in_fn *fn, void *data) {
	struct given *given = (struct given *)(void *)service;
	given->fn = fn;
	given->data = data;
	given->fits = strcmp(user, "alice") == 0 && strcmp(password, "pass-word") == 0;
	(void)loop_add_timer(given->loop, 0, on_answer, given);
	return 1;
}

/* As it stands in the table of services, where there is only likesd for now: what is kept is read
 * by its kind. */
static const struct service_ops given_ops = {
	.kind = "likesd",
	.title = "Given",
	.default_url = "https://given.example",
	.create = given_create,
	.destroy = given_destroy,
	.sign_in = given_sign_in,
};

static struct service *given_create(const struct service_account *account,
		const struct service_env *env, struct err *reterr) {
	(void)env;
	(void)reterr;
	cr_assert_null(account->session);
	struct given *given = xcalloc(1, sizeof *given);
	given->base.ops = &given_ops;
	given->loop = service_loop;
	return (struct service *)(void *)given;
}

/* --- a home ---------------------------------------------------------------------------------- */

struct home {
	struct runtime rt;
	char *folder;
};

static void home_open(struct home *home) {
	struct err err;
	cr_assert(file_make_temporary("unlike-sign-in", &home->folder, &err), "%s", err.msg);
	home->rt = (struct runtime){ .clock = clock_system() };
	home->rt.loop = loop_create(&home->rt.clock);
	home->rt.waiter = loop_waiter_poll();
	home->rt.state_dir = xasprintf("%s/state", home->folder);
	service_loop = home->rt.loop;
	given_id = "did:example:1";
}

static void home_close(struct home *home) {
	loop_destroy(home->rt.loop);
	free(home->rt.state_dir);
	cr_assert(file_remove_tree(home->folder, NULL));
	free(home->folder);
}

static bool sign_in(struct home *home, const char *user, const char *password, const char *name,
		struct err *reterr) {
	const struct sign_in request = {
		.ops = &given_ops,
		.url = given_ops.default_url,
		.user = user,
		.secret = password,
		.name = name,
	};
	char *called = NULL;
	*reterr = (struct err){ 0 };
	bool fine = sign_in_and_keep(&home->rt, &request, &called, reterr);
	if (fine) {
		cr_expect_str_eq(called, name != NULL ? name : "alice.test");
	}
	free(called);
	return fine;
}

Test(sign_in, a_name_and_a_password_give_a_session_and_that_is_what_is_kept) {
	struct home home;
	struct accounts accounts;
	struct err err;
	home_open(&home);
	cr_assert(sign_in(&home, "alice", "pass-word", NULL, &err), "%s", err.msg);
	cr_assert(accounts_load(home.rt.state_dir, &accounts, &err), "%s", err.msg);
	cr_assert_eq(accounts.n, 1);
	cr_expect_str_eq(accounts.list[0].name, "alice.test");
	cr_expect_str_eq(accounts.list[0].url, "https://given.example");
	cr_expect_str_eq(accounts.list[0].id, "did:example:1");
	cr_expect_str_eq(accounts.list[0].session, "{\"access\":\"a\",\"refresh\":\"r\"}");
	accounts_finish(&accounts);
	home_close(&home);
}

Test(sign_in, what_does_not_fit_is_told_with_what_would_and_nothing_is_kept) {
	struct home home;
	struct err err;
	home_open(&home);
	cr_assert_not(sign_in(&home, "alice", "hunter2", NULL, &err));
	cr_expect_eq(err.code, ERR_AUTH);
	cr_expect_not_null(strstr(err.msg, "they do not fit"), "%s", err.msg);
	cr_expect_not_null(strstr(err.msg, "Settings → Privacy and security → App passwords"), "%s",
			err.msg);
	cr_expect_null(strstr(err.msg, "hunter2"), "%s", err.msg);
	cr_expect_not(file_exists(home.rt.state_dir));
	home_close(&home);
}

Test(sign_in, a_name_that_is_somebody_elses_stays_theirs) {
	struct home home;
	struct accounts accounts;
	struct err err;
	home_open(&home);
	cr_assert(sign_in(&home, "alice", "pass-word", "me", &err), "%s", err.msg);
	given_id = "did:example:2";
	cr_assert_not(sign_in(&home, "alice", "pass-word", "me", &err));
	cr_expect_eq(err.code, ERR_CONFLICT);
	cr_expect_not_null(strstr(err.msg, "--name"), "%s", err.msg);
	cr_expect_not_null(strstr(err.msg, "did:example:2"), "%s", err.msg);
	cr_assert(sign_in(&home, "alice", "pass-word", "you", &err), "%s", err.msg);
	cr_assert(accounts_load(home.rt.state_dir, &accounts, &err), "%s", err.msg);
	cr_assert_eq(accounts.n, 2);
	cr_expect_str_eq(accounts.list[0].id, "did:example:1");
	cr_expect_str_eq(accounts.list[1].id, "did:example:2");
	accounts_finish(&accounts);
	home_close(&home);
}

Test(sign_in, an_id_that_could_not_be_read_back_is_refused) {
	static const char *const ids[] = { "", "a b", "a\nurl = x", "\033[31m", "a;reboot", "$(x)",
		"a'b", "`x`", "é" };
	struct home home;
	struct err err;
	home_open(&home);
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		given_id = ids[i];
		cr_expect_not(sign_in(&home, "alice", "pass-word", NULL, &err), "%s", ids[i]);
		cr_expect_eq(err.code, ERR_PROTOCOL);
	}
	home_close(&home);
}

/* --- the store of sessions, as services see it ----------------------------------------------- */

Test(sign_in, a_session_is_renewed_by_one_at_a_time_and_a_sign_out_stays) {
	struct home home;
	struct err err;
	int mine = -1, other = -1;
	char *session = NULL;
	home_open(&home);
	struct session_store store = { .state_dir = home.rt.state_dir };
	const struct service_sessions sessions = sessions_for_services(&store);
	cr_assert(sign_in(&home, "alice", "pass-word", "me", &err), "%s", err.msg);
	cr_assert(sessions.ops->try_lock(sessions.self, "me", &mine, &err), "%s", err.msg);
	cr_assert_geq(mine, 0);
	cr_assert(sessions.ops->try_lock(sessions.self, "me", &other, &err), "%s", err.msg);
	cr_expect_eq(other, -1);
	char *longest = xcalloc(SESSION_MAX + 1, 1);
	memset(longest, 'x', SESSION_MAX);
	cr_assert(sessions.ops->save(sessions.self, "me", longest, &err), "%s", err.msg);
	cr_assert(sessions.ops->load(sessions.self, "me", &session, &err), "%s", err.msg);
	cr_expect_str_eq(session, longest);
	secret_free(session);
	sessions.ops->unlock(sessions.self, &mine);
	cr_assert(accounts_sign_out(home.rt.state_dir, "me", NULL, &err), "%s", err.msg);
	cr_assert_not(sessions.ops->load(sessions.self, "me", &session, &err));
	cr_expect_eq(err.code, ERR_AUTH);
	free(longest);
	home_close(&home);
}

/* --- words ----------------------------------------------------------------------------------- */

Test(sign_in, an_address_gets_what_is_missing_of_it) {
	static const struct {
		const char *given, *url;
	} cases[] = {
		{ NULL, "https://given.example" },
		{ "https://other.example/", "https://other.example" },
		{ "other.example", "https://other.example" },
		{ "other.example:8443//", "https://other.example:8443" },
		{ "http://127.0.0.1:8420/", "http://127.0.0.1:8420" },
		{ "", NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct err err;
		char *url = sign_in_url(&given_ops, cases[i].given, &err);
		if (cases[i].url == NULL) {
			cr_expect_null(url);
		} else {
			cr_assert_not_null(url);
			cr_expect_str_eq(url, cases[i].url);
		}
		free(url);
	}
	struct err err;
	cr_expect_null(sign_in_url(service_find("likesd"), NULL, &err));
	cr_expect_eq(err.code, ERR_INPUT);
}
