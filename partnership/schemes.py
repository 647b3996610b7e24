"""The subsidy schemes: every share, bound, rate and excluded kind, dated, with its source. The only file with figures.

A preset fills in a new programme; from then on the programme holds its own copy (`Terms`), because the grant decision
is what binds. Free of Django, so that rules can be checked with plain values. Sources are articles of the regulations
in the Staatscourant: RIF14 (BWBR0035054), RIF19 (BWBR0041553), RIF24 (BWBR0048883).
"""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

_ = str  # marks words for the catalogue; pages translate a source that is words


class UnknownScheme(LookupError):
    """No preset has this name."""


class EntreeNotInScheme(ValueError):
    """This scheme has no other limits for entree projects."""


@dataclass(frozen=True)
class Limit:
    """A legal share of the whole budget: at least, at most, or both. `source` is the article it comes from."""

    source: str
    at_least: Fraction | None = None
    at_most: Fraction | None = None


@dataclass(frozen=True)
class Exclusion:
    """A kind of effort that may be recorded but never counts, and the article (or the own rule) that says so."""

    kind: str
    source: str


@dataclass(frozen=True)
class Terms:
    """What a scheme asks: euros for amounts, whole years for durations, shares of the total budget."""

    scheme: str
    valid_from: date  # orders the schemes: the day of the regulation, or the first day of the years it names
    rate: Decimal
    rate_source: str
    subsidy_min: Decimal
    subsidy_max: Decimal
    subsidy_bounds_source: str
    years: tuple[int, ...]
    years_with_approval: tuple[int, ...]
    years_source: str
    subsidy: Limit
    business: Limit
    others: Limit  # other partners and the applicant school together
    applicant: Limit | None
    applicant_cash: bool
    applicant_in_kind: bool
    applicant_source: str
    excluded: tuple[Exclusion, ...]
    entree: bool = False

    def excludes(self, kind: str) -> Exclusion | None:
        """The exclusion of a kind of effort, or None when it counts."""
        return next((item for item in self.excluded if item.kind == kind), None)


THIRD, TWO_THIRDS, HALF, QUARTER = Fraction(1, 3), Fraction(2, 3), Fraction(1, 2), Fraction(1, 4)


# No article stands behind this: the later schemes exclude volunteers, and the partnership does so throughout.
OWN_RULE_ON_VOLUNTEERS = _("rule of the partnership; RIF14 does not mention volunteers")


def _never_counting(scheme: str, guidance: str, wages: str, volunteers: str) -> tuple[Exclusion, ...]:
    """`volunteers` is a whole source, the others are articles of the scheme."""
    return (
        Exclusion("internship_supervision", f"{scheme} {guidance}"),
        Exclusion("internship_fee", f"{scheme} {guidance}"),
        Exclusion("wage_loss", f"{scheme} {wages}"),
        Exclusion("volunteering", volunteers),
    )


PRESETS: dict[str, Terms] = {
    "RIF14": Terms(
        scheme="RIF14",
        valid_from=date(2014, 4, 11),
        rate=Decimal("73.00"),
        rate_source="RIF14 art. 14(3)",
        subsidy_min=Decimal("200000.00"),
        subsidy_max=Decimal("2000000.00"),
        subsidy_bounds_source="RIF14 art. 8(4)",
        years=(4,),
        years_with_approval=(5,),
        years_source="RIF14 art. 11(3); Stcrt. 2017, 60919",
        subsidy=Limit("RIF14 art. 10(2)", at_most=THIRD),
        business=Limit("RIF14 art. 10(3)", at_least=THIRD, at_most=TWO_THIRDS),
        others=Limit("RIF14 art. 10(4)", at_most=THIRD),
        applicant=None,
        applicant_cash=False,
        applicant_in_kind=False,
        applicant_source="RIF14 art. 10(1)",  # as published in 2014
        excluded=_never_counting("RIF14", "art. 10(5)", "art. 8(2)", OWN_RULE_ON_VOLUNTEERS),
    ),
    "RIF19": Terms(
        scheme="RIF19",
        valid_from=date(2019, 1, 1),
        rate=Decimal("73.00"),
        rate_source="RIF19 art. 17(5)",
        subsidy_min=Decimal("250000.00"),
        subsidy_max=Decimal("2000000.00"),
        subsidy_bounds_source="RIF19 art. 7(2)",
        years=(4, 5),
        years_with_approval=(),
        years_source="RIF19 art. 7(4)",
        subsidy=Limit("RIF19 art. 13(2)", at_most=THIRD),
        business=Limit("RIF19 art. 13(3)", at_least=THIRD, at_most=TWO_THIRDS),
        others=Limit("RIF19 art. 13(4)", at_most=THIRD),
        applicant=Limit("RIF19 art. 13(4)", at_most=Fraction(1, 10)),
        applicant_cash=True,
        applicant_in_kind=False,
        applicant_source="RIF19 art. 13(4)",
        excluded=_never_counting("RIF19", "art. 13(5)", "art. 11", "RIF19 art. 17(5)"),
    ),
    "RIF24": Terms(
        scheme="RIF24",
        valid_from=date(2024, 1, 1),
        rate=Decimal("86.00"),
        rate_source="RIF24 art. 15(4)",
        subsidy_min=Decimal("250000.00"),
        subsidy_max=Decimal("2500000.00"),
        subsidy_bounds_source="RIF24 art. 6(2)",
        years=(4, 5),
        years_with_approval=(),
        years_source="RIF24 art. 6(5)",
        subsidy=Limit("RIF24 art. 11(2)", at_most=THIRD),
        business=Limit("RIF24 art. 11(3)", at_least=THIRD, at_most=TWO_THIRDS),
        others=Limit("RIF24 art. 11(4)", at_most=THIRD),
        applicant=Limit("RIF24 art. 11(4)", at_most=Fraction(1, 10)),
        applicant_cash=True,
        applicant_in_kind=False,
        applicant_source="RIF24 art. 11(4)",
        excluded=_never_counting("RIF24", "art. 11(6)", "art. 9", "RIF24 art. 15(4)"),
    ),
}


WITH_ENTREE = frozenset({"RIF19", "RIF24"})


def preset(scheme: str, *, entree: bool = False) -> Terms:
    """The terms a scheme starts from; `entree` gives those of an entree project (R18).

    Raises UnknownScheme, and EntreeNotInScheme for a scheme from before there were such projects.
    """
    try:
        terms = PRESETS[scheme]
    except KeyError:
        raise UnknownScheme(scheme) from None
    if not entree:
        return terms
    if scheme not in WITH_ENTREE:
        raise EntreeNotInScheme(scheme)
    return replace(
        terms,
        entree=True,
        subsidy=replace(terms.subsidy, at_most=HALF),
        business=replace(terms.business, at_least=QUARTER, at_most=HALF),
        others=replace(terms.others, at_most=QUARTER),
    )


def terms_to_json(terms: Terms) -> dict[str, Any]:
    """Terms as plain JSON values; `terms_from_json` gives the same terms back."""
    return {name: _plain(value) for name, value in asdict(terms).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, (Decimal, Fraction, date)) else value


def _limit(data: dict[str, Any] | None) -> Limit | None:
    if data is None:
        return None
    shares = {name: Fraction(data[name]) if data[name] is not None else None for name in ("at_least", "at_most")}
    return Limit(data["source"], **shares)


READERS = {
    "valid_from": date.fromisoformat,
    "rate": Decimal,
    "subsidy_min": Decimal,
    "subsidy_max": Decimal,
    "years": tuple,
    "years_with_approval": tuple,
    "subsidy": _limit,
    "business": _limit,
    "others": _limit,
    "applicant": _limit,
    "excluded": lambda items: tuple(Exclusion(**item) for item in items),
}


def terms_from_json(data: dict[str, Any]) -> Terms:
    """Read terms as a programme keeps them. Raises KeyError when something is missing."""
    return Terms(**{f.name: READERS.get(f.name, lambda value: value)(data[f.name]) for f in fields(Terms)})
