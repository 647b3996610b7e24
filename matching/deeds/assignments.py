"""What happened to assignments, recognitions and deadlines."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "assignment.entered": _("Entered assignment %(what)s"),
    "assignment.changed": _("Changed assignment %(what)s"),
    "assignment.submitted": _("Handed in assignment %(what)s"),
    "assignment.approved": _("Put assignment %(what)s on the board"),
    "assignment.rejected": _("Rejected assignment %(what)s"),
    "assignment.withdrawn": _("Withdrew assignment %(what)s"),
    "assignment.taken_up_again": _("Took up assignment %(what)s again"),
    "assignment.closed": _("Closed assignment %(what)s"),
    "assignment.change_asked": _("Asked for a change of assignment %(what)s"),
    "assignment.change_approved": _("Approved a change of assignment %(what)s"),
    "assignment.change_refused": _("Refused a change of assignment %(what)s"),
    "assignment.change_taken_back": _("Took back a change of assignment %(what)s"),
    "assignment.handed_over": _("Handed assignment %(what)s over to a colleague"),
    "recognition.entered": _("Entered recognition %(what)s"),
    "recognition.changed": _("Changed recognition %(what)s"),
    "deadline.set": _("Set deadline %(what)s for handing in assignments"),
    "deadline.removed": _("Removed deadline %(what)s for handing in assignments"),
}
