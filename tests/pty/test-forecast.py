"""What a cancel would set off, told before it is made: the real unlike against the real likesd."""

import contextlib
import json
import re

from tap import equal, run, test, true
from terminal import ENTER, ESC
from unlike import DATAERR, TEMPFAIL, UNAVAILABLE, Server, Signed, wait_until


@contextlib.contextmanager
def signed(platform="wechat-channels", scale=60, sample=300):
	with Server(scale=scale, sample=sample, platform=platform) as server, Signed(server) as home:
		yield server, home


def forecasts(home, *ids):
	return [json.loads(line) for line in home.fine("forecast", *ids, "--json").splitlines()]


def budget(home):
	return json.loads(home.fine("budget", "--json"))


def take_back(home, *ids):
	home.fine("cancel", *ids, "--yes", "--now", "--no-pace")


# --- commands ---------------------------------------------------------------------------------

@test(60)
def the_sixth_within_24_h_is_forecast_to_be_reviewed():
	with signed() as (server, home):
		ids = [like["id"] for like in server.first(7)]
		told = forecasts(home, *ids)
		equal([one["id"] for one in told], ids)
		equal([one["verdict"] for one in told], ["ok"] * 5 + ["hold_for_review"] * 2)
		reason = told[5]["forecast"]["reasons"][0]
		equal((reason["rule"], reason["kind"], reason["value"], reason["limit"]),
				("IN-1", "article", 5, 5))
		true(reason["resets_at"], "it does not say when the next is free")
		equal(server.operations(), [], "a forecast is no cancel")


@test(60)
def a_forecast_is_a_table_and_a_sentence():
	with signed() as (server, home):
		ids = [like["id"] for like in server.first(6)]
		lines = home.fine("forecast", *ids).splitlines()
		true(re.match(rf"{ids[0]} +Fine ", lines[0]), lines[0])
		true(re.match(rf"{ids[5]} +Review: 5 of 5\* in 24 h ", lines[5]), lines[5])
		# A minute there is a second here: seven days are as many minutes as this.
		true("If it is rejected, your reach is limited for 168 min." in lines[6], lines[6])
		equal(lines[-1], "Of 6, one after the other: 5 fine, 0 with a warning, 1 held for review, "
				"0 refused.")
		chinese = home.fine("--lang", "zh_CN", "forecast", ids[0])
		true("可以" in chinese, chinese)


@test(60)
def what_waits_here_counts_as_done():
	with signed() as (server, home):
		ids = [like["id"] for like in server.first(6)]
		home.fine("list")
		home.fine("cancel", *ids[:5], "--yes")
		equal(forecasts(home, ids[5])[0]["verdict"], "hold_for_review")
		equal(budget(home)["limits"][0]["value"], 5)


@test(60)
def a_budget_tells_limits_with_their_use_and_the_ratio():
	with signed() as (server, home):
		take_back(home, *[like["id"] for like in server.first(2)])
		told = budget(home)
		equal((told["v"], told["platform"], told["tier"]), (1, "wechat-channels", "ordinary"))
		limit = told["limits"][0]
		equal((limit["topic"], limit["rule"], limit["kind"], limit["value"], limit["limit"],
				limit["window"], limit["calendar"]),
				("frequent", "IN-1", "article", 2, 5, "P1D", False))
		true(limit["frees_at"] <= limit["resets_at"], limit)
		equal((told["ratio"]["rule"], told["ratio"]["limit"]), ("IN-2", 30))
		equal(told["effects"]["reach_percent"], 100)
		equal(told["penalties"], [])
		text = home.fine("budget")
		true(re.search(r"^24 h +3 of 5\* left, next at .*IN-1, unverified", text, re.M), text)
		true(re.search(r"^tier +ordinary$", text, re.M), text)


@test(60)
def without_the_service_a_forecast_ends_75():
	with signed() as (server, home):
		home.fine("list")
		server.stop()
		for arguments in (["budget"], ["forecast", "v1"]):
			done = home.run(*arguments)
			equal((done.returncode, done.stdout), (TEMPFAIL, ""), done.stderr)
			true(done.stderr.startswith("unlike: "), done.stderr)


@test(60)
def an_id_that_nobody_knows_ends_65():
	with signed() as (_, home):
		done = home.run("forecast", "v1", "nothing")
		equal((done.returncode, done.stdout), (DATAERR, ""), done.stderr)
		true("'nothing'" in done.stderr, done.stderr)


# --- on the screen ----------------------------------------------------------------------------

def bar_of(t):
	return re.search(r"[▕|].*%", t.text())


@test(60)
def five_are_fine_and_the_sixth_says_review_while_the_bar_fills():
	with signed() as (_, home), home.terminal() as t:
		t.wait_for(r"5 of 5\* left")
		t.wait_for("1/300")
		for i in range(5):
			t.keys("x")
			t.wait_for(rf"Fine: {i} of 5\* in 24 h")
			t.keys(ENTER)
			t.wait_for("Taken back")
			t.wait_for(rf"{4 - i} of 5\* left")
			t.keys("j")
		seen = []

		def fired():
			if bar_of(t) and "Review: 5 of 5*" in t.text() and "send it to review" in t.text():
				seen.append(True)
			return t.shows("Taken back")

		t.hold("x", 4, until=fired)
		true(seen, f"no bar with its verdict:\n{t.text()}")
		equal(len(home.intents()), 6)


@test(60)
def past_20_percent_it_asks_once_more():
	with signed("bilibili", sample=30) as (server, home):
		take_back(home, *[like["id"] for like in server.first(6)])
		with home.terminal() as t:
			t.wait_for(r"24 of 30\* left today")
			t.keys("G")
			t.keys("x")
			t.wait_for("Careful: over 20 %\\* of your likes")
			t.keys(ENTER)
			t.wait_for("All the same\\?")
			t.wait_for("Incentive points are deducted")
			before = len(home.intents())
			t.pump_for(1.3)
			equal(len(home.intents()), before, "it was done before it was asked once more")
			t.keys(ENTER)
			t.wait_for("Taken back")
			equal(len(home.intents()), before + 1)


@test(120)
def a_like_that_is_barred_says_until_when():
	with signed("douyin", scale=600) as (server, home):
		item = server.first(1)[0]["id"]

		def counts():
			return not forecasts(home, item)[0]["forecast"]["motive"]["correction"]

		for i in range(4):
			home.fine("list", "--refresh")
			wait_until(counts, "it is a correction for ever")
			take_back(home, item)
			if i < 3:
				home.fine("like", item, "--yes", "--now")
		told = budget(home)
		equal([penalty["kind"] for penalty in told["penalties"]], ["like-ban"])
		equal(told["effects"]["may_like"], False)
		with home.terminal() as t:
			t.wait_for("2 Activity")
			t.keys("2")
			t.keys("x")
			t.wait_for("You may not like anything before |Not till ")
			t.keys(ENTER)
			t.keys(ESC)
			t.wait_for("Nothing was changed")
			t.keys("3")
			t.wait_for("Account")
			t.keys("G")
			t.wait_for("no liking until")


run()
