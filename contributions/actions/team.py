"""The same hours for several colleagues: each gets a draft of their own, to check and to submit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contributions.models import HourEntry
from contributions.permissions import can_log
from contributions.queries.checks import Effort, Findings, examine_many
from contributions.queries.team import colleagues_of
from lib.periods import today
from lib.workflow import Refused, demand
from partnership.audit import record_many
from partnership.models import Membership

from .common import hold_days, patient
from .hours import Logged, content_of, log_hours

NO_COLLEAGUE = _("Somebody you chose does not log hours for your organisation any more. Choose again.")
NOT_FOR_ALL = _("Nothing is saved yet: for a colleague these hours are refused.")


@dataclass(frozen=True)
class ForColleague:
    """What the rules refuse for one colleague."""

    name: str
    effort: Effort
    findings: Findings


class TeamRefused(Refused):
    """For at least one colleague the rules refuse it; nothing was written, for nobody."""

    def __init__(self, refused: list[ForColleague]):
        super().__init__(NOT_FOR_ALL)
        self.refused = refused


@patient
@transaction.atomic
def log_for_team(
    *,
    membership: Membership,
    effort: Effort,
    colleagues: Iterable[int],
    nonce: UUID,
    now: datetime,
    submit: bool = False,
) -> Logged:
    """Log somebody's own hours, and a draft of the same for each colleague (ids of people); all or nothing.

    The same form (its nonce) sent twice gives each one entry; what a colleague made of a draft stays. Raises Refused,
    EntryRefused for the own hours, and TeamRefused with the names of colleagues for whom the rules refuse it.
    """
    demand(can_log(membership))
    wanted, known = set(colleagues), colleagues_of(membership, now) if colleagues else {}
    if wanted - known.keys():
        raise Refused(NO_COLLEAGUE)
    hold_days([membership.user_id, *wanted], [effort.worked_on])
    logged = log_hours(membership=membership, effort=effort, nonce=nonce, now=now, submit=submit)
    if wanted:
        _log_drafts(membership, {person: known[person] for person in sorted(wanted)}, effort, nonce, now)
    return logged


def _log_drafts(membership: Membership, people: dict[int, str], effort: Effort, nonce: UUID, now: datetime) -> None:
    nonces = {person: uuid5(nonce, str(person)) for person in people}
    sent = HourEntry.objects.filter(entered_by=membership.user_id, nonce__in=nonces.values())
    there = set(sent.values_list("nonce", flat=True))
    efforts = [replace(effort, person_id=person) for person in people if nonces[person] not in there]
    _demand_valid(efforts, people, now)
    made = HourEntry.objects.bulk_create(
        HourEntry(
            **content_of(each),
            organisation_id=membership.organisation_id,
            person_id=each.person_id,
            entered_by_id=membership.user_id,
            entered_at=now,
            nonce=nonces[each.person_id],
        )
        for each in efforts
    )
    record_many(by=membership, verb="hours.logged", rows=made, at=now)


def _demand_valid(efforts: list[Effort], people: dict[int, str], now: datetime) -> None:
    judged = zip(efforts, examine_many(efforts, day=today(now)), strict=True)
    refused = [ForColleague(people[each.person_id], each, found) for each, found in judged if found.refusals]
    if refused:
        raise TeamRefused(refused)
