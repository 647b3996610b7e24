"""The main figures for everybody: put out as they stand, and taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused
from partnership.audit import record
from partnership.models import Membership

from ..models import Campaign, PublicFigures
from ..permissions import can_manage, can_report
from ..queries.figures import ALL
from ..queries.groups import has_more_to_come
from ..queries.snapshot import public_snapshot
from .reports import MORE_TO_COME

ALREADY_OUT = _("The figures of this campaign are public already.")
NOT_OUT = _("The figures of this campaign are not public.")
TOO_FEW = _("Too few people answered: there is nothing that may be shown.")


@transaction.atomic
def publish_figures(*, by: Membership, campaign: Campaign, now: datetime) -> PublicFigures:
    """Put the main figures out as they stand now. Raises Refused."""
    campaign = _held(campaign)
    if not (allowed := can_report(by, campaign)):
        raise Refused(allowed.reason)
    if has_more_to_come(campaign):
        raise Refused(MORE_TO_COME)
    if PublicFigures.objects.out().filter(campaign=campaign).exists():
        raise Refused(ALREADY_OUT)
    snapshot = public_snapshot(campaign)
    if snapshot["figures"]["sizes"][ALL] is None:
        raise Refused(TOO_FEW)
    row = PublicFigures.objects.create(campaign=campaign, snapshot=snapshot, published_at=now, published_by=by.user)
    record(by=by, verb="campaign.figures_published", row=campaign, at=now)
    return row


@transaction.atomic
def withdraw_figures(*, by: Membership, campaign: Campaign, now: datetime) -> None:
    """Take them back: from then on the address is no page. Raises Refused."""
    campaign = _held(campaign)
    allowed = can_manage(by, campaign)
    if not allowed:
        raise Refused(allowed.reason)
    rows = PublicFigures.objects.out().filter(campaign=campaign)
    if not rows.update(withdrawn_at=now, withdrawn_by=by.user):
        raise Refused(NOT_OUT)
    record(by=by, verb="campaign.figures_withdrawn", row=campaign, at=now)


def _held(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=campaign.pk)
