"""Every check that needs no test: `python -m dev.lint`, or one of them by name: `python -m dev.lint migrations`."""

import os
import subprocess
import sys
from pathlib import Path

from dev.services import services_for_tests

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
CHECKS = {
    "style": ("Python is free of known mistakes", [BIN / "ruff", "check", "--quiet", "."]),
    "format": ("Python is formatted; if not: ruff format .", [BIN / "ruff", "format", "--quiet", "--check", "."]),
    "imports": ("Imports run downwards", [BIN / "lint-imports", "--no-cache"]),
    "templates": ("Templates are well formed", [BIN / "djlint", "--lint", "--quiet", "templates"]),
    "settings": ("Settings are safe for a server", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]),
    "migrations": ("No migration is missing", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
    "messages": ("Every visible text has its Dutch", [sys.executable, "-m", "dev.messages", "check"]),
}
# A server as strict as can be; nothing of it is real.
PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "SECRET_KEY": "only-for-checks-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "drieluik.example",
    "SITE_URL": "https://drieluik.example",
    "EMAIL_URL": "smtp+tls://mail.example:587",
    "DEFAULT_FROM_EMAIL": "Drieluik <noreply@drieluik.example>",
    "TRUSTED_PROXY_COUNT": "1",
}


def main(names: list[str]) -> int:
    failed = False
    with services_for_tests() as services:
        environment = {**os.environ, **PRODUCTION, **services}
        for name in names or CHECKS:
            sentence, command = CHECKS[name]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            print(f"{'✗' if done.returncode else '✓'} {sentence}", flush=True)
            if done.returncode:
                failed = True
                print(done.stdout + done.stderr, flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
