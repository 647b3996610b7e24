"""What was done with answers to the impact survey. Answering is no deed: of some it may not be known when."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "campaign.answers_downloaded": _("Downloaded the answers to impact survey %(what)s"),
}
