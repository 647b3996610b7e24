"""Reports on a campaign: asked for once for the same content, made by a worker, never changed afterwards."""

import hashlib
import json
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from labs.store import DOCUMENTS
from lib.jobs import FAILED, Failure, Jobs
from lib.store import Stored
from lib.workflow import Refused
from partnership.audit import record
from partnership.models import Membership

from ..models import Campaign, ImpactReport
from ..permissions import can_report
from ..queries.groups import has_more_to_come
from ..queries.snapshot import report_snapshot

TEMPLATE_VERSION = "1"
FOLDER = "impact-reports"
ORPHANED_AFTER = timedelta(days=1)
JOBS = Jobs(ImpactReport, "impact.tasks.render_impact_report", "report_id")
MORE_TO_COME = _("The last answers are not counted yet. Try it again in ten minutes.")
NOT_FAILED = _("This report did not fail, or somebody else just tried it again.")


@transaction.atomic
def request_report(*, by: Membership, campaign: Campaign, language: str, now: datetime) -> tuple[ImpactReport, bool]:
    """The report of a campaign as things stand, and whether it is new: what did not change gives the same file.

    One that failed is tried again. Raises Refused.
    """
    campaign = (
        Campaign.objects.select_for_update(of=("self",)).select_related("partnership", "instrument").get(pk=campaign.pk)
    )
    if not (allowed := can_report(by, campaign)):
        raise Refused(allowed.reason)
    if has_more_to_come(campaign):
        raise Refused(MORE_TO_COME)
    identity = {
        "campaign_id": campaign.pk,
        "template_version": TEMPLATE_VERSION,
        "language": language,
        "snapshot": report_snapshot(campaign, language),
    }
    number = ImpactReport.objects.filter(campaign=campaign).count() + 1
    labels = {
        "moment": now,
        "file_name": f"{campaign.slug}-{number}-{language}.pdf",
        "requested_by": by.user,
        "requested_at": now,
    }
    report, is_new = ImpactReport.objects.get_or_create(key=_key(identity), defaults=identity | labels)
    if is_new:
        record(by=by, verb="impact_report.requested", row=report, at=now, campaign=campaign.pk)
        JOBS.wake(report.pk)
    elif report.state == FAILED:
        _again(by, report, now)
    return report, is_new


def _key(identity: dict) -> str:
    """One hash of everything that ends up in the file."""
    text = json.dumps(identity, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def retry_report(*, by: Membership, report: ImpactReport, now: datetime) -> None:
    """Try a failed report again. Raises Refused."""
    allowed = can_report(by, report.campaign)
    if not allowed:
        raise Refused(allowed.reason)
    if not _again(by, report, now):
        raise Refused(NOT_FAILED)


def _again(by: Membership, report: ImpactReport, now: datetime) -> bool:
    if not JOBS.retry(report):
        return False
    report.refresh_from_db(fields=["state", "attempts", "lease_until", "failure"])
    record(by=by, verb="impact_report.retried", row=report, at=now)
    JOBS.wake(report.pk)
    return True


# --- Making ----------------------------------------------------------------------------------------------------
def claim_report(*, report_id: int, now: datetime, holder: str = "") -> ImpactReport | None:
    """Take a report to make, for the task with id `holder`. Of two workers exactly one gets it, the other None."""
    if not JOBS.claim(report_id, now=now, holder=holder):
        return None
    return ImpactReport.objects.select_related("campaign").get(pk=report_id)


def renew_lease(*, report: ImpactReport, now: datetime) -> bool:
    """Hold a report a little longer. False when it was given to another worker."""
    return JOBS.renew(report, now=now)


@transaction.atomic
def finish_report(*, report: ImpactReport, stored: Stored, pages: int, now: datetime) -> bool:
    """The file is made and stored. False, and nothing changes, when another worker took over meanwhile."""
    file = {"path": stored.path, "sha256": stored.sha256, "size": stored.size, "pages": pages}
    if not JOBS.finish(report, now=now, **file):
        return False
    where = {"partnership_id": report.campaign.partnership_id}
    record(by=None, verb="impact_report.finished", row=report, at=now, sha256=stored.sha256, **where)
    return True


@transaction.atomic
def fail_report(*, report: ImpactReport, failure: Failure) -> None:
    """An attempt went wrong: another follows, or after the last one the report fails and says why."""
    JOBS.fail(report, failure)


@transaction.atomic
def sweep_reports(*, now: datetime) -> list[int]:
    """Give up on reports whose worker died too often, and wake a worker for every one that nobody holds."""
    return JOBS.sweep(now)


def tidy_reports(*, now: datetime) -> int:
    """Remove files of reports that no row names and that are older than a day. Says how many."""
    paths = DOCUMENTS.older_than(now - ORPHANED_AFTER, FOLDER)
    known = set(ImpactReport.objects.filter(path__in=paths).values_list("path", flat=True))
    orphans = [path for path in paths if path not in known]
    for path in orphans:
        DOCUMENTS.remove(path)
    return len(orphans)
