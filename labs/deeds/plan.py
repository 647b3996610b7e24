"""What happened to labs, goals, activities, milestones and budgets."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "lab.opened": _("Opened lab %(what)s"),
    "lab.renamed": _("Gave lab %(what)s another name"),
    "lab.coordinator_added": _("Let somebody coordinate lab %(what)s"),
    "lab.coordinator_removed": _("Took a coordinator away from lab %(what)s"),
    "goal.added": _("Added goal %(what)s"),
    "goal.changed": _("Changed goal %(what)s"),
    "goal.moved": _("Put goal %(what)s in another place"),
    "goal.removed": _("Removed a goal of programme %(what)s"),
    "activity.planned": _("Planned activity %(what)s"),
    "activity.changed": _("Changed activity %(what)s"),
    "activity.budgeted": _("Changed the budget of activity %(what)s"),
    "milestone.added": _("Added milestone %(what)s"),
    "milestone.changed": _("Changed what was agreed about milestone %(what)s"),
    "milestone.removed": _("Took milestone %(what)s out of the plan"),
    "milestone.reported": _("Reported on milestone %(what)s"),
}
