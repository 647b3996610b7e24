"""The personal fields of this room."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import DUTY, TEN_YEARS

personal = (
    PersonalData(
        what=_("Accountability reports: the approved hours with names, and who asked for the report"),
        fields=("accountability.AccountabilityReport.requested_by", "accountability.Snapshot.packed"),
        purpose=_("Accounting for the subsidy to the ministry and the accountant."),
        basis=DUTY,
        kept=TEN_YEARS,
        seen_by=_("Management and the accountant of the programme."),
    ),
)

not_personal = (
    "accountability.AccountabilityReport.number",
    "accountability.AccountabilityReport.language",
    "accountability.AccountabilityReport.template_version",
    "accountability.AccountabilityReport.data_hash",
    "accountability.AccountabilityReport.path",
    "accountability.AccountabilityReport.sha256",
    "accountability.ReportPart.held_by",
    "accountability.ReportPart.path",
    "accountability.ReportPart.sha256",
)
