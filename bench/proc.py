"""What the kernel counts of a process: processor, memory, and how often it was woken."""
import os


def _tasks(pid):
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def _read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:  # it ended meanwhile
        return ""


def children(pid):
    """Those of all its threads."""
    return [int(child) for task in _tasks(pid)
            for child in _read(f"/proc/{pid}/task/{task}/children").split()]


def cpu(pid):
    """Seconds of processor, of all its threads and of the children that it has now."""
    total = 0.0
    for task in _tasks(pid):
        fields = _read(f"/proc/{pid}/task/{task}/schedstat").split()
        total += int(fields[0]) / 1e9 if fields else 0.0
    return total + sum(cpu(child) for child in children(pid))


def _status(path, name):
    for line in _read(path).splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0


def memory(pid):
    """MiB: resident now, and the most that it was."""
    path = f"/proc/{pid}/status"
    return _status(path, "VmRSS") / 1024, _status(path, "VmHWM") / 1024


def wake_ups(pid):
    """How often any of its threads has gone to sleep by itself: once for each time it was woken."""
    return sum(_status(f"/proc/{pid}/task/{task}/status", "voluntary_ctxt_switches")
               for task in _tasks(pid))
