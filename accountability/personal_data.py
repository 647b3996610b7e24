"""The personal fields of this room."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import DUTY, TEN_YEARS

personal = (
    PersonalData(
        what=_("Accountability reports: the approved hours with names, and who asked for the report"),
        fields=(
            "accountability.AccountabilityReport.requested_by",
            "accountability.Snapshot.packed",
            "accountability.Snapshot.maker",
        ),
        purpose=_("Accounting for the subsidy to the ministry and the accountant."),
        basis=DUTY,
        kept=TEN_YEARS,
        seen_by=_("Management and the accountant of the programme."),
    ),
    PersonalData(
        what=_("Notification duties: who assessed whether the funder must be told, and why"),
        fields=("accountability.NotificationDuty.assessed_by", "accountability.NotificationDuty.explanation"),
        purpose=_("Accounting for the subsidy to the ministry and the accountant."),
        basis=DUTY,
        kept=TEN_YEARS,
        seen_by=_("Management and the accountant of the programme."),
    ),
)

not_personal = (
    "accountability.NotificationDuty.side",
    "accountability.NotificationDuty.at_least",
    "accountability.NotificationDuty.at_most",
    "accountability.NotificationDuty.source",
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
