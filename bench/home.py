"""A home of its own with a likesd of its own, for the programs that measure."""
import os
import subprocess
import tempfile


class Home:
    def __init__(self, build, sample, scale="1", platform="wechat-channels"):
        self.build = os.path.abspath(build)
        self.folder = tempfile.TemporaryDirectory(prefix="unlike-bench.")
        self.path = self.folder.name
        self.env = dict(os.environ, TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "HOME"):
            self.env[name] = self.path
        db = os.path.join(self.path, "likesd.db")
        likesd = os.path.join(self.build, "likesd")
        self.server = subprocess.Popen(
            [likesd, "--listen", "127.0.0.1:0", "--db", db, "--sample", str(sample),
             "--time-scale", scale, "--platform", platform, "--with-parent"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = next(w for w in self.server.stdout.readline().split() if w.startswith("http"))
        self.token = subprocess.run([likesd, "user", "add", "bench", "--db", db], check=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                    text=True).stdout.strip()

    def unlike(self, *arguments):
        subprocess.run([os.path.join(self.build, "unlike"), *arguments], check=True, env=self.env,
                       stdout=subprocess.DEVNULL)

    def sign_in(self):
        path = os.path.join(self.path, "token")
        with open(path, "w", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            file.write(self.token + "\n")
        self.unlike("login", "likesd", self.url, "--secret-file", path)

    def close(self):
        self.server.stdin.close()
        self.server.wait()
        self.folder.cleanup()


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(q * len(values)))] if values else float("nan")


def machine():
    with open("/proc/loadavg") as file:
        load = file.read().split()[0]
    return f"{os.cpu_count()} cores, load {load}"
