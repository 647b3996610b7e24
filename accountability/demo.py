"""For the demonstration: a limit that was at risk a year ago, was assessed, and holds again."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from accountability.models import NotificationDuty
from accountability.states import DutyState
from contributions.rules import Side
from lib.periods import today
from partnership.models import Membership, Programme
from partnership.roles import Role

WHY = (
    "Twee bedrijven stopten in hetzelfde kwartaal. Met drie nieuwe partners is al afgesproken dat zij hun toezegging "
    "voor de laatste twee programmajaren dit najaar tekenen. Daarmee haalt het bedrijfsleven zijn derde ruim."
)
SHARE = Decimal("0.31")  # of the budget, a little below the least


def show_earlier_duty(slug: str) -> None:
    """Write it once, for the programme that runs, with the manager of the partnership as who assessed it."""
    day = today()
    programme = Programme.objects.filter(partnership__slug=slug).current_first(day).first()
    manager = Membership.objects.filter(partnership__slug=slug, role=Role.MANAGEMENT).order_by("pk").first()
    if programme is None or manager is None or NotificationDuty.objects.filter(programme=programme).exists():
        return
    found = timezone.make_aware(datetime.combine(max(programme.starts_on, day - timedelta(days=400)), time(5, 20)))
    limit = programme.terms.business
    NotificationDuty.objects.create(
        programme=programme,
        side=Side.BUSINESS.value,
        opened_at=found,
        ends_on=programme.ends_on,
        amount=(programme.budget_total * SHARE).quantize(Decimal("0.01")),
        total=programme.budget_total,
        at_least=str(limit.at_least or ""),
        at_most=str(limit.at_most or ""),
        source=limit.source,
        state=DutyState.NO_REPORT,
        explanation=WHY,
        assessed_by_id=manager.user_id,
        assessed_at=found + timedelta(days=3, hours=5),
        recovered_at=found + timedelta(days=65),
    )
