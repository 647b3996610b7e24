"""What happened to campaigns of the impact survey."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "campaign.made": _("Prepared impact survey %(what)s"),
    "campaign.changed": _("Changed impact survey %(what)s"),
    "campaign.text_changed": _("Changed a text of impact survey %(what)s"),
    "campaign.tested": _("Sent a test mail of impact survey %(what)s"),
    "campaign.opened": _("Opened impact survey %(what)s"),
    "campaign.closed": _("Closed impact survey %(what)s"),
    "campaign.reopened": _("Opened impact survey %(what)s again"),
    "campaign.thrown_away": _("Threw away draft survey %(what)s"),
    "campaign.inviting": _("Had people invited to impact survey %(what)s"),
    "campaign.reminding": _("Had people reminded of impact survey %(what)s"),
    "campaign.mail_stopped": _("Stopped mail of impact survey %(what)s"),
    "campaign.mail_retried": _("Had mail of impact survey %(what)s go on"),
    "campaign.contacts_added": _("Added contacts to impact survey %(what)s"),
    "campaign.contacts_exported": _("Took the contacts of impact survey %(what)s along"),
    "campaign.imported": _("Brought in impact survey %(what)s from files"),
}
