"""What happened to the public pages of labs, and to personal calendars."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "lab.described": _("Described the purpose of lab %(what)s"),
    "calendar_link.made": _("Made a link to the own calendar"),
    "calendar_link.ended": _("Ended the link to the own calendar"),
}
