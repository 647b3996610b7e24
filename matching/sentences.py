"""The codes of the board in words."""

from django.utils.translation import gettext_lazy as _

from .kinds import AssignmentKind
from .rules import Need

# What is looked at, and what to do when it is not there.
NEEDS = {
    Need.TITLE: (_("A title"), _("Give the assignment a title.")),
    Need.TEXT: (_("A description that says enough"), _("Write at least two sentences about the work.")),
    Need.DELIVERED: (
        _("What is there already, for the next team"),
        _("Write what was delivered so far, so that the team knows where it begins."),
    ),
    Need.THEME: (_("A theme"), _("Choose the theme, so that it is found.")),
    Need.PERIOD: (_("A period that is not over"), _("Fill in the first and the last day.")),
    Need.HOURS: (_("Hours a week"), _("Fill in how many hours a week it takes.")),
    Need.PLACE: (_("A place"), _("Fill in the place, or choose that it is done from home.")),
    Need.DEADLINE: (
        _("A last day to apply that can be kept"),
        _("Choose a last day to apply that is not over, and that is not after the last day of the work."),
    ),
    Need.TEAMS: (_("One team, unless it is a challenge"), _("Set the number of teams to 1.")),
    Need.ROLES: (_("At least one role, with its level"), _("Add a role, with its level and seats.")),
    Need.MENTOR: (
        _("A contact person who is named"),
        _("Choose the person of your organisation who guides it."),
    ),
    Need.COMPANY_SAYS: (
        _("What the company expects and promises"),
        _("Fill in how much guidance there is, and how often there is contact."),
    ),
    Need.FITS: (
        _("Not confidential, and not what the company cannot do without"),
        _("Students only work on what may be known and may fail. Make it smaller, or ask the desk."),
    ),
    Need.EDUCATION: (_("The education programme"), _("Choose the programme that the internship is for.")),
    Need.RECOGNITION: (
        _("A recognition as training company that is valid on the first day"),
        _("The school enters the recognition, for this programme or an equal one."),
    ),
    Need.SCHOOL_MENTOR: (_("A mentor of the school"), _("A coordinator chooses somebody of the school.")),
    Need.SCHOOL_SAYS: (
        _("What the school expects and promises"),
        _("A coordinator fills in what the school expects."),
    ),
}
KINDS = {
    AssignmentKind.INTERNSHIP: _("A student works with you for a longer time, as part of the education programme."),
    AssignmentKind.PRACTICE: _("Students make something for you, guided by you and the school."),
    AssignmentKind.GRADUATION: _("A student shows with it that the education programme is mastered."),
    AssignmentKind.RESEARCH: _("Students find something out for you."),
    AssignmentKind.MICRO_JOB: _("A small job of some hours or days."),
    AssignmentKind.CHALLENGE: _("Several teams, also of several schools, work on the same question."),
    AssignmentKind.GUEST_LESSON: _("Somebody of a company teaches a class for an hour or more."),
    AssignmentKind.TEACHER_PLACEMENT: _("A teacher works in a company for some days."),
}
# What happened to an assignment, for who offers it and who looks after the board.
HISTORY = {
    "assignment.entered": _("%(name)s entered it"),
    "assignment.changed": _("%(name)s changed it"),
    "assignment.submitted": _("%(name)s handed it in"),
    "assignment.approved": _("%(name)s put it on the board"),
    "assignment.rejected": _("%(name)s sent it back"),
    "assignment.withdrawn": _("%(name)s withdrew it"),
    "assignment.taken_up_again": _("%(name)s took it up again"),
    "assignment.closed": _("%(name)s closed it"),
    "assignment.change_asked": _("%(name)s asked for a change"),
    "assignment.change_approved": _("%(name)s approved the change"),
    "assignment.change_refused": _("%(name)s refused the change"),
    "assignment.change_taken_back": _("%(name)s took the change back"),
    "assignment.handed_over": _("%(name)s handed it over to a colleague"),
    "assignment.gone_on": _("%(name)s made what goes on from it"),
    "follow_up.asked": _("%(name)s asked the company for a follow-up"),
    "follow_up.put_away": _("%(name)s put the question for a follow-up away"),
}
