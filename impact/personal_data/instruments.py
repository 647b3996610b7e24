"""What lists of questions know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

personal = (
    PersonalData(
        what=_("Who made a list of questions for the impact survey"),
        fields=("impact.Instrument.made_by",),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=_("As long as campaigns with these questions are kept."),
        seen_by=_("The management."),
    ),
)
not_personal = (
    "impact.Instrument.key",
    "impact.Instrument.name_nl",
    "impact.Instrument.name_en",
    "impact.InstrumentWording.key",
    "impact.InstrumentWording.text_nl",
    "impact.InstrumentWording.text_en",
    "impact.InstrumentLevel.key",
    "impact.InstrumentLevel.name_nl",
    "impact.InstrumentLevel.name_en",
    "impact.InstrumentLevel.intro_nl",
    "impact.InstrumentLevel.intro_en",
    "impact.InstrumentOutcome.key",
    "impact.InstrumentOutcome.name_nl",
    "impact.InstrumentOutcome.name_en",
    "impact.InstrumentQuestion.key",
    "impact.InstrumentQuestion.text_nl",
    "impact.InstrumentQuestion.text_en",
)
