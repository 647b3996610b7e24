"""`make demo`, for real: whatever ends it and whenever, nothing it started goes on."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dev.demo import _summary
from dev.processes import free_port, processes_with, stop_process
from dev.services import Services
from partnership import demo_accounts

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "demo"
    yield folder
    Services(folder).destroy()


@pytest.fixture
def run_demo(folder):
    """Starts the demonstration in a folder of its own and a session of its own, as a terminal would."""
    started = []

    def start(*arguments, port=None):
        keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        environment = keep | {"DEMO_ROOT": str(folder), "PORT": str(port or free_port()), "PYTHONUNBUFFERED": "1"}
        demo = subprocess.Popen(
            [sys.executable, "-m", "dev.demo", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(demo)
        return demo

    yield start
    for demo in started:
        stop_process(demo, signal.SIGKILL)
        demo.stdout.close()


def read_until(demo, text):
    """What the demonstration says up to and including the line with `text`."""
    said = []
    for line in demo.stdout:
        said.append(line)
        if text in line:
            break
    return "".join(said)


def nothing_runs(folder, seconds=15):
    """Waits for the processes of this demonstration to be gone; gives those that are not."""
    deadline = time.monotonic() + seconds
    while _running(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    return _running(folder) == []


def _running(folder):
    homes = (folder, Services(folder).elsewhere)
    return [pid for home in homes for pid in processes_with(f"{home}/")]


def test_the_summary_names_the_accounts_that_exist():
    summary = _summary("report.pdf")
    assert demo_accounts.PASSWORD in summary
    for address, _role in demo_accounts.ACCOUNTS:
        assert re.search(rf"^ +{re.escape(address)} +\w", summary, re.MULTILINE)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["Starting PostgreSQL", "Bringing the database"])
def test_stopping_it_while_it_starts_stops_everything(run_demo, folder, sign, moment):
    demo = run_demo()
    read_until(demo, moment)
    time.sleep(0.5)
    demo.send_signal(sign)
    assert demo.wait(30) == 0
    assert demo.stdout.read().endswith("Stopped.\n")
    assert nothing_runs(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_killing_it_stops_everything(run_demo, folder):
    demo = run_demo()
    said = read_until(demo, "Bringing the database")
    assert _running(folder), said
    demo.kill()
    demo.wait()
    assert nothing_runs(folder)


def test_a_port_in_use_is_said_in_words(run_demo, folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        demo = run_demo(port=taken.getsockname()[1])
        said = demo.stdout.read()
    assert demo.wait(30) == 1
    assert re.search(r"Port \d+ is not free here", said)
    assert nothing_runs(folder)


def test_a_port_that_cannot_be_is_said_in_words(run_demo, folder):
    demo = run_demo(port=99999)
    said = demo.stdout.read()
    assert demo.wait(30) == 1
    assert "99999 is no port" in said
    assert nothing_runs(folder)


def test_commands_say_that_the_demo_is_stopped(folder):
    folder.mkdir()
    port = free_port()
    values = {
        "DATABASE_URL": f"postgres://nobody:none@127.0.0.1:{port}/none",
        "REDIS_URL": f"redis://127.0.0.1:{port}/0",
        "SECRET_KEY": "".join(map(chr, range(48, 123))).replace("\\", ""),
        "DEBUG": "0",
        "DEMO": "1",
        "DATA_ROOT": str(folder),
        "STATIC_ROOT": str(folder),
        "SITE_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost",
    }
    (folder / "env").write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    environment = {"PATH": os.environ["PATH"], "DEMO_ROOT": str(folder)}
    command = [sys.executable, "manage.py", "financing", "RIF19-1"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "The database of the demo does not answer. Start it with `make demo`, or set DATABASE_URL."
    ]


def test_a_second_one_does_not_disturb_the_first(run_demo, folder):
    first = run_demo()
    read_until(first, "Bringing the database")
    second = run_demo()
    assert re.search(r"already runs on http://localhost:\d+/werkplaats/", second.stdout.read())
    assert second.wait(30) == 1
    assert first.poll() is None
    assert _running(folder)
