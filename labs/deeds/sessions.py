"""What happened to sessions."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "session.planned": _("Planned session %(what)s"),
    "session.published": _("Published session %(what)s"),
    "session.changed": _("Changed session %(what)s"),
    "session.cancelled": _("Cancelled session %(what)s"),
    "session.discarded": _("Threw away a draft of a session"),
}
