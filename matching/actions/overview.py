"""Handing an assignment over to a colleague, and noting what is taken along."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.workflow import Refused, SomeoneWasFirst
from partnership import audit
from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import AuditEvent, Membership
from partnership.roles import Permission

from ..assignment_rights import ONLY_COORDINATORS, can_hand_over
from ..models import Assignment
from ..queries.assignments import refreshed
from ..queries.overview import colleagues_for

NOT_THIS_ONE = gettext_lazy("Choose somebody who looks after the board now, and does not have this already.")


@transaction.atomic
def hand_over(*, by: Membership, assignment: Assignment, to: Membership, version: int, now: datetime) -> Assignment:
    """From now on this colleague looks after it, and is told so. Raises Refused, SomeoneWasFirst."""
    current = refreshed(assignment.pk)
    allowed = can_hand_over(current, by)
    if not allowed:
        raise Refused(allowed.reason)
    if current.version != version:
        raise SomeoneWasFirst
    if not colleagues_for(current, now).filter(pk=to.pk).exists():
        raise Refused(NOT_THIS_ONE)
    current.coordinator, current.version = to, version + 1
    current.save(update_fields=["coordinator", "version"])
    event = audit.record(by=by, verb="assignment.handed_over", row=current, at=now, to=to.pk)
    if to.user_id != by.user_id:
        _tell(current, to, by, event, now)
    return current


def _tell(assignment: Assignment, to: Membership, by: Membership, event: AuditEvent, now: datetime) -> None:
    """Nobody's language is known, so mail is in that of the portal."""
    with translation.override(settings.LANGUAGE_CODE):
        names = {"title": assignment.title or _("Without a title"), "name": to.user.name, "sender": by.user.name}
        letter = Letter(
            subject=_("For you: %(title)s") % names,
            greeting=_("Hello %(name)s,") % names,
            paragraphs=(_("%(sender)s handed “%(title)s” over to you. You look after it from now on.") % names,),
            button=_("See the assignment"),
            path=reverse("assignment", kwargs={"partnership": by.partnership.slug, "pk": assignment.pk}),
            closing=(_("Do you have a question? Ask %(sender)s.") % names,),
        )
        post(key=f"assignment-handed-over:{event.pk}", to=to.user.email, letter=letter, now=now)


# --- Taken along -------------------------------------------------------------------------------------------------
@transaction.atomic
def note_assignments_export(*, by: Membership, file_format: str, now: datetime) -> AuditEvent:
    """Raises Refused."""
    _demand(by)
    return audit.record(by=by, verb="assignments.exported", row=by.partnership, at=now, format=file_format)


@transaction.atomic
def note_placements_export(*, by: Membership, file_format: str, now: datetime) -> AuditEvent:
    """Raises Refused."""
    _demand(by)
    return audit.record(by=by, verb="placements.exported", row=by.partnership, at=now, format=file_format)


def _demand(by: Membership) -> None:
    if not by.can(Permission.MATCH):
        raise Refused(ONLY_COORDINATORS)
