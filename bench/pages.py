"""The page with the thirds: with ten times the lines at most twice the time."""

import time

from django.test import Client

from . import data
from .measures import Measured, ratio

FEW, MANY, PAIRS = 2_000, 20_000, 30


def measure() -> list[Measured]:
    few, many = (_visitor(slug, lines) for slug, lines in (("few", FEW), ("many", MANY)))
    few()
    many()
    found, slow, quick = ratio(many, few, PAIRS, time.perf_counter)
    note = f"({1000 * slow:.0f} ms against {1000 * quick:.0f} ms)"
    same = ratio(few, few, PAIRS, time.perf_counter)[0]
    return [
        Measured("financing with 20,000 lines against 2,000", found, 2.0, note=note),
        Measured("financing with 2,000 lines against itself", same, None),
    ]


def _visitor(slug: str, lines: int):
    _programme, manager = data.partnership(slug, lines)
    client = Client(headers={"host": "localhost"})
    client.force_login(manager.user)

    def visit():
        response = client.get(f"/{slug}/financing/")
        if response.status_code != 200:
            raise SystemExit(f"/{slug}/financing/ answered {response.status_code}")

    return visit
