"""likesd as a program: its command line, its ends, its admin socket."""

import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import tempfile

from daemon import BINARY, Daemon, key_of, user_add
from tap import equal, run, test, true

OK, USAGE, DATAERR, NOINPUT, SOFTWARE, CANTCREAT, IOERR, TEMPFAIL = 0, 64, 65, 66, 70, 73, 74, 75


class Folder:
	def __enter__(self):
		self.path = tempfile.mkdtemp(prefix="likesd-test-")
		return self

	def __exit__(self, *_):
		shutil.rmtree(self.path)

	def file(self, name):
		return os.path.join(self.path, name)


def likesd(*arguments, **named):
	return subprocess.run([BINARY, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
			text=True, timeout=20, check=False, **named)


@test()
def help_and_version_go_to_standard_output():
	for option in ("--help", "-h"):
		done = likesd(option)
		equal((done.returncode, done.stderr), (OK, ""))
		for word in ("--listen HOST:PORT", "--socket PATH", "--db FILE", "--platform ID|FILE",
				"--sample N", "--time-scale X", "--with-parent", "--user NAME", "--verbose", "--help", "--version", "--tier ordinary|verified",
				"--device NAME", "--network NAME", "--moderator", "--why TEXT", "user add NAME", "review list"):
			true(word in done.stdout, f"{word} is not in the help")
		true(all(len(line) <= 80 for line in done.stdout.splitlines()), "a line is too long")
	done = likesd("--version")
	true(done.stdout.startswith("likesd ") and done.returncode == OK, done.stdout)


@test()
def a_wrong_command_line_ends_64_and_says_what_is_wrong():
	cases = [
		([], "--db FILE is missing"),
		(["--db"], "--db needs FILE"),
		(["--db", ":memory:"], "could have no accounts"),
		(["--db", "x", "--lisen", "y"], "did you mean --listen?"),
		(["--db", "x", "--listen", "127.0.0.1"], "is not HOST:PORT"),
		(["--db", "x", "--listen", "::1:0"], "is not HOST:PORT"),
		(["--db", "x", "--listen", "[::1]"], "is not HOST:PORT"),
		(["--db", "x", "--listen", "127.0.0.1:65536"], "is not HOST:PORT"),
		(["--db", "x", "--listen", "127.0.0.1:0", "--socket", "s"], "not both"),
		(["--db", "x", "--sample", "1000001"], "whole number from 0 to 1000000"),
		(["--db", "x", "--time-scale", "0"], "number from"),
		(["serve", "--db", "x"], "there is no command 'serve'"),
		(["user", "--db", "x"], "'add NAME'"),
		(["user", "add", "--db", "x"], "one NAME"),
		(["user", "add", "a", "b", "--db", "x"], "one NAME"),
		(["user", "add", "a", "--db", "x", "--with-parent"], "does not take --with-parent"),
		(["user", "add", "a", "--db", "x", "--tier", "royal"], "neither ordinary nor verified"),
		(["user", "add", "a", "--db", "x", "--why", "y"], "does not take --why"),
		(["--db", "x", "--tier", "verified"], "does not take --tier"),
		(["review", "--db", "x"], "'approve ID'"),
		(["review", "reject", "r1", "--db", "x"], "needs --why"),
		(["review", "approve", "r1", "--db", "x", "--why", "y"], "does not take --why"),
	]
	with Folder() as folder:
		for arguments, message in cases:
			done = likesd(*arguments, cwd=folder.path)
			equal((done.returncode, done.stdout), (USAGE, ""), str(arguments))
			true(message in done.stderr, f"{arguments}: {done.stderr}")
			true("--help" in done.stderr, done.stderr)
		equal(os.listdir(folder.path), [], "a file was made")


@test()
def an_address_that_others_can_reach_is_refused():
	with Folder() as folder:
		for host in ("0.0.0.0", "[::]", "192.168.1.1", "[2001:db8::1]", "128.0.0.1"):
			done = likesd("--db", folder.file("db"), "--listen", f"{host}:0")
			equal(done.returncode, USAGE, host)
			true("proxy" in done.stderr and "TLS" in done.stderr, done.stderr)
		done = likesd("--db", folder.file("db"), "--listen", "example.org:0")
		equal(done.returncode, USAGE)
		true("is not an IPv4 or IPv6 address" in done.stderr, done.stderr)


@test()
def what_cannot_be_opened_is_named():
	with Folder() as folder:
		done = likesd("--db", folder.file("nowhere/db"))
		true(done.returncode in (DATAERR, IOERR, USAGE), str(done.returncode))
		true("nowhere/db" in done.stderr, done.stderr)
		done = likesd("--db", folder.file("db"), "--platform", "no-such")
		equal(done.returncode, USAGE)
		true("no platform 'no-such'" in done.stderr, done.stderr)
		with open(folder.file("p.json"), "w", encoding="utf-8") as file:
			file.write('{"format": 1}')
		done = likesd("--db", folder.file("db"), "--platform", folder.file("p.json"))
		equal(done.returncode, DATAERR)
		true("p.json" in done.stderr, done.stderr)
		with open(folder.file("text"), "w", encoding="utf-8") as file:
			file.write("this is no database, whatever its name says\n" * 100)
		done = likesd("--db", folder.file("text"))
		equal(done.returncode, DATAERR)
		true("text" in done.stderr, done.stderr)


@test()
def what_a_name_holds_does_not_reach_the_terminal_raw():
	done = likesd("--\x1b]0;x\x07")
	equal(done.returncode, USAGE)
	true("\x1b" not in done.stderr and "\x07" not in done.stderr, repr(done.stderr))


@test()
def it_listens_on_both_kinds_of_loopback_address():
	for listen, host in (("127.0.0.1:0", "127.0.0.1"), ("localhost:0", "127.0.0.1"),
			("127.8.9.10:0", "127.8.9.10"), ("[::1]:0", "[::1]")):
		with Daemon(listen=listen) as daemon:
			true(daemon.line.startswith(f"likesd: listening on http://{host}:"), daemon.line)
			equal(daemon.request("GET", "/healthz").json(), {"status": "ok"})


@test()
def a_port_that_is_taken_ends_75_and_is_named():
	with Daemon() as daemon, Folder() as folder:
		port = daemon.address[1]
		done = likesd("--db", folder.file("db"), "--listen", f"127.0.0.1:{port}")
		equal(done.returncode, TEMPFAIL)
		true(str(port) in done.stderr, done.stderr)
		true(not os.path.exists(folder.file("db.sock")), "the admin socket is left")


@test()
def a_port_is_free_again_at_once():
	with Daemon() as daemon:
		connections = [daemon.connect() for _ in range(5)]
		for connection in connections:
			equal(connection.request("GET", "/healthz").status, 200)
		daemon.stop()
		again = ["--listen", f"127.0.0.1:{daemon.address[1]}"]
		daemon.options = [o for o in daemon.options if o not in ("--listen", "127.0.0.1:0")] + again
		daemon.start()
		equal(daemon.request("GET", "/healthz").status, 200)


@test()
def a_unix_socket_is_for_its_owner_and_goes_with_the_daemon():
	with Folder() as folder:
		for place in (folder.file("s"), folder.file("a" * 90), folder.file("/".join("d" * 60))):
			os.makedirs(os.path.dirname(place), exist_ok=True)
			with Daemon(place=place) as daemon:
				equal(daemon.line, f"likesd: listening on {place}")
				mode = os.stat(place).st_mode
				true(stat.S_ISSOCK(mode), place)
				equal(stat.S_IMODE(mode), 0o600)
				# A client has the same limit of 107 bytes, and the same way round it.
				here = os.open(os.path.dirname(place), os.O_PATH)
				daemon.address = f"/proc/self/fd/{here}/{os.path.basename(place)}"
				token = daemon.user()
				equal(daemon.request("GET", "/v1/me", token).status, 200)
				cut = [daemon.connect() for _ in range(50)]
				for connection in cut:
					connection.send(b"GET /v1/me HTTP/1.1\r\n")
				os.close(here)
				equal(daemon.stop(), (0, ""))
				true(not os.path.exists(place), "the socket is left")


@test()
def a_stale_socket_is_replaced_and_a_live_one_is_not():
	with Folder() as folder:
		place = folder.file("s")
		with Daemon(place=place) as daemon:
			daemon.kill()
			true(os.path.exists(place) and os.path.exists(daemon.db + ".sock"), "nothing is stale")
			daemon.start()
			equal(daemon.request("GET", "/healthz").status, 200)
			token = daemon.user()
			equal(daemon.request("GET", "/v1/me", token).status, 200)
			done = likesd("--db", folder.file("db"), "--socket", place)
			equal(done.returncode, TEMPFAIL)
			true("another likesd listens" in done.stderr, done.stderr)
			equal(daemon.request("GET", "/healthz").status, 200, "the live one is untouched")
		with open(folder.file("file"), "w", encoding="utf-8") as file:
			file.write("precious")
		done = likesd("--db", folder.file("db"), "--socket", folder.file("file"))
		equal(done.returncode, USAGE)
		with open(folder.file("file"), encoding="utf-8") as file:
			equal(file.read(), "precious")


@test()
def one_database_has_one_daemon():
	with Daemon() as daemon:
		done = likesd("--db", daemon.db, "--listen", "127.0.0.1:0")
		equal(done.returncode, TEMPFAIL, done.stderr)
		token = daemon.user()
		equal(daemon.request("GET", "/v1/me", token).status, 200, "the first one is untouched")


@test()
def signals_end_it_with_0_and_nothing_left():
	for signo in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
		with Daemon(sample=50) as daemon:
			token = daemon.user()
			equal(daemon.request("GET", "/v1/likes", token).status, 200)
			true(stat.S_IMODE(os.stat(daemon.db + ".sock").st_mode) == 0o600, "mode of the admin socket")
			equal(daemon.stop(signo), (0, ""), signo.name)
			equal(os.listdir(daemon.folder), ["likes.db"], signo.name)
			with sqlite3.connect(daemon.db) as db:
				equal(db.execute("PRAGMA integrity_check").fetchone(), ("ok",))


@test()
def a_hang_up_that_was_ignored_stays_ignored():
	def as_nohup():
		signal.signal(signal.SIGHUP, signal.SIG_IGN)

	with Daemon(preexec_fn=as_nohup) as daemon:
		daemon.process.send_signal(signal.SIGHUP)
		equal(daemon.request("GET", "/healthz").status, 200)
		equal(daemon.stop(), (0, ""))


@test()
def asked_twice_it_still_ends_cleanly():
	with Daemon() as daemon:
		daemon.freeze()
		daemon.process.send_signal(signal.SIGTERM)
		daemon.process.send_signal(signal.SIGINT)
		daemon.thaw()
		equal(daemon.wait(), (0, ""))


@test()
def with_parent_it_ends_when_its_standard_input_does():
	with Daemon("--with-parent", stdin=subprocess.PIPE) as daemon:
		daemon.process.stdin.write("what is written does not matter\n")
		daemon.process.stdin.flush()
		equal(daemon.request("GET", "/healthz").status, 200)
		daemon.process.stdin.close()
		equal(daemon.process.wait(20), 0)
		equal(os.listdir(daemon.folder), ["likes.db"])


@test()
def with_parent_it_ends_when_the_parent_is_killed():
	with Daemon(start=False) as daemon:
		ours, theirs = os.pipe()
		child = os.fork()
		if child == 0:
			# Holds the writing end alone, and is killed with it.
			os.close(ours)
			signal.pause()
		os.close(theirs)
		daemon.start("--with-parent", stdin=ours)
		os.close(ours)
		equal(daemon.request("GET", "/healthz").status, 200)
		os.kill(child, signal.SIGKILL)
		os.waitpid(child, 0)
		equal(daemon.wait(), (0, ""))


@test()
def without_with_parent_it_does_not_care_for_its_standard_input():
	with Daemon(stdin=subprocess.DEVNULL) as daemon:
		for _ in range(20):
			equal(daemon.request("GET", "/healthz").status, 200)


@test()
def user_add_works_without_a_daemon_and_through_one():
	with Daemon(start=False, sample=10) as daemon:
		done = user_add(daemon.db, "anna", "--sample", "25")
		equal(done.returncode, OK, done.stderr)
		equal(len(done.stdout.splitlines()), 1, "standard output is the token and a newline")
		true("anna" in done.stderr and done.stdout.strip() not in done.stderr, done.stderr)
		anna = done.stdout.rstrip("\n")
		true(len(anna) >= 43, anna)
		daemon.start()
		berta = daemon.user("berta")
		true(anna != berta, "the same token twice")
		for token, name, likes in ((anna, "anna", 25), (berta, "berta", 10)):
			me = daemon.request("GET", "/v1/me", token).json()
			equal((me["account"], me["likes"]), (name, likes))
		daemon.stop()
		with open(daemon.db, "rb") as file:
			content = file.read()
		true(anna.encode() not in content and berta.encode() not in content, "a token is stored")


@test()
def an_account_has_a_tier_and_devices_without_a_daemon_and_through_one():
	with Daemon(start=False) as daemon:
		def add(*arguments):
			done = user_add(daemon.db, *arguments)
			return done.returncode, done.stdout.strip(), done.stderr

		def check(name):
			code, first, _ = add(name, "--tier", "verified", "--network", "home")
			equal(code, OK)
			code, second, said = add(name, "--device", "tablet", "--network", "home")
			equal(code, OK)
			true(f"a device of the account '{name}'" in said and first != second, said)
			code, out, said = add(name, "--device", "tablet")
			equal((code, out), (CANTCREAT, ""), said)
			true("has a device 'tablet' already" in said, said)
			code, out, said = add(name, "--device", "desk", "--tier", "ordinary")
			equal((code, out), (CANTCREAT, ""), said)
			for option, value in (("--tier", "royal"), ("--device", "a b"), ("--network", "x" * 65)):
				code, out, said = add("nobody", option, value)
				equal((code, out), (USAGE, ""), said)
			return first, second

		tokens = check("anna")
		daemon.start()
		tokens += check("berta")
		for token, name in zip(tokens, ("anna", "anna", "berta", "berta")):
			me = daemon.request("GET", "/v1/me", token).json()
			equal((me["account"], me["tier"]), (name, "verified"))


@test()
def in_1_reviews_are_decided_without_a_daemon_and_through_one():
	with Daemon(sample=20) as daemon:
		token = daemon.user()
		ids = daemon.likes(token, 9)
		for item in ids:
			equal(daemon.request("DELETE", f"/v1/likes/{item}", token, key_of("review", item)).status, 202)

		def review(*arguments):
			done = daemon.review(*arguments)
			return done.returncode, done.stdout, done.stderr

		def check(approved, rejected):
			code, out, _ = review("list")
			lines = [line.split("\t") for line in out.splitlines()]
			true(code == OK and [approved, rejected] == [line[0] for line in lines[:2]], out)
			equal([len(line) for line in lines[:2]], [5, 5])
			equal(review("approve", approved), (OK, "", ""))
			equal(review("reject", rejected, "--why", "It looks bought, 买的."), (OK, "", ""))
			code, _, said = review("approve", rejected)
			equal(code, CANTCREAT, said)
			code, _, said = review("approve", "r99")
			equal(code, NOINPUT, said)
			for wrong in (("reject", "r1"), ("reject", "r1", "--why", ""), ("reject", "r1", "--why", "a\nb"),
					("approve", "r1", "--why", "x"), ("approve",), ("list", "r1"), ("x",), ()):
				equal(review(*wrong)[0], USAGE, str(wrong))

		check("r1", "r2")
		equal(daemon.stop(), (0, ""))
		check("r3", "r4")
		daemon.start()
		states = [daemon.request("GET", f"/v1/likes/{item}", token).json()["operation"] for item in ids[5:]]
		equal([s["state"] for s in states], ["accepted", "rejected", "accepted", "rejected"])
		equal(states[1]["why"], "It looks bought, 买的.")
		equal(review("list"), (OK, "", ""))


@test()
def user_add_refuses_what_is_there_or_is_no_name_in_the_same_words_both_ways():
	said = []
	for running in (False, True):
		with Daemon(start=running) as daemon:
			equal(user_add(daemon.db, "anna").returncode, OK)
			results = []
			for name in ("anna", "", "a b", "a/b", "x" * 65, "x\ny", "\u00e4", "-", "a\x1b[31m"):
				done = user_add(daemon.db, *(["--", name] if name.startswith("-") else [name]))
				equal(done.stdout, "" if done.returncode != OK else done.stdout, repr(name))
				results.append((name, done.returncode, done.stderr if done.returncode != OK else ""))
			said.append(results)
			equal(results[0][1], CANTCREAT, results[0][2])
			for name, status, words in results[1:]:
				if name != "-":
					equal(status, USAGE, f"{name!r}: {words}")
				true("\x1b" not in words, repr(words))
	equal(said[0], said[1])


@test()
def the_admin_socket_takes_no_nonsense_and_waits_for_nobody():
	with Daemon() as daemon:
		daemon.request("GET", "/healthz")
		before = daemon.descriptors()
		place = daemon.db + ".sock"

		def ask(data):
			with socket.socket(socket.AF_UNIX) as guest:
				guest.settimeout(20)
				guest.connect(place)
				guest.sendall(data)
				guest.shutdown(socket.SHUT_WR)
				try:
					return guest.recv(1000)
				except ConnectionResetError:
					return b""

		for data in (b"", b"user add anna", b"x" * 300, b"\0\n" * 10, b"\n"):
			answer = ask(data)
			true(answer == b"" or answer.startswith(b"error "), f"{data!r}: {answer!r}")
		true(ask(b"user add anna\n").startswith(b"ok "), "and then a good one")
		silent = [socket.socket(socket.AF_UNIX) for _ in range(20)]
		for guest in silent:
			guest.connect(place)
		equal(daemon.request("GET", "/healthz").status, 200, "silent guests hold nobody")
		for guest in silent:
			guest.close()
		daemon.settled(before)
		equal(user_add(daemon.db, "berta").returncode, OK)


@test()
def user_add_while_cancels_run_spoils_neither():
	with Daemon(sample=300) as daemon:
		token = daemon.user()
		ids = daemon.likes(token, 200)
		with daemon.connect() as connection:
			for i, item in enumerate(ids):
				if i % 20 == 0:
					equal(user_add(daemon.db, f"user{i}").returncode, OK)
				answer = connection.request("DELETE", f"/v1/likes/{item}", token, f"key-{item}".ljust(16, "_"))
				equal(answer.status, 202, item)


@test()
def its_memory_goes_into_no_core_file():
	with Daemon() as daemon:
		with open(f"/proc/{daemon.process.pid}/limits", encoding="ascii") as limits:
			core = next(line for line in limits if line.startswith("Max core file size"))
		equal(core.split()[4:6], ["0", "0"])


run()
