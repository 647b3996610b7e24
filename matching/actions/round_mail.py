"""Telling the students of a round that they can rank or have not, and them and companies that there is a result.

Nobody's language is known, so mail is in that of the portal. Call it inside the transaction of the deed.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.figures import day_plain
from partnership.actions.mail import post_many
from partnership.mails import Letter
from partnership.models import Membership, User

from ..models import Application, Assignment, Round, RoundStudent
from .application_mail import contacts_of

# Subject, text and button of each kind.
WORDS: dict[str, tuple[Promise, Promise, Promise]] = {
    "opened": (
        _("Choose what you want to do: %(round)s"),
        _("You can rank up to five assignments for “%(round)s”, until %(day)s."),
        _("Rank assignments"),
    ),
    "reminded": (
        _("You have not chosen yet: %(round)s"),
        _("Your wishes for “%(round)s” are not there yet. You can save them until %(day)s."),
        _("Rank assignments"),
    ),
    "published": (
        _("The result is there: %(round)s"),
        _("Everybody in “%(round)s” has been placed in one go. See what became of your wishes, and why."),
        _("See the result"),
    ),
    "cancelled": (
        _("Cancelled: %(round)s"),
        _("“%(round)s” does not go on, so nobody is placed by it."),
        _("See your wishes"),
    ),
}


def tell_students(
    row: Round, kind: str, students: Iterable[RoundStudent], *, by: Membership, now: datetime, mark: str = ""
) -> int:
    """One mail of this kind for each of them; `mark` tells one occasion from another. Says how many are new."""
    with translation.override(settings.LANGUAGE_CODE):
        letters = [
            (f"round-{kind}:{row.pk}:{mark}:{user.pk}", user.email, _letter(row, kind, user, by))
            for user in _people(students)
        ]
        return post_many(letters=letters, now=now)


def _people(students) -> Iterable[User]:
    ids = [student.membership_id for student in students if student.membership_id]
    return User.objects.filter(memberships__in=ids).distinct().order_by("pk")


def _letter(row: Round, kind: str, person: User, by: Membership) -> Letter:
    subject, text, button = WORDS[kind]
    day = day_plain(row.wishes_until) if row.wishes_until else ""
    names = {"name": person.name, "round": row.name, "day": day, "sender": by.user.name}
    return Letter(
        subject=subject % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(text % names,),
        button=button,
        path=reverse("wishes_of_round", kwargs={"partnership": row.partnership.slug, "pk": row.pk}),
        closing=(_("Do you have a question? Ask %(sender)s.") % names,),
    )


def tell_companies(row: Round, accepted: Iterable[Application], *, now: datetime) -> None:
    """Who decides for a company hears in one mail for each assignment who comes, and as what."""
    of = defaultdict(list)
    for application in accepted:
        of[application.assignment].append(application)
    with translation.override(settings.LANGUAGE_CODE):
        letters = [
            (f"round-placed:{row.pk}:{assignment.pk}:{person.pk}", person.email, _coming(assignment, rows, person))
            for assignment, rows in of.items()
            for person in contacts_of(assignment, now)
        ]
        post_many(letters=letters, now=now)


def _coming(assignment: Assignment, rows: list[Application], person: User) -> Letter:
    names = {"name": person.name, "title": assignment.title}
    return Letter(
        subject=_("Students for “%(title)s”") % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(
            _("A class was placed by its wishes. These students come to “%(title)s”:") % names,
            *(f"{each.student.user.name}, {each.role.name}" for each in rows),
            _("The next step is the agreement. You hear when it is there to sign."),
        ),
        button=_("See the applications"),
        path=reverse("offer_applications", kwargs={"partnership": assignment.partnership.slug}),
    )
