"""The audit verbs of this room in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "report.requested": _("Asked for report %(number)s"),
    "report.finished": _("Finished report %(number)s"),
    "report.failed": _("Could not make report %(number)s"),
    "report.retried": _("Asked to try report %(number)s again"),
}
