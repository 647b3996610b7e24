"""What placements of teachers know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

TWO_YEARS = _("Two years after it ended. That the days took place stays as long as the accounts with their hours.")
BOTH = _("The teacher, the professional, who asked for it, the coordinators and the management.")
personal = (
    PersonalData(
        what=_("Whom you work with as a teacher or a professional, what you asked for, and to what end"),
        fields=(
            "labs.PracticePlacement.asked_as",
            "labs.PracticePlacement.wish",
            "labs.PracticePlacement.teacher",
            "labs.PracticePlacement.professional",
            "labs.PracticePlacement.goal",
            "labs.PracticePlacement.reason",
        ),
        purpose=_("Bringing teachers and professionals together."),
        basis=INTEREST,
        kept=TWO_YEARS,
        seen_by=BOTH,
    ),
    PersonalData(
        what=_("What you said about a meeting, and how you look back on it"),
        fields=(
            "labs.PracticeLog.written_by",
            "labs.PracticeLog.learnt",
            "labs.PracticeEvaluation.given_by",
            "labs.PracticeEvaluation.text",
        ),
        purpose=_("Learning from it, and showing that a meeting took place."),
        basis=INTEREST,
        kept=TWO_YEARS,
        seen_by=BOTH,
    ),
    PersonalData(
        what=_("Who matched a teacher and a professional, or ended it"),
        fields=("labs.PracticePlacement.matched_by", "labs.PracticePlacement.ended_by"),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=TWO_YEARS,
        seen_by=BOTH,
    ),
)
not_personal = ("labs.PracticePlacement.subject",)
