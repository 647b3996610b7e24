"""One sentence per code of `rules.py`: the same words on screen, in mail, in the PDF and in the CSV."""

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib import figures

from . import rules
from .rules import Concern, Flag, Missing, Reason, Refusal, Side
from .states import RETURNED_BEFORE, EntryState

# As the active language writes them, when they are shown.
_number, _hours = lazy(figures.number, str), lazy(figures.hours, str)


WHY_NOT = {
    Reason.NONE: "",
    Reason.INTERNSHIP_SUPERVISION: _("Supervising internships is paid from other means and never counts."),
    Reason.INTERNSHIP_FEE: _("A fee for an intern never counts."),
    Reason.WAGE_LOSS: _("Wages paid during training or absence never count."),
    Reason.VOLUNTEERING: _("Unpaid voluntary work is not a personnel cost and never counts."),
    Reason.APPLICANT_IN_KIND: _("The applicant school brings in money only; its hours and goods do not count."),
    Reason.APPLICANT_CASH: _("Under this scheme the applicant school's own money does not count."),
    Reason.NO_EVIDENCE: _("There is no proof yet. Without proof it counts for nothing."),
    Reason.ROOM_WITHOUT_HOURS: _("A room counts only beside a pledge of hours."),
    Reason.UNKNOWN_KIND: _("Management has to decide whether this kind counts."),
    Reason.OUTSIDE_FINANCING: _("This organisation stands on no side of the financing."),
}
REFUSALS = {
    Refusal.OUTSIDE_PERIOD: _("This date is outside the programme. Choose a day within it."),
    Refusal.BEFORE_APPLICATION: _(
        "This date is before the subsidy was applied for. Hours from before do not belong here."
    ),
    Refusal.FUTURE: _("This date is in the future. Log hours on or after the day itself."),
    Refusal.HOURS: format_lazy(
        _("Hours must be more than 0 and at most {most}, in quarters."), most=_hours(rules.FULL_DAY)
    ),
    Refusal.MORE_THAN_24_HOURS: format_lazy(
        _("With your other hours of that day this is more than {most}. Check the date and the hours."),
        most=_hours(rules.FULL_DAY),
    ),
    Refusal.ACTIVITY_PERIOD: _("This activity does not run on that date. Choose another activity or date."),
    Refusal.DESCRIPTION: format_lazy(
        _("Say in at least {least} characters what you did."), least=_number(rules.MIN_DESCRIPTION)
    ),
    Refusal.AFTER_LEAVING: _("Your organisation had left the programme by then. Choose an earlier day."),
    Refusal.NOT_TAKING_PART: _(
        "Your organisation takes no part in this activity's programme. Choose another activity."
    ),
}
MISSING = {
    Missing.DESCRIPTION: REFUSALS[Refusal.DESCRIPTION],
    Missing.EXPLANATION: _("Say under Explanation why this is right."),
}
CONCERNS = {
    Concern.MORE_THAN_8_HOURS: format_lazy(
        _("more than {most} hours on one day"), most=_hours(rules.MINUTES_WITHOUT_EXPLANATION)
    ),
    Concern.WEEKEND: _("on a weekend day"),
    Concern.HOLIDAY: _("on a public holiday"),
    Concern.LATE: format_lazy(_("logged more than {days} working days later"), days=_number(rules.DAYS_TO_ENTER)),
    Concern.MORE_THAN_1750_HOURS: format_lazy(
        _("more than {most} hours in one year"), most=_hours(rules.MINUTES_A_YEAR)
    ),
}
FLAGS = {
    Flag.LOOKS_LIKE_INTERNSHIP: _("Reads like internship supervision, but another kind is chosen."),
    Flag.SAME_DESCRIPTION: format_lazy(
        _("The same description on more than {days} days this month."), days=_number(rules.SAME_DESCRIPTION_DAYS)
    ),
    Flag.STUDENT_DATA: _("Seems to hold a student's e-mail address or number."),
}
SIDES = {
    Side.SUBSIDY: _("subsidy"),
    Side.BUSINESS: _("business"),
    Side.OTHERS: _("education and governments"),
    Side.APPLICANT: _("applicant school"),
}
# Codes that stand in the place of a coordinator's own words.
RETURN_CODES = {RETURNED_BEFORE: _("Returned in the earlier administration.")}
# The look of a state: quiet, waiting, good, asking for something.
STATE_TONES = {
    EntryState.DRAFT: "neutral",
    EntryState.SUBMITTED: "wait",
    EntryState.RETURNED: "warn",
    EntryState.APPROVED: "good",
}
# What happened, as it reads in the history of an entry or a pledge.
EVENTS = {
    "hours.logged": _("%(name)s logged these hours"),
    "hours.changed": _("%(name)s changed these hours"),
    "hours.submitted": _("%(name)s submitted these hours"),
    "hours.withdrawn": _("%(name)s took these hours back as a draft"),
    "hours.deleted": _("%(name)s threw these hours away"),
    "hours.approved": _("%(name)s approved these hours"),
    "hours.returned": _("%(name)s returned these hours"),
    "hours.reopened": _("%(name)s undid the approval"),
    "pledge.entered": _("%(name)s entered this pledge"),
    "pledge.changed": _("%(name)s changed this pledge"),
    "pledge.withdrawn": _("%(name)s withdrew this pledge"),
}
