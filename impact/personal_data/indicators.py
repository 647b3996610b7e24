"""What figures per year know about people: who entered and closed them."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

personal = (
    PersonalData(
        what=_("Figures per year that you entered, corrected or closed"),
        fields=(
            "impact.Indicator.made_by",
            "impact.IndicatorEntry.entered_by",
            "impact.IndicatorClosing.closed_by",
        ),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=_("As long as the figures are kept."),
        seen_by=_("The management and the coordinators of labs."),
    ),
)
not_personal = (
    "impact.Indicator.name_nl",
    "impact.Indicator.name_en",
    "impact.Indicator.meaning_nl",
    "impact.Indicator.meaning_en",
    "impact.IndicatorYear.code",
    "impact.IndicatorEntry.source",
    "impact.IndicatorEntry.note",
    "impact.IndicatorSnapshot.code",
    "impact.IndicatorSnapshot.source",
)
