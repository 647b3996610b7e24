"""The audit verbs of this room in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "import_history": _("Read the earlier administration of programme %(number)s in"),
    "pledge.entered": _("Entered pledge %(number)s"),
    "pledge.changed": _("Changed a pledge into version %(number)s"),
    "pledge.withdrawn": _("Withdrew pledge %(number)s"),
    "hours.logged": _("Logged hour entry %(number)s"),
    "hours.changed": _("Changed hour entry %(number)s"),
    "hours.submitted": _("Submitted hour entry %(number)s"),
    "hours.withdrawn": _("Took hour entry %(number)s back"),
    "hours.deleted": _("Deleted hour entry %(number)s"),
    "hours.approved": _("Approved hour entry %(number)s"),
    "hours.returned": _("Returned hour entry %(number)s"),
    "hours.reopened": _("Reopened hour entry %(number)s"),
}
