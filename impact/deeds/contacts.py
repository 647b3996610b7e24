"""What happened to people who are asked, and to addresses that are not."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "contact.changed": _("Changed contact %(what)s of an impact survey"),
    "contact.removed": _("Removed contact %(what)s from an impact survey"),
    "contact.bounced": _("Noted that mail to contact %(what)s came back"),
    "contact.bounce_cleared": _("Noted that mail to contact %(what)s arrives"),
    "contact.opted_out": _("%(what)s does not want to be asked any more"),
    "contact.opted_in": _("%(what)s may be asked again"),
    "contact.handed_over": _("%(what)s handed an invitation to a colleague"),
    "contact.link_revoked": _("Withdrew the link of contact %(what)s"),
    "contact.link_renewed": _("Sent contact %(what)s a new link"),
    "address.blocked": _("Put an address on the list of who is never asked"),
    "address.unblocked": _("Took an address off the list of who is never asked"),
}
