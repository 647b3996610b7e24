"""One sentence per code of `rules.py`: the same words on screen, in mail, in the PDF and in the CSV."""

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib import figures

from . import goods_rules, rules
from .goods_rules import GoodsRefusal
from .pace import Schedule
from .rules import Concern, Flag, Missing, Reason, Refusal, Side
from .session_hours import Doubt
from .states import RETURNED_BEFORE, AgreementState, EntryState, OfferState

# As the active language writes them, when they are shown.
_number, _hours = lazy(figures.number, str), lazy(figures.hours, str)


WHY_NOT = {
    Reason.NONE: "",
    Reason.INTERNSHIP_SUPERVISION: _("Supervising internships is paid from other means and never counts."),
    Reason.INTERNSHIP_FEE: _("A fee for an intern never counts."),
    Reason.WAGE_LOSS: _("Wages paid during training or absence never count."),
    Reason.VOLUNTEERING: _("Unpaid voluntary work is not a personnel cost and never counts."),
    Reason.APPLICANT_IN_KIND: _("Hours and goods of the applicant school do not count under this scheme."),
    Reason.APPLICANT_CASH: _("Under this scheme the applicant school's own money does not count."),
    Reason.NO_EVIDENCE: _("There is no proof yet. Without proof it counts for nothing."),
    Reason.ROOM_WITHOUT_HOURS: _("A room counts only beside a pledge of hours."),
    Reason.UNKNOWN_KIND: _("Management has to decide whether this kind counts."),
    Reason.OUTSIDE_FINANCING: _("This organisation stands on no side of the financing."),
    Reason.NOT_SIGNED: _("Pledged, not signed yet. A pledge counts once a signed agreement covers it."),
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
    Refusal.MONTH_LOCKED: _(
        "This month is locked. Choose a later day, or ask the management of your partnership to open it."
    ),
}
GOODS_REFUSALS = {
    GoodsRefusal.OUTSIDE_PERIOD: REFUSALS[Refusal.OUTSIDE_PERIOD],
    GoodsRefusal.BEFORE_APPLICATION: _(
        "This date is before the subsidy was applied for. What was brought in before does not belong here."
    ),
    GoodsRefusal.FUTURE: _("This date is in the future. Enter it on or after the day itself."),
    GoodsRefusal.BEFORE_JOINING: _("Your organisation did not take part in the programme yet. Choose a later day."),
    GoodsRefusal.AFTER_LEAVING: REFUSALS[Refusal.AFTER_LEAVING],
    GoodsRefusal.NOT_TAKING_PART: _("Your organisation takes no part in this programme."),
    GoodsRefusal.QUANTITY: format_lazy(
        _("Fill in more than 0 and at most {most}."), most=_number(goods_rules.MOST_QUANTITY)
    ),
    GoodsRefusal.PRICE: _("Fill in an amount of at least one cent. Check where the comma stands."),
    GoodsRefusal.MORE_THAN_BUDGET: _("This is more than the budget of the whole programme. Check the figures."),
    GoodsRefusal.ENDS_BEFORE_START: _("The period ends before it starts. Choose a later day, or an earlier start."),
    GoodsRefusal.MORE_MONTHS: _("That is more months than the period has. Check the months, or the days."),
    GoodsRefusal.APPLICANT_IN_KIND: WHY_NOT[Reason.APPLICANT_IN_KIND],
    GoodsRefusal.APPLICANT_CASH: WHY_NOT[Reason.APPLICANT_CASH],
}
GOODS_MISSING = {
    "description": _("Say what it is, and what it was for."),
    "valuation": _("Say how the price was found."),
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
    Flag.OTHER_ORGANISATION: _("The same person logged this activity on this day for another organisation too."),
}
# Said of hours that follow from a session, beside them and on the page of the session.
DOUBTS = {
    Doubt.CANCELLED: _("The session was cancelled."),
    Doubt.NO_GUEST: _("This person is not a guest of the session any more."),
    Doubt.NOT_THERE: _("This person was not there, says the list of who was there."),
    Doubt.NOT_YET: _("The session was moved and has not taken place yet."),
}
OFFER_TONES = {
    OfferState.OFFERED: "wait",
    OfferState.CONFIRMED: "good",
    OfferState.DECLINED: "neutral",
    OfferState.TAKEN_BACK: "warn",
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
# How what was brought in stands to what was pledged.
SCHEDULES = {
    Schedule.BEHIND: _("behind schedule"),
    Schedule.ON_SCHEDULE: _("on schedule"),
    Schedule.DONE: _("done"),
    Schedule.NO_PLEDGE: _("nothing signed"),
}
SCHEDULE_TONES = {
    Schedule.BEHIND: "warn",
    Schedule.ON_SCHEDULE: "wait",
    Schedule.DONE: "good",
    Schedule.NO_PLEDGE: "neutral",
}
AGREEMENT_TONES = {
    AgreementState.PREPARED: "neutral",
    AgreementState.SENT: "wait",
    AgreementState.SIGNED: "good",
    AgreementState.WITHDRAWN: "bad",
}
# What happened, as it reads in the history of an entry or a pledge.
EVENTS = {
    "hours.logged": _("%(name)s logged these hours"),
    "hours.offered": _("%(name)s made this draft from a session"),
    "hours.followed": _("%(name)s changed this draft, because the session changed"),
    "hours.imported": _("%(name)s brought these hours in from a spreadsheet"),
    "hours.changed": _("%(name)s changed these hours"),
    "hours.submitted": _("%(name)s submitted these hours"),
    "hours.withdrawn": _("%(name)s took these hours back as a draft"),
    "hours.deleted": _("%(name)s threw these hours away"),
    "hours.approved": _("%(name)s approved these hours"),
    "hours.returned": _("%(name)s returned these hours"),
    "hours.reopened": _("%(name)s undid the approval"),
    "goods.entered": _("%(name)s entered this"),
    "goods.changed": _("%(name)s changed this"),
    "goods.submitted": _("%(name)s submitted this"),
    "goods.withdrawn": _("%(name)s took this back as a draft"),
    "goods.approved": _("%(name)s approved this"),
    "goods.returned": _("%(name)s returned this"),
    "goods.reopened": _("%(name)s undid the approval"),
    "hours.corrected": _("%(name)s made this correction"),
    "pledge.entered": _("%(name)s entered this pledge"),
    "pledge.changed": _("%(name)s changed this pledge"),
    "pledge.withdrawn": _("%(name)s withdrew this pledge"),
    "agreement.prepared": _("%(name)s prepared this agreement"),
    "agreement.sent": _("%(name)s sent this agreement for signing"),
    "agreement.signed": _("%(name)s signed this agreement in the portal"),
    "agreement.recorded": _("%(name)s added the agreement that was signed on paper"),
    "agreement.withdrawn": _("%(name)s withdrew this agreement"),
    "agreement.password_refused": _("%(name)s gave a wrong password at signing"),
}
