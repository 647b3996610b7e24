"""Sample data for the gallery: invented, but of the size and shape of a real programme."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RATE = Decimal(73)


@dataclass(frozen=True)
class HourRow:
    """A row of the sample table."""

    date: date
    partner: str
    lab: str
    state: str | Promise
    tone: str
    minutes: int

    @property
    def amount(self) -> Decimal:
        return RATE * self.minutes / 60


def hour_rows() -> list[HourRow]:
    first = date(2026, 3, 2)
    return [
        HourRow(first, "Van der Meulen Installatietechniek B.V.", "Kennislab", _("Submitted"), "wait", 150),
        HourRow(first - timedelta(3), "Hoveniersbedrijf Ó Briain", "Learninglab", _("Approved"), "good", 480),
        HourRow(first - timedelta(5), "Bakkerij De Jong", "Businesslab", _("Returned"), "warn", 135),
        HourRow(first - timedelta(9), "Łukasz Metaal", "Kennislab", _("Draft"), "neutral", 285),
    ]


def charts() -> dict:
    return {}
