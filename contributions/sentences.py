"""One sentence per code of `rules.py`: the same words on screen, in mail, in the PDF and in the CSV."""

from django.utils.translation import gettext_lazy as _

from .rules import Concern, Flag, Missing, Reason, Refusal, Side
from .states import EntryState

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
    Refusal.HOURS: _("Hours must be more than 0 and at most 24, in quarters."),
    Refusal.MORE_THAN_24_HOURS: _(
        "With your other hours of that day this is more than 24. Check the date and the hours."
    ),
    Refusal.ACTIVITY_PERIOD: _("This activity does not run on that date. Choose another activity or date."),
    Refusal.DESCRIPTION: _("Say in at least 15 characters what you did."),
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
    Concern.MORE_THAN_8_HOURS: _("more than 8 hours on one day"),
    Concern.WEEKEND: _("on a weekend day"),
    Concern.HOLIDAY: _("on a public holiday"),
    Concern.LATE: _("logged more than 10 working days later"),
    Concern.MORE_THAN_1750_HOURS: _("more than 1,750 hours in one year"),
}
FLAGS = {
    Flag.LOOKS_LIKE_INTERNSHIP: _("Reads like internship supervision, but another kind is chosen."),
    Flag.SAME_DESCRIPTION: _("The same description on more than 3 days this month."),
    Flag.STUDENT_DATA: _("Seems to hold a student's e-mail address or number."),
}
SIDES = {
    Side.SUBSIDY: _("subsidy"),
    Side.BUSINESS: _("business"),
    Side.OTHERS: _("education and governments"),
    Side.APPLICANT: _("applicant school"),
}
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
    "hours.imported": _("Taken over from the earlier administration"),
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
