"""Telling a teacher and a professional that they are matched, or that a meeting of theirs is planned or changed.

Nobody's language is known, so mail is in that of the portal. Call it inside the transaction of the deed.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership, User
from partnership.queries import people_here

from ..models import PracticePlacement, Session
from ..sentences import when, where


def tell_matched(placement: PracticePlacement, *, by: Membership, now: datetime) -> None:
    """Both hear with whom."""
    teacher, professional = _two(placement)
    with translation.override(settings.LANGUAGE_CODE):
        for person, other in ((teacher, professional), (professional, teacher)):
            letter = _matched(person, other, placement, by)
            post(key=f"practice-matched:{placement.pk}:{person.pk}", to=person.email, letter=letter, now=now)


def _two(placement: PracticePlacement) -> tuple[User, User]:
    ids = (placement.teacher_id, placement.professional_id)
    people = {row.pk: row.user for row in Membership.objects.filter(pk__in=ids).select_related("user").order_by("pk")}
    return people[ids[0]], people[ids[1]]


def _matched(person: User, other: User, placement: PracticePlacement, by: Membership) -> Letter:
    names = {"name": person.name, "other": other.name, "subject": placement.subject, "sender": by.user.name}
    return Letter(
        subject=_("You are matched: %(subject)s") % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(
            _("%(sender)s matched you with %(other)s for “%(subject)s”.") % names,
            _("The goal: %(goal)s") % {"goal": placement.goal},
        ),
        button=_("Plan the first meeting"),
        path=_path(placement, by),
        closing=(_("Do you have a question? Ask %(sender)s.") % names,),
    )


def tell_meeting(deed: str, placement: PracticePlacement, session: Session, *, by: Membership, now: datetime) -> None:
    """Who planned it knows. The professional, as guest of the session, hears of changes from the session itself."""
    if session.ends_at <= now:
        return
    with translation.override(settings.LANGUAGE_CODE):
        for person in _hearers(deed, placement, by, now):
            key = f"practice-{deed}:{session.pk}:{session.sequence}:{person.pk}"
            post(key=key, to=person.email, letter=_about(deed, person, placement, session, by), now=now)


def _hearers(deed: str, placement: PracticePlacement, by: Membership, now: datetime) -> Iterator[User]:
    """Who left the partnership hears nothing."""
    teacher, professional = _two(placement)
    two = people_here(placement.partnership_id, now).filter(user__in=[teacher, professional])
    here = set(two.values_list("user", flat=True))
    if teacher.pk != by.user_id and teacher.pk in here:
        yield teacher
    if deed == "planned" and professional.pk != by.user_id and professional.pk in here:
        yield professional


def _about(deed: str, person: User, placement: PracticePlacement, session: Session, by: Membership) -> Letter:
    names = {
        "name": person.name,
        "subject": placement.subject,
        "sender": by.user.name,
        "when": ", ".join(filter(None, (when(session.starts_at, session.ends_at), where(session)))),
        "reason": session.cancel_reason,
    }
    subjects = {
        "planned": _("Planned: %(subject)s"),
        "moved": _("Moved: %(subject)s"),
        "cancelled": _("Cancelled: %(subject)s"),
    }
    texts = {
        "planned": _("%(sender)s planned a meeting for “%(subject)s”: %(when)s."),
        "moved": _("%(sender)s moved a meeting for “%(subject)s”. It is now: %(when)s."),
        "cancelled": _("%(sender)s cancelled the meeting for “%(subject)s” of %(when)s. The reason: %(reason)s"),
    }
    return Letter(
        subject=subjects[deed] % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(texts[deed] % names,),
        button=_("See all meetings"),
        path=_path(placement, by),
        closing=(_("Does this not suit you? Tell %(sender)s.") % names,),
    )


def _path(placement: PracticePlacement, by: Membership) -> str:
    return reverse("practice_placement", kwargs={"partnership": by.partnership.slug, "pk": placement.pk})
