"""Hours that follow from sessions: who is due an offer, what was offered, and what became doubtful since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import translation
from django.utils.translation import gettext as _

from contributions.kinds import KIND_OF_SESSION
from contributions.models import HourEntry, HourOffer
from contributions.rules import Concern, Refusal
from contributions.sentences import CONCERNS, DOUBTS, REFUSALS
from contributions.session_hours import MOST_PLACE, Doubt, minutes_given, words_for
from contributions.states import APPROVED, RETURNED, OfferState
from labs.models import Session, SessionGuest
from labs.sentences import where
from labs.states import SessionState
from lib.figures import day_plain
from lib.periods import month_of, today
from lib.times import day_of
from partnership.models import Membership, Partnership, User
from partnership.roles import Permission, Role, allows

from .checks import Effort, examine_many
from .locks import closed

# Who noted nothing about a session until now, is taken to have held it as planned.
WITHOUT_ATTENDANCE = timedelta(hours=12)
LOOKS_BACK = timedelta(days=180)
LOGGING_ROLES = [role for role in Role.values if allows(role, Permission.LOG_HOURS)]


# --- Who is due an offer -----------------------------------------------------------------------------------------
def gave(now: datetime) -> QuerySet[SessionGuest]:
    """Guests of sessions that took place, as far as is known: who was there, or of whom nothing else was noted."""
    over = Q(session__state=SessionState.PUBLISHED, session__ends_at__lte=now)
    unknown = Q(was_there=None, session__attendance_taken_at=None, session__ends_at__lte=now - WITHOUT_ATTENDANCE)
    return SessionGuest.objects.filter(over & (Q(was_there=True) | unknown), session__activity__isnull=False)


def logging_members(now: datetime) -> QuerySet[Membership]:
    return Membership.objects.active(now).filter(role__in=LOGGING_ROLES)


def due_guests(now: datetime) -> QuerySet[SessionGuest]:
    """Those of them who may log hours for the organisation they came from."""
    here = logging_members(now).filter(
        user=OuterRef("person"),
        organisation=OuterRef("organisation"),
        partnership=OuterRef("session__lab__partnership"),
    )
    return gave(now).filter(Exists(here))


def sessions_to_follow(now: datetime) -> list[int]:
    """Sessions of which somebody is to be offered hours, or of which an unanswered offer is no longer right.

    An offer to who left the partner can be answered by nobody, so it is taken back.
    """
    offers = HourOffer.objects.filter(session=OuterRef("session"), person=OuterRef("person"))
    new = due_guests(now).filter(~Exists(offers.exclude(state=OfferState.TAKEN_BACK)))
    new = new.filter(session__ends_at__gte=now - LOOKS_BACK)
    still = due_guests(now).filter(
        session=OuterRef("session"), person=OuterRef("person"), organisation=OuterRef("organisation")
    )
    changed = ~Exists(still) | ~Q(session_version=F("session__version")) | ~Q(refusal="")
    stale = HourOffer.objects.open().filter(changed)
    return sorted({*new.values_list("session", flat=True), *stale.values_list("session", flat=True)})


def effort_of(guest: SessionGuest) -> Effort:
    """What giving a session comes to. The session comes with its activity, that with its programme, and its room."""
    session = guest.session
    programme = session.activity.programme
    minutes = minutes_given(
        session.starts_at,
        session.ends_at,
        preparation=guest.preparation_minutes if programme.counts_preparation else 0,
        per_hour=programme.preparation_per_hour,
    )
    day = day_of(session.starts_at)
    with translation.override(settings.LANGUAGE_CODE):  # whose language it is to be, is not known
        words = words_for(session.get_kind_display(), session.title, guest.part, day_plain(day))
    return Effort(
        person_id=guest.person_id,
        organisation_id=guest.organisation_id,
        activity=session.activity,
        worked_on=day,
        minutes=minutes,
        kind=KIND_OF_SESSION[session.kind],
        description=words,
        place=where(session)[:MOST_PLACE],
    )


# --- Doubt -------------------------------------------------------------------------------------------------------
def doubt(now: datetime, prefix: str = "") -> Case:
    """Why a session makes hours doubtful, as SQL: for offers, or for entries with the prefix `offer__`."""
    guest = guest_of(prefix)
    at = f"{prefix}session__"
    absent = Exists(guest.filter(was_there=False))
    unseen = Exists(guest.filter(was_there=None)) & Q(**{f"{at}attendance_taken_at__isnull": False})
    return Case(
        When(**{f"{prefix}session__isnull": True}, then=Value("")),
        When(**{f"{prefix}settled_at__isnull": False}, then=Value("")),
        When(**{f"{at}state": SessionState.CANCELLED}, then=Value(Doubt.CANCELLED.value)),
        When(~Exists(guest), then=Value(Doubt.NO_GUEST.value)),
        When(absent | unseen, then=Value(Doubt.NOT_THERE.value)),
        When(**{f"{at}ends_at__gt": now}, then=Value(Doubt.NOT_YET.value)),
        default=Value(""),
    )


def guest_of(prefix: str = "") -> QuerySet[SessionGuest]:
    """The guest that hours are about, as a subquery."""
    return SessionGuest.objects.filter(session=OuterRef(f"{prefix}session"), person=OuterRef("person"))


def with_session(entries: QuerySet[HourEntry], now: datetime) -> QuerySet[HourEntry]:
    """Each entry with the session it came from, whether its person was there, and why that makes it doubtful."""
    there = guest_of("offer__").values("was_there")[:1]
    return entries.select_related("offer__session", "offer__settled_by").annotate(
        doubt=doubt(now, "offer__"), was_there=Subquery(there)
    )


def doubtful(membership: Membership, now: datetime) -> QuerySet[HourOffer]:
    """Approved hours that this coordinator judges, of a session that did not take place as planned after all."""
    corrected = HourEntry.objects.filter(corrects=OuterRef("entry")).exclude(state=RETURNED)
    entries = HourEntry.objects.decidable_by(membership).filter(state=APPROVED)
    rows = HourOffer.objects.filter(state=OfferState.CONFIRMED, entry__in=entries, settled_at=None)
    return rows.filter(~Exists(corrected)).annotate(doubt=doubt(now)).exclude(doubt="")


def doubt_in_words(code: str) -> str:
    return str(DOUBTS[Doubt(code)]) if code else ""


# --- What somebody is offered ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OfferRow:
    """An offer as its person sees it: whether one click will do, and if not, why."""

    offer: HourOffer
    hindrance: str = ""  # why it cannot be confirmed at all, as things stand
    concerns: Sequence[Concern] = field(default=())  # what has to be explained first

    @property
    def can_confirm(self) -> bool:
        return not (self.hindrance or self.concerns)

    @property
    def to_explain(self) -> str:
        return ", ".join(str(CONCERNS[concern]) for concern in self.concerns)


def open_offers(partnership: Partnership, person: User, organisations: Iterable[int]) -> QuerySet[HourOffer]:
    """What waits for somebody's answer, the oldest first."""
    rows = HourOffer.objects.open().filter(
        session__lab__partnership=partnership, person=person, organisation__in=organisations
    )
    related = ("session__lab", "organisation", "entry__activity__programme", "entry__activity__lab")
    return rows.select_related(*related).order_by("session__starts_at", "pk")


def offers_of(membership: Membership) -> QuerySet[HourOffer]:
    if not membership.can(Permission.LOG_HOURS):
        return HourOffer.objects.none()
    return open_offers(membership.partnership, membership.user, [membership.organisation_id])


def offer_rows(offers: Iterable[HourOffer], now: datetime) -> list[OfferRow]:
    """Offers with what hinders them, in three queries whatever their number; `offers` has its doubts."""
    offers = list(offers)
    drafts = [offer for offer in offers if offer.entry is not None]
    found = examine_many([Effort.of(offer.entry) for offer in drafts], day=today(now)) if drafts else []
    return [_row(offer, dict(zip([draft.pk for draft in drafts], found, strict=True))) for offer in offers]


def _row(offer: HourOffer, findings: dict) -> OfferRow:
    code = getattr(offer, "doubt", "")
    if code:
        return OfferRow(offer, doubt_in_words(code))
    if offer.entry is None:
        return OfferRow(offer, why_refused(offer))
    found = findings[offer.pk]
    if found.refusals:
        return OfferRow(offer, str(REFUSALS[next(iter(found.refusals.values()))]))
    return OfferRow(offer, concerns=[] if offer.entry.explanation.strip() else found.concerns)


def why_refused(offer: HourOffer) -> str:
    """Why there is no draft, to who would have had it."""
    if offer.refusal == Refusal.MONTH_LOCKED:
        return _("The month of this session is locked, so hours in it cannot be logged any more.")
    return str(REFUSALS[Refusal(offer.refusal)])


def answered_lately(membership: Membership, limit: int = 5) -> list[HourOffer]:
    """The last answers of this person, for looking back."""
    rows = HourOffer.objects.filter(
        session__lab__partnership=membership.partnership_id,
        person=membership.user_id,
        organisation=membership.organisation_id,
    ).exclude(state=OfferState.OFFERED)
    return list(rows.select_related("session", "entry").order_by("-answered_at", "-pk")[:limit])


def offers_of_session(membership: Membership, session: Session, now: datetime) -> list[HourOffer]:
    """What was offered to the guests of a session, as far as this reader may know it, with its doubts; one query."""
    rows = HourOffer.objects.visible_to(membership).filter(session=session)
    related = rows.select_related("person", "organisation", "entry").annotate(doubt=doubt(now))
    return list(related.order_by("person__name", "pk"))


def waiting_by_person(partnership: Partnership, now: datetime) -> dict[tuple[int, int], list[datetime]]:
    """When each unanswered draft was offered, by person and organisation; two queries. What cannot be answered any
    more, because its month is locked, is left out."""
    rows = list(
        HourOffer.objects.open()
        .filter(session__lab__partnership=partnership, entry__isnull=False)
        .annotate(doubt=doubt(now))
        .filter(doubt="")
        .order_by("offered_at", "pk")
        .values_list("person", "organisation", "entry__programme", "entry__worked_on", "offered_at")
    )
    locked = closed({row[2] for row in rows}, {row[1] for row in rows}, day=today(now)) if rows else set()
    found: dict[tuple[int, int], list[datetime]] = {}
    for person, organisation, programme, worked_on, offered_at in rows:
        if (organisation, programme, month_of(worked_on)) not in locked:
            found.setdefault((person, organisation), []).append(offered_at)
    return found
