"""What the tests about taking part share."""

from datetime import timedelta
from uuid import uuid4

from labs.actions import enrolments as actions
from labs.models import Enrolment, Session
from partnership.roles import Role
from tests.cast import NOW, make_member

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEATED, WAITING, WITHDRAWN = "seated", "waiting", "withdrawn"


def make_session(cast, lab=None, **values) -> Session:
    """A published masterclass of the Learning Lab with two seats, a week from now, unless `values` say otherwise."""
    starts_at = values.pop("starts_at", NOW + 7 * DAY)
    defaults = {
        "lab": lab or cast.learning_lab,
        "kind": "masterclass",
        "title": "Veilig programmeren",
        "starts_at": starts_at,
        "ends_at": starts_at + 2 * HOUR,
        "capacity": 2,
        "state": "published",
        "changed_at": NOW,
        "planned_by": cast.carla.user,
        "planned_at": NOW,
        "place": "Lokaal 1.04",
    }
    return Session.objects.create(**defaults | values)


def make_students(cast, number, organisation=None):
    return [
        make_member(f"Leerling {each:02}", organisation or cast.noorderpoort, Role.STUDENT) for each in range(number)
    ]


def enrol(member, session, now=NOW) -> Enrolment:
    return actions.enrol(by=member, session=session, nonce=uuid4(), now=now)


def states(session) -> dict[str, str]:
    """Who has what, by first name; who came back counts once."""
    rows = session.enrolments.order_by("pk").values_list("person__name", "state")
    return {name.split(" ")[0] if not name.startswith("Leerling") else name: state for name, state in rows}
