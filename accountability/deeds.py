"""The audit verbs of this room in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "report.requested": _("Asked for report %(what)s"),
    "report.finished": _("Finished report %(what)s"),
    "report.failed": _("Could not make report %(what)s"),
    "report.retried": _("Asked to try report %(what)s again"),
    "duty.found": _("Found a limit that will not hold: %(what)s"),
    "duty.recovered": _("Found that a limit holds again: %(what)s"),
    "duty.to_report": _("Assessed that the funder must be told: %(what)s"),
    "duty.no_report": _("Assessed that the funder need not be told: %(what)s"),
    "duty.sent": _("Filled in when the funder was told: %(what)s"),
}
