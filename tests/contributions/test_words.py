"""One word for one thing, as the glossary says, on screen, in mail, in PDF and in files."""

import re

import pytest
from django.utils.translation import override

from contributions.month_sentences import STEPS
from contributions.states import EntryState, TimesheetState
from dev.messages import load

ROOMS = ("contributions/", "accountability/", "templates/contributions/", "templates/accountability/")
# What is not said, and the word that is.
ELSEWHERE = {
    r"aanvaard|aangenomen": "geaccepteerd (a month), in orde (a row)",
    r"ondertekend|ondertekenen": "getekend, tekenen",
    r"\bandere bijdragen?\b": "overige bijdrage",
    r"\bmateriaal\b": "materialen",
    r"\bbesluit\b": "beslissing",
    r"ongedaan": "teruggedraaid",
    r"respijt": "uitstel",
    r"toestand": "status",
    r"subsidiegever|subsidienummer": "subsidieverstrekker, beschikkingsnummer",
    r"maand (is|was)( \w+)? ingediend|ingediende maand": "ingeleverd",
}


def dutch_of_these_rooms():
    for message in load():
        if any(place.startswith(ROOMS) for place, _line in message.occurrences):
            yield from message.msgstr_plural.values() if message.msgstr_plural else [message.msgstr]


@pytest.mark.parametrize("pattern", ELSEWHERE)
def test_each_thing_has_one_word(pattern):
    found = [text for text in dutch_of_these_rooms() if re.search(pattern, text, re.IGNORECASE)]
    assert not found, f"say {ELSEWHERE[pattern]}: {found}"


def test_a_month_is_handed_in_and_hours_are_submitted():
    with override("nl"):
        assert str(TimesheetState.SUBMITTED.label) == "ingeleverd"
        assert str(STEPS["submitted"]) == "Ingeleverd"
        assert str(EntryState.SUBMITTED.label) == "ingediend"
        assert {str(TimesheetState.ACCEPTED.label), str(STEPS["accepted"]).lower()} == {
            "geaccepteerd door het samenwerkingsverband"
        }
