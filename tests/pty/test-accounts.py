"""accounts, logout and forget: what of an account stays, and what goes."""

import contextlib
import json
import os
import sqlite3

from tap import equal, run, test, true
from unlike import (CONFIG, DATAERR, NOPERM, OK, TEMPFAIL, USAGE, Home, Server, Signed)


@contextlib.contextmanager
def two_accounts():
	"""'demo', the default, and 'second', each with its list fetched."""
	with Server(sample=10, scale=600) as one, Server(sample=20, scale=600) as two, Home() as home:
		home.login(one.url(), one.token)
		home.login(two.url(), two.token, "--name", "second")
		home.fine("list")
		home.fine("list", "--account", "second")
		yield one, two, home


def refused(done, status):
	equal(done.returncode, status, done.stderr)
	true(done.stderr.startswith("unlike: "), f"it said {done.stderr!r}")
	equal(done.stdout, "")
	return done.stderr


def accounts(home):
	rows = [json.loads(line) for line in home.fine("accounts", "--json").splitlines()]
	return {row["account"]: row for row in rows}


def sessions(home):
	return [os.path.basename(n) for n in home.everything() if "/sessions/" in n]


def ask(home, name, sql):
	path = home.file(next(n for n in home.everything() if n.endswith(name)))
	with contextlib.closing(sqlite3.connect(path)) as db:
		return db.execute(sql).fetchall()


def rows_of(home):
	"""How many rows of which account there are: in the list, in the outbox, of events."""
	return (dict(ask(home, "snapshot.db", "SELECT a.name, count(*) FROM liked l JOIN account a"
				" ON a.id = l.account GROUP BY 1")),
			dict(ask(home, "outbox.db", "SELECT account, count(*) FROM intent GROUP BY 1")),
			dict(ask(home, "outbox.db", "SELECT i.account, count(*) FROM event e LEFT JOIN intent i"
				" ON i.id = e.intent GROUP BY 1")))


# --- accounts ---------------------------------------------------------------------------------

@test()
def accounts_tells_name_service_address_default_and_what_is_open():
	with two_accounts() as (one, two, home):
		home.fine("cancel", two.first(1)[0]["id"], "--yes", "--account", "second")
		rows = accounts(home)
		equal(list(rows), ["demo", "second"])
		for name, server, is_default, opened in (("demo", one, True, 0), ("second", two, False, 1)):
			true(rows[name].pop("as_of").endswith("Z"), name)
			equal(rows[name], {"v": 1, "account": name, "service": "likesd", "url": server.url(),
				"default": is_default, "signed_in": True, "open": opened})
		lines = home.fine("accounts").splitlines()
		true(lines[0].startswith("* demo") and lines[1].startswith("  second"), str(lines))
		true("1 open" in lines[1] and "as of 20" in lines[1], lines[1])


@test()
def accounts_of_an_empty_home_is_nothing_and_leaves_it_empty():
	with Home() as home:
		for arguments in ([], ["--json"]):
			done = home.run("accounts", *arguments)
			equal((done.returncode, done.stdout), (OK, ""))
			true("unlike login" in done.stderr, done.stderr)
		equal([n for n in home.everything() if n.endswith(".db")], [])


@test()
def accounts_says_so_of_one_that_was_never_fetched():
	with Server(sample=10) as server, Signed(server) as home:
		equal(accounts(home)["demo"]["as_of"], None)
		true("never fetched" in home.fine("accounts"), "for people")


# --- logout -----------------------------------------------------------------------------------

@test(60)
def logout_forgets_the_session_and_the_queue_waits():
	with two_accounts() as (one, _, home):
		item = one.first(1)[0]["id"]
		home.fine("cancel", item, "--yes")
		text = home.fine("logout")
		true("'demo'" in text and "1 still on the way" in text and one.url() in text, text)
		equal(sessions(home), ["second", "second.lock"])
		equal(accounts(home)["demo"]["signed_in"], False)
		# What was known is there, nothing new can be had, nothing goes out.
		equal(len(home.fine("list").splitlines()), 10)
		true("unlike login" in refused_list(home), "what to do")
		equal(home.run("cancel", item, "--yes", "--now").returncode, TEMPFAIL)
		equal((one.operations(), len(home.intents())), ([], 1))
		with home.terminal() as t:
			t.wait_for("sign in again")
			true("♥" in t.text(), t.text())
			t.keys("q")
			t.wait_for("wait|waits")
			t.keys("k")
			equal(t.wait_end(), OK)
		equal((one.operations(), len(home.intents())), ([], 1))
		# The other is as it was.
		equal(len(home.fine("list", "--refresh", "--account", "second").splitlines()), 20)
		# Again is fine; signing in goes on where it stopped.
		true("already" in home.fine("logout"), "the second time")
		home.login(one.url(), one.token)
		home.fine("sync", "--wait")
		equal((home.states(), len(one.operations_of(item))), (["confirmed"], 1))


def refused_list(home):
	done = home.run("list", "--refresh")
	equal(done.returncode, NOPERM, done.stderr)
	return done.stderr


@test()
def logout_is_a_matter_of_this_machine_where_the_service_knows_no_end_of_a_session():
	with Server(sample=10) as server, Signed(server) as home:
		server.kill()
		text = home.fine("logout")
		true("the service is not told" in text, text)
		true(f"unlike login likesd {server.url()} --name demo" in text, text)
		server.again()
		# What it gave is good there as before.
		equal(len(server.likes(server.token, 10)), 10)
		equal(home.run("list", "--refresh").returncode, NOPERM)


@test()
def logout_takes_the_account_that_is_named():
	with two_accounts() as (_, __, home):
		home.fine("logout", "--account", "second")
		rows = accounts(home)
		equal((rows["demo"]["signed_in"], rows["second"]["signed_in"]), (True, False))
		refused(home.run("logout", "--account", "third"), DATAERR)
		refused(home.run("logout", "second"), USAGE)


@test()
def logout_works_where_the_session_does_not():
	with two_accounts() as (_, __, home):
		os.chmod(home.file("state", "unlike", "sessions", "demo"), 0o644)
		refused(home.run("list"), CONFIG)
		home.fine("logout")
		equal(len(home.fine("list").splitlines()), 10)


@test()
def logout_says_that_another_unlike_goes_on():
	with two_accounts() as (_, __, home), home.terminal() as t:
		t.wait_for("♥")
		true("Another 'unlike' runs" in home.fine("logout"), "it is not said")


# --- forget -----------------------------------------------------------------------------------

@test(60)
def forget_takes_all_of_one_account_and_nothing_of_another():
	with two_accounts() as (one, two, home):
		items = [one.first(1)[0]["id"], two.first(1)[0]["id"]]
		for name, item in zip(("demo", "second"), items):
			home.fine("cancel", item, "--yes", "--now", "--account", name)
		home.fine("sync", "--wait")
		before = rows_of(home)
		true(all(sorted(rows) == ["demo", "second"] for rows in before), str(before))
		text = home.fine("forget", "demo", "--yes")
		true("'demo'" in text and "The default account is 'second' now." in text, text)
		equal(list(accounts(home)), ["second"])
		equal(rows_of(home), tuple({"second": rows["second"]} for rows in before))
		equal(sessions(home), ["second", "second.lock"])
		equal([row["id"] for row in home.intents()], [items[1]])
		# What keeps the events of the others keeps them still.
		for sql in ("DELETE FROM event", "UPDATE event SET why = ''"):
			try:
				ask(home, "outbox.db", sql)
			except sqlite3.IntegrityError:
				continue
			raise AssertionError(f"{sql} was done")
		# It can come back, as a new one.
		home.login(one.url(), one.token)
		equal(list(accounts(home)), ["second", "demo"])
		true("No account" not in home.fine("forget", "second", "--yes"), "one is left")
		true("No account is left" in home.fine("forget", "demo", "--yes"), "none is left")
		refused(home.run("list"), DATAERR)


@test()
def forget_is_refused_while_something_is_open_unless_it_is_told_to():
	with two_accounts() as (one, _, home):
		home.fine("cancel", one.first(1)[0]["id"], "--yes")
		before = rows_of(home)
		words = refused(home.run("forget", "demo", "--yes"), TEMPFAIL)
		true("--abandon" in words and "sync --wait" in words, words)
		equal((rows_of(home), list(accounts(home))), (before, ["demo", "second"]))
		home.fine("forget", "demo", "--yes", "--abandon")
		equal((list(accounts(home)), home.intents()), (["second"], []))
		home.fine("sync")
		equal(one.operations(), [])


@test()
def forget_without_a_terminal_needs_yes_and_on_one_it_asks():
	with two_accounts() as (_, __, home):
		true("--yes" in refused(home.run("forget", "demo"), DATAERR), "what to do")
		refused(home.run("forget"), USAGE)
		refused(home.run("forget", "third", "--yes"), DATAERR)
		refused(home.run("logout", "--abandon"), USAGE)
		with home.terminal("forget", "demo") as t:
			t.wait_for(r"\[y/N\]")
			t.keys("\r")
			true(t.wait_end() != 0, "it says that it was done")
		equal(list(accounts(home)), ["demo", "second"])
		with home.terminal("forget", "demo") as t:
			t.wait_for(r"Forget 'demo' at http://127\.0\.0\.1")
			t.keys("y\r")
			equal(t.wait_end(), 0)
		equal(list(accounts(home)), ["second"])


@test()
def forget_is_refused_while_another_unlike_runs():
	with two_accounts() as (_, __, home):
		before = rows_of(home)
		with home.terminal() as t:
			t.wait_for("♥")
			words = refused(home.run("forget", "second", "--yes"), TEMPFAIL)
			true("another 'unlike'" in words, words)
		equal((rows_of(home), list(accounts(home))), (before, ["demo", "second"]))


@test()
def forget_that_was_cut_off_can_be_done_again():
	with two_accounts() as (_, __, home):
		# As far as it comes: everything but the account's name is gone.
		home.fine("logout")
		path = home.file(next(n for n in home.everything() if n.endswith("snapshot.db")))
		for suffix in ("", "-wal", "-shm"):
			with contextlib.suppress(FileNotFoundError):
				os.remove(path + suffix)
		home.fine("forget", "demo", "--yes")
		equal(list(accounts(home)), ["second"])


run(jobs=4)
