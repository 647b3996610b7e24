"""Files of reports that no row refers to, of a worker that was cut off: taken away after a day."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from .models import AccountabilityReport, ReportPart
from .states import OPEN, RUNNING
from .store import REPORTS

ORPHANED_AFTER = timedelta(days=1)
BATCH = 1000
log = structlog.get_logger(__name__)


def tidy_reports(*, now: datetime) -> int:
    """Remove the files older than a day that belong to no report and no part. Says how many."""
    paths, removed = REPORTS.older_than(now - ORPHANED_AFTER), 0
    for start in range(0, len(paths), BATCH):
        removed += sum(_remove(path) for path in _unknown(paths[start : start + BATCH]))
    if removed:
        log.info("reports_tidied", files=removed)
    return removed


def _unknown(paths: list[str]) -> list[str]:
    known = {
        path
        for model in (AccountabilityReport, ReportPart)
        for path in model.objects.filter(path__in=paths).values_list("path", flat=True)
    }
    return [path for path in paths if path not in known]


@transaction.atomic
def _remove(path: str) -> bool:
    """Take one file away, unless its report is being made; the row is held, so that nobody starts on it meanwhile."""
    number = path.split("/")[0]
    rows = AccountabilityReport.objects.filter(pk=number) if number.isdecimal() else AccountabilityReport.objects.none()
    report = rows.select_for_update(of=("self",), no_key=True).first()
    if report and (report.state in OPEN or report.parts.filter(state=RUNNING).exists() or not _unknown([path])):
        return False
    REPORTS.remove(path)
    return True
