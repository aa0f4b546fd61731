"""Every command as a script calls it: its words, its exit status, and what it changed."""

import contextlib
import json
import os
import re
import signal
import stat
import subprocess

from daemon import PLATFORM, WITHOUT_LIMITS
from tap import Skip, equal, run, test, true
from unlike import (DATAERR, NOPERM, OK, TEMPFAIL, UNLIKE, USAGE, Home, Server, Signed,
		wait_until)

COMMANDS = ["demo", "login", "list", "show", "cancel", "like", "undo", "plan", "sync", "status", "history",
		"accounts", "logout", "forget", "open", "config", "theme", "doctor", "play"]
NOBODY = 65534


@contextlib.contextmanager
def signed(scale=600, sample=300, platform=PLATFORM):
	with Server(scale=scale, sample=sample, platform=platform) as server, Signed(server) as home:
		yield server, home


def refused(done, status=None):
	"""It ended with an error of its own, said so in one line, and printed nothing else."""
	if status is not None:
		equal(done.returncode, status, done.stderr)
	true(64 <= done.returncode <= 78, f"it ended {done.returncode}: {done.stderr}{done.stdout}")
	true(done.stderr.startswith("unlike: "), f"it said {done.stderr!r}")
	equal(done.stdout, "")
	return done.stderr


def lines_of(text):
	return [json.loads(line) for line in text.splitlines()]


# --- the command line -------------------------------------------------------------------------

@test()
def the_help_names_every_command_and_each_has_its_own():
	with Home() as home:
		whole = home.fine("--help")
		for name in COMMANDS:
			true(f"unlike {name}" in whole, f"{name} is not in the help")
			own = home.fine(name, "--help")
			true(own.startswith(f"unlike {name}"), own)
			true("--help" in own, own)
		for text in (whole, home.fine("cancel", "-h")):
			true(all(len(line) <= 80 for line in text.splitlines()), "a line is too long:\n" + text)
		true(re.fullmatch(r"unlike \d+\.\d+\.\d+\n", home.fine("--version")), "the version")
		equal(home.everything(), [], "asking for help wrote something")


@test()
def the_language_is_chosen_by_option_and_environment_without_its_locale():
	chinese, english = "点赞", "Options"
	with Home() as home:
		for env, words, wanted in (({}, [], english), ({}, ["--lang", "zh_CN"], chinese),
				({"LANGUAGE": "zh_CN"}, [], chinese),
				({"LANGUAGE": "de:zh_CN"}, ["--lang=en"], english),
				({"LC_ALL": "zh_CN.UTF-8"}, [], chinese),
				({"LC_ALL": "C", "LANGUAGE": "zh_CN"}, [], english)):
			said = home.fine("--help", *words, env=env)
			true(wanted in said, f"{env} {words}: {said}")
			true((chinese in said) == (wanted == chinese), said)
		refused(home.run("list", "--lang", "tlh"), USAGE)


@test()
def a_command_that_is_none_names_the_nearest():
	with Home() as home:
		for wrong, right in (("lst", "list"), ("cancle", "cancel"), ("statsu", "status"),
				("dmeo", "demo"), ("logn", "login"), ("snyc", "sync"), ("udno", "undo")):
			true(f"'{right}'" in refused(home.run(wrong), USAGE), wrong)
		words = refused(home.run("xyzzyxyzzy"), USAGE)
		true("xyzzyxyzzy" in words and "--help" in words, words)
		true("--json" in refused(home.run("list", "--jsno"), USAGE), "the nearest option")
		equal(home.everything(), [])


@test()
def a_wrong_command_line_ends_64():
	with Home() as home:
		for arguments in (["status", "more"], ["cancel"], ["like"], ["cancel", "--yes"], ["login"],
				["login", "likesd"], ["undo", "a", "b"], ["list", "--yes"], ["sync", "--json"],
				["list", "--account"], ["status", "--bogus"], ["--json"], ["list", "--json=yes"]):
			refused(home.run(*arguments), USAGE)
		equal(home.everything(), [])


@test()
def without_an_account_every_command_says_how_to_get_one():
	with Home() as home:
		for arguments in (["list"], ["cancel", "v1", "--yes"], ["undo"], ["sync"], []):
			words = refused(home.run(*arguments))
			true("unlike demo" in words and "login" in words, f"{arguments}: {words}")


@test()
def without_a_terminal_the_screen_is_refused():
	with signed() as (_, home):
		words = refused(home.run(stdin=subprocess.DEVNULL, start_new_session=True))
		true("terminal" in words, words)


@test()
def a_terminal_that_nobody_knows_is_refused_and_left_as_it_was():
	with signed() as (_, home):
		home.forgive_leaks()  # of newterm()
		for name in ("", "no-such-terminal", "dumb"):
			home.env["TERM"] = name
			with home.terminal() as t:
				true(64 <= t.wait_end() <= 78, f"TERM={name}: it ended {t.process.returncode}")
				t.check_given_back(name)
				true("TERM" in t.text(), t.text())


# --- login ------------------------------------------------------------------------------------

@test()
def login_asks_the_server_before_it_writes_anything_down():
	with Server() as server, Home() as home:
		bad = home.write("bad", "b" * 43 + "\n")
		words = refused(home.run("login", "likesd", server.url(), "--secret-file", bad), NOPERM)
		true("b" * 43 not in words, "the token is in the message")
		equal([n for n in home.everything() if n != "bad"], [])
		text = home.login(server.url(), server.token)
		true("demo" in text and server.token not in text, text)
		for name in home.everything():
			if name.startswith("state"):
				equal(stat.S_IMODE(os.stat(home.file(name)).st_mode), 0o600, name)
		equal(len(home.fine("list").splitlines()), 300)


@test()
def a_secret_that_others_can_read_is_refused_with_the_command_that_helps():
	with Server() as server, Home() as home:
		for mode in (0o644, 0o640, 0o604, 0o660):
			path = home.write("token", server.token + "\n", mode)
			words = refused(home.run("login", "likesd", server.url(), "--secret-file", path))
			true(f"chmod 600 '{path}'" in words, words)
		equal(home.everything(), ["token"])
		os.chmod(path, 0o600)
		home.fine("login", "likesd", server.url(), "--secret-file", path)
		session = home.file(next(n for n in home.everything() if "/sessions/" in n))
		os.chmod(session, 0o644)
		true("chmod 600" in refused(home.run("list")), "a session that others can read")


@test()
def what_is_no_server_is_refused():
	with Server() as server, Home() as home:
		token = home.write("token", server.token + "\n")
		for url in ("http://example.org", "http://192.0.2.1:80", "ftp://127.0.0.1/", "nonsense", "",
				"http://127.0.0.1:1", server.url() + "/nowhere", "https://user:pw@127.0.0.1/",
				"file:///etc/passwd", "http://127.0.0.1.example.org:80"):
			words = refused(home.run("login", "likesd", url, "--secret-file", token))
			true(server.token not in words, words)
		refused(home.run("login", "bluesky", server.url(), "--secret-file", token))
		refused(home.run("login", "likesd", server.url()))
		refused(home.run("login", "likesd", server.url(), "--secret-file", home.file("none")))
		refused(home.run("login", "likesd", server.url(), "--secret-file", home.write("empty", "")))
		equal(home.everything(), ["empty", "token"])


@test()
def two_accounts_are_kept_apart_and_the_first_is_the_default():
	with Server(sample=10) as one, Server(sample=20) as two, Home() as home:
		home.login(one.url(), one.token)
		# The same name at another server is another account.
		path = home.write("token", two.token + "\n")
		refused(home.run("login", "likesd", two.url(), "--secret-file", path))
		home.login(two.url(), two.token, "--name", "second")
		equal(len(home.fine("list").splitlines()), 10)
		equal(len(home.fine("list", "--account", "second").splitlines()), 20)
		words = refused(home.run("list", "--account", "third"))
		true("demo" in words and "second" in words, words)
		item = two.first(1)[0]["id"]
		home.fine("cancel", item, "--yes", "--now", "--account", "second")
		equal((len(one.operations()), len(two.operations())), (0, 1))
		equal([i["account"] for i in home.intents()], ["second"])
		# A new token of the same account takes the place of the old one.
		home.login(one.url(), one.token)
		equal(len(home.fine("list", "--account", "demo").splitlines()), 10)


# --- list -------------------------------------------------------------------------------------

@test()
def the_list_is_the_servers_in_its_order():
	with signed() as (server, home):
		ids = server.likes(server.token, 300)
		lines = home.fine("list").splitlines()
		equal([line.split()[0] for line in lines], ids)
		first = server.first(1)[0]
		true(first["title"] in lines[0] and first["author"] in lines[0], lines[0])
		equal(lines[0], lines[0].rstrip())


@test()
def the_list_as_json_is_one_object_a_line():
	with signed() as (server, home):
		ids = server.likes(server.token, 300)
		likes = lines_of(home.fine("list", "--json"))
		equal([like["id"] for like in likes], ids)
		for like in likes:
			equal((like["v"], like["state"]), (1, "liked"))
			for name in ("id", "title", "author", "author_id", "url"):
				true(isinstance(like[name], str) and like[name], f"{name} of {like}")
			true(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", like["liked_at"]), str(like))
			true(isinstance(like["likes"], int), str(like))
		first = server.first(1)[0]
		for name in ("id", "title", "author", "author_id", "url", "likes"):
			equal(likes[0][name], first[name], name)


@test()
def a_list_that_was_fetched_answers_without_the_server_and_says_as_of_when():
	with signed() as (server, home):
		fetched = home.fine("list", "--json")
		server.kill()
		done = home.run("list", "--json")
		equal((done.returncode, done.stdout), (OK, fetched))
		true("as of" in done.stderr and "--refresh" in done.stderr, done.stderr)
		done = home.run("list", "--refresh")
		true(64 <= done.returncode <= 78, done.stderr)
		server.again()
		equal(home.fine("list", "--refresh", "--json"), fetched)


@test()
def a_refresh_leaves_out_what_is_gone():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		home.fine("list")
		home.fine("cancel", item, "--yes", "--now")
		likes = {like["id"]: like for like in lines_of(home.fine("list", "--json"))}
		equal((likes[item]["state"], likes[item]["want"]), ("accepted", "not_liked"))
		home.fine("sync", "--wait")
		likes = lines_of(home.fine("list", "--refresh", "--json"))
		true(item not in [like["id"] for like in likes], "it is listed still")
		equal(len(likes), 299)


@test()
def a_reader_that_leaves_early_is_no_crash():
	with signed() as (_, home):
		home.fine("list")
		done = subprocess.run(f"'{UNLIKE}' list | head -1; echo ${{PIPESTATUS[0]}}", shell=True,
				executable="/bin/bash", env=home.env, capture_output=True, text=True, timeout=30,
				check=False)
		status = int(done.stdout.splitlines()[-1])
		true(status in (0, 74, 141), f"{status}: {done.stderr}")


@test()
def a_disk_that_is_full_under_the_output_is_an_error():
	with signed() as (_, home):
		home.fine("list")
		with open("/dev/full", "w", encoding="utf-8") as full:
			done = home.run("list", "--json", capture_output=False, stdout=full, stderr=subprocess.PIPE)
		true(64 <= done.returncode <= 78, f"{done.returncode} {done.stderr}")


# --- cancel, undo, sync, status ---------------------------------------------------------------

@test()
def cancel_without_yes_and_without_a_terminal_changes_nothing():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		true("--yes" in refused(home.run("cancel", item)), "what to do")
		true("--yes" in refused(home.run("cancel", item, "--now")), "what to do")
		equal((home.intents(), server.operations()), ([], []))


@test()
def cancel_on_a_terminal_asks_and_only_yes_is_yes():
	with signed() as (server, home):
		first = server.first(1)[0]
		for answer in ("\r", "n\r", "q\r", "\x04"):
			with home.terminal("cancel", first["id"]) as t:
				t.wait_for(r"\[y/N\]")
				true(first["title"] in t.text(), t.text())
				t.keys(answer)
				true(t.wait_end() != 0, "it says that it was done")
			equal(home.intents(), [], repr(answer))
		with home.terminal("cancel", first["id"]) as t:
			t.wait_for(r"\[y/N\]")
			t.keys("y\r")
			equal(t.wait_end(), 0)
		equal(home.states(), ["pending"])


@test(60)
def cancel_writes_it_down_and_sync_sends_it_when_the_window_is_over():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		text = home.fine("cancel", item, "--yes")
		true("10 s" in text and "unlike sync" in text, text)
		intent = home.intents()[0]
		equal((intent["id"], intent["state"], intent["want"]), (item, "pending", "not_liked"))
		home.fine("sync", "--once")
		equal((home.states(), server.operations()), (["pending"], []), "sent inside the window")
		# The same wish again is the same one.
		home.fine("cancel", item, "--yes")
		equal(len(home.intents()), 1)
		home.fine("sync", "--wait")
		equal((home.states(), len(server.operations_of(item))), (["confirmed"], 1))
		true(not server.like(item)["published"], "confirmed, but still published")


@test()
def cancel_now_ends_when_it_is_accepted():
	with signed() as (server, home):
		items = [like["id"] for like in server.first(3)]
		text = home.fine("cancel", *items, "--yes", "--now")
		true("sync" in text and all(f"({item})" in text for item in items), text)
		equal(home.states(), ["accepted"] * 3)
		equal([server.like(item)["liked"] for item in items], [False] * 3)
		# One that waits already is hurried.
		home.fine("cancel", server.likes(server.token, 10)[9], "--yes")
		home.fine("cancel", server.likes(server.token, 10)[9], "--yes", "--now")
		equal(len(server.operations()), 4)


@test()
def one_unknown_id_among_others_and_nothing_is_taken_back():
	with signed() as (server, home):
		known = server.first(1)[0]["id"]
		for unknown in ("v999999", "nonsense", "", "x" * 5000, "v1' OR '1'='1"):
			words = refused(home.run("cancel", known, unknown, "--yes"))
			true(len(words) < 1000, "the message is as long as the id")
		equal((home.intents(), server.operations()), ([], []))


@test()
def undo_takes_the_latest_or_the_one_that_is_named():
	with signed() as (server, home):
		one, two, three = [like["id"] for like in server.first(3)]
		for item in (one, two, three):
			home.fine("cancel", item, "--yes")
		home.fine("undo")
		equal([i["id"] for i in home.intents()], [two, one])
		home.fine("undo", one)
		equal([i["id"] for i in home.intents()], [two])
		home.fine("undo")
		equal((home.intents(), server.operations()), ([], []))
		refused(home.run("undo"), DATAERR)
		refused(home.run("undo", three), DATAERR)


@test(60)
def undo_of_one_that_was_sent_likes_it_again():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		home.fine("cancel", item, "--yes", "--now")
		refused(home.run("undo"), DATAERR)
		true("again" in home.fine("undo", item), "it says what it does")
		home.fine("sync", "--wait")
		equal([o["want"] for o in server.operations_of(item)], ["unliked", "liked"])
		true(server.like(item)["published"], "it is not liked again")
		equal(home.states(), ["confirmed", "confirmed"])


@test(60)
def status_tells_every_intent_newest_first():
	with signed(scale=60) as (server, home):
		equal(home.fine("status", "--json"), "")
		items = [like["id"] for like in server.first(3)]
		home.fine("cancel", items[0], "--yes", "--now")
		home.fine("cancel", items[1], "--yes")
		home.fine("cancel", items[2], "--yes")
		home.fine("undo", items[2])
		intents = home.intents()
		equal([(i["id"], i["state"]) for i in intents], [(items[1], "pending"), (items[0], "accepted")])
		for intent in intents:
			equal(intent["v"], 1)
			equal(sorted(intent), sorted(["v", "intent", "account", "id", "title", "want", "state", "due",
				"not_before", "publish_at", "reason"]))
			equal((intent["account"], intent["want"]), ("demo", "not_liked"))
		true(intents[0]["intent"] > intents[1]["intent"], "the numbers of intents")
		true(intents[0]["due"] and intents[1]["publish_at"], str(intents))
		text = home.fine("status").splitlines()
		true(re.search(r"undo \d+ s", text[0]) and re.search(r"sync \d+:\d\d", text[1]), str(text))


@test(60)
def sync_once_leaves_what_is_not_proved_and_wait_goes_on():
	with signed(scale=200) as (server, home):
		item = server.first(1)[0]["id"]
		home.fine("cancel", item, "--yes", "--now")
		true("1 still on the way" in home.fine("sync", "--once"), "what is left")
		equal(home.states(), ["accepted"])
		true("confirmed" in home.fine("sync", "--wait"), "it tells each state")
		equal(home.fine("sync"), "")


@test(60)
def many_at_once_go_out_once_each():
	with signed(platform=WITHOUT_LIMITS) as (server, home):
		items = server.likes(server.token, 150)
		home.fine("cancel", *items, "--yes", "--now")
		home.fine("sync", "--wait")
		equal(set(home.states()), {"confirmed"})
		equal(sorted(o["item"] for o in server.operations()), sorted(items))


@test(60)
def two_commands_at_once_send_each_once():
	with signed(platform=WITHOUT_LIMITS) as (server, home):
		items = server.likes(server.token, 40)
		home.fine("list")
		running = [home.start("cancel", *items[i::4], "--yes", "--now") for i in range(4)]
		for process in running:
			said, _ = process.communicate(timeout=60)
			equal(process.returncode, OK, said)
		equal(sorted(o["item"] for o in server.operations()), sorted(items))
		home.fine("sync", "--wait")
		equal(sorted(home.states()), ["confirmed"] * 40)


@test(60)
def cancel_now_waits_for_the_other_that_sends():
	with signed() as (server, home), home.terminal() as t:
		t.wait_for("♥")
		items = [like["id"] for like in server.first(2)]
		done = home.run("cancel", *items, "--yes", "--now")
		equal(done.returncode, OK, done.stderr)
		true("Another 'unlike' is sending" in done.stderr, done.stderr)
		true("sync" in done.stdout and all(f"({item})" in done.stdout for item in items), done.stdout)
		equal(home.states(), ["accepted"] * 2)
		equal(sorted(o["item"] for o in server.operations()), sorted(items))


@test(60)
def cancel_now_ends_75_when_the_other_cannot_send_it():
	with signed() as (server, home), home.terminal() as t:
		t.wait_for("as of")
		item = server.first(1)[0]["id"]
		server.kill()
		done = home.run("cancel", item, "--yes", "--now")
		equal(done.returncode, TEMPFAIL, done.stderr)
		true("Another 'unlike' is sending" in done.stderr, done.stderr)
		equal(home.states(), ["sent"])
		server.again()
		t.keys("r")
		wait_until(lambda: home.states() == ["accepted"], "it is not sent later")
		equal(len(server.operations_of(item)), 1)


@test(60)
def cancel_now_sends_it_itself_when_the_other_leaves():
	with signed() as (server, home), home.terminal() as t:
		t.wait_for("as of")  # it writes nothing more
		item = server.first(1)[0]["id"]
		# Alive, it holds the lock; it does nothing.
		t.signal(signal.SIGSTOP)
		running = home.start("cancel", item, "--yes", "--now")
		true("Another 'unlike' is sending" in running.stdout.readline(), "it does not wait")
		t.signal(signal.SIGKILL)
		said, _ = running.communicate(timeout=30)
		equal(running.returncode, OK, said)
		equal((home.states(), len(server.operations_of(item))), (["accepted"], 1))


@test()
def a_like_that_is_gone_already_is_confirmed():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		home.fine("list")
		with server.connect() as other:
			equal(other.request("DELETE", f"/v1/likes/{item}", server.token, "k" * 32).status, 202)
		home.fine("cancel", item, "--yes", "--now")
		home.fine("sync", "--wait")
		equal(home.states(), ["confirmed"])


# --- files that are not as they should be -----------------------------------------------------

def unprivileged_home():
	"""A home of somebody who may not do everything, in which the program runs as them."""
	if os.geteuid() != 0:
		return Home()
	home = Home(uid=NOBODY)
	try:
		works = home.run("--version").returncode == 0
	except PermissionError:
		works = False
	if not works:
		home.__exit__()
		raise Skip("another user cannot reach the build folder")
	return home


@test()
def a_home_that_cannot_be_written_is_named():
	with Server(sample=10) as server, unprivileged_home() as home:
		token = home.write("token", server.token + "\n")
		for name in ("state", "data"):
			os.chmod(home.file(name), 0o500)
		words = refused(home.run("login", "likesd", server.url(), "--secret-file", token))
		true(home.file("state") in words, words)
		os.chmod(home.file("state"), 0o700)
		home.fine("login", "likesd", server.url(), "--secret-file", token)
		words = refused(home.run("list"))
		true(home.file("data") in words, words)
		with home.terminal() as t:
			status = t.wait_end()
			true(64 <= status <= 78, f"it ended {status}")
			t.check_given_back("refused")
			true("data" in t.text(), t.text())
		os.chmod(home.file("data"), 0o700)
		equal(len(home.fine("list").splitlines()), 10)


@test()
def an_outbox_that_cannot_be_written_refuses_the_cancel():
	with Server(sample=10) as server, unprivileged_home() as home:
		home.login(server.url(), server.token)
		home.fine("list")
		item = server.first(1)[0]["id"]
		folder = os.path.dirname(home.file(next(n for n in home.everything() if "outbox.db" in n)))
		names = [os.path.join(folder, name) for name in os.listdir(folder) if "outbox.db" in name]
		if home.uid is None:
			raise Skip("only root can make files that are somebody else's")
		for name in names:
			os.chown(name, 0, 0)
			os.chmod(name, 0o644)
		refused(home.run("cancel", item, "--yes"))
		for name in names:
			os.chown(name, home.uid, home.uid)
			os.chmod(name, 0o600)
		equal((home.intents(), server.operations()), ([], []))


@test()
def a_full_disk_refuses_the_cancel_and_the_like_stays():
	with Server(sample=10) as server, Home() as home:
		mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", home.file("state")],
				capture_output=True, check=False) if os.geteuid() == 0 else None
		if mounted is None or mounted.returncode != 0:
			raise Skip("a small file system cannot be mounted here")
		try:
			home.login(server.url(), server.token)
			first = server.first(1)[0]
			home.fine("list")
			home.fine("cancel", server.first(2)[1]["id"], "--yes")
			with open(home.file("state", "filler"), "wb", buffering=0) as filler:
				with contextlib.suppress(OSError):
					while True:
						filler.write(b"x" * 512)
			refused(home.run("cancel", first["id"], "--yes"))
			with home.terminal() as t:
				t.wait_for(first["title"][:8])
				t.keys("x" + "\r")
				t.wait_for("Nothing was changed")
				true("♥" in t.line_with(first["title"][:8]), t.text())
				t.signal(15)
				t.wait_end()
			os.remove(home.file("state", "filler"))
			equal([i["id"] for i in home.intents()], [server.first(2)[1]["id"]])
			home.fine("cancel", first["id"], "--yes")
			equal(len(home.intents()), 2)
		finally:
			subprocess.run(["umount", "-l", home.file("state")], check=False)


@test()
def a_damaged_snapshot_is_set_aside_and_fetched_again():
	with signed() as (_, home):
		before = home.fine("list", "--json")
		name = next(n for n in home.everything() if n.endswith("snapshot.db"))
		for damage in (b"this is no database " * 500, b""):
			for suffix in ("-wal", "-shm"):
				with contextlib.suppress(FileNotFoundError):
					os.remove(home.file(name + suffix))
			with open(home.file(name), "wb") as file:
				file.write(damage)
			equal(home.fine("list", "--json"), before)
		with open(home.file(name), "r+b") as file:
			file.seek(4096)
			file.write(b"\xff" * 8192)
		equal(home.fine("list", "--json", "--refresh"), before)


@test()
def a_damaged_outbox_is_never_thrown_away():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		home.fine("list")
		home.fine("cancel", item, "--yes")
		name = next(n for n in home.everything() if n.endswith("outbox.db"))
		damaged = b"this is no database " * 500
		with open(home.file(name), "wb") as file:
			file.write(damaged)
		for arguments in (["cancel", item, "--yes"], ["status"], ["sync", "--once"]):
			words = refused(home.run(*arguments))
			true("outbox.db" in words, words)
		with open(home.file(name), "rb") as file:
			equal(file.read(), damaged)
		equal(server.operations(), [])


@test()
def secrets_are_in_no_argument_and_no_file_of_others():
	with signed() as (server, home):
		for name in home.everything():
			with open(home.file(name), "rb") as file:
				found = server.token.encode() in file.read()
			true(not found or name in ("token",) or "/sessions/" in name, f"the token is in {name}")
		for folder, _, names in os.walk(home.file("state")):
			true(stat.S_IMODE(os.stat(folder).st_mode) & 0o077 == 0, folder)
			for name in names:
				mode = stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode)
				equal(mode & 0o077, 0, name)


run(jobs=4)
