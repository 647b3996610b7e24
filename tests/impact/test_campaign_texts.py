"""Texts with places that are filled in."""

import pytest

from impact.campaign_texts import PLACEHOLDERS, STARTS, called, filled, paragraphs, starting_text, unknown_places
from impact.kinds import Language, TextPurpose
from impact.models import Contact


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Hello {name}, until {last_day}", []),
        ("Hello {naam}, {naam}", ["{naam}"]),
        ("{", ["{"]),
        ("{name", ["{"]),
        ("{{name}}", ["{", "}"]),
        ("{}", ["{}"]),
        ("{name.__class__} {0}", ["{name.__class__}", "{0}"]),
        ("100% %(name)s $name", []),
    ],
)
def test_what_cannot_be_filled_in_is_found(text, unknown):
    assert unknown_places(text) == unknown


def test_places_are_filled_in_once():
    values = {"name": "{campaign} %(x)s", "campaign": "Meting"}
    assert filled("{name}: {campaign}, {other}", values) == "{campaign} %(x)s: Meting, {other}"


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("purpose", TextPurpose.values)
def test_what_a_campaign_starts_with_can_be_filled_in(purpose, language):
    subject, body = starting_text(purpose, language)
    assert unknown_places(subject + body) == []
    assert len(subject) <= 160
    assert bool(subject) == (purpose in ("invitation", "reminder"))
    assert starting_text(purpose, "nl") != starting_text(purpose, "en")
    assert set(STARTS) == set(TextPurpose.values)
    assert set(PLACEHOLDERS) >= {"name", "last_day"}


def test_who_was_named_by_a_colleague_is_called_by_address():
    contact = Contact(name="Buy now at evil.example", email="els@example.org", came_from_colleague=True)
    assert called(contact) == "els@example.org"
    assert called(Contact(name="Els", email="els@example.org")) == "Els"
    assert called(Contact(email="els@example.org")) == "els@example.org"


def test_an_empty_line_begins_a_paragraph():
    assert paragraphs("a\r\nb\r\n\r\n\r\nc\n \n") == ["a\nb", "c"]
