"""Asking for a report and making it, without a worker."""

from datetime import date
from uuid import uuid4

from accountability import actions, tasks
from accountability.models import AccountabilityReport
from accountability.reports.documents import TEMPLATE_VERSION
from lib.periods import Period
from tests.cast import NOW

YEAR = Period(date(2025, 8, 1), date(2026, 7, 31))


def ask(by, programme, period=YEAR, *, language="nl", nonce=None, now=NOW):
    """Ask for a report; gives the report and whether it is new."""
    wanted = actions.Wanted(programme, period, language, TEMPLATE_VERSION, nonce or uuid4())
    return actions.request_report(by=by, wanted=wanted, now=now)


def make(report: AccountabilityReport) -> AccountabilityReport:
    """Make all parts of a report here and now, volumes first, as workers would."""
    for part in report.parts.order_by("-number"):
        tasks.render_part(part_id=part.pk)
    report.refresh_from_db()
    return report
