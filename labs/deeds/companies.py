"""What happened to student companies."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "student_company.proposed": _("Proposed student company %(what)s"),
    "student_company.changed": _("Changed student company %(what)s"),
    "student_company.wished": _("Asked for the next step of student company %(what)s"),
    "student_company.started": _("Accepted the idea of student company %(what)s"),
    "student_company.traded": _("Wrote down that student company %(what)s trades"),
    "student_company.graduated": _("Wrote down that student company %(what)s goes on by itself"),
    "student_company.stopped": _("Wrote down that student company %(what)s stopped"),
    "student_company.member_added": _("Let a student take part in student company %(what)s"),
    "student_company.member_left": _("Ended a student's part in student company %(what)s"),
    "student_company.coach_added": _("Let somebody coach student company %(what)s"),
    "student_company.coach_left": _("Ended somebody's coaching of student company %(what)s"),
    "student_company.assignment_added": _("Added an assignment that student company %(what)s won"),
    "student_company.assignment_removed": _("Removed an assignment of student company %(what)s"),
    "student_company.coaching_planned": _("Planned coaching of student company %(what)s"),
    "student_company.coaching_changed": _("Changed coaching of student company %(what)s"),
    "student_company.coaching_cancelled": _("Cancelled coaching of student company %(what)s"),
}
