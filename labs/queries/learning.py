"""The catalogue of modules, the sessions that give them, and which of those still have a seat."""

from datetime import datetime

from django.db.models import Count, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from partnership.models import Membership, Organisation, Partnership

from ..kinds import LabKind
from ..learning_states import PUBLISHED
from ..models import Enrolment, Lab, Module, ModuleJoin, Product, Session, SessionGuest
from ..states import EnrolmentState, SessionState

WORDS = ("title_nl", "title_en", "summary_nl", "summary_en")
MOST_WORDS = 8
MOST_SESSIONS = 12


def learning_lab(partnership: Partnership) -> Lab | None:
    """The lab whose modules these are at first, whatever the partnership calls it."""
    return Lab.objects.filter(partnership=partnership, kind=LabKind.LEARNING).first()


def modules_of(partnership: Partnership, reader: Membership | None) -> QuerySet[Module]:
    """The modules that a reader, or without one anybody, may see."""
    rows = Module.objects.visible_to(reader) if reader else Module.objects.public(partnership)
    return rows.select_related("owner", "lab")


def with_next_day(rows: QuerySet[Module], now: datetime) -> QuerySet[Module]:
    """With the moment of the first coming session that everybody may see."""
    coming = Q(
        session_links__session__state=SessionState.PUBLISHED,
        session_links__session__is_public=True,
        session_links__session__starts_at__gt=now,
    )
    return rows.annotate(next_at=Min("session_links__session__starts_at", filter=coming))


def with_words(rows: QuerySet[Module], text: str) -> QuerySet[Module]:
    """Those in which each of the words stands, in either language."""
    for word in text.split()[:MOST_WORDS]:
        found = Q()
        for field in WORDS:
            found |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(found)
    return rows


def owners_of(partnership: Partnership) -> QuerySet[Organisation]:
    """The organisations that share something now."""
    sharing = Module.objects.filter(lab__partnership=partnership, state=PUBLISHED).values("owner")
    return Organisation.objects.filter(pk__in=sharing).order_by("name", "pk")


def materials_for(reader: Membership) -> QuerySet[Product]:
    """What can be linked as material: what is out, and seen by who links it."""
    return Product.objects.visible_to(reader).exclude(published_at=None).order_by("title", "pk")


def joins_of(module: Module) -> QuerySet[ModuleJoin]:
    """Who takes part: those who do now first."""
    return module.joins.select_related("organisation").order_by(F("ended_on").desc(nulls_first=True), "starts_on", "pk")


# --- Sessions ------------------------------------------------------------------------------------------------
def with_seated(rows: QuerySet[Session]) -> QuerySet[Session]:
    """With the number of seats that are taken."""
    taken = Enrolment.objects.filter(session=OuterRef("pk"), state=EnrolmentState.SEATED).order_by()
    count = taken.values("session").annotate(count=Count("pk")).values("count")
    return rows.annotate(seated=Coalesce(Subquery(count, output_field=IntegerField()), 0))


def sessions_of(module: Module, reader: Membership | None, now: datetime) -> list[Session]:
    """The coming sessions of a module that a reader may see."""
    rows = _seen(module.lab.partnership, reader).filter(module_link__module=module, ends_at__gt=now)
    rows = with_seated(rows).select_related("lab", "room", "module_link")
    return list(rows.order_by("starts_at", "pk")[:MOST_SESSIONS])


def with_module(rows: QuerySet[Session], partnership: Partnership, reader: Membership | None) -> QuerySet[Session]:
    """With `module_pk` and `module_title` of the module that a session gives, if this reader may see it."""
    title = "title_en" if get_language() == "en" else "title_nl"
    seen = modules_of(partnership, reader).filter(session_links__session=OuterRef("pk")).order_by()
    return rows.annotate(module_pk=Subquery(seen.values("pk")[:1]), module_title=Subquery(seen.values(title)[:1]))


def _seen(partnership: Partnership, reader: Membership | None) -> QuerySet[Session]:
    return Session.objects.visible_to(reader) if reader else Session.objects.public(partnership)


def unconnected(by: Membership) -> QuerySet[Session]:
    """The sessions that somebody runs and that give no module yet, the latest first."""
    rows = Session.objects.run_by(by).filter(module_link=None, is_listed=True).exclude(state=SessionState.CANCELLED)
    return rows.order_by("-starts_at", "-pk")


def next_with_seats(reader: Membership, modules, now: datetime) -> dict[int, Session]:
    """The first coming session of each module for which somebody can still get a seat, in one query."""
    rows = Session.objects.visible_to(reader).filter(
        module_link__module__in=modules, state=SessionState.PUBLISHED, takes_enrolments=True, starts_at__gt=now
    )
    rows = with_seated(rows.filter(Q(enrol_until=None) | Q(enrol_until__gte=now)))
    rows = rows.filter(Q(capacity=None) | Q(seated__lt=F("capacity"))).select_related("module_link")
    rows = rows.exclude(pk__in=SessionGuest.objects.filter(person=reader.user_id).values("session"))  # gives it
    first = rows.order_by("module_link__module", "starts_at", "pk").distinct("module_link__module")
    return {row.module_link.module_id: row for row in first}
