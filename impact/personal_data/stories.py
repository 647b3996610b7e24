"""What stories know about people: who can be recognised in them, and who agreed to it."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

CONSENT = _("Your consent, which you can withdraw at any moment (article 6(1)(a) GDPR).")
A_YEAR = _("As long as you agree; a year after the story was taken back all of it is thrown away.")
personal = (
    PersonalData(
        what=_("Stories in which you are named or shown"),
        fields=(
            "impact.Story.title",
            "impact.Story.text",
            "impact.Story.picture_path",
            "impact.Story.picture_alt",
        ),
        purpose=_("Showing what the partnership means for education."),
        basis=CONSENT,
        kept=A_YEAR,
        seen_by=_("Everybody, as long as everybody in it agrees; else the management."),
    ),
    PersonalData(
        what=_("That you agreed to be in a story: when, how, and of who is younger than 16 which parent did"),
        fields=(
            "impact.StoryPerson.name",
            "impact.StoryConsent.proof",
            "impact.StoryConsent.representative",
        ),
        purpose=_("Showing nobody who does not agree, and being able to prove it."),
        basis=_("Legal duty: being able to prove a consent (article 7(1) GDPR)."),
        kept=A_YEAR,
        seen_by=_("The management."),
    ),
    PersonalData(
        what=_("Stories that you wrote, and consents that you recorded"),
        fields=("impact.Story.made_by", "impact.StoryConsent.recorded_by", "impact.StoryConsent.withdrawn_by"),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=A_YEAR,
        seen_by=_("The management."),
    ),
)
not_personal = ("impact.Story.picture_type", "impact.Story.picture_sha256")
