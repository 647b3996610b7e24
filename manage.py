#!/usr/bin/env python
"""Django's command line; against the running demo's services when no others are named."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def use_demo_services() -> bool:
    """Read the file that `make demo` writes, unless the environment names a database itself. Says whether it did."""
    demo_env = Path(os.environ.get("DEMO_ROOT") or ROOT / ".demo") / "env"
    if "DATABASE_URL" in os.environ or not demo_env.is_file():
        return False
    for line in demo_env.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())
    return True


def run(with_demo: bool) -> None:
    """Django's command line; when the demo's database does not answer, one sentence instead of a traceback."""
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if not with_demo or getattr(error.__cause__, "sqlstate", None):
            raise
        sys.exit("The database of the demo does not answer. Start it with `make demo`, or set DATABASE_URL.")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    run(use_demo_services())
