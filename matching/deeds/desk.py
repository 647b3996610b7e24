"""What happened to questions at the desk."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "desk_question.asked": _("Brought question %(what)s to the desk"),
    "desk_question.taken": _("Began to look at question %(what)s"),
    "desk_question.triaged": _("Judged question %(what)s"),
    "desk_question.clustered": _("Took question %(what)s together with others"),
    "desk_question.turned": _("Made question %(what)s into work for students"),
    "desk_question.passed_on": _("Passed question %(what)s on to another school"),
    "desk_question.answered": _("Answered question %(what)s"),
    "desk_question.declined": _("Did not take up question %(what)s"),
}
