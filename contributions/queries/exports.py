"""Hours and contributions as rows to take along: the same selection, the same verdicts and totals as on screen."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.models import Contribution, HourEntry
from contributions.rules import ZERO
from contributions.sentences import WHY_NOT
from lib.exports import Cell, Column, Sheet
from lib.figures import moment
from lib.money import hours_of
from partnership.models import Membership
from partnership.roles import Permission

from . import goods as goods_lists
from . import hours as hour_lists

CHUNK = 1000
SEES_MONEY = (Permission.SEE_OWN_PLEDGE, Permission.SEE_FINANCING, Permission.DECIDE_ON_HOURS)


def sees_money(membership: Membership) -> bool:
    """Who may see what hours are worth: a partner that pledged, who decides on hours, and who sees the financing.

    A teacher logs hours and sees no pledge, so no amounts either.
    """
    return any(membership.can(permission) for permission in SEES_MONEY)


def _about(selection: list[tuple[str, str]], now: datetime, membership: Membership) -> list[tuple[str, str]]:
    """The lines above the table: what was chosen, when, and for whom."""
    chosen = selection or [(_("Selection"), _("everything you may see"))]
    made = _("%(moment)s, for %(organisation)s") % {"moment": moment(now), "organisation": membership.organisation.name}
    return [*chosen, (_("Made"), made)]


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


# --- Hours -----------------------------------------------------------------------------------------------------
def hours_sheet(
    entries: QuerySet[HourEntry], membership: Membership, selection: list[tuple[str, str]], now: datetime
) -> Sheet:
    """The hours of a selection in its order. Who may not see money gets no rate and no amounts."""
    money = sees_money(membership)
    columns = [
        Column(_("Number"), width=10),
        Column(_("Date"), "day", 12),
        Column(_("Partner"), width=24),
        Column(_("Person"), width=24),
        Column(_("Lab"), width=16),
        Column(_("Activity"), width=24),
        Column(_("Kind of effort"), width=28),
        Column(_("Description"), width=48),
        Column(_("State"), width=12),
        Column(_("Hours"), "hours", 10),
        *([Column(_("Hourly rate"), "money", 12), Column(_("Counts for"), "money", 14)] if money else []),
        Column(_("Counts"), width=10),
        Column(_("Why not"), width=40),
    ]
    rows = _hour_rows(entries, hour_lists.programmes_of(membership), money)
    return Sheet(_("Hours"), _about(selection, now, membership), columns, rows)


def _hour_rows(entries: QuerySet[HourEntry], programmes, money: bool) -> Iterator[list[Cell]]:
    judge, minutes, worth, lines = hour_lists.Judge(programmes), 0, ZERO, 0
    related = ("activity__lab", "organisation", "person")
    for entry in hour_lists.with_group(entries).select_related(*related).iterator(chunk_size=CHUNK):
        verdict = judge.verdict(entry)
        minutes, worth, lines = minutes + entry.minutes, worth + verdict.amount, lines + 1
        rate = entry.rate if entry.rate is not None else programmes[entry.programme_id].rate
        yield [
            entry.history_id or str(entry.pk),
            entry.worked_on,
            entry.organisation.name,
            entry.person.name,
            entry.activity.lab.name,
            entry.activity.name,
            entry.get_kind_display(),
            entry.description,
            capfirst(entry.get_state_display()),
            hours_of(entry.minutes),
            *([rate, verdict.amount] if money else []),
            _yes(verdict.counts),
            str(WHY_NOT[verdict.reason]),
        ]
    count = ngettext("%(count)s entry", "%(count)s entries", lines) % {"count": lines}
    total = [_("Total"), None, count, *[None] * 6, hours_of(minutes)]
    yield [*total, *([None, worth] if money else []), None, None]


# --- Goods -----------------------------------------------------------------------------------------------------
def goods_sheet(
    goods: QuerySet[Contribution], membership: Membership, selection: list[tuple[str, str]], now: datetime
) -> Sheet:
    """The contributions of a selection in its order; everybody who sees them sees what they are worth."""
    columns = [
        Column(_("Number"), width=10),
        Column(_("Date"), "day", 12),
        Column(_("Partner"), width=24),
        Column(_("Kind"), width=24),
        Column(_("Description"), width=48),
        Column(_("From"), "day", 12),
        Column(_("Until"), "day", 12),
        Column(_("Quantity"), "number", 10),
        Column(_("Price"), "money", 14),
        Column(_("How was the price found?"), width=28),
        Column(_("Proof"), width=10),
        Column(_("State"), width=12),
        Column(_("Amount"), "money", 14),
        Column(_("Counts for"), "money", 14),
        Column(_("Why not"), width=40),
    ]
    rows = _goods_rows(goods, hour_lists.programmes_of(membership))
    return Sheet(_("Other contributions"), _about(selection, now, membership), columns, rows)


def _goods_rows(goods: QuerySet[Contribution], programmes) -> Iterator[list[Cell]]:
    judge, amount, worth, lines = goods_lists.Judge(programmes), ZERO, ZERO, 0
    for each in goods_lists.for_rows(goods).iterator(chunk_size=CHUNK):
        verdict = judge.row(each).verdict
        amount, worth, lines = amount + each.amount, worth + verdict.amount, lines + 1
        yield [
            each.history_id or str(each.pk),
            each.received_on,
            each.organisation.name,
            each.get_kind_display(),
            each.description,
            each.starts_on,
            each.ends_on,
            each.quantity,
            each.unit_price,
            each.get_valuation_display(),
            _yes(each.proven),
            capfirst(each.get_state_display()),
            each.amount,
            verdict.amount,
            str(WHY_NOT[verdict.reason]),
        ]
    count = ngettext("%(count)s contribution", "%(count)s contributions", lines) % {"count": lines}
    yield [_("Total"), None, count, *[None] * 9, amount, worth, None]
