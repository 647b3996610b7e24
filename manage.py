#!/usr/bin/env python
"""Django's command line; against the running demo's services when no others are named."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def use_demo_services() -> None:
    """Read `.demo/env`, which `make demo` writes, unless the environment names a database itself."""
    demo_env = ROOT / ".demo" / "env"
    if "DATABASE_URL" in os.environ or not demo_env.is_file():
        return
    for line in demo_env.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    use_demo_services()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
