"""What every answer says to browsers, and what production refuses to start with."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project
from django.urls import reverse

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ["/", "/accounts/login/", "/privacy/", "/werkplaats/people/", "/werkplaats/people/invite/", "/nowhere/x/y/"]


@pytest.mark.parametrize("path", [*PAGES, "/admin/", "/admin/partnership/user/", "/healthz", "/werkplaats/log/?page=x"])
def test_every_kind_of_page_is_guarded(cast, log_in, path):
    cast.mirjam.user.is_staff = cast.mirjam.user.is_superuser = True
    cast.mirjam.user.save()
    headers = log_in(cast.mirjam).get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]


def test_the_administration_has_no_login_of_its_own(cast, client, log_in):
    assert client.get("/admin/login/").url.startswith(reverse("account_login"))
    assert log_in(cast.mirjam).get("/admin/", follow=True).status_code == 403
    cast.mirjam.user.is_staff = True
    cast.mirjam.user.save()
    assert client.get("/admin/").status_code == 200


def test_pages_for_visitors_may_be_kept_and_those_with_a_token_may_not(client, db):
    assert "no-store" not in client.get(reverse("privacy")).headers.get("Cache-Control", "")
    assert "no-store" in client.get(reverse("invitation_accept")).headers["Cache-Control"]


PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "SITE_URL": "https://portal.example.org",
    "ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "postgres://a:b@127.0.0.1:1/c",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1025",
    "DEFAULT_FROM_EMAIL": "Drieluik <portal@example.org>",
    "TRUSTED_PROXY_COUNT": "1",
}


def run(code, **changes):
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"} | PRODUCTION | changes
    environment = {name: value for name, value in environment.items() if value is not None}
    command = [sys.executable, *code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_production_settings_pass_djangos_own_checks():
    checked = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "django-insecure-" + "x" * 60),
        ("SECRET_KEY", "change-me-" + "x" * 60),
        ("DATABASE_URL", None),
        ("REDIS_URL", None),
        ("SITE_URL", None),
        ("SITE_URL", "http://portal.example.org"),
        ("EMAIL_URL", None),
        ("DEFAULT_FROM_EMAIL", None),
    ],
)
def test_production_does_not_start_without_what_it_needs(name, value):
    started = run(["-c", "import django; django.setup()"], **{name: value})
    assert started.returncode != 0
    assert name in started.stderr


def test_cookies_of_production_belong_to_this_host_only():
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    )
    said = run(["-c", code]).stdout.split()
    assert all(name.startswith("__Host-") for name in said[:3])
    assert said[3:6] == ["True"] * 3
    assert int(said[6]) >= 31_536_000
    assert project.SESSION_COOKIE_PATH == project.CSRF_COOKIE_PATH == project.LANGUAGE_COOKIE_PATH == "/"
    assert project.SESSION_COOKIE_DOMAIN is project.CSRF_COOKIE_DOMAIN is project.LANGUAGE_COOKIE_DOMAIN is None
