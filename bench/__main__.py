"""Measures speed and memory against the budgets: `python -m bench [SECTION …]`; without a section all of them.

Runs on services and data of its own in a temporary folder. Ratios, not seconds: both sides of a ratio are measured in
the same run. Ends with 1 when a budget is exceeded.
"""

import os
import secrets
import signal
import sys
import tempfile
from pathlib import Path

from dev.services import Services

SECTIONS = ("report", "volumes", "pages", "board", "figures")


def main(asked: list[str]) -> int:
    """Measure the sections that were asked for, or all of them."""
    if set(asked) - set(SECTIONS):
        print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a run that is ended cleans up as after Ctrl-C
    measured = []
    with tempfile.TemporaryDirectory(prefix="drieluik-bench-") as folder:
        services = Services(Path(folder) / "services", durable=False)
        try:
            _prepare(services.start(), Path(folder))
            for name in asked or SECTIONS:
                measured += _measure(name)
        finally:
            services.destroy()
    return int(not all(line.holds for line in measured))


def _prepare(addresses: dict[str, str], folder: Path) -> None:
    """Settings, an empty database, and static files."""
    os.environ.update(addresses)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        SECRET_KEY=secrets.token_urlsafe(64),
        DEBUG="0",
        DEMO="1",
        DATA_ROOT=str(folder / "data"),
        STATIC_ROOT=str(folder / "static"),
        LOG_LEVEL="ERROR",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _measure(name: str):
    """One section; it imports Django's models, so only after the settings are there."""
    from bench import board, figures, pages, report, volumes

    sections = {"board": board, "figures": figures, "report": report, "volumes": volumes, "pages": pages}
    lines = sections[name].measure()
    for line in lines:
        print(line, flush=True)
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
