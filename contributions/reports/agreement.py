"""What the template of an agreement shows, from the plain values of its snapshot."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext as translated

from contributions.kinds import ContributionKind, PledgeKind
from contributions.quantities import quantity_words
from lib.figures import period
from partnership.roles import Role


@dataclass(frozen=True)
class PledgeRow:
    """One line of what is promised."""

    when: str
    year: str
    kind: str
    quantity: str
    price: Decimal
    amount: Decimal
    is_cash: bool


@dataclass(frozen=True)
class SignatureFacts:
    """The signature of the partner as the last page shows it."""

    name: str
    account: str
    role: str
    organisation: str
    at: datetime
    address: str
    file: str
    pages: int
    sha256: str


def context(snapshot: dict[str, Any]) -> dict[str, Any]:
    programme = snapshot["programme"]
    rows = [_row(each) for each in snapshot["pledges"]]
    kinds = {each["kind"] for each in snapshot["pledges"]}
    return {
        "rows": rows,
        "total": sum((row.amount for row in rows), Decimal("0.00")),
        "rate": Decimal(programme["rate"]),
        "has_hours": PledgeKind.HOURS in kinds,
        "has_room": PledgeKind.ROOM in kinds,
        "has_goods": bool(kinds - {PledgeKind.HOURS.value}),
        "excluded": [(ContributionKind(kind).label, translated(source)) for kind, source in programme["excluded"]],
        "of_applicant": snapshot["group"] == "applicant",
        "holds": _period(snapshot["period"]),
        "runs": _period(programme["period"]),
        "decided_on": _day(programme["decided_on"]),
        "prepared_on": _day(snapshot["prepared_on"]),
        "signature": _signature(snapshot["signature"]),
    }


def _row(pledge: dict[str, Any]) -> PledgeRow:
    return PledgeRow(
        when=_period(pledge["period"]),
        year=_("Year %(number)s") % {"number": pledge["year"]} if pledge["year"] else "",
        kind=str(PledgeKind(pledge["kind"]).label),
        quantity=quantity_words(pledge["kind"], Decimal(pledge["quantity"]), pledge["unit"]),
        price=Decimal(pledge["unit_price"]),
        amount=Decimal(pledge["amount"]),
        is_cash=pledge["kind"] == PledgeKind.CASH,
    )


def _signature(facts: dict[str, Any] | None) -> SignatureFacts | None:
    if facts is None:
        return None
    names = ("name", "account", "organisation", "address", "file", "pages", "sha256")
    plain = {name: facts[name] for name in names}
    return SignatureFacts(
        **plain, role=capfirst(str(Role(facts["role"]).label)), at=datetime.fromisoformat(facts["at"])
    )


def _period(days: list[str]) -> str:
    first, last = map(date.fromisoformat, days)
    return period(first, last)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
