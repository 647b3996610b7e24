"""The box of an anonymous campaign: sent answers wait in it, and leave it many at once (ADR 0017)."""

import random
from datetime import datetime

import structlog
from django.db import OperationalError, connection, transaction

from lib.patience import is_busy
from lib.periods import today

from ..answer_rules import ADDRESS, shares
from ..kinds import HARD_MINIMUM
from ..models import Campaign, Draft, MaterialOffer
from ..queries.instruments import asked
from .answers_write import write_without_names

log = structlog.get_logger(__name__)
# All invitations of a campaign are put down anew, in an order that is drawn: afterwards neither the transaction that
# wrote a row last nor its place tells who answered when.
REWRITE = """
    WITH gone AS (
        DELETE FROM impact_invitation i USING impact_contact c
        WHERE c.id = i.contact_id AND c.campaign_id = %s RETURNING i.*
    )
    INSERT INTO impact_invitation SELECT * FROM gone ORDER BY random()
"""


def empty_boxes(*, now: datetime) -> int:
    """Let go what may leave, campaign by campaign; says how many answers. One that is busy comes next time."""
    waiting = Draft.objects.filter(sent__isnull=False).order_by().values_list("campaign", flat=True).distinct()
    written = 0
    for campaign_id in list(waiting):
        try:
            written += empty_box(campaign_id=campaign_id, now=now)
        except OperationalError as error:
            if not is_busy(error):
                raise
            log.info("box_busy", campaign=campaign_id)
    return written


@transaction.atomic
def empty_box(*, campaign_id: int, now: datetime) -> int:
    """While answers are taken, as many leave as keep five behind, and at least five; afterwards all. Says how many."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    waiting = list(Draft.objects.select_for_update().filter(campaign=campaign, sent__isnull=False))
    count = len(waiting)
    if campaign.takes_answers(today(now)):
        count -= HARD_MINIMUM
        if count < HARD_MINIMUM:
            return 0
    if not count:
        return 0
    leaving = random.SystemRandom().sample(waiting, count)
    write_without_names(campaign, asked(campaign.instrument_id), {draft.owner_hash: draft.sent for draft in leaving})
    _write_addresses(campaign, [draft.sent["values"] for draft in leaving])
    _take_out(leaving)
    put_invitations_down_anew(campaign)
    log.info("box_emptied", campaign=campaign.pk)
    return count


def put_invitations_down_anew(campaign: Campaign) -> None:
    """Call it in the transaction that writes answers without names."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE impact_invitation IN EXCLUSIVE MODE")
        cursor.execute(REWRITE, [campaign.pk])


def _take_out(leaving: list[Draft]) -> None:
    """What is being changed at the moment stays with its holder."""
    changing = [draft.pk for draft in leaving if draft.data]
    Draft.objects.filter(pk__in=changing).update(sent=None)
    Draft.objects.filter(pk__in={draft.pk for draft in leaving} - set(changing)).delete()


def _write_addresses(campaign: Campaign, sent: list[dict]) -> None:
    """All addresses of the campaign anew, so that none stands beside the answers that it came with."""
    rows = MaterialOffer.objects.filter(campaign=campaign)
    emails = set(rows.values_list("email", flat=True))
    emails |= {values[ADDRESS] for values in sent if values.get(ADDRESS) and shares(values)}
    rows.delete()
    offers = [MaterialOffer(campaign=campaign, email=email) for email in emails]
    random.SystemRandom().shuffle(offers)
    MaterialOffer.objects.bulk_create(offers)
