"""Mail about applications: to the student, or to who decides for the company. Call it inside the transaction.

Nobody's language is known, so mail is in that of the portal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.figures import day_plain
from partnership.actions.mail import post
from partnership.mails import Letter, Text
from partnership.models import Membership, User
from partnership.roles import Role

from ..application_rights import answer_due
from ..models import Application, Assignment, TeamInvitation

SEE = gettext_lazy("See the application")


@dataclass(frozen=True)
class Words:
    """The subject, the sentences and the button of one kind of mail."""

    subject: Text
    sentences: tuple[Text, ...]
    button: Text = SEE


TO_STUDENT = {
    "team_submitted": Words(
        gettext_lazy("Your team applied: %(title)s"),
        (gettext_lazy("Your team applied for “%(title)s” of %(company)s. Your role is %(role)s."),),
    ),
    "talking": Words(
        gettext_lazy("%(company)s wants to talk with you"),
        (
            gettext_lazy("%(company)s read your application for “%(title)s” and wants to get to know you."),
            gettext_lazy("Somebody of %(company)s gets in touch with you. You hear the outcome before %(due)s."),
        ),
    ),
    "offered": Words(
        gettext_lazy("An offer for you: %(title)s"),
        (
            gettext_lazy("%(company)s offers you the role of %(role)s in “%(title)s”."),
            gettext_lazy("Accept it before %(due)s. After that the offer is over, and the seat is free for others."),
            gettext_lazy("When you accept, your other open applications end."),
        ),
        gettext_lazy("See the offer"),
    ),
    "declined": Words(
        gettext_lazy("About your application: %(title)s"),
        (
            gettext_lazy("%(company)s does not go on with your application for “%(title)s”, role %(role)s."),
            "%(reason)s",
            "%(message)s",
        ),
    ),
    "filled": Words(
        gettext_lazy("The seat is taken: %(title)s"),
        (gettext_lazy("The last seat for which you applied in “%(title)s” of %(company)s went to somebody else."),),
    ),
    "expired": Words(
        gettext_lazy("Your application ended without an answer: %(title)s"),
        (gettext_lazy("%(company)s did not answer your application for “%(title)s” in time. It is over now."),),
    ),
    "offer_expired": Words(
        gettext_lazy("The offer is over: %(title)s"),
        (gettext_lazy("You did not answer the offer of %(company)s for “%(title)s” in time. It is over now."),),
    ),
    "cancelled": Words(
        gettext_lazy("The assignment is not open any more: %(title)s"),
        (gettext_lazy("“%(title)s” of %(company)s is not open any more. Your application for it is over."),),
    ),
    "reminded": Words(
        gettext_lazy("Answer before %(due)s: %(title)s"),
        (
            gettext_lazy(
                "%(company)s offered you a seat in “%(title)s”. You did not answer yet. You can until %(due)s."
            ),
        ),
        gettext_lazy("See the offer"),
    ),
}
TO_COMPANY = {
    "submitted": Words(
        gettext_lazy("%(who)s applied: %(title)s"),
        (gettext_lazy("%(who)s applied for “%(title)s”. Answer before %(due)s."),),
    ),
    "accepted": Words(
        gettext_lazy("%(who)s accepted: %(title)s"),
        (gettext_lazy("%(who)s accepted your offer for “%(title)s”, role %(role)s."),),
    ),
    "withdrawn": Words(
        gettext_lazy("%(who)s withdrew: %(title)s"),
        (gettext_lazy("%(who)s withdrew the application for “%(title)s”, role %(role)s. You need not answer it."),),
    ),
    "elsewhere": Words(
        gettext_lazy("%(who)s found another seat: %(title)s"),
        (gettext_lazy("%(who)s accepted another seat. The application for “%(title)s” is over."),),
    ),
    "reminded": Words(
        gettext_lazy("Answer before %(due)s: %(title)s"),
        (
            gettext_lazy("%(who)s waits for an answer about “%(title)s”."),
            gettext_lazy("Answer before %(due)s. After that the application is over, and the student hears so."),
        ),
    ),
    "expired": Words(
        gettext_lazy("Ended without an answer: %(title)s"),
        (gettext_lazy("The application of %(who)s for “%(title)s” was not answered in time. It is over now."),),
    ),
    "offer_expired": Words(
        gettext_lazy("The offer is over: %(title)s"),
        (gettext_lazy("%(who)s did not answer your offer for “%(title)s” in time. The seat is free again."),),
    ),
}
OF_A_TEAM = ("submitted", "reminded", "expired")  # of these a team is told once, as a team


def tell_student(row: Application, kind: str, *, now: datetime) -> None:
    """One mail for each kind and step of an application."""
    with translation.override(settings.LANGUAGE_CODE):
        path = reverse("application", args=(row.assignment.partnership.slug, row.pk))
        letter = _letter(TO_STUDENT[kind], row, row.student.user, path)
        key = f"application:{row.pk}:{row.version}:{kind}"
        post(key=key, to=row.student.user.email, letter=letter, now=now)


def tell_company(rows: Iterable[Application], kind: str, *, now: datetime) -> None:
    """One mail for each person who decides, about an application or about all of a team that moved together."""
    rows = list(rows)
    first = rows[0]
    with translation.override(settings.LANGUAGE_CODE):
        path = reverse("offer_application", args=(first.assignment.partnership.slug, first.pk))
        for person in contacts_of(first.assignment, now):
            letter = _letter(TO_COMPANY[kind], first, person, path, _who(rows, kind))
            key = f"application-company:{_whom(first, kind)}:{first.moved_at:%Y%m%d%H%M%S}:{kind}:{person.pk}"
            post(key=key, to=person.email, letter=letter, now=now)


def tell_invited(invitation: TeamInvitation, member: Membership, *, by: Membership, now: datetime) -> None:
    """A classmate is asked into a team."""
    assignment = invitation.team.assignment
    names = {"name": member.user.name, "sender": by.user.name, "title": assignment.title, "team": invitation.team.name}
    with translation.override(settings.LANGUAGE_CODE):
        letter = Letter(
            subject=_("%(sender)s asks you into a team") % names,
            greeting=_("Hello %(name)s,") % names,
            paragraphs=(
                _("%(sender)s wants to apply for “%(title)s” with you, as team %(team)s.") % names,
                _("Open the invitation to see what it is about. Nothing happens until you join there."),
            ),
            button=_("Open the invitation"),
            path=reverse("team_invitation", args=(by.partnership.slug, invitation.pk)),
            closing=(_("Do you not want to? Then say no there, or do nothing."),),
        )
        post(key=f"application-team:{invitation.pk}", to=member.user.email, letter=letter, now=now)


def contacts_of(assignment: Assignment, now: datetime) -> list[User]:
    """The mentor and who handed the assignment in, as far as they are there; else the managers of the company."""
    there = Membership.objects.active(now).filter(partnership=assignment.partnership_id)
    colleagues = there.filter(organisation=assignment.organisation_id)
    found = set(there.filter(pk=assignment.mentor_id).values_list("user", flat=True))
    found |= set(colleagues.filter(user=assignment.submitted_by_id).values_list("user", flat=True))
    if not found:
        found = set(colleagues.filter(role=Role.COMPANY_MANAGER).values_list("user", flat=True))
    return list(User.objects.filter(pk__in=found).order_by("pk"))


def _whom(row: Application, kind: str) -> str:
    """What happens to a team at once is one mail."""
    return f"team-{row.team_id}" if row.team_id and kind in OF_A_TEAM else str(row.pk)


def _who(rows: list[Application], kind: str) -> str:
    team = rows[0].team
    return _("Team %(name)s") % {"name": team.name} if team and kind in OF_A_TEAM else rows[0].student.user.name


def _letter(words: Words, row: Application, person: User, path: str, who: str = "") -> Letter:
    due = answer_due(row)
    names = {
        "name": person.name,
        "who": who,
        "title": row.assignment.title,
        "company": row.assignment.organisation.name,
        "role": row.role.name,
        "due": day_plain(due) if due else "",
        "reason": row.get_decline_reason_display(),
        "message": row.message,
    }
    sentences = tuple(str(sentence) % names for sentence in words.sentences)
    return Letter(
        subject=str(words.subject) % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=tuple(sentence for sentence in sentences if sentence),
        button=words.button,
        path=path,
    )
