"""A real portal for real browsers: the demonstration itself, with its worker, on a port and in a folder of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from dev.browser import ARGUMENTS
from dev.browser import chromium as find_browser

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "drieluik-demo"
# What the tests' own settings put into the environment must not reach the demonstration.
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_ROOT", "STATIC_ROOT", "DEBUG", "DEMO", "MAKELEVEL")
STARTS_WITHIN = 600  # seconds; all other tests run beside it
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": {"type": "tag", "values": STANDARDS}, "rules": {"target-size": {"enabled": True}}}


@dataclass
class Portal:
    """Where the demonstration answers, and what it printed when it was ready."""

    address: str
    folder: Path
    said: str
    pages: list = field(default_factory=list)


@pytest.fixture(scope="session")
def portal():
    folder = Path(tempfile.mkdtemp(prefix="drieluik-demo-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    environment |= {"DEMO_ROOT": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    log = folder / "said.txt"
    with log.open("w") as out:
        runner = subprocess.Popen(
            [sys.executable, "-m", "dev.demo"], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield Portal(f"http://localhost:{port}", folder, wait_until_ready(runner, log))
    finally:
        runner.send_signal(signal.SIGINT)
        runner.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(runner, log: Path) -> str:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        said = log.read_text(encoding="utf-8")
        if "Ctrl-C stops everything" in said:
            return said
        assert runner.poll() is None, said
        time.sleep(0.5)
    raise AssertionError(f"not ready within {STARTS_WITHIN} s:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser: one language, one width, and an account or none."""

    def __init__(self, browser, portal, *, language="en", width=1280, **options):
        self.portal = portal
        self.complaints = []
        locale = {"en": "en-GB", "nl": "nl-NL"}[language]
        self.context = browser.new_context(
            base_url=portal.address, locale=locale, viewport={"width": width, "height": 900}, **options
        )
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message):
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def log_in(self, who: str):
        self.page.goto("/accounts/login/")
        self.page.fill("input[name=login]", f"{who}@example.org")
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main form button[type=submit]")
        self.page.wait_for_url(re.compile("/werkplaats/"))
        return self

    def log_out(self):
        self.context.clear_cookies()

    def open(self, path: str):
        return self.page.goto(f"/werkplaats/{path}")

    def axe(self) -> list[str]:
        """What axe finds on the page as it is now, one line per violation."""
        found = Axe().run(self.page, options=AXE).response["violations"]
        return [f"{item['id']}: {item['nodes'][0]['html'][:200]}" for item in found]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def visitor(chromium, portal):
    """`visitor(language="nl", width=390)` opens a browser window; all are closed afterwards."""
    opened = []

    def open_window(**options):
        opened.append(Visitor(chromium, portal, **options))
        return opened[-1]

    yield open_window
    for one in opened:
        one.context.close()


@pytest.fixture
def behind(portal):
    """`behind("…")` runs Python inside the demonstration, next to its database, and gives what it printed."""
    lines = (portal.folder / "env").read_text(encoding="utf-8").splitlines()
    named = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED} | named
    start = "from partnership.models import *; from django.utils import timezone; "

    def run(code: str) -> str:
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", start + code]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, text=True).stdout

    return run


@pytest.fixture
def survey_link(behind):
    """A personal link of somebody new in the impact survey that is open."""

    def make(language="en"):
        token = f"journey-{uuid4().hex}"
        behind(f"""
from impact.models import *
from impact.tokens import hash_of
campaign = Campaign.objects.get(slug="impactmeting", partnership__slug="werkplaats")
contact = Contact.objects.create(campaign=campaign, key="{token[:30]}", email="{token[:30]}@example.org",
                                 sector="mbo", language="{language}")
invitation = Invitation.objects.create(contact=contact, sent_at=timezone.now())
InvitationLink.objects.create(invitation=invitation, token_hash=hash_of("{token}"), made_at=timezone.now())
""")
        return f"/s/{token}/"

    return make
