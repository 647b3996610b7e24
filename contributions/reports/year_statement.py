"""The year statement on paper: plain values of its snapshot into what the template shows."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.kinds import ContributionKind, GoodsKind
from lib import charts, figures

LONG_NAME = 26  # letters; more take more than two lines at full size


def context(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Amounts become numbers again, codes words."""
    return {
        "is_long": len(snapshot["partner"]) > LONG_NAME,
        "first": date.fromisoformat(snapshot["first"]),
        "last": date.fromisoformat(snapshot["last"]),
        "approved": Decimal(snapshot["approved"]),
        "pledged": Decimal(snapshot["pledged"]),
        "hours_worth": Decimal(snapshot["hours_worth"]),
        "share": _share(snapshot),
        "reached": _reached(snapshot),
        "labs": _labs(snapshot),
        "rows": _rows(snapshot),
    }


def _share(snapshot) -> Decimal | None:
    pledged = Decimal(snapshot["pledged"])
    return Decimal(snapshot["approved"]) / pledged if pledged else None


def _reached(snapshot) -> list[tuple[str, str]]:
    """Number and word of what there is any of; nothing is said of students, of whom the hours tell nothing."""
    words = {
        "lessons": ngettext("guest lesson", "guest lessons", snapshot["lessons"]),
        "projects": ngettext("project guided", "projects guided", snapshot["projects"]),
        "activities": ngettext("activity in the plan", "activities in the plan", snapshot["activities"]),
        "people": ngettext("colleague who took part", "colleagues who took part", snapshot["people"]),
    }
    return [(figures.number(snapshot[name]), word) for name, word in words.items() if snapshot[name]]


def _labs(snapshot) -> charts.Drawing | None:
    rows = [
        charts.ShareBar(
            lab["name"], lab["minutes"], charts.lab_tone(lab["kind"]), figures.money(Decimal(lab["amount"]))
        )
        for lab in snapshot["labs"]
        if lab["minutes"] > 0
    ]
    return charts.share_bars(rows, _("Hours per lab"), "hours", key="statement-labs") if rows else None


def _rows(snapshot) -> list[dict[str, Any]]:
    """Every kind of effort and of goods, with hours where there are any."""
    effort = [
        {"name": ContributionKind(row["kind"]).label, "minutes": row["minutes"], "amount": Decimal(row["amount"])}
        for row in snapshot["kinds"]
    ]
    goods = [
        {"name": GoodsKind(row["kind"]).label, "minutes": None, "amount": Decimal(row["amount"])}
        for row in snapshot["goods"]
    ]
    return [*effort, *goods]
