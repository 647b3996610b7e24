"""The personal fields of this room."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

personal = (
    PersonalData(
        what=_("Which lab you coordinate"),
        fields=("labs.LabCoordinator.membership",),
        purpose=_("Sending hours to the right person for approval."),
        basis=INTEREST,
        kept=_("As long as you coordinate the lab."),
        seen_by=_("Management, and the coordinators."),
    ),
)

not_personal = ("labs.Lab.name", "labs.Activity.name")
