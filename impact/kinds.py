"""The fixed words of the impact survey: groups, answers and kinds of texts. What is asked is data of an instrument."""

from django.db import models
from django.utils.translation import gettext_lazy as _

HARD_MINIMUM = 5  # R97: fewer answers than this can't be worked out either
THRESHOLD = 10  # R97: fewer answers than this are not shown, unless a campaign asks for more or less
NONE, OTHER = "none", "other"  # keys that every level has


class Language(models.TextChoices):
    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")


class Sector(models.TextChoices):
    MBO = "mbo", _("mbo")
    HBO = "hbo", _("hbo")
    WO = "wo", _("wo")
    OTHER = "other", _("other")


class Grouping(models.TextChoices):
    """What contacts are grouped by, beside their sector."""

    WORKPLACE = "workplace", _("workplace")
    TRANCHE = "tranche", _("tranche")


class OutcomeKind(models.TextChoices):
    NAMED = "named", _("outcome")
    OTHER = "other", _("other, in own words")
    NONE = "none", _("none, or no view of it")


class Status(models.TextChoices):
    REALISED = "realised", _("realised")
    PARTLY_REALISED = "partly_realised", _("partly realised")
    EXPECTED = "expected", _("expected")


class Nature(models.TextChoices):
    NEW = "new", _("new")
    STRENGTHENED = "strengthened", _("strengthened")


class YesNo(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")


class TextPurpose(models.TextChoices):
    """What a campaign says to the people it asks."""

    INTRO = "intro", _("introduction")
    INVITATION = "invitation", _("invitation")
    REMINDER = "reminder", _("reminder")
    THANKS = "thanks", _("thanks")


class MailingKind(models.TextChoices):
    """Which mail a round of mail brings."""

    INVITATION = "invitation", _("invitations")
    REMINDER = "reminder", _("reminders")


class MailingFailure(models.TextChoices):
    """Why a round of mail stopped half-way. What left, left; going on mails nobody twice."""

    NONE = "", ""
    WORKER_LOST = (
        "worker_lost",
        _("The work stopped half-way, three times. Let it go on; if it stays, tell the administrator."),
    )
    MAIL = "mail", _("A mail could not be made. Look at the texts, then let it go on.")


class RowOutcome(models.TextChoices):
    """What became of a row of a file with contacts."""

    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    ALREADY_THERE = "already_there", _("there already")


class TextKind(models.TextChoices):
    """Which question a text answers."""

    OPENING = "opening", _("the most important impact")
    OTHER = "other", _("other outcome")
    EXPLANATION = "explanation", _("explanation")
    QUESTION = "question", _("own question")
    REMARKS = "remarks", _("remarks")
