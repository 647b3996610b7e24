"""A placement in any state, as the actions make it: Sanne of Noorderpoort at Terpdok, with Anna and Thea as mentors."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.urls import reverse

from labs.models import EducationProgramme
from matching.actions import placements as actions
from matching.actions import placements_papers, placements_signing
from matching.models import Application, Assignment, Placement, PlacementPaper, Recognition
from matching.reports.placements import build
from partnership.models import AuditEvent
from tests.cast import NOW

FIRST, LAST = date(2026, 4, 6), date(2026, 7, 3)
DAY = timedelta(days=1)
ADDRESS = "192.0.2.7"


def url(name, *keys):
    return reverse(name, args=["werkplaats", *keys])


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def assignment(cast, kind="practice", **values) -> Assignment:
    """An approved assignment of Terpdok, with a role of two seats and what both sides expect."""
    defaults = {
        "partnership": cast.werkplaats,
        "organisation": cast.terpdok,
        "kind": kind,
        "title": "Een app voor de veerdienst",
        "text": "Bouw een app die zegt of de veerboot vaart.",
        "starts_on": FIRST,
        "ends_on": LAST,
        "hours_a_week": 24,
        "place": "Groningen",
        "mentor": cast.anna,
        "school_mentor": cast.thea,
        "state": "approved",
        "made_by": cast.anna.user,
        "made_at": NOW,
        "submitted_by": cast.anna.user,
        "submitted_at": NOW,
        "decided_by": cast.carla.user,
        "decided_at": NOW,
    }
    row = Assignment.objects.create(**defaults | values)
    row.roles.create(name="Ontwikkelaar", level="mbo4", seats=2)
    for side in ("company", "school"):
        row.expectations.create(
            side=side,
            effort="Twee uur per week, door Anna",
            contact="Elke maandag",
            language="nl",
            weight="fitting",
            confidentiality="Broncode" if side == "company" else "",
            trial_weeks=2,
            told_by=cast.anna.user,
            told_at=NOW,
        )
    return row


def accepted(cast, student=None, row=None, **values) -> Application:
    """An application to that role whose place was accepted."""
    row = row or assignment(cast)
    defaults = {
        "assignment": row,
        "role": row.roles.get(),
        "student": student or cast.sanne,
        "motivation": "Graag!",
        "state": "accepted",
        "made_at": NOW,
        "submitted_at": NOW,
        "moved_at": NOW,
    }
    return Application.objects.create(**defaults | values)


def terms(cast, **values) -> actions.Terms:
    defaults = {
        "starts_on": FIRST,
        "ends_on": LAST,
        "hours_total": 300,
        "hours_a_week": 24,
        "mentor": cast.anna,
        "school_mentor": cast.thea,
        "allowance": None,
        "trial_weeks": 2,
        "confidentiality": "Broncode",
        "is_minor": False,
        "language": "en",
    }
    return actions.Terms(**defaults | values)


MINOR = {"is_minor": True, "representative_name": "Vera Vader", "representative_email": "vera@example.org"}


def placed(cast, application=None, by=None, now=NOW, **values) -> Placement:
    """Made by Carla; waits for signatures."""
    application = application or accepted(cast)
    made = actions.place(
        by=by or cast.carla, application=application, terms=terms(cast, **values), nonce=uuid4(), now=now
    )
    return fresh(made)


def education(cast) -> EducationProgramme:
    count = EducationProgramme.objects.count()
    return EducationProgramme.objects.create(
        partnership=cast.werkplaats, name="Software developer", code=f"{25998 + count}", level="mbo4"
    )


def fresh(row) -> Placement:
    return Placement.objects.select_related("paper", "signed_paper", "assignment").get(pk=row.pk)


def make_papers(now=NOW) -> None:
    """As the worker does it."""
    for paper in PlacementPaper.objects.filter(state="queued"):
        claimed = placements_papers.claim_paper(paper_id=paper.pk, now=now)
        stored, pages = build(claimed)
        assert placements_papers.finish_paper(paper=claimed, stored=stored, pages=pages, now=now)


def signature(row, name="Iemand", **values) -> placements_signing.Signature:
    defaults = {"name": name, "address": ADDRESS, "fingerprint": fresh(row).paper.sha256}
    return placements_signing.Signature(**defaults | values)


def sign(cast, row, *people, now=NOW) -> Placement:
    """Each of these signs; without any: student, company and school."""
    make_papers()
    for person in people or (cast.sanne, cast.anna, cast.thea):
        placements_signing.sign_placement(by=person, placement=row, signature=signature(row, person.user.name), now=now)
    return fresh(row)


def signed(cast, row=None, **values) -> Placement:
    return sign(cast, row or placed(cast, **values))


def at(day: date) -> datetime:
    """In the morning of a day."""
    return datetime(day.year, day.month, day.day, 8, 0, tzinfo=NOW.tzinfo)


def running(cast, row=None, **values) -> Placement:
    row = signed(cast, row, **values)
    assert actions.start_placements(now=at(row.starts_on)) >= 1
    return fresh(row)


def completed(cast, row=None, **values) -> Placement:
    row = running(cast, row, **values)
    actions.complete_placement(by=cast.anna, placement=row, version=row.version, minutes=280 * 60, now=at(row.ends_on))
    return fresh(row)


def recognise(cast, programme, first=date(2025, 1, 1), last=date(2027, 1, 1)) -> Recognition:
    return Recognition.objects.create(
        organisation=cast.terpdok,
        education=programme,
        valid=(first, last),
        entered_by=cast.carla.user,
        entered_at=NOW,
    )
