"""What modules and learning paths know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

personal = (
    PersonalData(
        what=_("Which learning paths you follow, and which modules you did elsewhere"),
        fields=(
            "labs.PathStart.person",
            "labs.PathStart.membership",
            "labs.ModuleDone.person",
            "labs.ModuleDone.note",
        ),
        purpose=_("Showing you how far you are, and helping you on."),
        basis=INTEREST,
        kept=_("Two years after you stopped; counts stay."),
        seen_by=_("You, who runs the lab, and of students the teacher of the class."),
    ),
    PersonalData(
        what=_("Who entered, joined or recorded something about modules and learning paths"),
        fields=(
            "labs.Module.added_by",
            "labs.ModuleJoin.joined_by",
            "labs.ModuleJoin.ended_by",
            "labs.ModuleSession.connected_by",
            "labs.LearningPath.added_by",
            "labs.ModuleDone.recorded_by",
        ),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=_("As long as what you did it for is kept."),
        seen_by=_("Who runs the lab, and the management."),
    ),
)
not_personal = (
    "labs.Module.title_nl",
    "labs.Module.title_en",
    "labs.Module.summary_nl",
    "labs.Module.summary_en",
    "labs.LearningPath.title_nl",
    "labs.LearningPath.title_en",
    "labs.LearningPath.summary_nl",
    "labs.LearningPath.summary_en",
)
