"""Rent that a partner pays for a room or desk of the building, and has not brought in yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contributions.goods_rules import Gift
from contributions.kinds import GoodsKind, PledgeKind, Valuation
from contributions.models import Pledge, RentClaim
from contributions.queries.goods import programmes_for
from labs.models import RoomRental
from lib.money import amount_of
from lib.periods import Period, add_months, month_period
from partnership.models import Membership, Participation, Programme


@dataclass(frozen=True)
class Rent:
    """Months in a row of one rental, in one programme year, that are over and were not brought in."""

    rental: RoomRental
    programme: Programme
    year: int
    first: date
    last: date
    beside_hours: bool

    @property
    def months(self) -> int:
        return months_between(self.first, self.last)

    @property
    def amount(self) -> Decimal:
        return amount_of(Decimal(self.months), self.rental.price)

    @property
    def ends_on(self) -> date:
        return month_period(self.last).last

    def gift(self, description: str) -> Gift:
        return Gift(
            kind=GoodsKind.ROOM,
            received_on=self.ends_on,
            quantity=Decimal(self.months),
            unit_price=self.rental.price,
            description=description,
            valuation=Valuation.RENT,
            starts_on=self.first,
            ends_on=self.ends_on,
        )


def months_between(first: date, last: date) -> int:
    """How many months, both included."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def months_of(first: date, last: date) -> Iterator[date]:
    for number in range(months_between(first, last)):
        yield add_months(first, number)


def rents_to_claim(by: Membership, day: date) -> list[Rent]:
    """What the own organisation can bring in, in five queries, or one when it rents nothing."""
    rentals = RoomRental.objects.filter(room__partnership=by.partnership_id, organisation=by.organisation_id)
    rentals = list(rentals.select_related("room").order_by("first_month", "room__name", "pk"))
    if not rentals:
        return []
    claimed = {
        (claim.rental_id, month)
        for claim in RentClaim.objects.filter(rental__in=rentals, released_at=None)
        for month in months_of(claim.first_month, claim.last_month)
    }
    programmes = programmes_for(by, day)
    parts = {
        part.programme_id: part
        for part in Participation.objects.filter(programme__in=programmes, organisation=by.organisation_id)
    }
    pledges = Pledge.objects.current().filter(programme__in=programmes, organisation=by.organisation_id)
    pledged = set(pledges.filter(kind=PledgeKind.HOURS).values_list("programme", flat=True))
    return [
        Rent(rental, programme, year, first, last, programme.pk in pledged)
        for rental in rentals
        for programme in programmes
        for year, first, last in _runs(rental, programme, parts[programme.pk], claimed, day)
    ]


def _runs(rental, programme, part, claimed, day: date) -> Iterator[tuple[int, date, date]]:
    """Months in a row within a programme year that can be brought in: over, within the programme, not claimed."""
    years = programme.years
    run: tuple[int, date, date] | None = None
    for month in months_of(rental.first_month, rental.last_month):
        whole = month_period(month)
        free = whole.last <= day and (rental.pk, month) not in claimed and _takes_part(whole, programme, part)
        year = next((n for n, each in enumerate(years, 1) if whole.last in each), 0) if free else 0
        if run and free and run[0] == year:
            run = (year, run[1], month)
            continue
        if run:
            yield run
        run = (year, month, month) if free else None
    if run:
        yield run


def _takes_part(month: Period, programme: Programme, part: Participation) -> bool:
    since, until = part.joined_on or programme.starts_on, part.left_on or programme.ends_on
    inside = month.first in programme.period and month.last in programme.period
    return inside and since <= month.first and month.last <= until
