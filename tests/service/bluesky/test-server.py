"""What the tests of the Bluesky service believe of the server that they talk to."""

import gzip
import http.client
import json
import signal
import sys

from pds import Network, Pds, Refused
from proxy import Proxy
from tap import PATIENCE, equal, run, test, true
from unlike import wait_until

HARMLESS = "com.atproto.server.getSession"


def refused(function, *arguments, **named):
	try:
		function(*arguments, **named)
	except Refused as why:
		return why
	raise AssertionError("it was not refused")


@test(90)
def a_server_that_was_killed_is_the_same_one_with_all_it_had():
	with Pds() as pds:
		bob, alice = pds.account("bob"), pds.account("alice")
		posts = bob.posts(250)
		likes = alice.like(posts)
		before, rev = alice.everything(), alice.rev()
		equal((len(before), alice.commits()), (250, 3))
		pds.kill()
		pds.again()
		equal((alice.everything(), alice.rev(), alice.commits()), (before, rev, 3))
		alice.delete(likes[0]["uri"])
		equal((len(alice.liked()), alice.commits(), alice.rev() > rev), (249, 4, True))
		equal(pds.account("carol").subjects(), [])
		equal(pds.stop(), 0)


@test(60)
def a_post_can_be_liked_twice_and_a_like_can_be_of_nothing():
	with Pds() as pds:
		alice = pds.account()
		posts = pds.account("bob").posts(2)
		first = alice.like(posts + posts[:1])
		alice.like_nothing()
		equal(alice.subjects(), [None, posts[0]["uri"], posts[1]["uri"], posts[0]["uri"]])
		before = alice.everything()
		writes = [{"$type": "com.atproto.repo.applyWrites#delete", "collection": "app.bsky.feed.like",
			"rkey": like["uri"].rpartition("/")[2]} for like in first]
		alice.delete(first[0]["uri"])
		equal(refused(alice.apply, writes).status, 500)
		equal(len(before - alice.everything()), 1)


@test(60)
def a_token_ends_and_a_revoked_one_is_not_renewed():
	with Pds(access_ttl=2) as pds:
		alice = pds.account()
		session = alice.session(alice.app_password())
		access = f"Bearer {session['accessJwt']}"
		refresh = f"Bearer {session['refreshJwt']}"
		equal(pds.get(HARMLESS, access)["did"], alice.did)

		def has_ended():
			try:
				return not pds.get(HARMLESS, access)
			except Refused as why:
				return why.is_about("ExpiredToken")

		wait_until(has_ended, "the token ends", 10 * PATIENCE)
		access = f"Bearer {pds.post('com.atproto.server.refreshSession', None, refresh)['accessJwt']}"
		wait_until(has_ended, "the next one ends", 10 * PATIENCE)
		alice.revoke()
		why = refused(pds.post, "com.atproto.server.refreshSession", None, refresh)
		true(why.is_about("ExpiredToken"), str(why))


@test(90)
def writes_are_counted_where_limits_are_asked_for():
	with Pds(rate_limits=True) as pds:
		alice = pds.account()
		alice.posts(1660)  # 3 points each, of 5000 an hour
		equal(refused(alice.posts, 7).status, 429)
		equal(len(alice.everything()), 1660)
		pds.stop()
		pds.again()
		alice.posts(7)
		equal(len(alice.everything()), 1667)


@test(60)
def a_proxy_hands_on_what_it_says_even_in_chunks():
	with Pds() as pds, Proxy(pds.address) as proxy:
		alice = pds.account()
		alice.like(pds.account("bob").posts(100))
		connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
		for _ in range(2):
			connection.request("GET", "/xrpc/com.atproto.repo.listRecords?limit=100&collection="
					f"app.bsky.feed.like&repo={alice.did}", headers={"Accept-Encoding": "gzip"})
			answer = connection.getresponse()
			equal(answer.getheader("Transfer-Encoding"), "chunked")
			equal(json.loads(gzip.decompress(answer.read()))["records"], alice.records())
		connection.close()
		equal([r.status for r in proxy.requests], [200] * 2)


@test(120)
def an_appview_can_be_frozen():
	with Network() as network:
		alice = network.account()
		post = network.account("bob").posts(1)[0]

		def likes():
			return len(network.appview.get("app.bsky.feed.getLikes", uri=post["uri"])["likes"])

		like = alice.like([post])[0]
		wait_until(lambda: likes() == 1, "the AppView", 30 * PATIENCE)
		equal(network.toggle(), "frozen")
		alice.delete(like["uri"])
		equal((likes(), alice.subjects()), (1, []))
		equal(network.toggle(), "running")
		wait_until(lambda: likes() == 0, "the AppView", 30 * PATIENCE)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
run()
