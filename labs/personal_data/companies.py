"""What student companies know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

TWO_YEARS = _("Two years after the company stopped or went on by itself; counts stay.")
INSIDE = _("The members and coaches of the company, the coordinators and the management.")
personal = (
    PersonalData(
        what=_("In which student company you take part, and what you do there"),
        fields=("labs.CompanyMember.membership", "labs.CompanyMember.part"),
        purpose=_("Working together on the company, and guiding it."),
        basis=INTEREST,
        kept=TWO_YEARS,
        seen_by=INSIDE,
    ),
    PersonalData(
        what=_("Which student company you coach"),
        fields=("labs.CompanyCoach.membership",),
        purpose=_("Showing whom to ask, and offering you the hours of coaching sessions."),
        basis=INTEREST,
        kept=TWO_YEARS,
        seen_by=INSIDE,
    ),
    PersonalData(
        what=_("Who proposed a student company, asked for a step, wrote one down, or entered an assignment"),
        fields=(
            "labs.StudentCompany.proposed_by",
            "labs.StudentCompany.wished_by",
            "labs.CompanyStep.taken_by",
            "labs.CompanyAssignment.entered_by",
        ),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=TWO_YEARS,
        seen_by=INSIDE,
    ),
)
not_personal = (
    "labs.StudentCompany.name",
    "labs.StudentCompany.does",
    "labs.StudentCompany.website",
    "labs.StudentCompany.kvk",
    "labs.StudentCompany.wish",
    "labs.CompanyStep.reason",
    "labs.CompanyAssignment.title",
    "labs.CompanyAssignment.client_name",
)
