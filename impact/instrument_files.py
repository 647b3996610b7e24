"""The lists of questions that come with the portal: read from their files, and written as rows.

`get_model` gives the model of a name, so that migrations can write them too, with the models of their own time.
"""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from .kinds import NONE, OTHER

BUILT_IN = Path(__file__).parent / "data" / "instrument_1.json"
KEY, VERSION = "impact", 1


def write_built_in(get_model: Callable, *, now: datetime):
    """The list that came with the portal, made when it is not there."""
    instruments = get_model("Instrument").objects
    found = instruments.filter(partnership=None, key=KEY, version=VERSION).first()
    return found or _write(get_model, json.loads(BUILT_IN.read_text(encoding="utf-8")), now)


def _write(get_model: Callable, facts: dict, now: datetime):
    instrument = get_model("Instrument").objects.create(
        key=facts["key"], version=facts["version"], made_at=now, **_both("name", facts["name"])
    )
    get_model("InstrumentWording").objects.bulk_create(
        get_model("InstrumentWording")(instrument=instrument, key=key, **_both("text", text))
        for key, text in facts["wordings"].items()
    )
    for position, level in enumerate(facts["levels"], 1):
        row = get_model("InstrumentLevel").objects.create(
            instrument=instrument,
            key=level["key"],
            position=position,
            **_both("name", level["name"]),
            **_both("intro", level["intro"]),
        )
        _write_outcomes(get_model("InstrumentOutcome"), row, level["outcomes"], facts["wordings"])
    return instrument


def _write_outcomes(model, level, outcomes: list[dict], wordings: dict) -> None:
    named = [(outcome["key"], "named", outcome["name"]) for outcome in outcomes]
    every = [*named, (OTHER, OTHER, wordings[OTHER]), (NONE, NONE, wordings[NONE])]
    model.objects.bulk_create(
        model(level=level, key=key, kind=kind, position=position, **_both("name", name))
        for position, (key, kind, name) in enumerate(every, 1)
    )


def _both(field: str, text: dict[str, str]) -> dict[str, str]:
    return {f"{field}_{language}": words for language, words in text.items()}
