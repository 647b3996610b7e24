"""`manage.py demo_report`: one report of the demonstration partnership, made by the worker that runs.

It also compares the forecast with the legal limits, which a worker does at night only.
"""

import sys
import time
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accountability import actions, store, tasks
from accountability.demo import show_earlier_duty
from accountability.models import AccountabilityReport
from accountability.reports.documents import TEMPLATE_VERSION
from accountability.states import DONE, FAILED
from lib.periods import Period, today
from partnership.models import Membership, Programme
from partnership.roles import Role


class Command(BaseCommand):
    help = "Makes an accountability report over the last full programme year of a partnership, unless there is one."

    def add_arguments(self, parser):
        parser.add_argument("--partnership", default="werkplaats", help="its slug")
        parser.add_argument("--wait", type=int, default=240, help="how many seconds to wait for the worker")

    def handle(self, *args, partnership, wait, **options):
        tasks.check_duties()
        show_earlier_duty(partnership)
        report = self._latest(partnership) or self._ask(partnership)
        deadline = time.monotonic() + wait
        while report.state not in (DONE, FAILED):
            if time.monotonic() > deadline:
                raise CommandError("The report is not ready yet. Does a worker run for the queue reports?")
            self._show(report)
            time.sleep(1)
            report.refresh_from_db()
        self._show(report, last=True)
        if report.state == FAILED:
            raise CommandError(str(report.get_failure_display()))
        self.stdout.write(str(store.REPORTS.location(report.path)))

    def _latest(self, slug: str) -> AccountabilityReport | None:
        rows = AccountabilityReport.objects.filter(programme__partnership__slug=slug).exclude(state=FAILED)
        return rows.order_by("-cutoff_at", "-pk").first()

    def _ask(self, slug: str) -> AccountabilityReport:
        now, day = timezone.now(), today()
        managers = Membership.objects.active(now).filter(partnership__slug=slug, role=Role.MANAGEMENT)
        by = managers.select_related("partnership", "organisation").order_by("pk").first()
        programme = Programme.objects.filter(partnership__slug=slug).current_first(day).first()
        if by is None or programme is None:
            raise CommandError(f"The partnership {slug} has no programme, or nobody in its management.")
        full = [year for year in programme.years if year.last < day] or programme.years[:1]
        wanted = actions.Wanted(
            programme=programme,
            period=Period(full[-1].first, full[-1].last),
            language="nl",
            template_version=TEMPLATE_VERSION,
            nonce=uuid4(),
        )
        return actions.request_report(by=by, wanted=wanted, now=now)[0]

    def _show(self, report: AccountabilityReport, *, last: bool = False) -> None:
        """One line that is written over, on a terminal; in a log only the end."""
        made, count = report.parts.filter(state=DONE).count(), report.parts.count()
        text = f"Report {report.number}: {report.line_count} hour lines, {made} of {count} documents made"
        if last or sys.stderr.isatty():
            self.stderr.write(text if last else f"\r{text}", ending="\n" if last else "")
            self.stderr.flush()
