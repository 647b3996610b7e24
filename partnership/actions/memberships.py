"""Ending memberships, and making a company's member its manager."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused

from .. import audit
from ..mails import Letter
from ..models import Membership, Partnership
from ..permissions import can_appoint, can_end
from ..roles import Role
from .mail import post


@transaction.atomic
def end(*, by: Membership, membership: Membership, now: datetime) -> None:
    """End a membership at this moment, also in sessions that are open. What the person did stays. Raises Refused."""
    # The partnership's row is the lock: of two managers who end each other at once, one stays.
    Partnership.objects.select_for_update().get(pk=by.partnership_id)
    current = Membership.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=membership.pk)
    decision = can_end(by, current)
    if not decision:
        raise Refused(decision.reason)
    if is_last_management(current, now):
        raise Refused(_("This is the only management member left. Invite another one first."))
    current.ended_at = max(now, current.started_at)
    current.save(update_fields=["ended_at"])
    audit.record(by=by, verb="membership.ended", row=current, at=now, user=current.user_id, role=current.role)


@transaction.atomic
def appoint(*, by: Membership, membership: Membership, now: datetime) -> Membership:
    """Make a company's member its manager: the one role ends, the other begins at that moment, and a mail says so.

    Hours stay the person's own. Of two who appoint at once the second is refused. Raises Refused.
    """
    current = (
        Membership.objects.select_for_update(of=("self",)).select_related("organisation", "user").get(pk=membership.pk)
    )
    if not (decision := can_appoint(by, current)):
        raise Refused(decision.reason)
    moment = max(now, current.started_at)
    same = {"user": current.user, "partnership_id": current.partnership_id, "organisation": current.organisation}
    manager, is_new = Membership.objects.get_or_create(
        **same, role=Role.COMPANY_MANAGER, programme=None, ended_at=None, defaults={"started_at": moment}
    )
    current.ended_at = moment
    current.save(update_fields=["ended_at"])
    audit.record(by=by, verb="membership.appointed", row=manager, at=now, user=current.user_id, before=current.pk)
    if is_new:
        _tell(manager, by, now)
    return manager


def _tell(manager: Membership, by: Membership, now: datetime) -> None:
    names = {"who": by.user.name, "organisation": manager.organisation.name, "partnership": by.partnership.name}
    letter = Letter(
        subject=_("You are manager of %(organisation)s now") % names,
        greeting=_("Hello %(name)s,") % {"name": manager.user.get_short_name()},
        paragraphs=(
            _("%(who)s made you manager of %(organisation)s in %(partnership)s.") % names,
            _("You confirm the months of colleagues, sign agreements and invite people. You log hours as before."),
        ),
        button=_("See what waits for you"),
        path=reverse("home", kwargs={"partnership": by.partnership.slug}),
        closing=(_("Is this not right? Answer to the management of your partnership."),),
    )
    post(key=f"appointed:{manager.pk}", to=manager.user.email, letter=letter, now=now)


def is_last_management(membership: Membership, now: datetime) -> bool:
    """Whether nobody would manage the partnership once this membership ended."""
    if membership.role != Role.MANAGEMENT:
        return False
    managers = Membership.objects.active(now).filter(partnership=membership.partnership_id, role=Role.MANAGEMENT)
    # `now` may be from before we had the lock; who ended somebody in between did so at a later moment.
    return not managers.filter(ended_at=None).exclude(pk=membership.pk).exists()
