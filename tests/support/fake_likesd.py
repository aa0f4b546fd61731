"""As much of likesd as a client asks for, with any text in it: what a hostile server would send."""

import datetime
import http.server
import json
import os
import threading
import urllib.parse


def _time(seconds=0.0):
	now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
	return now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"


class FakeLikesd:
	"""with FakeLikesd([(title, author), …]) as fake: … each cancel is refused with `reason`, or
	without one accepted and published at once."""

	def __init__(self, texts, reason=None, name="demo", platform="WeChat Channels"):
		self.reason, self.name, self.platform = reason, name, platform
		self.gone = {}
		self.items = {}
		for i, (title, author) in enumerate(texts):
			number = len(texts) - i
			self.items[f"v{number}"] = {
				"id": f"v{number}", "title": title, "author": author, "author_id": f"a{number}",
				"url": f"https://video.example/v{number}", "liked_at": _time(-3600.0 * (i + 1)),
				"made_at": _time(-86400.0), "likes": 1000 + i,
			}

	def __enter__(self):
		fake = self

		class Handler(_Handler):
			likesd = fake

		self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
		self.server.daemon_threads = True
		threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
		return self

	def __exit__(self, *_):
		self.server.shutdown()
		self.server.server_close()

	token = "a" * 43

	def url(self):
		return f"http://127.0.0.1:{self.server.server_address[1]}"

	def me(self):
		return {"as_of": _time(), "now": _time(), "account": self.name, "likes": len(self.items),
			"platform": "wechat-channels", "platform_name": {"en": self.platform, "zh": self.platform},
			"time_scale": 60}

	def rules(self):
		with open(_platform_file(), encoding="utf-8") as file:
			platform = json.load(file)
		platform["name"] = {"en": self.platform, "zh": self.platform}
		return {"as_of": _time(), "time_scale": 60, "batch": False, "sync_delay_in_ms": 100,
			"platform": platform}

	def page(self):
		items = [item for item in self.items.values() if item["id"] not in self.gone]
		return {"as_of": _time(), "count": len(items), "items": items, "next": None}

	def like(self, item):
		gone = item["id"] in self.gone
		return item | {"as_of": _time(), "liked": not gone, "published": not gone,
			"operation": self.gone.get(item["id"])}

	def cancel(self, item):
		if self.reason is not None:
			return 403, {"type": "urn:likesd:problem:refused", "title": self.reason, "status": 403,
				"detail": self.reason}
		self.gone.setdefault(item["id"], {
			"id": f"o{len(self.gone) + 1}", "item": item["id"], "want": "unliked",
			"state": "published", "accepted_at": _time(), "effective_at": _time(),
			"publish_at": _time(), "publish_in_ms": 0, "seq": len(self.gone) + 1})
		return 202, {"as_of": _time(), "operation": self.gone[item["id"]]}


def _platform_file():
	root = os.environ.get("UNLIKE_SOURCE_ROOT") or os.getcwd()
	return os.path.join(root, "platforms", "wechat-channels.json")


class _Handler(http.server.BaseHTTPRequestHandler):
	protocol_version = "HTTP/1.1"
	likesd = None

	def log_message(self, *_):  # pylint: disable=arguments-differ
		pass

	def _answer(self, status, body):
		kind = "application/json" if status < 400 else "application/problem+json"
		data = json.dumps(body).encode()
		self.send_response(status)
		self.send_header("Content-Type", kind)
		self.send_header("Content-Length", str(len(data)))
		self.end_headers()
		self.wfile.write(data)

	def _item(self):
		return self.likesd.items.get(self.path.rpartition("/")[2])

	def _not_found(self):
		self._answer(404, {"type": "urn:likesd:problem:not-found", "title": "Not found",
			"status": 404, "detail": "This account has nothing with this id."})

	def do_GET(self):  # pylint: disable=invalid-name
		path = urllib.parse.urlsplit(self.path).path
		whole = {"/v1/me": self.likesd.me, "/v1/platform": self.likesd.rules,
			"/v1/likes": self.likesd.page}
		if path in whole:
			self._answer(200, whole[path]())
		elif path.startswith("/v1/likes/") and self._item():
			self._answer(200, self.likesd.like(self._item()))
		else:
			self._not_found()

	def do_DELETE(self):  # pylint: disable=invalid-name
		if self._item():
			self._answer(*self.likesd.cancel(self._item()))
		else:
			self._not_found()
