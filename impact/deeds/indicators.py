"""What was done with figures per year."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "indicator.entered": _("Entered a figure of school year %(what)s"),
    "indicator.corrected": _("Corrected a figure that was reported of school year %(what)s"),
    "indicators.closed": _("Closed the figures of school year %(what)s"),
    "indicator.added": _("Added indicator %(what)s"),
    "indicator.changed": _("Changed indicator %(what)s"),
    "indicator.ended": _("Ended indicator %(what)s"),
    "indicators.exported": _("Took the figures per school year along"),
}
