"""What happens to months, in words: steps, states, and why something was left alone."""

from django.utils.translation import gettext_lazy as _

from contributions.states import TimesheetState

MONTH_TONES = {
    TimesheetState.DRAFT: "neutral",
    TimesheetState.SUBMITTED: "wait",
    TimesheetState.CONFIRMED: "wait",
    TimesheetState.ACCEPTED: "good",
    TimesheetState.LOCKED: "good",
}
STEPS = {
    "submitted": _("Handed in"),
    "confirmed": _("Confirmed for the company"),
    "accepted": _("Accepted by the partnership"),
    "returned": _("Returned"),
    "voided": _("Not handed in any more"),
    "locked": _("Locked"),
}
# Codes that stand in the place of somebody's own words.
VOIDED = {
    "hours_withdrawn": _("Hours were taken back."),
    "hours_returned": _("A coordinator returned hours."),
    "approval_undone": _("An approval was undone."),
    "handed_in_again": _("The month was handed in again, with hours that came later."),
}
LEFT_ALONE = {
    "gone": _("does not wait for you any more"),
    "changed": _("was changed while you looked at it; look at it again"),
    "waits": _("waits for the approval of hours of %(labs)s"),
}
