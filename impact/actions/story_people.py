"""Who is named or shown in a story, and whether they agree. Who does not agree any more is out of sight at once."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.periods import add_years, today
from lib.workflow import Refused, demand
from partnership import audit
from partnership.models import Membership

from ..models import Story, StoryConsent, StoryPerson
from ..story_rights import can_keep
from ..story_states import PUBLISHED, covers
from .stories import held, held_draft, move, saved

LONGEST = 5  # years
SAME_NAME = _("This person stands in the list already.")
NOT_IN_IT = _("This person is not in the list of this story any more.")
GONE = _("There is no consent to withdraw.")
NO_REPRESENTATIVE = _("Who is younger than 16 can't agree alone. Fill in which parent or legal representative did.")
NOT_YET = _("A consent that is given later does not count yet. Choose today or an earlier day.")
ENDS_FIRST = _("The consent ends before it was given. Choose a later day.")
TOO_LONG = _("A consent holds for at most five years. Ask again after that.")
OVER = _("This consent is over already. Choose a later day.")
TOO_LITTLE = _("This person can be recognised in more than this consent is for. Ask for what the story shows.")


@transaction.atomic
def add_person(
    *,
    by: Membership,
    story: Story,
    name: str,
    appears: str,
    is_under_16: bool,
    version: int,
    nonce: UUID,
    now: datetime,
) -> StoryPerson:
    """Put somebody in the list of who can be recognised. Raises Refused, SomeoneWasFirst."""
    sent = StoryPerson.objects.filter(nonce=nonce, story=story.pk).first()
    if sent:
        return sent
    row = held_draft(by, story, version)
    try:
        with transaction.atomic():
            person = StoryPerson.objects.create(
                story=row, name=name.strip(), appears=appears, is_under_16=is_under_16, nonce=nonce
            )
    except IntegrityError:
        raise Refused(SAME_NAME) from None
    row.is_of_nobody = False
    saved(row, now)
    audit.record(by=by, verb="story.person_added", row=row, at=now, person=person.pk)
    return person


@transaction.atomic
def remove_person(*, by: Membership, story: Story, person: StoryPerson, version: int, now: datetime) -> None:
    """Take somebody out of the list, who is not in the story any more; the consents go too. Raises Refused."""
    row = held_draft(by, story, version)
    gone, _details = StoryPerson.objects.filter(pk=person.pk, story=row).delete()
    if not gone:
        raise Refused(NOT_IN_IT)
    saved(row, now)
    audit.record(by=by, verb="story.person_removed", row=row, at=now, person=person.pk)


@transaction.atomic
def record_consent(
    *,
    by: Membership,
    person: StoryPerson,
    given_on: date,
    until: date,
    how: str,
    proof: str,
    agreed: str,
    representative: str,
    nonce: UUID,
    now: datetime,
) -> StoryConsent:
    """Write down that somebody agrees; also a new consent in time for one that ends. Raises Refused."""
    row = held(person.story)
    demand(can_keep(by, row))
    sent = StoryConsent.objects.filter(nonce=nonce, person=person.pk).first()
    if sent:
        return sent
    current = StoryPerson.objects.filter(pk=person.pk, story=row).first()
    if current is None:
        raise Refused(NOT_IN_IT)
    _demand_valid(current, given_on, until, agreed, representative, today(now))
    consent = StoryConsent.objects.create(
        person=current,
        given_on=given_on,
        until=until,
        how=how,
        proof=proof.strip(),
        covers=agreed,
        representative=representative.strip(),
        recorded_by=by.user,
        recorded_at=now,
        nonce=nonce,
    )
    audit.record(by=by, verb="story.consent_recorded", row=row, at=now, person=current.pk)
    return consent


def _demand_valid(person: StoryPerson, given: date, until: date, agreed: str, representative: str, day: date) -> None:
    if given > day:
        raise Refused(NOT_YET)
    if until < given:
        raise Refused(ENDS_FIRST)
    if until < day:
        raise Refused(OVER)
    if until > add_years(given, LONGEST):
        raise Refused(TOO_LONG)
    if not covers(agreed, person.appears):
        raise Refused(TOO_LITTLE)
    if person.is_under_16 and not representative.strip():
        raise Refused(NO_REPRESENTATIVE)


@transaction.atomic
def withdraw_consent(*, by: Membership, person: StoryPerson, now: datetime) -> Story:
    """Somebody does not agree any more: all consents of this person end, and nobody reads the story from now on.

    Raises Refused.
    """
    row = held(person.story)
    demand(can_keep(by, row))
    given = StoryConsent.objects.filter(person=person.pk, person__story=row, withdrawn_at=None)
    if not given.update(withdrawn_at=now, withdrawn_by=by.user):
        raise Refused(GONE)
    audit.record(by=by, verb="story.consent_withdrawn", row=row, at=now, person=person.pk)
    if row.state == PUBLISHED:
        move(row, "withdraw", by, now)
    return row
