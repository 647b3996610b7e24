"""The picture that stands for the whole: three panels, filled as far as reached, with the legal limits as marks."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contributions.rules import Side
from contributions.sentences import SIDES
from lib import charts
from partnership.schemes import Limit, Terms

from .statement import Statement
from .words import part


@dataclass(frozen=True)
class Panel:
    """One side, in euros: what is realised, what was pledged or granted, and what waits for approval."""

    reached: Decimal
    goal: Decimal
    waiting: Decimal = Decimal("0.00")


def thirds_drawing(panels: dict[Side, Panel], *, terms: Terms, budget: Decimal, key: str = "thirds") -> charts.Drawing:
    """The thirds of a programme with a budget in euros, in the active language."""
    sides: tuple[tuple[Side, Limit], ...] = (
        (Side.SUBSIDY, terms.subsidy),
        (Side.BUSINESS, terms.business),
        (Side.OTHERS, terms.others),
    )
    thirds = [
        charts.Third(
            label=capfirst(str(SIDES[side])),
            reached=panels[side].reached,
            goal=panels[side].goal,
            waiting=panels[side].waiting,
            limits=tuple(_limits(limit, budget)),
            goal_word=_goal_word(side),
        )
        for side, limit in sides
    ]
    return charts.thirds_bar(thirds, _("The thirds: realised, of what was pledged"), key=key)


def _goal_word(side: Side) -> str:
    """What the amount is that a side is measured against."""
    if side == Side.SUBSIDY:
        return pgettext("behind an amount", "granted")
    return pgettext("behind an amount", "pledged")


def _limits(limit: Limit, budget: Decimal):
    bounds: tuple[tuple[str, Fraction | None, Callable[[Fraction], str]], ...] = (
        ("min", limit.at_least, lambda bound: _("at least %(part)s of the budget") % {"part": part(bound)}),
        ("max", limit.at_most, lambda bound: _("at most %(part)s of the budget") % {"part": part(bound)}),
    )
    for kind, bound, words in bounds:
        if bound is not None:
            yield charts.Limit(bound * Fraction(budget), kind, words(bound))


def thirds_of(statement: Statement) -> charts.Drawing:
    """The thirds of a report, over the whole programme."""
    rows = {row.source: row for row in statement.financing.rows}
    applicant, other = rows["applicant"], rows["other"]
    panels = {
        Side.SUBSIDY: Panel(rows["subsidy"].realised, rows["subsidy"].pledged),
        Side.BUSINESS: Panel(rows["business"].realised, rows["business"].pledged),
        Side.OTHERS: Panel(applicant.realised + other.realised, applicant.pledged + other.pledged),
    }
    return thirds_drawing(panels, terms=statement.programme.terms, budget=statement.programme.budget_total)
