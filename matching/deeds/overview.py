"""What was taken along from the overview of matching."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "assignments.exported": _("Took the list of assignments along"),
    "placements.exported": _("Took the list of placements along"),
}
