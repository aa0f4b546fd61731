"""likesd against docs/openapi.yaml: every route with good and bad input, every answer held against
the description, and every answer that is described seen."""

import json
import resource

import jsonschema
import yaml

from daemon import Daemon, key_of, request_bytes
from openapi import DOC, METHODS, OPERATIONS, operations, path_of, resolve, validate
from tap import equal, run, test, true

SEEN = set()


def held(name, answer, what=""):
	"""The answer, held against the description of operation `name`."""
	what = f"{name} {answer.status} {what}"
	responses = OPERATIONS[name][2]["responses"]
	true(str(answer.status) in responses, f"{what}: not described: {answer.body[:300]!r}")
	response = resolve(responses[str(answer.status)])
	media = answer.header("content-type")
	true(media in response["content"], f"{what}: Content-Type {media}")
	value = answer.json() if "json" in media else answer.body.decode()
	validate(value, response["content"][media]["schema"], what)
	if media == "application/problem+json":
		equal(answer.json()["status"], answer.status, what)
	for header, description in response.get("headers", {}).items():
		value = answer.header(header)
		true(value is not None, f"{what}: without {header}")
		schema = resolve(description["schema"])
		validate(int(value) if schema.get("type") == "integer" else value, schema, f"{what} {header}")
	SEEN.add((name, answer.status))
	return answer


class Api:
	"""One account of one daemon; what it sends and gets is held against the description."""

	def __init__(self, daemon, token):
		self.token = token
		self.connection = daemon.connect()
		self.keys = 0

	def call(self, name, path_id=None, query="", status=200, token=True, **request):
		path, method, operation = OPERATIONS[name]
		if path_id is not None:
			path = path.replace("{id}", path_id)
		needs_key = any(p["name"] == "Idempotency-Key" for p in operation["parameters"])
		if needs_key and "key" not in request:
			self.keys += 1
			request["key"] = key_of("key", self.keys)
		what = f"{method} {path[:80]}{query[:80]}"
		answer = held(name, self.connection.request(method, path + query,
				self.token if token is True else token, **request), what)
		equal(answer.status, status, f"{what}: {answer.body[:300]!r}")
		return answer


def problem(answer):
	return answer.json()["type"].removeprefix("urn:likesd:problem:")


JSON = ["Content-Type: application/json"]


def batch(api, items, status=200, **request):
	body = json.dumps({"items": [{"id": i, "key": k} for i, k in items]})
	return api.call("batchCancel", status=status, body=body, headers=JSON, **request)


@test()
def the_description_is_whole():
	true(DOC["openapi"].startswith("3.1"), "version")
	equal(len(OPERATIONS), len(list(operations())), "an operationId is there twice")

	def walk(node):
		if isinstance(node, dict):
			if "$ref" in node:
				resolve(node)
			for child in node.values():
				walk(child)
		elif isinstance(node, list):
			for child in node:
				walk(child)

	walk(DOC)
	used = yaml.dump(DOC)
	for kind in ("schemas", "responses", "parameters"):
		for name in DOC["components"][kind]:
			true(f"#/components/{kind}/{name}" in used, f"{kind}/{name} is used by nothing")
	for name, schema in DOC["components"]["schemas"].items():
		jsonschema.Draft202012Validator.check_schema(schema)
		true(schema, name)


@test()
def the_examples_are_as_they_are_described():
	count = 0
	for name, (_, _, operation) in OPERATIONS.items():
		media = [("request", operation.get("requestBody", {}).get("content", {}))]
		media += [(status, resolve(r)["content"]) for status, r in operation["responses"].items()]
		for what, content in media:
			for described in content.values():
				if "example" in described:
					validate(described["example"], described["schema"], f"{name} {what}")
					count += 1
	true(count > 20, "there are examples")


@test()
def every_route_with_good_input():
	with Daemon(sample=500) as daemon:
		api = Api(daemon, daemon.user())
		equal(api.call("health", token=None).json(), {"status": "ok"})
		api.call("metrics", token=None)
		me = api.call("me").json()
		equal((me["account"], me["likes"], me["platform"]), ("demo", 500, "wechat-channels"))
		platform = api.call("platform").json()
		equal((platform["batch"], platform["sync_delay_in_ms"]), (False, 15 * 60 * 1000))
		equal(platform["platform"]["id"], "wechat-channels")
		page = api.call("listLikes").json()
		equal((page["count"], len(page["items"])), (500, 100))
		item = page["items"][7]["id"]
		like = api.call("getLike", item).json()
		equal((like["liked"], like["published"], like["operation"]), (True, True, None))
		equal({k: like[k] for k in page["items"][7]}, page["items"][7], "list and look agree")
		equal(api.call("likeAgain", item).json()["operation"], None, "it is liked already")
		taken = api.call("takeBack", item, status=202).json()["operation"]
		equal((taken["item"], taken["want"], taken["state"]), (item, "unliked", "accepted"))
		true(0 < taken["publish_in_ms"] <= 15 * 60 * 1000, str(taken))
		like = api.call("getLike", item).json()
		equal((like["liked"], like["published"]), (False, True), "the owner's truth first")
		equal(like["operation"]["id"], taken["id"])
		equal(api.call("getOperation", taken["id"]).json()["operation"]["id"], taken["id"])
		again = api.call("likeAgain", item, status=202).json()["operation"]
		equal((again["want"], again["item"]), ("liked", item))
		changes = api.call("listOperations").json()
		equal([o["id"] for o in changes["operations"]], [taken["id"], again["id"]])
		later = api.call("listOperations", query=f"?since={changes['next']}").json()
		equal((later["operations"], later["next"]), ([], changes["next"]))


@test()
def the_list_is_walked_once_over_every_like():
	with Daemon(sample=1001) as daemon:
		api = Api(daemon, daemon.user())
		for limit in (1, 7, 200):
			ids, query = [], f"?limit={limit}"
			while query is not None and len(ids) < 40 * limit:
				page = api.call("listLikes", query=query).json()
				ids += [(item["liked_at"], item["id"]) for item in page["items"]]
				query = f"?limit={limit}&cursor={page['next']}" if page["next"] else None
			equal(len(set(ids)), min(1001, 40 * limit), f"limit {limit}")
			times = [at for at, _ in ids]
			equal(times, sorted(times, reverse=True))


@test()
def the_delayed_sync_is_followed_to_its_publication():
	with Daemon("--time-scale", "100000", sample=50) as daemon:
		api = Api(daemon, daemon.user())
		item = api.call("listLikes").json()["items"][0]["id"]
		taken = api.call("takeBack", item, status=202).json()["operation"]
		while True:
			now = api.call("getOperation", taken["id"]).json()
			if now["operation"]["state"] == "published":
				break
			true(now["operation"]["publish_in_ms"] >= 0, str(now))
		true(now["as_of"] >= taken["publish_at"], "as_of proves it")
		equal(now["operation"]["publish_in_ms"], 0)
		page = api.call("listLikes").json()
		true(item not in [i["id"] for i in page["items"]], "the list has followed")
		equal((page["count"], api.call("me").json()["likes"]), (49, 49))
		equal(api.call("getLike", item).json()["published"], False)
		changes = api.call("listOperations", query=f"?since={taken['seq']}").json()
		equal([(o["id"], o["state"]) for o in changes["operations"]], [(taken["id"], "published")])
		again = api.call("likeAgain", item, status=202).json()["operation"]
		while api.call("getOperation", again["id"]).json()["operation"]["state"] != "published":
			pass
		equal(api.call("listLikes").json()["items"][0]["id"], item, "it is back at its old place")


@test()
def bad_queries_are_refused_and_good_ones_taken():
	with Daemon(sample=300) as daemon:
		api = Api(daemon, daemon.user())
		cursor = api.call("listLikes").json()["next"]
		good = [("listLikes", q) for q in ("?limit=1", "?limit=200", f"?cursor={cursor}",
				f"?cursor={cursor}&limit=5", f"?limit=5&cursor={cursor}")]
		good += [("listOperations", q) for q in ("?since=0", "?limit=200", "?since=5&limit=1",
				"?since=999999999999999999")]
		for name, query in good:
			api.call(name, query=query)
		bad_limits = ("0", "201", "-1", "", "1.5", "0x1", "1e2", "01", "+1", "%31%30", "a", "1%20", "٣",
				"9" * 30, "null")
		bad = [(name, f"?limit={value}") for name in ("listLikes", "listOperations")
				for value in bad_limits if value.isascii()]
		bad += [("listLikes", f"?cursor={value}") for value in ("", "x", cursor[:-1], cursor + "0",
				cursor.upper() if cursor.upper() != cursor else "G" * 32, "../..", "'", "%00")]
		bad += [("listOperations", f"?since={value}") for value in ("-1", "", "x", "1.0", "01",
				"9" * 19)]
		bad += [("listLikes", q) for q in ("?limit=1&limit=1", "?Limit=1", "?offset=3", "?limit", "?=",
				"?&", "?limit=1&", f"?cursor={cursor}&cursor={cursor}", "?since=1")]
		bad += [(name, "?x=1") for name in ("health", "metrics", "me", "budget", "platform", "listLikes",
				"listOperations")]
		for name, query in bad:
			answer = api.call(name, query=query, status=400)
			equal(problem(answer), "bad-request", query)
		moderator = Api(daemon, daemon.user("mod", "--moderator"))
		equal(problem(moderator.call("listReviews", query="?x=1", status=400)), "bad-request")
		for name, path_id in (("getLike", "v1"), ("getOperation", "o1"), ("takeBack", "v1"), ("likeAgain", "v1")):
			equal(problem(api.call(name, path_id, query="?x=1", status=400)), "bad-request", name)
		equal(problem(api.call("batchCancel", query="?x=1", status=400, body="{}", headers=JSON)), "bad-request")


@test()
def what_is_not_there_looks_the_same_whyever():
	with Daemon(sample=50) as daemon:
		mine, theirs = Api(daemon, daemon.user("mine")), Api(daemon, daemon.user("theirs"))
		item = mine.call("listLikes").json()["items"][0]["id"]
		operation = theirs.call("takeBack", item, status=202).json()["operation"]["id"]
		ids = ("v999999", "v0", "v-1", "v01", "V1", "1", "v", "x" * 500, "v1%00", "%2e%2e", "v1'--", "v1 ".strip() + "%20",
				"v99999999999999999999", "o1", "🙂".encode().hex(), "v1%2f..", "..")
		bodies = {mine.call(name, i, status=404).body for i in ids for name in ("getLike", "takeBack", "likeAgain")}
		equal(len(bodies), 1, str(bodies))
		bodies = {mine.call("getOperation", i, status=404).body for i in ids + (operation, "o999", "v1") if i != "o1"}
		equal(len(bodies), 1, str(bodies))
		equal(theirs.call("getOperation", operation).json()["operation"]["item"], item)
		equal(mine.call("getLike", item).json()["liked"], True, "what others do does not show")


@test()
def a_key_stands_for_one_request():
	with Daemon(sample=50) as daemon:
		api = Api(daemon, daemon.user())
		one, two, three = (i["id"] for i in api.call("listLikes").json()["items"][:3])
		first = api.call("takeBack", one, status=202, key="k" * 16)
		for key in ("k" * 16, '"' + "k" * 16 + '"'):
			equal(api.call("takeBack", one, status=202, key=key).body, first.body, key)
		equal(problem(api.call("takeBack", two, status=422, key="k" * 16)), "idempotency-key-reused")
		equal(problem(api.call("likeAgain", one, status=422, key="k" * 16)), "idempotency-key-reused")
		equal(problem(api.call("takeBack", one, status=422, key="k" * 16, body="x")), "idempotency-key-reused")
		equal(problem(api.call("takeBack", one, status=404, key="n" * 64)), "not-liked")
		equal(problem(api.call("takeBack", one, status=404, key="n" * 64)), "not-liked")
		for key in (None, "k" * 15, "k" * 65, "k" * 15 + ".", "k" * 15 + " k", '"' + "k" * 16, "", '""',
				"k" * 15 + "\xe9"):
			for name in ("takeBack", "likeAgain"):
				answer = api.call(name, three, status=400, key=key)
				equal(problem(answer), "idempotency-key", repr(key))
		equal(api.call("getLike", three).json()["operation"], None, "nothing was done")


@test()
def a_batch_where_the_platform_has_one():
	with Daemon(platform="unnamed", sample=300) as daemon:
		api = Api(daemon, daemon.user())
		equal(api.call("platform").json()["batch"], True)
		ids = [i["id"] for i in api.call("listLikes", query="?limit=200").json()["items"]]
		items = [(i, key_of("batch", i)) for i in ids[:98]] + [("v999999", key_of("x")), ("../x", key_of("y"))]
		first = batch(api, items)
		equal([r["status"] for r in first.json()["results"]], [202] * 98 + [404] * 2)
		equal([r["id"] for r in first.json()["results"]], [i for i, _ in items])
		again = batch(api, items).json()["results"]
		equal(again, first.json()["results"], "the same keys again")
		single = api.call("takeBack", ids[0], status=202, key=key_of("batch", ids[0])).json()
		equal(single["operation"], first.json()["results"][0]["operation"], "a DELETE with the key is the same request")
		mixed = batch(api, [(ids[0], key_of("new")), (ids[99], key_of("batch", ids[0])), (ids[99], key_of("ok"))][:2])
		equal([(r["status"], r["problem"]["type"].rpartition(":")[2]) for r in mixed.json()["results"]],
				[(404, "not-liked"), (422, "idempotency-key-reused")])


@test()
def bad_batches_do_nothing():
	with Daemon(platform="unnamed", sample=300) as daemon:
		api = Api(daemon, daemon.user())
		ids = [i["id"] for i in api.call("listLikes", query="?limit=200").json()["items"]]
		good = f'{{"id": "{ids[0]}", "key": "{"k" * 16}"}}'
		many = [(i, key_of("many", i)) for i in ids[:101]]
		for body in ("", "{", "[]", "null", "{}", '{"items": []}', '{"items": {}}', '{"items": [1]}',
				'{"items": [{}]}', f'{{"items": [{good}], "x": 1}}', f'{{"items": [{good}]}} x',
				f'{{"items": [{good}], "items": []}}', f'{{"items": [{good}, {good}]}}',
				f'{{"items": [{{"id": "{ids[0]}"}}]}}', f'{{"items": [{{"key": "{"k" * 16}"}}]}}',
				f'{{"items": [{{"id": "{ids[0]}", "key": "short"}}]}}',
				f'{{"items": [{{"id": "{ids[0]}", "key": "{"k" * 16}", "x": 1}}]}}',
				f'{{"items": [{{"id": 1, "key": "{"k" * 16}"}}]}}',
				f'{{"items": [{{"id": "{"v" * 65}", "key": "{"k" * 16}"}}]}}',
				'{"items": [' * 500, b'{"items": "\xff"}', b'\xef\xbb\xbf{}', '{"items": [' + "1," * 20000 + "1]}"):
			answer = api.call("batchCancel", status=400, body=body, headers=JSON)
			equal(problem(answer), "bad-request", str(body)[:60])
		batch(api, many, status=400)
		batch(api, [(ids[0], "k" * 16), (ids[0], "l" * 16)], status=400)
		batch(api, [(ids[0], "k" * 16), (ids[1], "k" * 16)], status=400)
		for headers in (["Content-Type: text/plain"], ["Content-Type: application/jsonx"]):
			answer = api.call("batchCancel", status=415, body=f'{{"items": [{good}]}}', headers=headers)
			equal(problem(answer), "unsupported-media-type", str(headers))
		equal(api.call("listOperations").json()["operations"], [], "nothing was done")
		api.call("batchCancel", body=f'{{"items": [{good}]}}', headers=["Content-Type: application/json; charset=utf-8"])


@test()
def a_batch_where_the_platform_has_none():
	with Daemon(sample=50) as daemon:
		api = Api(daemon, daemon.user())
		item = api.call("listLikes").json()["items"][0]["id"]
		answer = batch(api, [(item, "k" * 16)], status=403)
		equal((problem(answer), answer.json()["rule"]), ("no-batch", "OP-2"))
		equal(api.call("getLike", item).json()["operation"], None)


@test()
def without_a_valid_token_nobody_learns_anything():
	with Daemon(sample=10) as daemon:
		api = Api(daemon, daemon.user())
		bodies = set()
		for name, (_, _, operation) in OPERATIONS.items():
			if operation.get("security") == []:
				continue
			for token in (None, "", "x", api.token[:-1], api.token + "x", api.token.swapcase(), "a" * 5000):
				path_id = path_of(name).rpartition("/")[2]
				bodies.add(api.call(name, path_id, status=401, token=token).body)
		with daemon.connect() as connection:
			bodies.add(connection.request("GET", "/v1/no-such").body)
			bodies.add(connection.request("PATCH", "/v1/me").body)
		equal(len(bodies), 1)


@test()
def a_moderator_decides_reviews_and_nothing_else():
	with Daemon(sample=50) as daemon:
		api = Api(daemon, daemon.user())
		moderator = Api(daemon, daemon.user("mod", "--moderator"))
		for name, (path, _, operation) in OPERATIONS.items():
			if operation.get("security") == []:
				continue
			wrong = api if path.startswith("/v1/reviews") else moderator
			answer = wrong.call(name, path_of(name).rpartition("/")[2], status=403)
			equal(problem(answer), "wrong-role", name)
		equal(moderator.call("listReviews").json()["reviews"], [])
		equal(api.call("listOperations").json()["operations"], [], "nothing was done")


def held_cancels(api, count):
	"""Five that are done, then `count` that are held (IN-1)."""
	ids = [item["id"] for item in api.call("listLikes").json()["items"]][:5 + count]
	states = [api.call("takeBack", i, status=202).json()["operation"]["state"] for i in ids]
	equal(states, ["accepted"] * 5 + ["in_review"] * count)
	return ids[5:]


def decide(moderator, review, status=200, **body):
	return moderator.call("decideReview", review, status=status, body=json.dumps(body), headers=JSON)


@test()
def in_1_what_is_held_is_decided_by_a_moderator_and_its_owner_hears_why():
	with Daemon(sample=50) as daemon:
		api = Api(daemon, daemon.user())
		moderator = Api(daemon, daemon.user("mod", "--moderator"))
		first, second, third = held_cancels(api, 3)
		like = api.call("getLike", first).json()
		equal((like["liked"], like["published"], like["operation"]["state"]), (True, True, "in_review"))
		equal((like["operation"]["publish_at"], like["operation"]["publish_in_ms"]), (None, None))
		again = api.call("takeBack", first, status=202).json()["operation"]
		equal(again["id"], like["operation"]["id"], "held already")
		reviews = moderator.call("listReviews").json()["reviews"]
		equal([(r["item"], r["account"]) for r in reviews], [(i, "demo") for i in (first, second, third)])
		equal(reviews[0]["judgement"]["verdict"], "hold_for_review")
		equal(reviews[0]["judgement"]["reasons"][0]["rule"], "IN-1")
		since = api.call("listOperations").json()["next"]
		decide(moderator, reviews[0]["id"], decision="approve")
		decide(moderator, reviews[0]["id"], decision="approve")
		answer = decide(moderator, reviews[0]["id"], status=409, decision="reject", why="no")
		equal(problem(answer), "decided-otherwise")
		decide(moderator, reviews[1]["id"], decision="reject", why="It looks bought.")
		equal(api.call("likeAgain", third).json()["operation"], None, "withdrawn: it was never gone")
		answer = decide(moderator, reviews[2]["id"], status=409, decision="approve")
		equal(moderator.call("listReviews").json()["reviews"], [])
		changes = api.call("listOperations", query=f"?since={since}").json()
		equal([(o["item"], o["state"], o.get("why")) for o in changes["operations"]],
				[(first, "accepted", None), (second, "rejected", "It looks bought."), (third, "withdrawn", None)])
		equal([(p["state"], p["kind"], p["rule"]) for p in changes["penalties"]],
				[("begun", "limited-reach", "IN-1"), ("begun", "lower-like-weight", "IN-1")])
		like = api.call("getLike", first).json()
		equal((like["liked"], like["published"]), (False, True), "from the decision on")
		true(14 * 60000 < like["operation"]["publish_in_ms"] <= 15 * 60000, str(like))
		like = api.call("getLike", second).json()
		equal((like["liked"], like["published"]), (True, True), "rolled back")
		me = api.call("me").json()
		true(me["effects"]["reach_percent"] < 100 and me["effects"]["like_weight_percent"] < 100, str(me))
		equal(sorted(p["kind"] for p in me["penalties"]), ["limited-reach", "lower-like-weight"])
		budget = api.call("budget").json()
		# Five, the approved one, and the one that was withdrawn: only a rejection uncounts.
		equal((budget["facts"]["cancels_made"], budget["in_review"]), (7, 0))


@test()
def bad_decisions_change_nothing():
	with Daemon(sample=50) as daemon:
		api = Api(daemon, daemon.user())
		moderator = Api(daemon, daemon.user("mod", "--moderator"))
		held_cancels(api, 1)
		review = moderator.call("listReviews").json()["reviews"][0]["id"]
		bad = ["", "{", "[]", "{}", '{"decision":"maybe"}', '{"decision":"reject"}', '{"decision":1}',
			'{"decision":"approve","why":"x"}', '{"decision":"reject","why":""}',
			'{"decision":"reject","why":"  "}', '{"decision":"reject","why":"a\\nb"}',
			'{"decision":"reject","why":"x","x":1}', json.dumps({"decision": "reject", "why": "x" * 201})]
		for body in bad:
			answer = moderator.call("decideReview", review, status=400, body=body, headers=JSON)
			equal(problem(answer), "bad-request", body)
		equal(problem(moderator.call("decideReview", review, query="?x=1", status=400, body="{}", headers=JSON)), "bad-request")
		answer = moderator.call("decideReview", review, status=415, body='{"decision":"approve"}',
				headers=["Content-Type: text/plain"])
		for other in ("r999", "r0", "1", "o1", "v1"):
			decide(moderator, other, status=404, decision="approve")
		equal(len(moderator.call("listReviews").json()["reviews"]), 1, "it waits")


@test()
def in_4_the_fifty_first_of_a_day_is_refused_until_midnight():
	with Daemon(platform="douyin", sample=60) as daemon:
		api = Api(daemon, daemon.user())
		ids = [item["id"] for item in api.call("listLikes").json()["items"]]
		for item in ids[:50]:
			api.call("takeBack", item, status=202)
		answer = api.call("takeBack", ids[50], status=429, key="k" * 16)
		equal((problem(answer), answer.json()["rule"]), ("limit-reached", "IN-4"))
		reason = answer.json()["judgement"]["reasons"][0]
		equal((reason["topic"], reason["value"], reason["limit"]), ("daily-limit", 50, 50))
		true(reason["resets_at"].endswith("T16:00:00.000Z"), "midnight at +08:00")
		true(0 < answer.json()["retry_in_ms"] <= 86400000, str(answer.json()))
		equal(int(answer.header("retry-after")), -(-answer.json()["retry_in_ms"] // 1000))
		result = batch(api, [(ids[51], "l" * 16)]).json()["results"][0]
		equal((result["status"], result["problem"]["rule"]), (429, "IN-4"))
		equal(api.call("getLike", ids[50]).json()["operation"], None, "nothing was done")


@test()
def in_4_a_work_too_often_bars_from_liking():
	with Daemon(platform="douyin", sample=60) as daemon:
		api = Api(daemon, daemon.user())
		item = api.call("listLikes").json()["items"][9]["id"]
		others = [i["id"] for i in api.call("listLikes").json()["items"][:3]]
		# Others in between: nothing here is a mistaken tap.
		for other in others:
			api.call("takeBack", other, status=202)
		for turn in range(4):
			taken = api.call("takeBack", item, status=202).json()["operation"]
			if turn < 3:
				equal(taken.get("judgement"), None, str(turn))
				api.call("likeAgain", item, status=202)
		equal(taken["judgement"]["verdict"], "warn")
		equal([(p["kind"], p["rule"]) for p in taken["judgement"]["begins"]], [("like-ban", "IN-4")])
		answer = api.call("likeAgain", item, status=403)
		equal((problem(answer), answer.json()["rule"]), ("barred", "IN-4"))
		true(0 < answer.json()["retry_in_ms"] <= 48 * 3600000, str(answer.json()))
		equal(answer.json()["judgement"]["reasons"][0]["resets_at"], taken["judgement"]["begins"][0]["until"])
		effects = api.call("me").json()["effects"]
		equal((effects["may_like"], effects["may_like_from"]), (False, taken["judgement"]["begins"][0]["until"]))


@test()
def what_came_through_a_proxy_finds_no_metrics():
	with Daemon() as daemon:
		api = Api(daemon, daemon.user())
		for header in ("Forwarded: for=192.0.2.1", "X-Forwarded-For: 192.0.2.1", "via: 1.1 proxy", "Via:"):
			equal(problem(api.call("metrics", status=404, headers=[header])), "no-such-route", header)
			api.call("me", headers=[header])


@test()
def too_many_wrong_tokens_are_a_described_refusal():
	with Daemon() as daemon:
		for name, (_, method, operation) in OPERATIONS.items():
			if operation.get("security") == []:
				continue
			# Once a second one is within the limit.
			while True:
				answer = daemon.request(method, path_of(name), "x" * 71, "k" * 16)
				if held(name, answer).status == 429:
					break
			equal(problem(answer), "too-many-guesses", name)
			equal(answer.header("connection"), "close", name)


@test()
def every_route_knows_its_methods():
	with Daemon(sample=10) as daemon:
		api, moderator = Api(daemon, daemon.user()), daemon.user("mod", "--moderator")
		for path, item in DOC["paths"].items():
			token = moderator if path.startswith("/v1/reviews") else api.token
			have = {m.upper() for m in METHODS if m in item}
			name = next(item[m]["operationId"] for m in METHODS if m in item)
			for method in ("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
				if method in have:
					continue
				answer = api.connection.request(method, path_of(name), token, key="k" * 16)
				if path == "/v1/likes/batch-cancel" and method in ("GET", "PUT", "DELETE"):
					# Also a like's address, of an id that cannot be.
					true(answer.status in (404, 405), f"{method} {path}: {answer.status}")
					continue
				held(name, answer, method)
				equal(answer.status, 405, f"{method} {path}")
				allowed = {m.strip() for m in answer.header("allow").split(",")}
				equal(allowed, have, path)
				for each in have:
					SEEN.add((item[each.lower()]["operationId"], 405))
		for path in ("/", "/v1", "/v1/", "/v2/me", "/v1/likes/v1/x", "/v1/operations/o1/x", "/healthz/"):
			answer = api.connection.request("GET", path, api.token)
			equal((answer.status, problem(answer)), (404, "no-such-route"), path)
			validate(answer.json(), {"$ref": "#/components/schemas/Problem"}, path)


@test()
def bodies_that_are_too_large_or_in_chunks_are_described_refusals():
	with Daemon() as daemon:
		token = daemon.user()
		for name in OPERATIONS:
			method = OPERATIONS[name][1]
			for header, status in (("Content-Length: 65537", 413), ("Transfer-Encoding: chunked", 411)):
				with daemon.connect() as connection:
					connection.send(request_bytes(method, path_of(name), token, "k" * 16, headers=[header]))
					answer = held(name, connection.answer(), header)
					equal(answer.status, status, name)


@test()
def trouble_with_the_database_is_a_described_refusal():
	with Daemon(sample=50, restore_signals=False) as daemon:
		token = daemon.user()
		resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
		with daemon.connect() as connection:
			for name, (_, method, _) in OPERATIONS.items():
				connection.send(request_bytes("DELETE", "/v1/likes/v1", token, "k" * 16))
				answer = held("takeBack", connection.answer())
				equal(answer.status, 503)
				true(answer.json()["retry_in_ms"] >= 1, str(answer.body))
				# Who is in the same turn has the same answer: nothing of it happened.
				daemon.freeze()
				with daemon.connect() as other:
					other.send(request_bytes(method, path_of(name), token, "k" * 16))
					connection.send(request_bytes("DELETE", "/v1/likes/v1", token, "k" * 16))
					daemon.thaw()
					equal(connection.answer().status, 503)
					held(name, other.answer())
		resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
		equal(daemon.request("DELETE", "/v1/likes/v1", token, "k" * 16).status, 202)


@test()
def every_answer_that_is_described_was_seen():
	described = {(name, int(status)) for name, (_, _, operation) in OPERATIONS.items()
			for status in operation["responses"]}
	missing = sorted(described - SEEN)
	equal(missing, [], "described, but never seen")


run()
