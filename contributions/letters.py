"""The words of a reminder: facts with their numbers, one button, and how to switch it off."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.topics import Code
from lib import figures
from partnership.mails import Letter
from partnership.models import Partnership


def _day(text: str) -> str:
    return figures.day_plain(date.fromisoformat(text))


def _nothing_logged(topic: dict) -> str:
    names = {"month": figures.month(date.fromisoformat(topic["month"])), "organisation": topic["organisation"]}
    return _("You have not logged hours for %(organisation)s in %(month)s yet.") % names


def _confirm(topic: dict) -> str:
    sentence = ngettext(
        "%(count)s month of a colleague at %(organisation)s waits for your confirmation, since %(day)s.",
        "%(count)s months of colleagues at %(organisation)s wait for your confirmation, the oldest since %(day)s.",
        topic["count"],
    )
    return sentence % {
        "count": figures.number(topic["count"]),
        "organisation": topic["organisation"],
        "day": _day(topic["since"]),
    }


def _nobody_confirms(topic: dict) -> str:
    sentence = ngettext(
        "%(count)s month at %(organisation)s waits since %(day)s, and nobody there can confirm it. Invite a manager.",
        "%(count)s months at %(organisation)s wait, the oldest since %(day)s, and nobody there can confirm them. "
        "Invite a manager.",
        topic["count"],
    )
    return sentence % {
        "count": figures.number(topic["count"]),
        "organisation": topic["organisation"],
        "day": _day(topic["since"]),
    }


def _inbox(topic: dict) -> str:
    sentence = ngettext(
        "%(count)s hour entry waits for your approval, since %(day)s.",
        "%(count)s hour entries wait for your approval, the oldest since %(day)s.",
        topic["count"],
    )
    return sentence % {"count": figures.number(topic["count"]), "day": _day(topic["since"])}


def _behind(topic: dict) -> str:
    said = []
    for amounts, say in ((topic["hours"], figures.hours_unit), (topic["goods"], _euros)):
        if amounts:
            done, expected, pledged = (say(amount) for amount in amounts)
            names = {"organisation": topic["organisation"], "day": _day(topic["day"]), "done": done}
            names |= {"expected": expected, "pledged": pledged}
            said.append(
                _(
                    "%(organisation)s brought in %(done)s of the %(expected)s that were expected by %(day)s. "
                    "For this programme year %(pledged)s are pledged."
                )
                % names
            )
    return " ".join(said)


def _euros(cents: int) -> str:
    return figures.money(Decimal(cents).scaleb(-2))


def _sign(topic: dict) -> str:
    names = {"number": topic["number"], "organisation": topic["organisation"], "day": _day(topic["since"])}
    return _("Agreement %(number)s of %(organisation)s waits for your signature, since %(day)s.") % names


def _offers(topic: dict) -> str:
    sentence = ngettext(
        "You gave a session for %(organisation)s. Its hours wait for your answer, since %(day)s.",
        "You gave %(count)s sessions for %(organisation)s. Their hours wait for your answer, the oldest since %(day)s.",
        topic["count"],
    )
    return sentence % {
        "count": figures.number(topic["count"]),
        "organisation": topic["organisation"],
        "day": _day(topic["since"]),
    }


SENTENCES: dict[str, Callable[[dict], str]] = {
    Code.NOTHING_LOGGED: _nothing_logged,
    Code.CONFIRM: _confirm,
    Code.NOBODY_CONFIRMS: _nobody_confirms,
    Code.INBOX: _inbox,
    Code.BEHIND: _behind,
    Code.SIGN: _sign,
    Code.OFFERS: _offers,
}
# The page that a mail about one subject opens, with the words on its button; with more subjects that is the home page.
PAGES = {
    Code.NOTHING_LOGGED: "hours_new",
    Code.CONFIRM: "months",
    Code.NOBODY_CONFIRMS: "months",
    Code.INBOX: "approvals",
    Code.BEHIND: "standing",
    Code.SIGN: "agreements",
    Code.OFFERS: "hour_offers",
}


def sentence(topic: dict) -> str:
    """One subject in the active language."""
    return SENTENCES[topic["code"]](topic)


def button(topics: list[dict]) -> tuple[str, str]:
    """The words on the button and the name of the page it opens."""
    words = {
        Code.NOTHING_LOGGED: _("Log hours"),
        Code.CONFIRM: _("Open the months"),
        Code.NOBODY_CONFIRMS: _("Open the months"),
        Code.INBOX: _("Open the inbox"),
        Code.BEHIND: _("See how you stand"),
        Code.SIGN: _("Open the agreements"),
        Code.OFFERS: _("Answer the hours"),
    }
    codes = {topic["code"] for topic in topics}
    only = codes.pop() if len(codes) == 1 else ""
    return (words[only], PAGES[only]) if only in PAGES else (_("See what waits for you"), "home")


def letter_for(name: str, partnership: Partnership, topics: list[dict], *, offers_path: str = "") -> Letter:
    """The mail in the active language. `offers_path`: where its reader answers offers of hours without logging in."""
    words, page = button(topics)
    here = {"partnership": partnership.slug}
    path = offers_path if offers_path and page == PAGES[Code.OFFERS] else reverse(page, kwargs=here)
    personal = _("The link to answer the hours works for two weeks, for you only. Do not pass this mail on.")
    return Letter(
        subject=ngettext(
            "Something waits for you in %(partnership)s",
            "%(count)s things wait for you in %(partnership)s",
            len(topics),
        )
        % {"partnership": partnership.name, "count": len(topics)},
        greeting=_("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        paragraphs=tuple(sentence(topic) for topic in topics),
        button=words,
        path=path,
        more=((_("Answer the hours from your sessions, without logging in"), offers_path),)
        if offers_path and path != offers_path
        else (),
        closing=(
            *([personal] if offers_path else []),
            _("You get this mail at most once a week, and only when something waits for you."),
            _("No reminders any more? You can switch them off here:"),
        ),
        link=reverse("reminders_mine", kwargs=here),
    )


def in_the_language_of_mail():
    """People choose no language for their mail, so all of it is in the language of the portal."""
    return translation.override(settings.LANGUAGE_CODE)
