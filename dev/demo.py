"""The demonstration on this computer: services, worker and web server in one command that Ctrl-C ends.

`python -m dev.demo` starts it, `python -m dev.demo reset` first throws its data away. Everything it writes is in .demo.
"""

import contextlib
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg

from dev.processes import ServiceError, is_running, processes_with, runs_with, start_process, stop_process
from dev.services import Services
from partnership.demo_accounts import ACCOUNTS, PASSWORD, SURVEY_TOKEN
from partnership.roles import Role

ROOT = Path(__file__).resolve().parent.parent
DEMO = Path(os.environ.get("DEMO_ROOT") or ROOT / ".demo").resolve()
RUN = DEMO / "run"  # its path on a command line tells our processes from others
LOGS = DEMO / "logs"
PORT = os.environ.get("PORT", "8000")
ADDRESS = f"http://localhost:{PORT}"
HEALTHY_WITHIN = 90  # seconds
STOP_GRACE = 8  # seconds
MOST_REVIVALS = 10
WHO = {
    Role.COMPANY_MEMBER: "someone from a company, logs hours",
    Role.COMPANY_MANAGER: "manager of that company",
    Role.COORDINATOR: "coordinator of a lab, approves hours",
    Role.MANAGEMENT: "management: financing and reports",
    Role.AUDITOR: "accountant: reads all of one programme, changes nothing",
    Role.STUDENT: "student",
    Role.TEACHER: "teacher, logs hours of the school",
    Role.ADMINISTRATOR: "administrator",
}


class DemoError(Exception):
    """The demonstration cannot run; the message says why and what to do."""


class Stopped(BaseException):
    """Someone asked us to stop. Not an Exception, so that nothing takes it for a failure."""


class Demo:
    def __init__(self):
        self.services = Services(DEMO)
        self.children: dict[str, subprocess.Popen] = {}
        self.revivals = 0
        self.parent = os.getppid() if "MAKELEVEL" in os.environ else None

    def run(self):
        try:
            self._start()
            self._watch()
        finally:
            _ignore_signals()
            self._stop()

    def _start(self):
        self._take_place()
        say("Starting PostgreSQL and Redis")
        environment = _write_environment(self.services.start())
        os.environ.update(environment)
        self._prepare(_database_identity(environment["DATABASE_URL"]))
        say("Starting the worker and the web server")
        self._launch("worker", _worker_command())
        self._launch("web", _web_command())
        self._wait_until_healthy()
        print(_summary(self._report()), flush=True)

    def _prepare(self, database: str):
        """Each step only when something changed since it last succeeded, so that a second start takes seconds."""
        with self._step("migrate", database + _fingerprint("*/migrations/*.py")) as needed:
            if needed:
                say("Bringing the database up to date")
                self._manage("migrate", "--verbosity", "0")
        with self._step("demo_data", database) as needed:
            if needed:
                say("Loading the demonstration partnership, when it is not there yet")
                self._manage("demo_data", shown=("output", "errors"))
        with self._step("demo_board", database) as needed:
            if needed:
                say("Filling the matching board, when it is empty")
                self._manage("demo_board", shown=("output", "errors"))
        with self._step("demo_impact", database) as needed:
            if needed:
                say("Filling the pages of impact, when they are empty")
                self._manage("demo_impact", shown=("output", "errors"))
        with self._step("static", _fingerprint("static/**/*", "requirements/base.txt")) as needed:
            if needed:
                say("Collecting style sheets, scripts and fonts")
                self._manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")

    @contextlib.contextmanager
    def _step(self, name: str, state: str):
        """Whether this step is needed; when it succeeds its state is remembered."""
        stamp = DEMO / f"{name}.stamp"
        yield not (stamp.exists() and stamp.read_text() == state)
        stamp.write_text(state)

    def _report(self) -> str:
        """The path of the first report; it is made when it is not there."""
        known = DEMO / "report.stamp"
        if known.exists() and Path(known.read_text()).is_file():
            return known.read_text()
        say("Making an accountability report through the worker, when there is none yet")
        report = self._manage("demo_report", shown=("errors",)).split("\n")[-2]
        known.write_text(report)
        return report

    def _take_place(self):
        runner = _runner()
        if runner:
            raise DemoError(
                f"The demo already runs on {_address_of_runner()}/werkplaats/ (process {runner}). "
                f"Stop it there with Ctrl-C, or: kill {runner}"
            )
        for folder in (DEMO, RUN, LOGS, DEMO / "data", DEMO / "data" / "mail"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (DEMO / "runner.pid").write_text(str(os.getpid()))
        end_left_over()
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(PORT)))
            except (ValueError, OverflowError):
                raise DemoError(
                    f"{PORT} is no port: those are numbers from 1 to 65535. For example: make demo PORT=8001"
                ) from None
            except OSError:
                raise DemoError(
                    f"Port {PORT} is not free here. Choose another one, for example: make demo PORT=8001"
                ) from None

    def _manage(self, *arguments, shown=()) -> str:
        """Runs a management command and gives its output, unless that is `shown` to the person directly."""
        log = LOGS / f"{arguments[0]}.log"
        command = [sys.executable, ROOT / "manage.py", *arguments]
        with log.open("w", encoding="utf-8") as errors:
            options = {
                "stdout": None if "output" in shown else subprocess.PIPE,
                "stderr": None if "errors" in shown else errors,
                "env": os.environ | {"LOG_LEVEL": "WARNING"},
            }
            process = self._spawn(arguments[0], command, **options)
            printed = (process.communicate()[0] or b"").decode()
        del self.children[arguments[0]]
        if process.returncode:
            said = printed[-2000:] + log.read_text(encoding="utf-8")[-2000:]
            raise DemoError(f"`manage.py {' '.join(arguments)}` failed.\n{said}")
        return printed

    def _launch(self, name, command):
        with (LOGS / f"{name}.log").open("ab") as log:
            self._spawn(name, command, stdout=log, stderr=log)

    def _spawn(self, name, command, **streams):
        process = start_process(command, "TERM", cwd=ROOT, **streams)
        self.children[name] = process
        return process

    def _wait_until_healthy(self):
        deadline, answer = time.monotonic() + HEALTHY_WITHIN, "no answer"
        while time.monotonic() < deadline:
            self._complain_about_dead()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=10):
                    return
            except urllib.error.HTTPError as error:
                answer = f"{error.code} {error.read(500).decode(errors='replace')}"
            except OSError:
                pass
            time.sleep(0.3)
        raise DemoError(f"The portal did not become healthy: {answer}. The logs are in {LOGS}.")

    def _complain_about_dead(self):
        for name, process in self.children.items():
            if process.poll() is not None:
                tail = (LOGS / f"{name}.log").read_text(encoding="utf-8", errors="replace")[-1500:]
                raise DemoError(f"The {name} stopped by itself. The end of {LOGS / name}.log:\n{tail}")

    def _revive_worker(self):
        """A worker that was killed gets a successor, as it would on a server; one that keeps dying is a fault."""
        if self.children["worker"].poll() is None or self.revivals >= MOST_REVIVALS:
            return
        self.revivals += 1
        (RUN / "worker.pid").unlink(missing_ok=True)
        say("The worker stopped; starting another")
        self._launch("worker", _worker_command())

    def _watch(self):
        while self.parent in (None, os.getppid()):  # when make is gone, so are we
            self._revive_worker()
            self._complain_about_dead()
            time.sleep(0.5)

    def _stop(self):
        for process in self.children.values():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for process in self.children.values():
            stop_process(process, grace=STOP_GRACE)
        self.services.stop()
        if _runner_in_file() == os.getpid():
            end_left_over()
            (DEMO / "runner.pid").unlink(missing_ok=True)


def end_left_over():
    """Ends what an earlier run left behind when it was killed before it could clean up."""
    for pid in processes_with(f"{RUN}/"):
        stop_process(pid, grace=STOP_GRACE)
    for pid_file in RUN.glob("*.pid"):
        pid_file.unlink(missing_ok=True)
    Services(DEMO).clean_up()


def reset():
    """Stops a running demonstration and removes its data."""
    if runner := _runner():
        stop_process(runner, grace=60)
    end_left_over()
    Services(DEMO).destroy()
    say("The demonstration's data are gone; a new one starts")


def _runner_in_file() -> int:
    try:
        return int((DEMO / "runner.pid").read_text())
    except (OSError, ValueError):
        return 0


def _runner() -> int | None:
    pid = _runner_in_file()
    return pid if pid and pid != os.getpid() and is_running(pid) and runs_with(pid, "dev.demo") else None


def _address_of_runner() -> str:
    """Where the demo that runs says it is; it may have been started with another port than ours."""
    with contextlib.suppress(OSError):
        for line in (DEMO / "env").read_text().splitlines():
            if line.startswith("SITE_URL="):
                return line.removeprefix("SITE_URL=")
    return ADDRESS


def _write_environment(services: dict[str, str]) -> dict[str, str]:
    """Settings of the demonstration; manage.py reads them from the file too."""
    key = DEMO / "secret_key"
    if not key.exists():
        _write_private(key, secrets.token_urlsafe(64))
    environment = services | {
        "SECRET_KEY": key.read_text(),
        "DEBUG": "0",
        "DEMO": "1",
        "DATA_ROOT": str(DEMO / "data"),
        "STATIC_ROOT": str(DEMO / "static"),
        "SITE_URL": ADDRESS,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
    }
    lines = ["# Written by `make demo` at every start.", *(f"{name}={value}" for name, value in environment.items())]
    _write_private(DEMO / "env", "\n".join(lines) + "\n")
    return environment


def _write_private(path: Path, text: str):
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _worker_command():
    options = ["-Q", "default,mail,reports", "-c", "2", "-B", "-s", RUN / "beat", "--pidfile", RUN / "worker.pid"]
    return [sys.executable, "-m", "celery", "-A", "config", "worker", "--loglevel", "INFO", *options]


def _web_command():
    options = ["--bind", f"127.0.0.1:{PORT}", "--workers", "2", "--threads", "4", "--graceful-timeout", "5"]
    options += ["--pid", RUN / "web.pid", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "config.wsgi:application", *options]


def _fingerprint(*patterns: str) -> str:
    """Changes when one of these files does."""
    files = [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.is_file()]
    seen = [(str(path.relative_to(ROOT)), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _database_identity(url: str) -> str:
    """Differs between databases, also between two that were made at the same place one after the other."""
    with psycopg.connect(url) as connection:
        identity = connection.execute(
            "SELECT system_identifier, current_database() FROM pg_control_system()"
        ).fetchone()
    return " ".join(map(str, identity))


def _summary(report: str) -> str:
    width = max(len(address) for address, _role in ACCOUNTS)
    lines = [
        "",
        "Drieluik runs.",
        "",
        f"  Portal   {ADDRESS}/werkplaats/",
        f"  Report   {report}",
        f"  Mail     {DEMO / 'data' / 'mail'}",
        "",
        f"  Log in with one of these addresses and the password  {PASSWORD}",
        "",
        *(f"    {address:{width}}  {WHO[role]}" for address, role in ACCOUNTS),
        "",
        "  Answer the impact survey without an account, as somebody who was invited:",
        f"  {ADDRESS}/s/{SURVEY_TOKEN}/",
        "",
        "Ctrl-C stops everything; the data stay. `make demo-reset` starts afresh.",
        "",
    ]
    rule = "─" * 78
    return "\n".join([rule, *lines, rule])


def _ignore_signals():
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)


def _stop_on_signals():
    def stop(*_):
        _ignore_signals()
        raise Stopped

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)


def say(sentence: str):
    print(f"• {sentence}", flush=True)


def main() -> int:
    _stop_on_signals()
    try:
        if sys.argv[1:] == ["reset"]:
            reset()
        Demo().run()
    except Stopped:
        print("\nStopped.", flush=True)
    except (DemoError, ServiceError) as problem:
        print(f"\n{problem}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
