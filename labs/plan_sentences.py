"""Milestones and budgets in words: late is said, never only coloured."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.figures import money

from .kinds import Outcome
from .rules import Pace, Standing

FORTNIGHT, TWO_MONTHS = 14, 60  # up to there a distance is said in days, and in weeks
MONTH = 30


@dataclass(frozen=True)
class Said:
    """A state as a pill (word, tone, sign) with a note beside it."""

    label: str
    tone: str
    sign: str
    note: str = ""


def late_by(days: int) -> str:
    if days < FORTNIGHT:
        return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
    if days < TWO_MONTHS:
        weeks = days // 7
        return ngettext("%(count)s week late", "%(count)s weeks late", weeks) % {"count": weeks}
    months = days // MONTH
    return ngettext("%(count)s month late", "%(count)s months late", months) % {"count": months}


def due_in(days: int) -> str:
    if days == 0:
        return _("due today")
    if days < FORTNIGHT:
        return ngettext("due in %(count)s day", "due in %(count)s days", days) % {"count": days}
    if days < TWO_MONTHS:
        weeks = days // 7
        return ngettext("due in %(count)s week", "due in %(count)s weeks", weeks) % {"count": weeks}
    months = days // MONTH
    return ngettext("due in %(count)s month", "due in %(count)s months", months) % {"count": months}


def early_by(days: int) -> str:
    if days < FORTNIGHT:
        return ngettext("%(count)s day early", "%(count)s days early", days) % {"count": days}
    if days < TWO_MONTHS:
        weeks = days // 7
        return ngettext("%(count)s week early", "%(count)s weeks early", weeks) % {"count": weeks}
    months = days // MONTH
    return ngettext("%(count)s month early", "%(count)s months early", months) % {"count": months}


def said(standing: Standing) -> Said:
    """How a milestone stands, as its page, the plan and the home page say it."""
    if standing.pace == Pace.REACHED:
        days = standing.days
        note = _("on its day") if days == 0 else late_by(days) if days > 0 else early_by(-days)
        return Said(str(Outcome.YES.label), "good", "check", note)
    distance = late_by(standing.days) if standing.pace == Pace.LATE else due_in(-standing.days)
    if standing.outcome == Outcome.NO:
        return Said(str(Outcome.NO.label), "bad", "cross", distance)
    if standing.outcome == Outcome.PARTLY:
        return Said(str(Outcome.PARTLY.label), "warn", "dots", distance)
    if standing.pace == Pace.LATE:
        return Said(_("Late"), "bad", "warning", distance)
    if standing.pace == Pace.SOON:
        return Said(_("Soon"), "wait", "clock", distance)
    return Said(_("Planned"), "neutral", "calendar", distance)


def difference(costs: Decimal, budget: Decimal) -> str:
    """What the plan costs beside what the budget has, as a sentence."""
    gap = costs - budget
    if not gap:
        return _("exactly as budgeted")
    words = _("%(amount)s more than budgeted") if gap > 0 else _("%(amount)s less than budgeted")
    return words % {"amount": money(abs(gap))}
