"""Words for the codes in a statement, the same on the page and in the PDF."""

from fractions import Fraction

from django.utils.translation import gettext as _

from contributions.kinds import ContributionKind, GoodsKind
from contributions.rules import LimitCheck, Reason
from contributions.sentences import SIDES, WHY_NOT
from lib import figures
from partnership.kinds import BudgetSource

KINDS = {**dict(ContributionKind.choices), **dict(GoodsKind.choices)}
SOURCES = dict(BudgetSource.choices)


def kind_name(code: str) -> str:
    """The words for a kind of effort or contribution; an unknown code stands as it is."""
    return str(KINDS.get(code, code))


def source_name(code: str) -> str:
    """The words for a source of financing: subsidy, business and so on."""
    return str(SOURCES.get(code, code))


def why_not(code: str) -> str:
    """The sentence that says why something does not count."""
    return str(WHY_NOT[Reason(code)]) if code in set(Reason) else code


def side_name(check: LimitCheck) -> str:
    return str(SIDES[check.side])


def part(fraction: Fraction) -> str:
    """A legal share as the law writes it: one third, 10%."""
    words = {
        "1/3": _("one third"),
        "2/3": _("two thirds"),
        "1/2": _("half"),
        "1/4": _("a quarter"),
    }
    return words.get(str(fraction)) or figures.share(fraction, 0)


def limit_words(check: LimitCheck) -> str:
    """What the law asks of a side, in words."""
    least, most = check.limit.at_least, check.limit.at_most
    if least is not None and most is not None:
        return _("at least %(least)s, at most %(most)s") % {"least": part(least), "most": part(most)}
    if least is not None:
        return _("at least %(least)s") % {"least": part(least)}
    return _("at most %(most)s") % {"most": part(most)}


def verdict(check: LimitCheck) -> str:
    """How an amount stands to its limit. A minimum that is not reached yet says what is missing."""
    if check.too_much:
        return _("too much: %(amount)s over") % {"amount": figures.money(Fraction(check.amount) - check.most)}
    if check.too_little:
        return _("not yet: %(amount)s to go") % {"amount": figures.money(check.least - Fraction(check.amount))}
    return _("within the limit")


def verdict_gap(check: LimitCheck) -> str:
    """How much is missing or over, to stand beside the word of the verdict; nothing within the limit."""
    if check.too_much:
        return _("%(amount)s over") % {"amount": figures.money(Fraction(check.amount) - check.most)}
    if check.too_little:
        return _("%(amount)s to go") % {"amount": figures.money(check.least - Fraction(check.amount))}
    return ""


def verdict_word(check: LimitCheck) -> str:
    """The verdict in a word or two."""
    if check.too_much:
        return _("too much")
    return _("not yet") if check.too_little else _("holds")


def verdict_tone(check: LimitCheck) -> str:
    """The tone of a pill: over a limit is bad, below a minimum is a warning."""
    if check.too_much:
        return "bad"
    return "warn" if check.too_little else "good"
