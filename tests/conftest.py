"""Starts what the tests need before Django is set up: PostgreSQL and Redis of their own, and a folder for files."""

import os
import secrets
import signal
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings as django_settings

from dev.services import services_for_tests

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DEBUG": "1",  # static files straight from their folders; Django itself runs every test with DEBUG off
    "DEMO": "0",
    "SITE_URL": "http://localhost:8000",
    "LOG_LEVEL": "WARNING",
    # Playwright's synchronous interface runs in an event loop, in which Django would refuse the database.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}
NOT_OURS = (
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "HSTS_SECONDS",
    "TRUSTED_PROXY_COUNT",
)
STARTED = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a terminated run cleans up as Ctrl-C does
    services = services_for_tests()
    config.stash[STARTED] = [services, tempfile.TemporaryDirectory(prefix="drieluik-files-")]
    environment = services.__enter__()
    for name in NOT_OURS:
        os.environ.pop(name, None)
    files = Path(config.stash[STARTED][1].name)
    (files / "static").mkdir()
    os.environ.update(environment | SETTINGS)
    os.environ.update(SECRET_KEY=secrets.token_urlsafe(64), DATA_ROOT=str(files), STATIC_ROOT=str(files / "static"))
    django.setup()
    # A test holds a transaction open while a browser or a checker of PDFs works, on a computer that is busy or sleeps.
    options = django_settings.DATABASES["default"]["OPTIONS"]
    options["options"] += " -c idle_in_transaction_session_timeout=0"
    # A real hash takes a third of a second, and every test makes two dozen people.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    config.pluginmanager.import_plugin("tests.cast")


def pytest_unconfigure(config):
    services, files = config.stash[STARTED]
    services.__exit__(None, None, None)
    files.cleanup()


@pytest.fixture(autouse=True)
def language_of_the_portal():
    """Each test begins in the portal's own language, whichever one the request before it was answered in."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture
def in_english():
    """What is said to people, in the words of the sources."""
    from django.utils import translation

    with translation.override("en"):
        yield
