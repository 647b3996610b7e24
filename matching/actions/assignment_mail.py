"""Telling who handed an assignment or a change in what was decided.

Nobody's language is known, so mail is in that of the portal. Call it inside the transaction of the deed.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership, User

from ..models import Assignment, AssignmentChange
from ..states import APPROVED


def tell_decided(assignment: Assignment, *, by: Membership, now: datetime) -> None:
    """It is on the board, or has to be changed first."""
    with translation.override(settings.LANGUAGE_CODE):
        if assignment.state == APPROVED:
            subject, text = _("On the board: %(title)s"), _("“%(title)s” is approved and on the board.")
        else:
            subject, text = _("Please change: %(title)s"), _("“%(title)s” cannot go on the board yet.")
        key = f"assignment-decided:{assignment.pk}:{assignment.version}"
        _post(key, assignment, assignment.submitted_by, subject, text, assignment.reason, by, now)


def tell_change_decided(change: AssignmentChange, *, by: Membership, now: datetime) -> None:
    """The board shows the change, or stays as it was."""
    with translation.override(settings.LANGUAGE_CODE):
        if change.approved:
            subject, text = _("Changed: %(title)s"), _("Your change of “%(title)s” is approved and on the board.")
        else:
            subject = _("Not changed: %(title)s")
            text = _("Your change of “%(title)s” is not taken over. The board shows what it showed.")
        key = f"assignment-change-decided:{change.pk}"
        _post(key, change.assignment, change.asked_by, subject, text, change.reason, by, now)


def _post(
    key: str, assignment: Assignment, to: User, subject: str, text: str, reason: str, by: Membership, now: datetime
) -> None:
    names = {"title": assignment.title, "name": to.name, "sender": by.user.name, "reason": reason}
    letter = Letter(
        subject=subject % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(text % names, *((_("The reason: %(reason)s") % names,) if reason else ())),
        button=_("See the assignment"),
        path=reverse("assignment", kwargs={"partnership": by.partnership.slug, "pk": assignment.pk}),
        closing=(_("Do you have a question? Ask %(sender)s.") % names,),
    )
    post(key=key, to=to.email, letter=letter, now=now)
