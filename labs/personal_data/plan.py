"""What labs and the activity plan know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import DUTY, INTEREST, TEN_YEARS

personal = (
    PersonalData(
        what=_("Which lab you coordinate"),
        fields=("labs.LabCoordinator.membership",),
        purpose=_("Sending hours to the right person for approval, and saying on the lab's page whom to ask."),
        basis=INTEREST,
        kept=_("As long as you coordinate the lab."),
        seen_by=_("Everybody: your name and organisation stand on the public page of the lab."),
    ),
    PersonalData(
        what=_("Who changed the activity plan, or reported on it"),
        fields=(
            "labs.EarlierActivity.changed_by",
            "labs.EarlierMilestone.changed_by",
            "labs.Milestone.removed_by",
            "labs.MilestoneReport.reported_by",
        ),
        purpose=_("Showing afterwards what was agreed, what an activity was called, and who reported what."),
        basis=DUTY,
        kept=TEN_YEARS,
        seen_by=_("Management, and the coordinators."),
    ),
)

not_personal = (
    "labs.Lab.name",
    "labs.Lab.slug",
    "labs.Lab.purpose_nl",
    "labs.Lab.purpose_en",
    "labs.Activity.name",
    "labs.EarlierActivity.name",
    "labs.Goal.name",
    "labs.Goal.explanation",
    "labs.Milestone.name",
    "labs.Milestone.planned_result",
    "labs.EarlierMilestone.name",
    "labs.EarlierMilestone.planned_result",
    "labs.EarlierMilestone.reason",
    "labs.MilestoneReport.text",
    "labs.MilestoneFigure.name",
    "labs.MilestoneFile.name",
    "labs.MilestoneFile.media_type",
    "labs.MilestoneFile.path",
    "labs.MilestoneFile.sha256",
    "labs.ActivityCost.description",
    "labs.ActivityCost.unit",
)
