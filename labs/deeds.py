"""The audit verbs of this room in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "lab.opened": _("Opened lab %(number)s"),
    "lab.renamed": _("Gave lab %(number)s another name"),
    "lab.coordinator_added": _("Let somebody coordinate lab %(number)s"),
    "lab.coordinator_removed": _("Took a coordinator away from lab %(number)s"),
    "activity.planned": _("Planned activity %(number)s"),
    "activity.changed": _("Changed activity %(number)s"),
}
