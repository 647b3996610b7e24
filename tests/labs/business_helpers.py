"""What the tests of student companies and of teachers in practice share."""

from datetime import date, timedelta
from uuid import uuid4

from django.urls import reverse

from labs.actions import companies, companies_coaching, practice, practice_meetings
from labs.models import CompanyCoach
from partnership.models import AuditEvent
from tests.cast import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IDEA = {"name": "Klikklaar", "does": "Websites voor winkels in de buurt."}


def url(name, *keys):
    return reverse(name, args=["werkplaats", *keys])


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# --- Student companies -------------------------------------------------------------------------------------------
def proposed(cast, by=None, **values):
    defaults = {"lab": cast.business_lab, "nonce": uuid4(), "now": NOW - 30 * DAY}
    return companies.propose(by=by or cast.sanne, **IDEA | defaults | values)


def step(cast, row, verb, by=None, **values):
    defaults = {"version": row.version, "on": NOW.date() - 10 * DAY, "now": NOW}
    return companies.step_company(by=by or cast.joost, company=row, verb=verb, **defaults | values)


def company(cast, state="trading", *, shown=False, **values):
    """A company of Sanne's in a state."""
    row = proposed(cast, **values)
    path = {"idea": (), "started": ("start",), "trading": ("start", "trade")}
    for verb in path.get(state, ("start", "trade", "graduate")):
        row = step(cast, row, verb)
    if shown:
        words = IDEA | {"is_shown": True}
        row = companies.change_company(by=cast.joost, company=row, version=row.version, now=NOW, **words)
    return row


def coached(cast, row=None, by=None):
    """Anna coaches the company."""
    row = row or company(cast)
    return companies.add_coach(by=cast.joost, company=row, membership=by or cast.anna, now=NOW)


def coaching(cast, coach: CompanyCoach, by=None, starts_at=NOW + 7 * DAY, **values):
    defaults = {
        "starts_at": starts_at,
        "ends_at": starts_at + HOUR,
        "place": "Zaal 2",
        "summary": "De offerte",
        "activity": cast.incubator,
        "nonce": uuid4(),
        "now": NOW,
    }
    return companies_coaching.plan_coaching(by=by or cast.anna, company=coach.company, coach=coach, **defaults | values)


# --- Teachers in practice ----------------------------------------------------------------------------------------
def asked(cast, by=None, kind="twinning"):
    words = {"subject": "Testen in een team", "wish": "Ik wil zien hoe het gaat."}
    return practice.ask_practice(by=by or cast.thea, kind=kind, nonce=uuid4(), now=NOW - 60 * DAY, **words)


MATCH = {
    "goal": "Een les over testen",
    "starts_on": date(2026, 2, 1),
    "ends_on": date(2026, 6, 30),
    "planned_meetings": 8,
}


def matched(cast, by=None, **values):
    """Thea and Anna, brought together by Carla."""
    row = values.pop("placement", None) or asked(cast)
    defaults = {"teacher": cast.thea, "professional": cast.anna, "activity": cast.masterclasses, "version": row.version}
    return practice.match(by=by or cast.carla, placement=row, now=NOW - 40 * DAY, **MATCH | defaults | values)


def meeting(cast, placement, starts_at=NOW - 3 * DAY, by=None, **values):
    defaults = {"ends_at": starts_at + HOUR, "place": "Bij Terpdok", "nonce": uuid4(), "now": NOW - 20 * DAY}
    return practice_meetings.plan_meeting(
        by=by or cast.thea, placement=placement, starts_at=starts_at, **defaults | values
    )


def tell(by, row, learnt="Testen doe je samen.", now=NOW):
    return practice_meetings.tell(by=by, meeting=row, learnt=learnt, now=now)


SCORES = {"goal_reached": 5, "worked_together": 4, "use_for_work": 3}


def look_back(by, placement, now=NOW, **values):
    return practice.evaluate(by=by, placement=placement, now=now, **SCORES | {"text": "Graag weer."} | values)
