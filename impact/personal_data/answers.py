"""What answers to the impact survey say about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

CONSENT = _("Your consent; you can take it back.")
RESEARCHERS = _(
    "Who reads answers for the partnership that holds the survey. In an anonymous survey nobody knows whose they are."
)
personal = (
    PersonalData(
        what=_("What you filled in for an impact survey and did not send yet"),
        fields=("impact.Draft.data",),
        purpose=_("Letting you go on later."),
        basis=INTEREST,
        kept=_("Until you send it, or until a week after the survey closed."),
        seen_by=_("Only you."),
    ),
    PersonalData(
        what=_("An anonymous answer to an impact survey that waits to leave together with others"),
        fields=("impact.Draft.sent", "impact.Draft.owner_hash"),
        purpose=_("Keeping it unknown who answered what: your name is not with it."),
        basis=INTEREST,
        kept=_("Until enough others answered, or until the survey closes."),
        seen_by=_("Only you."),
    ),
    PersonalData(
        what=_("The PDF of your own answers to an impact survey"),
        fields=("impact.AnswerCopy.snapshot", "impact.AnswerCopy.owner_hash", "impact.AnswerCopy.path"),
        purpose=_("Giving you a copy."),
        basis=INTEREST,
        kept=_("One hour."),
        seen_by=_("Only you."),
    ),
    PersonalData(
        what=_("Texts that you wrote in an impact survey, and how others may read them"),
        fields=("impact.FreeText.text", "impact.FreeText.shown_as"),
        purpose=_("Understanding what the partnership means for education."),
        basis=INTEREST,
        kept=_("As long as the survey is kept. Others read a text only after somebody decided that they may."),
        seen_by=RESEARCHERS,
    ),
    PersonalData(
        what=_("The hash of the link with which you sent an anonymous answer"),
        fields=("impact.Response.owner_hash",),
        purpose=_("Letting you, and nobody else, change what you sent."),
        basis=INTEREST,
        kept=_("Until a week after the survey closed."),
        seen_by=_("Nobody."),
    ),
    PersonalData(
        what=_("The address at which you can be asked for material"),
        fields=("impact.MaterialOffer.email",),
        purpose=_("Asking you for the material that you want to share."),
        basis=CONSENT,
        kept=_("Two years after the survey closed, or until you take it back."),
        seen_by=RESEARCHERS,
    ),
    PersonalData(
        what=_("Who decided whether a text in an answer is shown"),
        fields=("impact.FreeText.decided_by",),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=_("As long as the survey is kept."),
        seen_by=RESEARCHERS,
    ),
)
not_personal = ("impact.AnswerCopy.key", "impact.AnswerCopy.held_by")
