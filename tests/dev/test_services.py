"""The embedded servers, for real: they start, answer, stop, and leave nothing behind however their owner ends."""

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import redis

from dev.processes import processes_with
from dev.services import TEST_PREFIX, Services, services_for_tests

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import signal, sys, time
from pathlib import Path
from dev import processes, services
signal.signal(signal.SIGINT, signal.default_int_handler)  # a script in the background starts us with it ignored
kind, folder = sys.argv[1:]
if kind == "unguarded":  # as on a system that cannot tell children of our death
    processes.guarded = lambda command, sign: [str(part) for part in command]
with services.services_for_tests() if kind == "tests" else services.Services(Path(folder)) as environment:
    print(environment["DATABASE_URL"], environment["REDIS_URL"], flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _own_servers(monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "demo"
    yield folder
    Services(folder).destroy()


@pytest.fixture
def owner():
    """Starts services in another process; gives that process and the addresses of its servers."""
    started = []

    def start(kind, folder=""):
        command = [sys.executable, "-c", OWNER, kind, str(folder)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process, process.stdout.readline().split()

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def query(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description else None


def answers(urls):
    """Which of PostgreSQL and Redis answer."""
    database, broker = urls
    found = set()
    try:
        query(database, "SELECT 1")
        found.add("postgres")
    except psycopg.OperationalError:
        pass
    try:
        with redis.Redis.from_url(broker) as client:
            client.ping()
        found.add("redis")
    except redis.RedisError:
        pass
    return found


def silent_within(seconds, urls):
    deadline = time.monotonic() + seconds
    while answers(urls) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not answers(urls)


def test_data_survive_a_restart_and_nothing_runs_in_between(root):
    services = Services(root)
    first = services.start()
    query(first["DATABASE_URL"], "CREATE TABLE kept AS SELECT 42 AS answer")
    with redis.Redis.from_url(first["REDIS_URL"]) as client:
        client.set("kept", "42")
    services.stop()
    assert answers(first.values()) == set()
    assert not processes_with(str(root))

    second = services.start()
    assert query(second["DATABASE_URL"], "SELECT answer FROM kept") == (42,)
    with redis.Redis.from_url(second["REDIS_URL"]) as client:
        assert client.get("kept") == b"42"
    services.stop()


def test_a_demo_writes_safely_and_a_test_fast(root):
    with Services(root) as environment:
        assert query(environment["DATABASE_URL"], "SHOW fsync") == ("on",)
        with redis.Redis.from_url(environment["REDIS_URL"]) as client:
            assert client.config_get("appendonly") == {"appendonly": "yes"}
    with services_for_tests() as environment:
        assert query(environment["DATABASE_URL"], "SHOW fsync") == ("off",)


def test_text_is_unicode_whatever_the_locale_of_the_system(root):
    with Services(root, durable=False) as environment:
        assert query(environment["DATABASE_URL"], "SHOW server_encoding") == ("UTF8",)
        assert query(environment["DATABASE_URL"], "SELECT upper('café')") == ("CAFÉ",)


def test_nobody_gets_in_without_the_password(root):
    with Services(root, durable=False) as environment:
        database, broker = environment.values()
        assert answers((database, broker)) == {"postgres", "redis"}
        wrong = (database.replace("drieluik:", "drieluik:not", 1), broker.replace("redis://:", "redis://:not", 1))
        assert answers(wrong) == set()
        assert (root / "token").stat().st_mode & 0o077 == 0
        assert (root / "redis").stat().st_mode & 0o077 == 0


def test_servers_named_in_the_environment_are_used_instead(root, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/database")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with Services(root) as environment:
        assert environment == {"DATABASE_URL": "postgres://elsewhere/database", "REDIS_URL": "redis://elsewhere"}
        assert not processes_with(str(root))


def test_destroying_leaves_no_file_anywhere(root):
    services = Services(root)
    urls = services.start().values()
    services.destroy()
    assert answers(urls) == set()
    assert not root.exists()
    assert not services.elsewhere.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_servers_end_when_their_owner_is_killed(root, owner):
    process, urls = owner("guarded", root)
    assert answers(urls) == {"postgres", "redis"}
    process.kill()
    assert silent_within(10, urls)


def test_servers_that_a_killed_owner_left_are_ended_and_their_data_kept(root, owner):
    process, urls = owner("unguarded", root)
    query(urls[0], "CREATE TABLE kept AS SELECT 42 AS answer")
    process.kill()
    process.wait()
    assert answers(urls) == {"postgres", "redis"}
    with Services(root) as environment:
        assert answers(urls) == set()
        assert query(environment["DATABASE_URL"], "SELECT answer FROM kept") == (42,)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_services_for_tests_end_with_their_owner(owner, sign):
    process, urls = owner("tests")
    assert answers(urls) == {"postgres", "redis"}
    process.send_signal(sign)
    process.wait(20)
    assert silent_within(10, urls)


def test_the_next_run_sweeps_up_after_a_killed_one(owner):
    process, urls = owner("tests")
    process.kill()
    process.wait()

    def left():
        folders = Path(tempfile.gettempdir()).glob(f"{TEST_PREFIX}*/owner")
        return [path for path in folders if path.read_text() == str(process.pid)]

    assert left()
    with services_for_tests():
        assert not left()
    assert answers(urls) == set()


def test_a_half_made_data_directory_is_made_anew(root):
    with Services(root, durable=False):
        pass
    data = next(path for home in (root, Services(root).elsewhere) if (path := home / "postgres").exists())
    (data / "PG_VERSION").unlink()
    with Services(root, durable=False) as environment:
        assert query(environment["DATABASE_URL"], "SELECT 1") == (1,)


def test_a_folder_made_anew_does_not_find_old_data(root):
    with Services(root) as environment:
        query(environment["DATABASE_URL"], "CREATE TABLE kept AS SELECT 42 AS answer")
    root.rename(root.with_name("moved away"))
    with Services(root) as environment:
        assert query(environment["DATABASE_URL"], "SELECT to_regclass('kept')") == (None,)
