"""What the tests of the desk share: a question, and one that was judged."""

from datetime import date
from uuid import uuid4

from matching.actions import desk as actions
from matching.models import DeskQuestion
from tests.cast import NOW

WORDS = {
    "company_name": "Bakkerij Korenmaat",
    "contact_name": "Els Korenmaat",
    "contact_email": "els@korenmaat.example.org",
    "contact_phone": "",
    "title": "Planning die niemand begrijpt",
    "text": "Onze planning staat in een spreadsheet van negen tabbladen. Kan dat beter?",
}
JUDGED = {"level": "mbo4", "theme": "software", "size": "half_year", "is_secret": False, "is_critical": False}


def ask(cast, by, nonce=None, **values):
    return actions.ask(by=by, partnership=cast.werkplaats, nonce=nonce or uuid4(), now=NOW, **WORDS | values)


def judged(cast, question, by=None, **values):
    version = DeskQuestion.objects.get(pk=question.pk).version
    return actions.triage(by=by or cast.carla, question=question, version=version, now=NOW, **JUDGED | values)


def turn(cast, question, by=None, **values):
    defaults = {"organisation": None, "kind": "practice", "starts_on": date(2026, 9, 7), "parts": 1, "together": False}
    version = DeskQuestion.objects.get(pk=question.pk).version
    return actions.turn(by=by or cast.carla, question=question, version=version, now=NOW, **defaults | values)
