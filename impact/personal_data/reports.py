"""What reports on impact surveys know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

KEPT = _("As long as the campaign is kept.")
READERS = _("Who may see the figures of the survey.")
personal = (
    PersonalData(
        what=_("Who wrote conclusions on an impact survey"),
        fields=("impact.Conclusion.saved_by",),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=KEPT,
        seen_by=_("The management."),
    ),
    PersonalData(
        what=_("Texts from answers in a report on an impact survey, without the name of who wrote them"),
        fields=("impact.ImpactReport.snapshot", "impact.ImpactReport.path", "impact.ImpactReport.sha256"),
        purpose=_("Understanding what the partnership means for education."),
        basis=INTEREST,
        kept=_("As long as the report is kept. Only texts that somebody decided may be read come into it."),
        seen_by=READERS,
    ),
    PersonalData(
        what=_("Who asked for a report on an impact survey"),
        fields=("impact.ImpactReport.requested_by",),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=KEPT,
        seen_by=READERS,
    ),
    PersonalData(
        what=_("Who made figures of an impact survey public, or took them back"),
        fields=("impact.PublicFigures.published_by", "impact.PublicFigures.withdrawn_by"),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=KEPT,
        seen_by=_("The management."),
    ),
)
not_personal = (
    "impact.Conclusion.text",
    "impact.ImpactReport.key",
    "impact.ImpactReport.template_version",
    "impact.ImpactReport.held_by",
    "impact.ImpactReport.file_name",
    "impact.PublicFigures.snapshot",
)
