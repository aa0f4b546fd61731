"""A plan with the real programs: each like in its turn, through days, restarts and other hands."""

import datetime
import json

from tap import PATIENCE, equal, run, test, true
from unlike import DATAERR, OK, TEMPFAIL, Server, Signed, wait_until

TWELVE = [f"v{i}" for i in range(1, 13)]
DAY = 43200 # so many times as fast: a day takes two seconds


def when(text):
	return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def plan(home):
	return json.loads(home.fine("plan", "--json"))


def no_window_has_more(operations, most):
	times = sorted(when(o["accepted_at"]) for o in operations)
	day = datetime.timedelta(days=1)
	for i in range(most, len(times)):
		true(times[i] - times[i - most] >= day, f"{most + 1} within a day: {times}")


@test()
def twelve_likes_are_done_over_three_days_one_round_at_a_time_through_restarts():
	with Server(scale=DAY) as server, Signed(server) as home:
		home.fine("list", "--quiet")
		done = home.run("cancel", *TWELVE, "--yes")
		equal(done.returncode, OK, done.stderr)
		true("5 in any 24 h" in done.stderr and "12 likes" in done.stderr, done.stderr)
		states = [intent["state"] for intent in home.intents()]
		equal(states, ["pending"] * 12)
		true(plan(home)["left"] == 12 and plan(home)["limits"][0]["reserve"] == 1, plan(home))
		# Who waits for them is killed at the first, and the rounds go on without it.
		waiting = home.start("sync", "--wait")
		wait_until(server.operations, "the first", 60 * PATIENCE)
		waiting.kill()
		waiting.communicate()
		rounds = 0

		def all_confirmed():
			nonlocal rounds
			rounds += 1
			if rounds == 3:
				server.stop()
				true(home.run("sync").returncode in (OK, TEMPFAIL), "without a service")
				server.again()
			home.run("sync", "--once")
			return set(home.states()) == {"confirmed"}

		wait_until(all_confirmed, "all of them confirmed", 120 * PATIENCE)
		operations = server.operations()
		equal(len(operations), 12)
		true(all(o["state"] != "in_review" for o in operations), operations)
		no_window_has_more(operations, 4)
		equal(plan(home)["left"], 0)
		history = home.fine("history")
		true("IN-1" not in history, history)


@test()
def a_plan_is_held_resumed_and_stopped():
	with Server(scale=60) as server, Signed(server) as home:
		home.fine("list", "--quiet")
		done = home.run("cancel", *TWELVE, "--yes", "--now", "--pace")
		equal(done.returncode, TEMPFAIL, done.stderr)
		equal(len(server.operations()), 4)
		true("until" in home.fine("plan", "hold"), "hold says nothing")
		true(plan(home)["held"] and plan(home)["held_until"] is None, plan(home))
		home.fine("plan", "hold", "2099-12-01 14:20")
		equal(plan(home)["held_until"], "2099-12-01T14:20:00.000Z")
		home.fine("plan", "resume")
		true(not plan(home)["held"], plan(home))
		home.fine("plan", "reserve", "0")
		equal(plan(home)["limits"][0]["reserve"], 0)
		home.run("sync")
		equal(len(server.operations()), 5)
		home.fine("plan", "reserve", "default")
		equal(plan(home)["limits"][0]["reserve"], 1)
		home.fine("plan", "stop", "v12")
		equal(plan(home)["left"], 6)
		refused = home.run("plan", "stop", "v12")
		equal(refused.returncode, DATAERR, refused.stderr)
		refused = home.run("plan", "stop", "--no-input")
		true(refused.returncode != OK, refused.stdout)
		true("6 likes stay" in home.fine("plan", "stop", "--yes"), "stop says nothing")
		equal(plan(home)["left"], 0)
		home.run("sync")
		equal(len(server.operations()), 5)
		true(server.like("v8")["liked"], "it was taken back")


@test()
def without_a_plan_it_is_said_first_what_that_sets_off():
	with Server(scale=60) as server, Signed(server) as home:
		home.fine("list", "--quiet")
		done = home.run("cancel", *TWELVE[:7], "--yes", "--now", "--no-pace")
		true("IN-1" in done.stderr and "review" in done.stderr, done.stderr)
		equal(len(server.operations()), 7)
		true(any(o["state"] == "in_review" for o in server.operations()), server.operations())
		both = home.run("cancel", "v9", "--pace", "--no-pace", "--yes")
		equal(both.returncode, DATAERR, both.stderr)


@test()
def waiting_ends_where_only_what_has_its_turn_later_is_left():
	with Server(scale=7200) as server, Signed(server) as home:
		home.fine("list", "--quiet")
		home.run("cancel", *TWELVE[:6], "--yes", "--now")
		home.fine("plan", "hold")
		done = home.run("sync", "--wait")
		equal(done.returncode, TEMPFAIL, done.stdout)
		equal(sorted(home.states()), ["confirmed"] * 4 + ["pending"] * 2)


run(jobs=4)
