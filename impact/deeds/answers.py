"""What was done with answers to the impact survey. Answering is no deed: of some it may not be known when."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "campaign.texts_shown": _("Let others read texts in answers to impact survey %(what)s"),
    "campaign.texts_hidden": _("Kept texts in answers to impact survey %(what)s from others"),
    "campaign.texts_undone": _("Took back decisions on texts in answers to impact survey %(what)s"),
    "campaign.answers_downloaded": _("Downloaded the answers to impact survey %(what)s"),
}
