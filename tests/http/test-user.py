"""likesd --user NAME: what root started goes on without any right of root's."""

import contextlib
import os
import pwd
import subprocess

from daemon import BINARY, Daemon, key_of, user_add
from tap import Skip, equal, run, test, true

USAGE, NOPERM = 64, 77
NOBODY = "nobody"


def without_leaks():
	"""The environment: the search for leaks needs rights that are given up."""
	return os.environ | {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


def can_read_the_tree(user):
	"""likesd needs its platforms after it has become that user; below /root nobody else has them."""
	place = os.path.join(os.environ["UNLIKE_SOURCE_ROOT"], "platforms")
	return subprocess.run(["test", "-r", place], user=user, extra_groups=[], cwd="/",
			check=False).returncode == 0


@contextlib.contextmanager
def daemon_of(owner, *options, **named):
	"""A daemon that has not been started, whose folder belongs to `owner`."""
	if os.geteuid() != 0:
		raise Skip("only root can become another user, and this is not root")
	if not can_read_the_tree(owner):
		raise Skip(f"{owner} cannot read the source tree where it lies")
	with Daemon(*options, start=False, env=without_leaks(), **named) as daemon:
		user = pwd.getpwnam(owner)
		os.chown(daemon.folder, user.pw_uid, user.pw_gid)
		yield daemon


def status(daemon):
	with open(f"/proc/{daemon.process.pid}/status", encoding="ascii") as file:
		return {line.split(":")[0]: line.split(":")[1].split() for line in file}


def owners(daemon):
	return {name: os.stat(os.path.join(daemon.folder, name)).st_uid for name in os.listdir(daemon.folder)}


def refused(daemon, *arguments, **named):
	"""Its exit status, and what it said."""
	done = subprocess.run([BINARY, *daemon.options, *arguments], stdin=subprocess.DEVNULL, timeout=20,
			capture_output=True, text=True, check=False, env=without_leaks(), **named)
	equal(done.stdout, "", "it does not listen")
	return done.returncode, done.stderr


@test()
def it_serves_as_that_user_and_has_no_way_back():
	with daemon_of(NOBODY, "--user", NOBODY, sample=20) as daemon:
		user = pwd.getpwnam(NOBODY)
		daemon.start()
		now = status(daemon)
		equal(now["Uid"], [str(user.pw_uid)] * 4, "user")
		equal(now["Gid"], [str(user.pw_gid)] * 4, "group")
		equal(now["Groups"], [], "other groups")
		for kind in ("CapInh", "CapPrm", "CapEff"):
			equal(int(now[kind][0], 16), 0, kind)
		equal(now["NoNewPrivs"], ["1"], "no program gives it back")
		# Root reaches it, and it works.
		token = daemon.user()
		item = daemon.likes(token, 1)[0]
		equal(daemon.request("DELETE", f"/v1/likes/{item}", token, key_of("x")).status, 202)
		equal(set(owners(daemon).values()), {user.pw_uid}, "all files are that user's")
		true("likes.db" in owners(daemon) and "likes.db.sock" in owners(daemon), str(owners(daemon)))
		equal(daemon.stop(), (0, ""))
		equal([name for name in owners(daemon) if name.endswith(".sock")], [], "it tidies up")


@test()
def a_port_below_1024_is_bound_before():
	address = f"127.{os.getpid() % 250 + 2}.{os.getpid() // 250 % 250}.9"
	with daemon_of(NOBODY, "--user", NOBODY, listen=f"{address}:807") as daemon:
		daemon.start()
		equal(daemon.address, (address, 807))
		equal(daemon.request("GET", "/healthz").status, 200)


@test()
def a_unix_socket_is_that_user_s():
	with daemon_of(NOBODY, "--user", NOBODY) as daemon:
		place = os.path.join(daemon.folder, "api")
		at = daemon.options.index("--listen")
		daemon.options[at:at + 2] = ["--socket", place]
		daemon.start()
		equal(daemon.request("GET", "/healthz").status, 200)
		equal(os.stat(place).st_uid, pwd.getpwnam(NOBODY).pw_uid)
		equal(daemon.stop(), (0, ""))
		true(not os.path.exists(place), "it is gone")


@test()
def user_add_makes_the_database_as_that_user():
	with daemon_of(NOBODY, "--user", NOBODY) as daemon:
		done = subprocess.run([BINARY, "user", "add", "anna", "--db", daemon.db, "--user", NOBODY],
				capture_output=True, text=True, timeout=20, check=False, env=without_leaks())
		equal(done.returncode, 0, done.stderr)
		equal(set(owners(daemon).values()), {pwd.getpwnam(NOBODY).pw_uid})
		daemon.start()
		equal(daemon.request("GET", "/v1/me", done.stdout.strip()).status, 200)


@test()
def a_database_of_somebody_else_is_refused_by_name():
	with daemon_of(NOBODY) as daemon:
		equal(user_add(daemon.db, "anna").returncode, 0)
		before = owners(daemon)
		equal(before["likes.db"], 0, "it is root's")
		code, said = refused(daemon, "--user", NOBODY)
		equal(code, NOPERM, said)
		true(daemon.db in said and "belongs to root" in said and "chown" in said, said)
		equal(owners(daemon), before, "nothing was made")


@test()
def a_folder_that_the_user_cannot_write_is_refused_by_name():
	with daemon_of("root") as daemon:
		os.chmod(daemon.folder, 0o755)
		code, said = refused(daemon, "--user", NOBODY)
		equal(code, NOPERM, said)
		true("cannot write the folder of" in said and daemon.db in said, said)
		equal(os.listdir(daemon.folder), [], "nothing was made")


@test()
def who_there_is_not_and_who_is_root_are_refused():
	with Daemon(start=False) as daemon:
		for name, words in (("no-such-user", "there is no user 'no-such-user'"), ("root", "is root"),
				("", "NAME is empty"), ("x\x1b[31m", "there is no user")):
			code, said = refused(daemon, "--user", name)
			equal(code, USAGE, said)
			true(words in said and "\x1b" not in said, repr(said))
		equal(os.listdir(daemon.folder), [], "nothing was made")


@test()
def who_is_not_root_can_only_stay_who_they_are():
	with daemon_of(NOBODY) as daemon:
		as_nobody = {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid, "extra_groups": []}
		code, said = refused(daemon, "--user", "daemon", **as_nobody)
		equal(code, NOPERM, said)
		true("only root can become 'daemon'" in said, said)
		daemon.start("--user", NOBODY, **as_nobody)
		equal(daemon.request("GET", "/healthz").status, 200)


run()
