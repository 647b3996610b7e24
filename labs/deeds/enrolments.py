"""What happened to seats, classes, attendance and certificates."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "enrolment.seated": _("Signed somebody up for a session: enrolment %(what)s"),
    "enrolment.waiting": _("Put somebody on a waiting list: enrolment %(what)s"),
    "enrolment.moved_up": _("Enrolment %(what)s moved up from the waiting list"),
    "enrolment.withdrawn": _("Withdrew enrolment %(what)s"),
    "session.people_exported": _("Took the list of who takes part in session %(what)s along"),
    "session.attendance_taken": _("Noted who was at session %(what)s"),
    "group.made": _("Made class %(what)s"),
    "group.changed": _("Changed class %(what)s"),
    "group.ended": _("Ended class %(what)s"),
    "certificate.requested": _("Asked for certificate %(what)s"),
    "certificate.retried": _("Tried certificate %(what)s again"),
    "certificate.finished": _("Made certificate %(what)s"),
}
