"""What happened to campaigns of the impact survey."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "campaign.imported": _("Brought in impact survey %(what)s from files"),
}
