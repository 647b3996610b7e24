"""The audit verbs of this room in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "invitation.sent": _("Sent invitation %(number)s"),
    "invitation.resent": _("Sent invitation %(number)s again, with a new link"),
    "invitation.withdrawn": _("Withdrew invitation %(number)s"),
    "invitation.accepted": _("Accepted invitation %(number)s"),
    "membership.ended": _("Ended role %(number)s of a person"),
    "programme.entered": _("Entered programme %(number)s"),
    "programme.changed": _("Changed programme %(number)s"),
    "programme.budgeted": _("Changed the budget of programme %(number)s"),
    "organisation.entered": _("Entered organisation %(number)s"),
    "organisation.changed": _("Changed organisation %(number)s"),
    "partner.joined": _("Let a partner join a programme (%(number)s)"),
    "partner.left": _("Let a partner leave a programme (%(number)s)"),
    "partner.stayed": _("Took back that a partner leaves a programme (%(number)s)"),
}
