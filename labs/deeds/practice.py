"""What happened to teachers in practice."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "practice.asked": _("Asked for or offered teacher in practice %(what)s"),
    "practice.matched": _("Matched teacher in practice %(what)s"),
    "practice.withdrawn": _("Withdrew teacher in practice %(what)s"),
    "practice.ended": _("Ended teacher in practice %(what)s early"),
    "practice.completed": _("Completed teacher in practice %(what)s"),
    "practice.evaluated": _("Looked back on teacher in practice %(what)s"),
    "practice.meeting_planned": _("Planned a meeting of teacher in practice %(what)s"),
    "practice.meeting_moved": _("Moved a meeting of teacher in practice %(what)s"),
    "practice.meeting_cancelled": _("Cancelled a meeting of teacher in practice %(what)s"),
    "practice.meeting_told": _("Said that a meeting of teacher in practice %(what)s took place"),
}
