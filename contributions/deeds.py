"""The audit verbs of this room in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "import_history": _("Read the earlier administration of programme %(what)s in"),
    "pledge.entered": _("Entered pledge %(what)s"),
    "pledge.changed": _("Changed a pledge into version %(what)s"),
    "pledge.withdrawn": _("Withdrew pledge %(what)s"),
    "hours.logged": _("Logged hour entry %(what)s"),
    "hours.changed": _("Changed hour entry %(what)s"),
    "hours.submitted": _("Submitted hour entry %(what)s"),
    "hours.withdrawn": _("Took hour entry %(what)s back"),
    "hours.deleted": _("Deleted hour entry %(what)s"),
    "hours.approved": _("Approved hour entry %(what)s"),
    "hours.returned": _("Returned hour entry %(what)s"),
    "hours.reopened": _("Reopened hour entry %(what)s"),
}
