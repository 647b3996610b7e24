"""What a campaign says: the texts it starts with, and the places in them that are filled in for each reader."""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lib.figures import day_plain

from .kinds import TextPurpose
from .models import Campaign, Contact

PLACEHOLDERS = {
    "name": _("the name of the reader; without a name, the e-mail address"),
    "campaign": _("the name of the campaign"),
    "partnership": _("the name of the partnership"),
    "first_day": _("the first day for answers"),
    "last_day": _("the last day for answers"),
}
_PLACE = re.compile(r"\{([^{}]*)\}")
WITH_SUBJECT = (TextPurpose.INVITATION.value, TextPurpose.REMINDER.value)
STARTS = {
    TextPurpose.INTRO.value: (
        "",
        _(
            "{partnership} wants to know what it means for education. You know that best.\n\n"
            "Answering takes about ten minutes. You can stop, and go on later where you were."
        ),
    ),
    TextPurpose.INVITATION.value: (
        _("What does {partnership} mean for education?"),
        _(
            "{partnership} wants to know what it means for education. You are close to it, so we would like to hear "
            "what you see.\n\n"
            "Answering takes about ten minutes. You need no account, and you can stop and go on later. "
            "You can answer until {last_day}."
        ),
    ),
    TextPurpose.REMINDER.value: (
        _("Will you still answer? {campaign}"),
        _(
            "We asked you what {partnership} means for education. Your answer is not there yet, and we would like to "
            "count it.\n\n"
            "Answering takes about ten minutes. You can answer until {last_day}."
        ),
    ),
    TextPurpose.THANKS.value: (
        "",
        _("Thank you for answering. You can change your answers until {last_day}."),
    ),
}


def starting_text(purpose: str, language: str) -> tuple[str, str]:
    """Subject and body that a campaign starts with."""
    subject, body = STARTS[purpose]
    with override(language):
        return str(subject), str(body)


def unknown_places(text: str) -> list[str]:
    """What stands between braces and is no placeholder; a brace on its own is one of them."""
    unknown = [f"{{{name}}}" for name in _PLACE.findall(text) if name not in PLACEHOLDERS]
    return list(dict.fromkeys([*unknown, *re.findall(r"[{}]", _PLACE.sub("", text))]))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder filled in; what is none stays as it was typed."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def values_for(campaign: Campaign, contact: Contact | None, language: str) -> dict[str, str]:
    """What stands for the placeholders. Who was named by a colleague is not called by that name: anybody may have
    typed it."""
    with override(language):
        days = {"first_day": day_plain(campaign.opens_on), "last_day": day_plain(campaign.closes_on)}
    names = {"campaign": campaign.name, "partnership": campaign.partnership.name}
    return {"name": called(contact), **names, **days}


def called(contact: Contact | None) -> str:
    """How mail calls somebody."""
    if contact is None:
        return "…"
    return (contact.name if not contact.came_from_colleague else "") or contact.email


def paragraphs(text: str) -> list[str]:
    """The text as it is laid out: an empty line begins a paragraph."""
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


def lacking(purposes_there: Iterable[tuple[str, str]], languages: Iterable[str]) -> list[tuple[str, str]]:
    """Which texts a campaign still needs, as purpose and language."""
    there = set(purposes_there)
    return [(purpose, language) for language in languages for purpose in STARTS if (purpose, language) not in there]
