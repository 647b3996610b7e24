"""Telling who asked a research question what was decided, and what came of it.

Nobody's language is known, so mail is in that of the portal. Call it inside the transaction of the deed.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership
from partnership.queries import people_here

from ..models import ResearchLine, ResearchQuestion
from ..research_states import DECLINED, MERGED, TAKEN_UP


def tell_asker(question: ResearchQuestion, *, by: Membership, now: datetime) -> None:
    """One mail for each state that a question comes in; who left the partnership gets none."""
    asker = question.asked_by
    if people_here(by.partnership_id, now).filter(user=asker).exists():
        with translation.override(settings.LANGUAGE_CODE):
            key = f"research-question:{question.pk}:{question.state}"
            post(key=key, to=asker.email, letter=_letter(question, by), now=now)


def _letter(question: ResearchQuestion, by: Membership) -> Letter:
    names = {
        "name": question.asked_by.name,
        "title": question.title,
        "lab": question.lab.name,
        "sender": by.user.name,
        "partnership": by.partnership.name,
    }
    subject, paragraphs = _in_words(question, names)
    return Letter(
        subject=subject % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=paragraphs,
        button=_("See your question"),
        path=reverse("research_question", args=[by.partnership.slug, question.pk]),
        closing=(_("Do you have a question? Ask %(sender)s of %(partnership)s.") % names,),
    )


def _in_words(question: ResearchQuestion, names: dict) -> tuple[str, tuple[str, ...]]:
    """The subject, and what there is to tell."""
    if question.state == TAKEN_UP:
        text = _("%(lab)s takes up your question “%(title)s”. You hear from us when there is an answer.")
        return _("Your question is taken up: %(title)s"), (text % names,)
    if question.state == DECLINED:
        text = _("%(lab)s does not take up your question “%(title)s”.") % names
        return _("Your question is not taken up: %(title)s"), (
            text,
            _("The reason: %(reason)s") % {"reason": question.reason},
        )
    if question.state == MERGED:
        line = ResearchLine.objects.get(pk=question.line_id)
        text = _("Your question “%(title)s” is part of the research line “%(line)s” now.")
        return _("Your question is part of research now: %(title)s"), (text % {**names, "line": line.title},)
    text = _("There is an answer to your question “%(title)s”.") % names
    return _("Your question is answered: %(title)s"), (text, question.outcome)
