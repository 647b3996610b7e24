"""What the tests of the project bank share: a template of Werkplaats, and Esra who can take it at Elders."""

from datetime import date
from uuid import uuid4

from matching.actions import bank as actions
from matching.actions import going_on
from matching.models import BankTemplate
from tests.cast import NOW
from tests.matching.offers_helpers import approved

MONDAY = date(2026, 9, 7)
WORDS = {
    "title": "Planbord voor mensen onderweg",
    "text": "Maak een planbord waarop iedereen ziet waar hij morgen werkt. Nu gaat dat met de telefoon en een lijst.",
    "learned": "Begin met een dag meelopen; daarna weten studenten wat er nodig is.",
    "theme": "software",
    "language": "nl",
    "remote": "partly",
    "weeks": 20,
    "hours_a_week": 16,
}


def offered(cast, row=None, by=None, names_company=False, **values) -> BankTemplate:
    return actions.offer_template(
        by=by or cast.carla,
        assignment=row or approved(cast),
        values=WORDS | values,
        names_company=names_company,
        now=NOW,
    )


def taken(cast, template=None, by=None, organisation=None, nonce=None, starts_on=MONDAY, now=NOW):
    """For Wadbyte, by Joost of another school, unless said otherwise."""
    return actions.take_template(
        by=by or cast.joost,
        template=template or offered(cast),
        organisation=organisation or cast.wadbyte,
        starts_on=starts_on,
        nonce=nonce or uuid4(),
        now=now,
    )


def next_of(cast, row, how="edition", by=None, nonce=None, **values):
    defaults = {"starts_on": date(2027, 9, 6), "now": NOW}
    if how == "relay":
        defaults |= {"delivered": "Een planbord met drie schermen.", "handover": "De code staat in de map planbord."}
    return going_on.go_on(by=by or cast.anna, assignment=row, how=how, nonce=nonce or uuid4(), **defaults | values)
