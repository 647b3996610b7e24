"""One sentence per reason for which a row of a campaign's files is refused."""

from django.utils.translation import gettext_lazy as _

from .facts import Reason

WHY_REFUSED = {
    Reason.COLUMNS: _("The row has more or fewer columns than the header."),
    Reason.CHARACTERS: _("The row holds characters that cannot be stored."),
    Reason.CONTACT: _("This contact is unknown, or its key is missing or longer than 40 characters."),
    Reason.DUPLICATE: _("An earlier row is about the same contact or address."),
    Reason.CHANGED: _("It is already there and says something else. Correct it in the portal."),
    Reason.EMAIL: _("This is no e-mail address."),
    Reason.BLOCKED: _("This address is on the list of who is never asked."),
    Reason.NAME: _("The name is longer than 160 characters."),
    Reason.LANGUAGE: _("The language must be nl or en."),
    Reason.GROUP: _("The name of a group is longer than 160 characters."),
    Reason.SECTOR: _("The sector must be mbo, hbo, wo or other."),
    Reason.VALUE: _("This value is unknown."),
    Reason.NONE_AND_OUTCOME: _("No outcomes at a level, and an outcome of that level, exclude each other."),
    Reason.WITHOUT_OUTCOME: _("A status, nature, explanation or text needs its outcome."),
    Reason.OTHER_WITHOUT_TEXT: _("Another outcome needs its text."),
    Reason.CONSENT: _("Consent to share material needs material."),
    Reason.TEXT: _("A text is longer than 4,000 characters."),
}
COLUMN_NAMES = {
    "contact": _("Key"),
    "email": _("E-mail address"),
    "name": _("Name"),
    "language": _("Language"),
    "workplace": _("Workplace"),
    "tranche": _("Tranche"),
    "sector": _("Sector"),
}
COLUMN_MEANINGS = {
    "email": _("The e-mail address; each address once."),
    "sector": _("mbo, hbo, wo or other."),
    "name": _("The name, as mail calls somebody."),
    "language": _("nl or en. Empty: the first language of the campaign."),
    "workplace": _("The workplace somebody belongs to."),
    "tranche": _("The tranche somebody belongs to."),
    "contact": _("A key of your own, at most 40 characters. Empty: the portal makes one."),
}
PEOPLE_REASONS = {
    Reason.COLUMNS: _("The row has more columns than the header. Put quotation marks around text with a separator."),
    Reason.CONTACT: _("The key is longer than 40 characters."),
    Reason.LANGUAGE: _("The campaign does not speak this language, or it is unknown. Write nl or en."),
}


def why_refused(reason: str, column: str = "") -> str:
    """Why a row with somebody to ask is refused, and which column is to blame."""
    known = Reason(reason)
    said = str(PEOPLE_REASONS.get(known) or WHY_REFUSED[known])
    return f"{COLUMN_NAMES[column]}: {said}" if column in COLUMN_NAMES else said
