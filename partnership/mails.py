"""What a mail of the portal is: one message with one button, as text and as HTML."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Letter:
    """A mail before it is written out. `path` is the address on this portal that the button opens."""

    subject: Text
    greeting: Text
    paragraphs: tuple[Text, ...]
    button: Text
    path: str
    closing: tuple[Text, ...] = ()
    more: tuple[tuple[Text, str], ...] = ()  # further addresses on this portal, each with its words
    link: str = ""  # an address on this portal that the last words of the closing are about

    @property
    def link_url(self) -> str:
        return f"{settings.SITE_URL}{self.link}" if self.link else ""

    @property
    def more_links(self) -> list[tuple[Text, str]]:
        return [(words, f"{settings.SITE_URL}{path}") for words, path in self.more]

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{self.path}"


def rendered(letter: Letter) -> tuple[str, str, str]:
    """Subject, text and HTML of a letter in the active language."""
    subject = " ".join(str(letter.subject).split())
    context = {"letter": letter, "subject": subject, "site": settings.SITE_URL}
    return (
        subject,
        render_to_string("mail/letter.txt", context).strip() + "\n",
        render_to_string("mail/letter.html", context),
    )
