"""The audit verbs of this room in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "own_data.taken": _("Took the own data along"),
    "account.closed": _("Closed the account of %(what)s"),
    "account.opened": _("Opened the account of %(what)s again"),
    "invitation.sent": _("Invited %(what)s"),
    "invitation.resent": _("Invited %(what)s again, with a new link"),
    "invitation.withdrawn": _("Withdrew the invitation of %(what)s"),
    "invitation.accepted": _("Accepted the invitation for %(what)s"),
    "membership.founded": _("Made %(what)s the first of the management"),
    "membership.appointed": _("Made %(what)s manager of a company"),
    "membership.ended": _("Ended a role of %(what)s"),
    "partnership.founded": _("Opened partnership %(what)s"),
    "programme.entered": _("Entered programme %(what)s"),
    "programme.changed": _("Changed programme %(what)s"),
    "programme.budgeted": _("Changed the budget of programme %(what)s"),
    "organisation.entered": _("Entered organisation %(what)s"),
    "organisation.changed": _("Changed organisation %(what)s"),
    "partner.joined": _("Let %(what)s join a programme"),
    "partner.left": _("Let %(what)s leave a programme"),
    "partner.stayed": _("Took back that %(what)s leaves a programme"),
}
