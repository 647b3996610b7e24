"""A server without containers: what docker-compose.yml runs, with the settings of production, answers."""

import json
import os
import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from dev.lint import PRODUCTION
from dev.processes import free_port, start_process, stop_process
from dev.services import services_for_tests

ROOT = Path(__file__).resolve().parents[2]
SERVICES = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]
LONG_RUNNING = ("web", "worker-default", "worker-mail", "worker-reports", "beat")


class Server:
    def __init__(self, folder, environment):
        self.folder, self.port = folder, free_port()
        keep = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        places = {"DATA_ROOT": str(folder / "data"), "STATIC_ROOT": str(folder / "static")}
        self.environment = keep | environment | PRODUCTION | places | {"PATH": path, "LOG_LEVEL": "INFO"}
        self.processes = {}

    def command(self, name):
        text = SERVICES[name]["command"].replace("0.0.0.0:8000", f"127.0.0.1:{self.port}")
        return shlex.split(text.replace("/tmp/beat", str(self.folder / "beat")))  # noqa: S108

    def run(self, *command):
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def launch(self, name):
        with (self.folder / f"{name}.log").open("wb") as log:
            options = {"cwd": ROOT, "env": self.environment, "stdout": log, "stderr": log}
            self.processes[name] = start_process(self.command(name), "KILL", **options)

    def ask(self, path):
        headers = {"Host": PRODUCTION["ALLOWED_HOSTS"], "X-Forwarded-Proto": "https"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()
        except OSError as error:
            return 0, {}, str(error).encode()

    def ask_until_ok(self, path, seconds=60):
        deadline = time.monotonic() + seconds
        while (answer := self.ask(path))[0] != 200 and time.monotonic() < deadline:
            time.sleep(0.5)
        return answer


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL")
        patch.delenv("REDIS_URL")
        with services_for_tests() as services:
            server = Server(tmp_path_factory.mktemp("server"), services)
            for command in (["python", "manage.py", "collectstatic", "--noinput"], server.command("migrate")):
                done = server.run(*command)
                assert done.returncode == 0, done.stdout + done.stderr
            for name in LONG_RUNNING:
                server.launch(name)
            yield server
            for process in server.processes.values():
                process.terminate()
            for process in server.processes.values():
                stop_process(process)


def test_everything_answers(server):
    status, _, body = server.ask_until_ok("/healthz")
    assert status == 200, body
    assert set(json.loads(body).values()) == {"ok"}
    assert [name for name, process in server.processes.items() if process.poll() is not None] == []


def test_every_worker_is_there_under_the_name_its_health_check_asks_for(server):
    server.ask_until_ok("/healthz")
    host = os.uname().nodename
    workers = {f"{name.removeprefix('worker-')}@{host}" for name in LONG_RUNNING if name.startswith("worker-")}
    done = server.run("celery", "-A", "config", "inspect", "ping", "-d", ",".join(workers), "--timeout", "5", "--json")
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) == workers


def test_pages_are_strict_on_a_server(server):
    status, headers, _ = server.ask_until_ok("/accounts/login/")
    assert status == 200
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    cookies = headers.get_all("Set-Cookie")
    assert cookies
    assert all(cookie.startswith("__Host-") and "Secure" in cookie for cookie in cookies)


def test_what_only_the_demonstration_has_is_not_there(server):
    status, _, body = server.ask_until_ok("/accounts/login/")
    assert status == 200
    assert b"example.org" not in body
    page = server.ask("/gallery/")[2]
    assert b'name="password"' in page  # an address that nobody knows leads to the login page


def test_static_files_are_served_compressed_and_for_long(server):
    _, _, page = server.ask_until_ok("/accounts/login/")
    address = page.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    status, headers, _ = server.ask(address)
    assert status == 200
    assert "immutable" in headers["Cache-Control"]
    assert (server.folder / "static" / (address.removeprefix("/static/") + ".br")).exists()
