"""The audit verbs of this room in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "lab.opened": _("Opened lab %(what)s"),
    "lab.renamed": _("Gave lab %(what)s another name"),
    "lab.coordinator_added": _("Let somebody coordinate lab %(what)s"),
    "lab.coordinator_removed": _("Took a coordinator away from lab %(what)s"),
    "activity.planned": _("Planned activity %(what)s"),
    "activity.changed": _("Changed activity %(what)s"),
}
