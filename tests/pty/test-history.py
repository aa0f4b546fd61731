"""What a script asks of the list and of the past: list QUERY, show, history; and like, cancel's
reverse."""

import contextlib
import json
import re
import subprocess

from tap import equal, run, test, true
from unlike import DATAERR, USAGE, Server, Signed


@contextlib.contextmanager
def signed(scale=600, sample=300):
	with Server(scale=scale, sample=sample) as server, Signed(server) as home:
		yield server, home


def refused(done, status):
	equal(done.returncode, status, done.stderr)
	true(done.stderr.startswith("unlike: "), f"it said {done.stderr!r}")
	equal(done.stdout, "")
	return done.stderr


def lines_of(text):
	return [json.loads(line) for line in text.splitlines()]


# --- list QUERY -------------------------------------------------------------------------------

@test()
def a_query_lists_what_has_all_its_words_in_title_or_author():
	with signed() as (_, home):
		likes = lines_of(home.fine("list", "--json"))
		wanted = likes[150]
		word = wanted["title"].split()[0][:4]
		author = wanted["author"]
		for query in ([word], [word.upper()], [author], [word, author], [f"{author}  {word}"]):
			words = " ".join(query).casefold().split()
			found = [like["id"] for like in lines_of(home.fine("list", "--json", *query))]
			equal(found, [like["id"] for like in likes if all(
				word in like["title"].casefold() or word in like["author"].casefold()
				for word in words)], str(query))
			true(wanted["id"] in found and len(found) < len(likes), f"{query} parts nothing")


@test()
def a_query_is_folded_as_the_search_on_the_screen_is():
	with signed() as (_, home):
		plain = home.fine("list", "--json", "the")
		true(plain, "nothing has 'the'")
		equal(home.fine("list", "--json", "ＴＨＥ"), plain)
		equal(home.fine("list", "--json", " THE "), plain)
		equal(home.fine("list", "--json", "  "), home.fine("list", "--json"))


@test()
def a_query_that_finds_nothing_ends_0_and_says_so_beside_the_data():
	with signed() as (_, home):
		home.fine("list")
		for arguments in (["xyzzyxyzzy"], ["xyzzyxyzzy", "--json"], ["%"], ["the", "xyzzyxyzzy"]):
			done = home.run("list", *arguments)
			equal((done.returncode, done.stdout), (0, ""), str(arguments))
			true("nothing in the list" in done.stderr, done.stderr)


# --- show -------------------------------------------------------------------------------------

@test(60)
def show_tells_everything_of_one_like_and_its_history():
	with signed() as (server, home):
		first = server.first(1)[0]
		home.fine("list")
		text = home.fine("show", first["id"])
		for value in (first["id"], first["title"], first["author"], first["url"], "liked",
				f"{first['likes']:,}", "nothing was asked for it"):
			true(value in text, f"{value} is not in:\n{text}")
		home.fine("cancel", first["id"], "--yes")
		true("undo" in home.fine("show", first["id"]), "the window")
		home.fine("sync", "--wait")
		home.fine("list", "--refresh")
		text = home.fine("show", first["id"])
		true(first["title"] in text and "confirmed" in text, text)
		places = [text.index(word) for word in ("take back", "asked for", "sent", "accepted")]
		equal(places, sorted(places), text)


@test(60)
def show_as_json_is_one_object_with_the_whole_history():
	with signed() as (server, home):
		first = server.first(1)[0]
		home.fine("list")
		before = json.loads(home.fine("show", first["id"], "--json"))
		equal({name: before[name] for name in ("v", "account", "state", "intents")},
				{"v": 1, "account": "demo", "state": "liked", "intents": []})
		for name in ("id", "title", "author", "author_id", "url", "likes"):
			equal(before[name], first[name], name)
		for name in ("liked_at", "made_at", "as_of"):
			true(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", before[name]), name)
		home.fine("cancel", first["id"], "--yes", "--now")
		home.fine("sync", "--wait")
		home.fine("list", "--refresh")
		text = home.fine("show", first["id"], "--json")
		equal(len(text.splitlines()), 1)
		after = json.loads(text)
		# The list has it no more: what was known then.
		equal((after["id"], after["title"], after["state"], after["want"]),
				(first["id"], first["title"], "confirmed", "not_liked"))
		history = [json.loads(line) for line in home.fine("history", "--json").splitlines()]
		for intent in history:
			del intent["v"]
		equal(after["intents"], history)
		refused(home.run("show", "v999999", "--json"), DATAERR)


@test()
def show_of_what_nobody_knows_ends_65():
	with signed() as (_, home):
		home.fine("list")
		for unknown in ("v999999", "", "x" * 5000, "v1' OR '1'='1"):
			true(len(refused(home.run("show", unknown), DATAERR)) < 1000, "as long as the id")
		refused(home.run("show"), USAGE)
		refused(home.run("show", "v1", "v2"), USAGE)


# --- history ----------------------------------------------------------------------------------

@test(60)
def history_as_json_is_status_with_its_events():
	with signed() as (server, home):
		equal(home.fine("history", "--json"), "")
		one, two = [like["id"] for like in server.first(2)]
		home.fine("cancel", one, "--yes")
		home.fine("sync", "--wait")
		home.fine("cancel", two, "--yes")
		rows = lines_of(home.fine("history", "--json"))
		events = [row.pop("events") for row in rows]
		equal(rows, home.intents())
		equal([[event["to"] for event in of_row] for of_row in events],
				[["pending"], ["pending", "sent", "accepted", "confirmed"]])
		for event in events[0] + events[1]:
			equal(sorted(event), ["at", "from", "to", "why"])
			true(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", event["at"]), str(event))
		froms = [event["from"] for event in events[1]]
		equal(froms, ["pending", "pending", "sent", "accepted"])


@test()
def history_for_people_has_a_line_an_event():
	with signed() as (server, home):
		true("Nothing was asked for" in home.fine("history"), "what there is not")
		first = server.first(1)[0]
		home.fine("cancel", first["id"], "--yes", "--now")
		lines = home.fine("history").splitlines()
		true(first["id"] in lines[0] and "take back" in lines[0], lines[0])
		equal([re.split(r"  +", line.strip())[1] for line in lines[1:]],
				["asked for", "sent", "accepted"])


@test()
def a_disk_that_is_full_under_history_and_show_is_an_error():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		home.fine("cancel", item, "--yes")
		for arguments in (["history"], ["history", "--json"], ["show", item], ["status"]):
			with open("/dev/full", "w", encoding="utf-8") as full:
				done = home.run(*arguments, capture_output=False, stdout=full,
						stderr=subprocess.PIPE)
			equal(done.returncode, 74, str(arguments))


# --- like -------------------------------------------------------------------------------------

@test(60)
def like_likes_again_what_was_taken_back():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		home.fine("cancel", item, "--yes")
		home.fine("sync", "--wait")
		home.fine("list", "--refresh")  # its row is put away: the outbox knows it still
		text = home.fine("like", item, "--yes", "--now")
		true(f"({item})" in text, text)
		home.fine("sync", "--wait")
		equal([o["want"] for o in server.operations_of(item)], ["unliked", "liked"])
		true(server.like(item)["published"], "it is not liked again")


@test()
def like_inside_the_window_is_an_undo_and_nobody_hears_of_it():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		home.fine("cancel", item, "--yes")
		true("nobody heard" in home.fine("like", item, "--yes"), "it says so")
		home.fine("sync")
		equal((home.intents(), server.operations()), ([], []))


@test()
def like_of_what_is_liked_asks_for_nothing():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		for more in ([], ["--now"]):
			true("already" in home.fine("like", item, "--yes", *more), "it says so")
		equal((home.intents(), server.operations()), ([], []))


@test()
def like_with_an_unknown_id_among_others_writes_nothing():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		home.fine("cancel", item, "--yes", "--now")
		for unknown in ("v999999", "", "x" * 5000):
			words = refused(home.run("like", item, unknown, "--yes"), DATAERR)
			true("nothing was liked again" in words, words)
		true("--yes" in refused(home.run("like", item), DATAERR), "what to do")
		equal([i["want"] for i in home.intents()], ["not_liked"])


@test()
def like_on_a_terminal_asks_and_only_yes_is_yes():
	with signed() as (server, home):
		item = server.first(1)[0]["id"]
		home.fine("cancel", item, "--yes", "--now")
		for answer, ends, wants in (("n\r", 75, ["not_liked"]), ("y\r", 0, ["liked", "not_liked"])):
			with home.terminal("like", item) as t:
				t.wait_for(r"again\? \[y/N\]")
				t.keys(answer)
				equal(t.wait_end(), ends)
			equal([i["want"] for i in home.intents()], wants)


run(jobs=4)
