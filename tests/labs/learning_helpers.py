"""What the tests of learning share: modules, sessions that give them, paths, and people who were there."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.urls import reverse

from labs.actions import learning, learning_paths
from labs.models import Enrolment, StudentGroup, StudentGroupMember
from tests.cast import NOW, make_member
from tests.labs.sessions import planned

WORDS = {
    "title_nl": "Veilig programmeren",
    "title_en": "Programming safely",
    "summary_nl": "Over invoer die je niet vertrouwt.",
    "summary_en": "About input that you do not trust.",
}
MODULE = WORDS | {
    "audience": ["mbo4"],
    "level": "next",
    "minutes": 720,
    "language": "nl",
    "price": Decimal(0),
    "material": None,
    "is_public": True,
}
HOUR = timedelta(hours=1)


def url(name, *keys):
    return reverse(name, args=["werkplaats", *keys])


def make_module(cast, state="published", by=None, **values):
    """A module that Thea shares for Noorderpoort; Carla runs its lab."""
    lab = values.pop("lab", cast.learning_lab)
    row = learning.add_module(by=by or cast.thea, lab=lab, nonce=uuid4(), now=NOW, **MODULE | values)
    if state != "draft":
        learning.step_module(by=cast.mirjam, module=row, verb="publish", version=1, now=NOW)
    if state == "retired":
        learning.step_module(by=cast.mirjam, module=row, verb="retire", version=2, now=NOW)
    return row


def titled(cast, title, **values):
    return make_module(cast, title_nl=title, title_en=f"{title} in English", **values)


def given(cast, module, **values):
    """A session that gives a module."""
    session = planned(cast, **values)
    if module is not None:
        learning.connect_session(by=cast.mirjam, module=module, session=session, now=NOW)
    return session


def past(cast, module, day=datetime(2026, 2, 2, 9, tzinfo=UTC), hours=2, **values):
    """A session that took place, given on a day."""
    session = given(cast, module, **values)
    type(session).objects.filter(pk=session.pk).update(starts_at=day, ends_at=day + hours * HOUR)
    session.refresh_from_db()
    return session


def sit(session, membership, state="seated", was_there=None):
    return Enrolment.objects.create(
        session=session,
        person=membership.user,
        membership=membership,
        state=state,
        enrolled_at=NOW,
        enrolled_by=membership.user,
        seated_at=NOW if state == "seated" else None,
        was_there=was_there,
    )


def attend(session, *members):
    for member in members:
        sit(session, member, was_there=True)


def students(organisation, count, name="Student"):
    return [make_member(f"{name} {organisation.key} {number}", organisation, "student") for number in range(count)]


def make_path(cast, asked, choice=(), needed=1, publish=True, by=None):
    steps = [learning_paths.Step(module) for module in asked] + [learning_paths.Step(each, "a") for each in choice]
    path = learning_paths.make_path(
        by=by or cast.carla,
        lab=cast.learning_lab,
        steps=steps,
        needed={"a": needed} if choice else {},
        nonce=uuid4(),
        now=NOW,
        audience=["mbo4"],
        **WORDS | {"title_nl": "Leerpad veilig", "title_en": "Path to safety"},
    )
    if publish:
        learning_paths.step_path(by=cast.carla, path=path, verb="publish", version=1, now=NOW)
    return path


def start(path, membership, now=NOW):
    return learning_paths.start_path(by=membership, path=path, nonce=uuid4(), now=now)


def make_class(teacher, *pupils):
    group = StudentGroup.objects.create(organisation=teacher.organisation, name="ICT3A", kept_by=teacher, made_at=NOW)
    StudentGroupMember.objects.bulk_create(StudentGroupMember(group=group, student=each) for each in pupils)
    return group
