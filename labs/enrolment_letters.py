"""Mail about a seat: it is yours, you are on the list, you moved up, you were taken off."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lib import figures
from partnership.mails import Letter

from .enrolment_rights import leaves_until
from .models import Enrolment


def in_the_language_of_mail():
    """Around the writing of a mail: the portal's own language, whoever caused it."""
    return translation.override(settings.LANGUAGE_CODE)


def _letter(enrolment: Enrolment, subject: str, *paragraphs: str) -> Letter:
    session, partnership = enrolment.session, enrolment.session.lab.partnership
    where = session.place or (session.room.name if session.room_id else "")
    when = _("%(title)s, %(moment)s") % {"title": session.title, "moment": figures.moment(session.starts_at)}
    return Letter(
        subject=subject % {"title": session.title},
        greeting=_("Hello %(name)s,") % {"name": enrolment.person.get_short_name()},
        paragraphs=(*paragraphs[:1], f"{when}, {where}" if where else when, *paragraphs[1:]),
        button=_("See my sessions"),
        path=reverse("my_sessions", args=[partnership.slug]),
    )


def _until(enrolment: Enrolment) -> str:
    until = figures.moment(leaves_until(enrolment.session))
    return _("Can't you come? Withdraw until %(moment)s, so that somebody else gets the seat.") % {"moment": until}


def seated(enrolment: Enrolment) -> Letter:
    return _letter(enrolment, _("You are signed up: %(title)s"), _("You have a seat."), _until(enrolment))


def waiting(enrolment: Enrolment) -> Letter:
    return _letter(
        enrolment,
        _("You are on the waiting list: %(title)s"),
        _("All seats are taken, so you are on the waiting list."),
        _("When a seat comes free you get it by yourself, in the order of the list, and a mail that says so."),
    )


def moved_up(enrolment: Enrolment) -> Letter:
    return _letter(
        enrolment,
        _("You have a seat after all: %(title)s"),
        _("A seat came free, and it is yours."),
        _until(enrolment),
    )


def taken_off(enrolment: Enrolment) -> Letter:
    return _letter(
        enrolment,
        _("You are no longer signed up: %(title)s"),
        _("Somebody else withdrew you from this session."),
        _("Is that a mistake? Ask your teacher, or who runs the lab."),
    )
