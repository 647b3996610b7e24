"""What people hear about a placement, in the language of its agreement. Each of these puts mails in the outbox."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lib.figures import day_plain
from partnership.actions.mail import post
from partnership.mails import Letter
from partnership.models import Membership

from ..models import Placement
from ..placement_states import FeedbackSide, Moment, Party


def person_of(row: Placement, party: str) -> Membership | None:
    """Who signs for a party first of all."""
    return {Party.STUDENT: row.student, Party.COMPANY: row.mentor, Party.SCHOOL: row.school_mentor}.get(Party(party))


def _page(row: Placement, name: str = "placement", *keys) -> str:
    return reverse(name, args=[row.partnership.slug, row.pk, *keys])


def _names(row: Placement, name: str) -> dict[str, str]:
    return {
        "name": name,
        "title": row.assignment.title,
        "company": row.organisation.name,
        "student": row.student.user.name if row.student else "",
        "day": day_plain(row.starts_on),
    }


def ask_to_sign(row: Placement, parties: Iterable[str], *, key: str, now: datetime, changed: bool = False) -> None:
    """A mail to each of these parties with an account; `changed`: their signature was cleared by a change."""
    for party in parties:
        person = person_of(row, party)
        if person is None:
            continue
        with translation.override(row.language):
            letter = _sign_letter(row, person.user.name, _page(row, "placement_sign"), changed)
            post(key=f"placement:{row.pk}:{row.edition}:{key}:{party}", to=person.user.email, letter=letter, now=now)


def ask_representative(row: Placement, token: str, *, key: str, now: datetime, changed: bool = False) -> None:
    """The mail with the personal link. Its text is gone from the outbox once it left."""
    with translation.override(row.language):
        path = reverse("placement_representative_link", args=[row.partnership.slug, token])
        names = _names(row, row.representative_name)
        letter = _sign_letter(row, row.representative_name, path, changed)
        letter = Letter(
            subject=letter.subject,
            greeting=letter.greeting,
            paragraphs=(
                *letter.paragraphs,
                _("%(student)s is not 18 yet on the first day. As the legal representative you sign too.") % names,
            ),
            button=letter.button,
            path=path,
            closing=(_("The button is personal. Do not pass this mail on."),),
        )
        post(
            key=f"placement:{row.pk}:{row.edition}:{key}:representative",
            to=row.representative_email,
            letter=letter,
            now=now,
        )


def _sign_letter(row: Placement, name: str, path: str, changed: bool) -> Letter:
    names = _names(row, name)
    first = _("The agreement about the placement of %(student)s at %(company)s is ready: %(title)s.") % names
    if changed:
        first = (
            _("The agreement about the placement of %(student)s at %(company)s changed, so earlier signatures lapsed.")
            % names
        )
    return Letter(
        subject=_("Agreement to sign: %(title)s") % names,
        greeting=_("Hello %(name)s,") % names,
        paragraphs=(
            first,
            _("The placement begins on %(day)s. It can only begin when everybody has signed.") % names,
        ),
        button=_("Read and sign"),
        path=path,
        closing=(_("Is something in it not right? Tell the school before you sign."),),
    )


def tell_all(row: Placement, event: str, *, now: datetime) -> None:
    """Student and both mentors hear that it is signed, cancelled, ended early or completed."""
    for party in (Party.STUDENT, Party.COMPANY, Party.SCHOOL):
        person = person_of(row, party)
        if person is None:
            continue
        with translation.override(row.language):
            names = _names(row, person.user.name)
            subject, sentence = _news(event)
            letter = Letter(
                subject=subject % names,
                greeting=_("Hello %(name)s,") % names,
                paragraphs=(sentence % names, *([row.end_reason] if row.end_reason else [])),
                button=_("To the placement"),
                path=_page(row),
            )
            key = f"placement:{row.pk}:{row.edition}:{event}:{party}"
            post(key=key, to=person.user.email, letter=letter, now=now)


def _news(event: str) -> tuple[str, str]:
    return {
        "signed": (
            _("Signed by all: %(title)s"),
            _("Everybody signed. The placement of %(student)s at %(company)s begins on %(day)s."),
        ),
        "cancelled": (
            _("Placement cancelled: %(title)s"),
            _("The placement of %(student)s at %(company)s does not go on. This is why:"),
        ),
        "ended_early": (
            _("Placement ended early: %(title)s"),
            _("The placement of %(student)s at %(company)s ended before its last day. This is why:"),
        ),
        "completed": (
            _("Placement completed: %(title)s"),
            _("The placement of %(student)s at %(company)s is completed. You can still give feedback for two weeks."),
        ),
    }[event]


def ask_feedback(row: Placement, side: str, moment: str, due_on: date, *, key: str, now: datetime) -> None:
    """Ask one side for feedback; once per moment and reason, however often it is called."""
    person = row.student if side == FeedbackSide.STUDENT else row.mentor
    if person is None:
        return
    with translation.override(row.language):
        names = _names(row, person.user.name) | {"due": day_plain(due_on), "moment": Moment(moment).label}
        letter = Letter(
            subject=_("How does it go? %(title)s") % names,
            greeting=_("Hello %(name)s,") % names,
            paragraphs=(
                _("The portal asks for your feedback %(moment)s of the placement of %(student)s at %(company)s.")
                % names,
                _("It takes a few minutes. You can give and change it until %(due)s.") % names,
            ),
            button=_("Give feedback"),
            path=_page(row, "placement_feedback", moment),
        )
        post(key=f"placement:{row.pk}:feedback:{moment}:{side}:{key}", to=person.user.email, letter=letter, now=now)


def tell_reference(row: Placement, *, number: int, now: datetime) -> None:
    """The student hears that there is a reference, and decides who reads it."""
    with translation.override(row.language):
        names = _names(row, row.student.user.name)
        letter = Letter(
            subject=_("A reference for you: %(title)s") % names,
            greeting=_("Hello %(name)s,") % names,
            paragraphs=(
                _("%(company)s wrote a reference about your placement.") % names,
                _("Nobody else reads it, until you show it in your portfolio."),
            ),
            button=_("To the placement"),
            path=_page(row),
        )
        post(key=f"placement:{row.pk}:reference:{number}", to=row.student.user.email, letter=letter, now=now)
