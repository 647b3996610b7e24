"""Going on from an earlier assignment: a next edition, a relay, and asking a satisfied company for it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from labs.actions.research_common import once
from lib.workflow import Refused, demand
from partnership import audit
from partnership.models import Membership

from ..assignment_rights import owns
from ..bank_rights import can_go_on, can_put_away
from ..bank_rules import ONCE_EACH, is_satisfied
from ..kinds import Follows, Side
from ..models import Assignment, AssignmentRole, FollowUpAsk, PlacementFeedback
from ..models.placements_feedback import POINTS
from ..queries.assignments import refreshed
from ..queries.chains import goes_on_in, to_ask
from .bank_mail import ask_follow_up, tell_company

NOT_THIS_WAY = _("Choose a next edition or a relay.")
NOTHING_DELIVERED = _("Write what is there already, so that the next team knows where it begins.")
BEGINS_TOO_SOON = _("It goes on from something that begins later. Choose a later first day.")
THERE_ALREADY = {
    Follows.EDITION.value: _("There is a next edition already: %(title)s. Go on from that one, or withdraw it."),
    Follows.RELAY.value: _("A next team goes on with it already: %(title)s. Go on from that one, or withdraw it."),
}
# What a next one takes over; people, days to apply and what the school says are of the new one.
SAME = (
    "partnership_id",
    "organisation_id",
    "kind",
    "title",
    "text",
    "theme",
    "language",
    "hours_a_week",
    "place",
    "remote",
    "allowance",
    "is_public",
    "teams",
    "education_id",
    "template_id",
)


def go_on(
    *,
    by: Membership,
    assignment: Assignment,
    how: str,
    starts_on: date,
    delivered: str = "",
    handover: str = "",
    nonce: UUID,
    now: datetime,
) -> Assignment:
    """A draft that follows this one, with the same content and nobody in it yet. Raises Refused."""

    def make() -> Assignment:
        current = refreshed(assignment.pk)
        sent = Assignment.objects.filter(nonce=nonce, made_by=by.user_id).first()
        if sent is not None:
            return sent
        _demand_next(by, current, how, starts_on, delivered)
        told = {"delivered": delivered.strip(), "handover": handover.strip()} if how == Follows.RELAY else {}
        row = _next(by, current, how, starts_on, nonce, now, told)
        audit.record(by=by, verb="assignment.entered", row=row, at=now)
        audit.record(by=by, verb="assignment.gone_on", row=current, at=now, how=how, next=row.pk)
        if not owns(current, by):
            tell_company(row, by=by, now=now)
        return row

    return once(Assignment, make, nonce=nonce, made_by=by.user_id)


def _demand_next(by: Membership, current: Assignment, how: str, starts_on: date, delivered: str) -> None:
    if how not in ONCE_EACH:
        raise Refused(NOT_THIS_WAY)
    demand(can_go_on(current, by, how))
    if there := goes_on_in(current, how):
        raise Refused(THERE_ALREADY[how] % {"title": there.title or _("Without a title")})
    if starts_on <= current.starts_on:
        raise Refused(BEGINS_TOO_SOON)
    if how == Follows.RELAY and not delivered.strip():
        raise Refused(NOTHING_DELIVERED)


def _next(
    by: Membership, current: Assignment, how: str, starts_on: date, nonce: UUID, now: datetime, told: dict[str, str]
) -> Assignment:
    row = Assignment.objects.create(
        **{name: getattr(current, name) for name in SAME},
        **told,
        follows=current,
        follows_as=how,
        starts_on=starts_on,
        ends_on=starts_on + (current.ends_on - current.starts_on),
        coordinator=None if owns(current, by) else by,
        made_by_id=by.user_id,
        made_at=now,
        nonce=nonce,
    )
    for role in current.roles.all():
        made = AssignmentRole.objects.create(
            assignment=row, name=role.name, level=role.level, seats=role.seats, order=role.order
        )
        made.skills.set([skill for skill in role.skills.all() if skill.ended_at is None])
    for said in current.expectations.all():
        if said.side == Side.COMPANY:  # as its own people wrote it; they look at it again before they hand it in
            said.pk = None
            said.assignment = row
            said.save(force_insert=True)
    return row


def demand_room_for(current: Assignment) -> None:
    """Raises Refused when another took the place of this one while it was withdrawn."""
    if current.follows_as not in ONCE_EACH:
        return
    earlier = Assignment.objects.select_for_update().get(pk=current.follows_id)
    if there := goes_on_in(earlier, current.follows_as):
        raise Refused(THERE_ALREADY[current.follows_as] % {"title": there.title or _("Without a title")})


# --- Asking for a follow-up --------------------------------------------------------------------------------------
def ask_for_follow_ups(*, now: datetime) -> int:
    """Ask each company that was satisfied, once per assignment, whoever runs this at the same moment."""
    return sum(_ask(said, now) for said in to_ask(now) if is_satisfied([getattr(said, point) for point in POINTS]))


@transaction.atomic
def _ask(said: PlacementFeedback, now: datetime) -> bool:
    placement = said.placement
    _row, is_new = FollowUpAsk.objects.get_or_create(
        assignment=placement.assignment, defaults={"placement": placement, "asked_at": now}
    )
    if is_new:
        audit.record(
            by=None,
            verb="follow_up.asked",
            row=placement.assignment,
            at=now,
            partnership_id=placement.partnership_id,
        )
        ask_follow_up(placement, now=now)
    return is_new


@transaction.atomic
def put_away(*, by: Membership, ask: FollowUpAsk, now: datetime) -> FollowUpAsk:
    """Not now: nobody is reminded of it any more. Raises Refused."""
    row = FollowUpAsk.objects.select_for_update(of=("self",)).select_related("assignment").get(pk=ask.pk)
    demand(can_put_away(row, by))
    row.put_away_at, row.put_away_by_id = now, by.user_id
    row.save(update_fields=["put_away_at", "put_away_by"])
    audit.record(by=by, verb="follow_up.put_away", row=row.assignment, at=now)
    return row
