"""Research lines, questions and teams, with as much of their people as the reader may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership, Partnership
from partnership.roles import Permission, Role

from ..kinds import LabKind
from ..learning_rules import FEWEST
from ..models import Lab, Product, ResearchLine, ResearchMember, ResearchQuestion, ResearchTeam, Reuse, TeamMember
from ..research_states import ASKED, EVERYONE, LineState

PARTS = {
    Role.STUDENT: _("student"),
    Role.TEACHER: _("teacher"),
    Role.COMPANY_MEMBER: _("expert"),
    Role.COMPANY_MANAGER: _("expert"),
    Role.COORDINATOR: _("coordinator"),
}
NO_RESEARCHERS = (Role.AUDITOR, Role.ADMINISTRATOR)


def kennis_lab(partnership: Partnership) -> Lab | None:
    """The lab whose research this is, whatever the partnership calls it."""
    return Lab.objects.filter(partnership=partnership, kind=LabKind.KENNIS).first()


def runs(membership: Membership | None, lab: Lab | None) -> bool:
    """Whether a membership keeps the research of a lab."""
    if membership is None or lab is None or not membership.can(Permission.RUN_LABS):
        return False
    return Lab.objects.run_by(membership).filter(pk=lab.pk).exists()


@dataclass(frozen=True)
class Person:
    """Somebody in a line or a team. `row` is the key of the place there, for who may end it."""

    row: int
    name: str
    organisation: str
    part: str | Promise


@dataclass(frozen=True)
class People:
    """Whom a reader may know by name, and how many students there are besides."""

    named: list[Person]
    students: int


def people_of(rows: Iterable[ResearchMember | TeamMember], reader: Membership, *, keeps: bool) -> People:
    """Students are named to who keeps the research, to teachers and experts beside them, and to themselves only."""
    rows = list(rows)
    beside = any(row.membership.user_id == reader.user_id for row in rows) and reader.role != Role.STUDENT
    named, students = [], 0
    for row in rows:
        who = row.membership
        if who.role == Role.STUDENT and not (keeps or beside or who.user_id == reader.user_id):
            students += 1
            continue
        part = getattr(row, "part", "") or PARTS.get(who.role, _("expert"))
        named.append(Person(row.pk, who.user.name, who.organisation.name, part))
    return People(named, students)


def with_people(rows: QuerySet) -> QuerySet:
    """Members with what their names need, by name."""
    return rows.select_related("membership__user", "membership__organisation").order_by("membership__user__name", "pk")


def lines_of(partnership: Partnership, lab: Lab | None) -> QuerySet[ResearchLine]:
    """All research lines of a partnership, those that run first, with how much is out for everybody."""
    rows = ResearchLine.objects.filter(lab__partnership=partnership, lab=lab)
    return (
        rows.select_related("lead__user", "lead__organisation")
        .annotate(
            out=Count("products", filter=Q(products__state=EVERYONE)),
            is_over=Case(When(state=LineState.FINISHED, then=1), default=0),
        )
        .order_by("is_over", "starts_on", "pk")
    )


def products_of(partnership: Partnership, reader: Membership | None) -> QuerySet[Product]:
    """The products that a reader, or without one anybody, may see."""
    rows = Product.objects.visible_to(reader) if reader else Product.objects.public(partnership)
    return rows.select_related("organisation", "line").order_by("-published_at", "-pk")


def reuses_of(product: Product, reader: Membership | None, *, keeps: bool) -> list[Reuse]:
    """Who took a product over; `is_few` where so few students worked with it that this reader hears no number."""
    found = []
    for row in product.reuses.select_related("organisation").order_by("starts_on", "pk"):
        own = reader is not None and reader.organisation_id == row.organisation_id and reader.role != Role.STUDENT
        row.is_few = not (keeps or own) and 0 < (row.students or 0) < FEWEST
        found.append(row)
    return found


def questions_of(reader: Membership) -> QuerySet[ResearchQuestion]:
    """What waits first, then the newest."""
    rows = ResearchQuestion.objects.visible_to(reader).annotate(waits=Case(When(state=ASKED, then=1), default=0))
    return rows.select_related("organisation", "line").order_by("-waits", "-asked_at", "-pk")


def teams_of(rows: QuerySet[ResearchTeam]) -> QuerySet[ResearchTeam]:
    return rows.annotate(size=Count("members")).order_by("-starts_on", "name", "pk")


def researchers(partnership: Partnership, now: datetime) -> QuerySet[Membership]:
    """Who can be asked to take part in research."""
    here = Membership.objects.active(now).filter(partnership=partnership).exclude(role__in=NO_RESEARCHERS)
    return here.select_related("user", "organisation").order_by("user__name", "organisation__name", "pk")


def leaders(partnership: Partnership, now: datetime) -> QuerySet[Membership]:
    """Who can lead a research line: no student, because everybody reads the name."""
    return researchers(partnership, now).exclude(role=Role.STUDENT)
