"""Stories as they are read and kept: lists, what a story still lacks, and who agreed to it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from labs.models import Activity
from partnership.models import Membership, Partnership
from partnership.roles import Permission

from ..kinds import OutcomeKind
from ..models import Instrument, InstrumentOutcome, Story, StoryConsent, StoryPerson
from ..states import CLOSED, OPEN

NO_PICTURE = _("The story has no picture yet.")
NO_PEOPLE = _("Say who can be recognised in it, or that nobody can.")
NOT_AGREED = _("Not everybody in it agrees, or the consent is over: %(names)s.")


def outcomes_for(partnership_id: int) -> QuerySet[InstrumentOutcome]:
    """The outcomes that a story can show: of the portal's list, and of own lists that a campaign asks or asked."""
    used = Instrument.objects.filter(partnership=partnership_id, campaigns__state__in=(OPEN, CLOSED))
    here = Q(level__instrument__in=used.values("pk")) | Q(level__instrument__partnership=None)
    rows = InstrumentOutcome.objects.filter(here, kind=OutcomeKind.NAMED).select_related("level")
    return rows.order_by(F("level__instrument__partnership").asc(nulls_first=True), "level__position", "position", "pk")


def activities_for(by: Membership) -> QuerySet[Activity]:
    rows = Activity.objects.filter(lab__partnership=by.partnership_id).select_related("lab")
    return rows.order_by("lab__name", "name", "pk")


def stories_for(partnership: Partnership, membership: Membership | None, day: date) -> QuerySet[Story]:
    """What somebody may read; the newest first, drafts on top for who keeps them."""
    rows = Story.objects
    rows = rows.visible_to(membership, day) if membership else rows.public(partnership, day)
    rows = rows.select_related("lab", "activity", "outcome__level")
    return rows.order_by(F("published_at").desc(nulls_first=True), "-pk")


def keeps(membership: Membership | None) -> bool:
    return membership is not None and membership.can(Permission.MANAGE_IMPACT)


# --- Who is in it ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Someone:
    """A person in a story, and the consents that were given, the latest first."""

    person: StoryPerson
    agrees: bool
    consents: list[StoryConsent]

    @property
    def can_withdraw(self) -> bool:
        return any(each.withdrawn_at is None for each in self.consents)

    @property
    def until(self) -> date | None:
        """Until when it may be shown, as far as this person is concerned."""
        return max((each.until for each in self.consents if each.withdrawn_at is None), default=None)


def people_of(story: Story, day: date) -> list[Someone]:
    """Two queries."""
    consents = StoryConsent.objects.select_related("recorded_by", "withdrawn_by").order_by("-recorded_at", "-pk")
    rows = StoryPerson.objects.with_consent(day).filter(story=story).order_by("name", "pk")
    rows = rows.prefetch_related(Prefetch("consents", consents))
    return [Someone(row, row.agrees, list(row.consents.all())) for row in rows]


def unready(story: Story, day: date) -> list[str | Promise]:
    """What a story lacks before everybody may read it."""
    found: list[str | Promise] = []
    if not story.has_picture:
        found.append(NO_PICTURE)
    people = list(StoryPerson.objects.with_consent(day).filter(story=story).order_by("name", "pk"))
    if not people and not story.is_of_nobody:
        found.append(NO_PEOPLE)
    missing = [person.name for person in people if not person.agrees]
    if missing:
        found.append(NOT_AGREED % {"names": ", ".join(missing)})
    return found
