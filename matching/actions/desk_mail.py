"""Telling who brought a question to the desk that it arrived, and what became of it.

The address may be anybody's, so the first mail repeats nothing of what was typed. Nobody's language is known, so mail
is in that of the portal. Call it inside the transaction of the deed.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership
from partnership.roles import Role

from ..models import DeskQuestion
from ..states import DeskState


def confirm(question: DeskQuestion, now: datetime) -> None:
    """It arrived."""
    with translation.override(settings.LANGUAGE_CODE):
        names = {"partnership": question.partnership.name}
        letter = Letter(
            subject=_("Your question has arrived at %(partnership)s") % names,
            greeting=_("Hello,"),
            paragraphs=(
                _("A question was brought to the desk of %(partnership)s with this e-mail address.") % names,
                _("A coordinator reads it. You hear by mail what becomes of it."),
            ),
            button=_button(question),
            path=_path(question),
            closing=(_("Was it not you? Then you need not do anything."),),
        )
        post(key=f"desk-question:{question.pk}:arrived", to=question.contact_email, letter=letter, now=now)


def tell_decided(question: DeskQuestion, *, by: Membership, now: datetime) -> None:
    """What became of it, in the words of who decided."""
    with translation.override(settings.LANGUAGE_CODE):
        names = {
            "name": question.contact_name,
            "title": question.title,
            "sender": by.user.name,
            "school": question.passed_to.name if question.passed_to else "",
        }
        text = {
            DeskState.TURNED.value: _("Your question “%(title)s” becomes work for students."),
            DeskState.PASSED_ON.value: _("Your question “%(title)s” is passed on to %(school)s."),
            DeskState.ANSWERED.value: _("Your question “%(title)s” is answered."),
            DeskState.DECLINED.value: _("Your question “%(title)s” is not taken up."),
        }[question.state]
        letter = Letter(
            subject=_("About your question: %(title)s") % names,
            greeting=_("Hello %(name)s,") % names,
            paragraphs=(text % names, *((question.answer,) if question.answer else ())),
            button=_button(question),
            path=_path(question),
            closing=(_("%(sender)s looked at it.") % names,),
        )
        post(key=f"desk-question:{question.pk}:{question.state}", to=question.contact_email, letter=letter, now=now)


def tell_school(question: DeskQuestion, *, by: Membership, now: datetime) -> None:
    """The coordinators of the school that gets the question."""
    rows = Membership.objects.active(now).filter(organisation=question.passed_to_id, role=Role.COORDINATOR)
    with translation.override(settings.LANGUAGE_CODE):
        for each in rows.select_related("user").order_by("pk"):
            names = {"name": each.user.name, "title": question.title, "sender": by.user.name}
            letter = Letter(
                subject=_("A question for your school: %(title)s") % names,
                greeting=_("Hello %(name)s,") % names,
                paragraphs=(_("%(sender)s passes “%(title)s” on to your school.") % names,),
                button=_("See the question"),
                path=reverse("question", kwargs={"partnership": by.partnership.slug, "pk": question.pk}),
            )
            post(key=f"desk-question:{question.pk}:school:{each.pk}", to=each.user.email, letter=letter, now=now)


def _button(question: DeskQuestion) -> str:
    return _("See the question") if question.asked_by_id else _("See what we do")


def _path(question: DeskQuestion) -> str:
    """Who has no account is shown what everybody may see."""
    slug = question.partnership.slug
    if question.asked_by_id:
        return reverse("question", kwargs={"partnership": slug, "pk": question.pk})
    return reverse("labs", kwargs={"partnership": slug})
