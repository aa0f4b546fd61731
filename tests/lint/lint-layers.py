"""Who may see whom: the #include lines of src/ and include/ against the tables below."""

import tap
import tree

# Which layers a layer may include, and one header of net for service.
SEES = {
	"base": ["base"],
	"core": ["base", "core"],
	"loop": ["base", "loop"],
	"net": ["base", "loop", "net"],
	"db": ["base", "db"],
	"store": ["base", "core", "db", "store"],
	"service": ["base", "core", "service", "net/http_ops.h"],
	"sync": ["base", "core", "loop", "store", "service", "sync"],
	"ui": ["base", "core", "ui"],
	"term": ["base", "ui", "term"],
	"tape": ["base", "ui", "tape"],
	"config": ["base", "ui", "config"],
	"app": ["base", "core", "loop", "net", "store", "service", "sync", "ui", "term", "tape", "config",
		"likesd", "app"],
	"likesd": ["base", "core", "loop", "db", "likesd"],
}

# Where a foreign header may be included: beginnings of paths.
FOREIGN = {
	"curl/curl.h": ["src/net/"],
	"jansson.h": ["src/base/json"],
	"ini.h": ["src/base/ini"],
	"sodium.h": ["src/base/secret"],
	"utf8proc.h": ["src/base/text"],
	"sqlite3.h": ["src/db/", "include/unlike/db/", "src/store/", "src/likesd/"],
	"microhttpd.h": ["src/likesd/"],
	"regex.h": ["src/tape/pattern"],
	"ncurses.h": ["src/term/"],
	"curses.h": ["src/term/"],
	"term.h": ["src/term/"],
	"termios.h": ["src/term/"],
	"sys/ioctl.h": ["src/term/"],
	"time.h": ["src/base/"],
	"sys/time.h": ["src/base/"],
	"locale.h": ["src/base/", "src/app/"],
	"langinfo.h": ["src/base/", "src/app/"],
	"getopt.h": ["src/app/"],
	"grp.h": ["src/likesd/privileges"],
}

# The C library and Linux, for everyone.
SYSTEM = set("""
assert.h ctype.h errno.h fcntl.h float.h ftw.h inttypes.h limits.h math.h poll.h signal.h spawn.h
stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h strings.h
sysexits.h unistd.h wchar.h dirent.h pwd.h libgen.h netdb.h arpa/inet.h netinet/in.h netinet/tcp.h
sys/epoll.h sys/file.h sys/inotify.h sys/mman.h sys/prctl.h sys/random.h sys/resource.h sys/signalfd.h
sys/socket.h sys/stat.h sys/timerfd.h sys/types.h sys/uio.h sys/un.h sys/wait.h
""".split())


def wrong(root, path, mark, name):
	"""Why this include is wrong; None when it is right."""
	layer = path.parts[1] if path.parts[0] == "src" else path.parts[2]
	if mark == "<":
		allowed = FOREIGN.get(name, [] if name not in SYSTEM else [""])
		return None if any(str(path).startswith(p) for p in allowed) else "has no place here"
	if name.startswith("unlike/"):
		seen = name.removeprefix("unlike/")
		sees = SEES.get(layer, [])
		return None if seen in sees or seen.split("/")[0] in sees else f"is not for {layer} to see"
	if path.parts[0] == "src" and is_private(root, path, name):
		return None
	return "is no private header of this room, nor room/header of this layer"


def is_private(root, path, name):
	"""Beside the file, or in another room (a folder) of its layer, named with it."""
	if "/" not in name:
		return (root / path.parent / name).is_file()
	room = name.split("/")[0]
	return room not in ("..", path.parts[2]) and (root / "src" / path.parts[1] / name).is_file()


def check(root):
	problems = []
	for path in tree.files(root, folders=("src", "include")):
		for number, mark, name in tree.includes(root, path):
			why = wrong(root, path, mark, name)
			if why:
				problems.append(f"{path}:{number}: {name} {why}")
	return problems


@tap.test()
def planted_includes_are_found():
	bad = {
		"src/core/a.c": '#include "unlike/store/outbox.h"\n',
		"src/ui/b.c": "#include <curses.h>\n",
		"src/sync/c.c": "#include <sqlite3.h>\n",
		"src/base/d.c": "#include <jansson.h>\n",
		"src/service/e.c": '#include "unlike/net/http.h"\n',
		"src/ui/f.c": '#include "../core/inner.h"\n',
		"src/app/screen/o.c": '#include "../client/p.h"\n',
		"src/app/screen/p.c": '#include "client/absent.h"\n',
		"src/net/g.c": '#include "absent.h"\n',
		"src/loop/h.c": "# include <time.h>\n",
		"src/core/i.c": "#include <openssl/evp.h>\n",
		"src/sync/m.c": '#include "unlike/db/db.h"\n',
		"src/db/n.c": '#include "unlike/core/like.h"\n',
		"src/new/j.c": '#include "unlike/base/err.h"\n',
		"include/unlike/net/k.h": "#include <curl/curl.h>\n",
		"include/unlike/ui/l.h": '#include "unlike/term/term.h"\n',
	}
	found = tree.planted(check, bad)
	tap.equal(sorted(p.split(":")[0] for p in found), sorted(bad))


@tap.test()
def allowed_includes_are_left_alone():
	tap.equal(tree.planted(check, {
		"src/service/a.c": '#include "a.h"\n#include "unlike/net/http_ops.h"\n#include <stdio.h>\n',
		"src/service/a.h": '#include "unlike/core/like.h"\n',
		"src/base/json_read.c": "#include <jansson.h>\n",
		"src/store/schema.c": '#include "unlike/db/db.h"\n',
		"include/unlike/db/db.h": "#include <sqlite3.h>\n",
		"src/app/main.c": '#include "unlike/likesd/likesd.h"\n',
		"src/app/screen/b.c": '#include "client/b.h"\n',
		"src/app/client/b.h": "#pragma once\n",
	}), [])


@tap.test()
def the_tree_keeps_its_layers():
	tree.none(check(tree.ROOT))


tap.run()
