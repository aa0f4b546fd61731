"""The same work for everybody: the titles and authors of a list of likes, as lines for less, as
commits for tig, and as the items of one feed for newsboat.

    apt-get install less git tig newsboat
"""
import os
import shutil
import sqlite3
import subprocess

DOWN, PAGE_DOWN = b"\033[B", b"\033[6~"
# Of application mode, in which tig and newsboat put the terminal.
END, HOME, DOWN_APPLICATION = b"\033OF", b"\033OH", b"\033OB"
WANTED_ROW = 30  # the first frame is complete when this row is there, too


class Work:
    """How a program shows the list, and which keys do what there."""

    def __init__(self, name, argv, wanted, keys, **more):
        self.name = name
        self.argv = argv
        self.wanted = wanted  # what has to be written before the first frame counts
        self.keys = dict(zip(("row", "page", "end", "home"), keys))
        self.enter = more.get("enter")  # the key from its first screen to the list, and
        self.before = more.get("before", ())  # what that one shows
        self.quit = more.get("quit", b"q")
        self.cwd = more.get("cwd")


def rows(home):
    """(title, author, seconds) of all, the newest first, as unlike has them."""
    path = os.path.join(home.path, "unlike", "snapshot.db")
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield from db.execute("SELECT coalesce(title, '?'), coalesce(author, '?'), liked_at / 1000"
                          " FROM liked ORDER BY place, key")
    db.close()


def wanted_of(home):
    """Beginnings of titles, short enough to be in one piece."""
    beginnings = []
    for i, (title, _, _) in enumerate(rows(home)):
        if i in (0, WANTED_ROW - 1):
            beginnings.append(title.split()[0][:4].encode())
        if i == WANTED_ROW:
            break
    return beginnings


def unlike(home):
    return Work("unlike", [os.path.join(home.build, "unlike")], wanted_of(home),
                (DOWN, PAGE_DOWN, b"G", b"g"))


def less(home, folder):
    path = os.path.join(folder, "likes.txt")
    with open(path, "w", encoding="utf-8") as file:
        for title, author, at in rows(home):
            file.write(f"   {title}   {author}   {at}\n")
    return Work("less", ["less", path], wanted_of(home), (DOWN, PAGE_DOWN, b"G", b"g"))


def commits(home, out):
    """A line of history without files; its newest is the newest like."""
    likes = list(rows(home))
    for title, author, at in reversed(likes):
        who = author.replace("<", "").replace(">", "").replace("\n", " ").encode()
        message = title.encode()
        out.write(b"commit refs/heads/main\ncommitter %s <a@b> %d +0000\ndata %d\n%s\n"
                  % (who, at, len(message), message))


def tig(home, folder):
    folder = os.path.join(folder, "commits")
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True, env=home.env)
    with subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], env=home.env,
                          stdin=subprocess.PIPE) as process:
        commits(home, process.stdin)
        process.stdin.close()
        if process.wait() != 0:
            raise OSError("git fast-import failed")
    return Work("tig", ["tig"], wanted_of(home), (DOWN_APPLICATION, PAGE_DOWN, END, HOME),
                cwd=folder, quit=b"Q")


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Likes</title>
<link>http://localhost/</link><description>of one</description><item><title>first</title>
<link>http://localhost/0</link><guid>0</guid></item></channel></rss>
"""


def newsboat(home, folder):
    """Its own first item makes the cache; the others are put in as it would have."""
    feed, urls, cache, config = (os.path.join(folder, name)
                                 for name in ("feed.xml", "urls", "cache.db", "config"))
    for path, text in ((feed, FEED), (urls, f"file://{feed}\n"), (config, "auto-reload no\n")):
        with open(path, "w") as file:
            file.write(text)
    argv = ["newsboat", "-q", "-u", urls, "-c", cache, "-C", config]
    subprocess.run(argv + ["-x", "reload"], check=True, env=home.env)
    db = sqlite3.connect(cache)
    insert = ("INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread)"
              " VALUES (?, ?, ?, ?, ?, ?, '', 0)")
    with db:
        db.execute("DELETE FROM rss_item")
        db.executemany(insert, ((f"{i}", title, author, f"http://localhost/{i}", f"file://{feed}",
                                 at) for i, (title, author, at) in enumerate(rows(home))))
    db.close()
    return Work("newsboat", argv, wanted_of(home), (DOWN_APPLICATION, PAGE_DOWN, END, HOME),
                enter=b"\r", before=(b"Likes",))


def make(home, name="peers"):
    """unlike's work and that of the peers that are here; and the names of those that are not. Of
    newsboat there can be but one on a cache, so another folder's name makes another."""
    folder = os.path.join(home.path, name)
    os.mkdir(folder)
    works, missing = [unlike(home)], []
    for name, build in (("less", less), ("tig", tig), ("newsboat", newsboat)):
        if shutil.which(name):
            works.append(build(home, folder))
        else:
            missing.append(name)
    return works, missing
