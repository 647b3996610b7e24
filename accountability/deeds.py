"""The audit verbs of this room in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "report.requested": _("Asked for report %(what)s"),
    "report.finished": _("Finished report %(what)s"),
    "report.failed": _("Could not make report %(what)s"),
    "report.retried": _("Asked to try report %(what)s again"),
}
