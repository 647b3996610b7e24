"""What the tests of sessions share: a session of the cast, its form as it is typed, and people who take part."""

from datetime import UTC, datetime
from uuid import uuid4

from labs.actions import Guest, plan_session
from labs.models import Enrolment
from partnership.models import OutboxMail
from tests.cast import NOW


def facts(cast, **changes):
    """A training in the Learning Lab on a Monday in June, as an action takes it."""
    return {
        "lab": cast.learning_lab,
        "kind": "training",
        "title": "Veilig programmeren",
        "summary": "Over invoer die je niet vertrouwt.",
        "activity": cast.masterclasses,
        "starts_at": datetime(2026, 6, 1, 7, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 6, 1, 10, 0, tzinfo=UTC),
        "place": "Zaal 1",
        "capacity": 12,
        "takes_enrolments": True,
        "enrol_until": None,
        "withdraw_until": None,
        "audience": ["mbo4", "hbo"],
        "language": "nl",
        "is_public": True,
    } | changes


def planned(cast, guests=(), publish=True, by=None, **changes):
    """A session of which its guests have heard: what a test counts, comes after that."""
    values = facts(cast, **changes)
    row = plan_session(by=by or cast.mirjam, values=values, guests=guests, nonce=uuid4(), publish=publish, now=NOW)
    OutboxMail.objects.filter(key__startswith="session-guest:").delete()
    return row


def guest(membership, part="Docent", minutes=60):
    return Guest(membership.user_id, membership.organisation_id, part, minutes)


def enrol(session, membership, state="seated"):
    return Enrolment.objects.create(
        session=session,
        person=membership.user,
        membership=membership,
        state=state,
        enrolled_at=NOW,
        enrolled_by=membership.user,
        seated_at=NOW if state == "seated" else None,
        withdrawn_at=NOW if state == "withdrawn" else None,
    )


def typed(cast, guests=(), **changes):
    """The form as a coordinator fills it in."""
    rows = {"guests-TOTAL_FORMS": str(max(2, len(guests))), "guests-INITIAL_FORMS": "0"}
    for number, each in enumerate(guests):
        rows |= {
            f"guests-{number}-person": f"{each.user_id}-{each.organisation_id}",
            f"guests-{number}-part": "Docent",
            f"guests-{number}-preparation_minutes": "60",
        }
    return {
        "lab": cast.learning_lab.pk,
        "kind": "training",
        "title": "Veilig programmeren",
        "day": "1-6-2026",
        "starts": "9:00",
        "ends": "12.00",
        "place": "Zaal 1",
        "audience": ["mbo4", "hbo"],
        "language": "nl",
        "takes_enrolments": "on",
        "is_public": "on",
        "nonce": str(uuid4()),
        "do": "publish",
        **rows,
        **changes,
    }
