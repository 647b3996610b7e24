"""The personal fields of this room."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import DUTY, TEN_YEARS

personal = (
    PersonalData(
        what=_("Hours: who worked when, on what and how long, and who entered and decided on them"),
        fields=(
            "contributions.HourEntry.person",
            "contributions.HourEntry.description",
            "contributions.HourEntry.place",
            "contributions.HourEntry.explanation",
            "contributions.HourEntry.entered_by",
            "contributions.HourEntry.decided_by",
            "contributions.HourEntry.return_reason",
        ),
        purpose=_("Proving what partners brought in."),
        basis=DUTY,
        kept=TEN_YEARS,
        seen_by=_("Yourself, your company manager, the lab's coordinator, management and the accountant."),
    ),
    PersonalData(
        what=_("Pledges and other contributions: who signed and who entered them"),
        fields=(
            "contributions.Pledge.signed_by",
            "contributions.Pledge.entered_by",
            "contributions.Contribution.entered_by",
        ),
        purpose=_("Proving what partners promised."),
        basis=DUTY,
        kept=TEN_YEARS,
        seen_by=_("Your own organisation, management and the accountant."),
    ),
)

not_personal = (
    "contributions.Pledge.unit",
    "contributions.Pledge.document",
    "contributions.HourEntry.history_id",
    "contributions.Contribution.evidence",
    "contributions.Contribution.history_id",
)
