"""Starting processes so that they can always be stopped, also when we are killed before we could."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

GRACE = 15  # seconds between asking and forcing
READY_WITHIN = 60  # seconds


class ServiceError(Exception):
    """A service cannot run here; the message says what a person can do."""


def start_process(command: list, on_our_death: str, **options) -> subprocess.Popen:
    """Starts the command as the leader of a group of its own, so that Ctrl-C in a terminal reaches only us."""
    return subprocess.Popen(guarded(command, on_our_death), stdin=subprocess.DEVNULL, start_new_session=True, **options)


def guarded(command: list, on_our_death: str) -> list[str]:
    """The command, told by the kernel (Linux) with this signal when we die, however we die."""
    guard = ["setpriv", "--pdeathsig", on_our_death, "--"] if shutil.which("setpriv", path="/usr/bin:/bin") else []
    return guard + [str(part) for part in command]


def is_running(pid: int | None) -> bool:
    if not pid:
        return False
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    if Path("/proc/self").exists():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def runs_with(pid: int, argument: str) -> bool:
    """Whether this process runs with that text on its command line: a pid alone may be someone else's by now."""
    try:
        return argument in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        if Path("/proc/self").exists():
            return False
    listed = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return argument in listed.stdout


def stop_process(process: subprocess.Popen | int, sign: int = signal.SIGTERM, grace: float = GRACE):
    """Asks a process that leads its own group to stop; after `grace` seconds the whole group is killed."""
    pid = process if isinstance(process, int) else process.pid
    running = (lambda: is_running(pid)) if isinstance(process, int) else (lambda: process.poll() is None)
    with contextlib.suppress(ProcessLookupError):
        if running():
            os.kill(pid, sign)
        deadline = time.monotonic() + grace
        while running() and time.monotonic() < deadline:
            time.sleep(0.02)
        if running():
            _kill_group(pid)
    if not isinstance(process, int):
        process.wait()


def _kill_group(pid: int):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)


def processes_with(argument: str) -> list[int]:
    """Processes, other than this one, with that text on their command line."""
    if Path("/proc/self").exists():
        pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    else:
        listed = subprocess.run(["ps", "-axo", "pid="], capture_output=True, text=True, check=False)
        pids = [int(pid) for pid in listed.stdout.split()]
    return [pid for pid in pids if pid != os.getpid() and runs_with(pid, argument)]


def token_in(path: Path, new: str | None = None) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(new or secrets.token_urlsafe(24))
    return path.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def number_in(path: Path) -> int | None:
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
