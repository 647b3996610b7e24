"""Campaigns: made, changed while they are drafts, opened, closed and opened again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lib.periods import today
from lib.workflow import Refused, demand, take_step
from partnership import audit
from partnership.models import Membership, Partnership
from partnership.roles import Permission

from ..campaign_texts import STARTS, starting_text
from ..contact_rights import can_change_texts
from ..models import Campaign, CampaignPartner, CampaignText, Instrument
from ..permissions import can_edit, can_manage, can_step
from ..queries.campaign_checks import checks_of, is_reported, must_stay_over
from ..states import CAMPAIGNS, CLOSED, OPEN
from .campaigns_common import locked
from .mailings import stop_all

NO_RIGHT = _("Your role does not let you manage impact surveys.")
SAME_ADDRESS = _("Another campaign has this address already. Choose another one.")
OTHER_LIST = _("Choose a list of questions of this partnership, or the one that came with the portal.")
STAYS_ANONYMOUS = _("This campaign is anonymous. That can't be undone.")
NOT_READY = _("Something is missing before this campaign can open: see the list on its page.")
PAST = _("Choose today or a later day as the last one.")
NOT_OPEN = _("This is for campaigns that are open.")
STAYS_OVER = _("This anonymous campaign was over. One more answer would show in the difference of the figures.")
REPORTED = _("Figures of this campaign were reported already. One more answer would show in the difference.")
IN_USE = _("Only a draft can be thrown away.")


def make_campaign(
    *, by: Membership, values: dict[str, Any], partners: Iterable[Partnership], nonce: UUID, now: datetime
) -> Campaign:
    """A draft, with texts to start from. The same form twice gives one campaign. Raises Refused."""
    if not by.can(Permission.MANAGE_IMPACT):
        raise Refused(NO_RIGHT)
    _refuse_instrument(by, values["instrument"])
    try:
        with transaction.atomic():
            place = {"partnership_id": by.partnership_id, "made_by_id": by.user_id, "made_at": now, "nonce": nonce}
            row = Campaign.objects.create(**values, **place)
            _set_partners(row, partners)
            _start_texts(row)
            audit.record(by=by, verb="campaign.made", row=row, at=now)
            return row
    except IntegrityError as error:
        sent = Campaign.objects.held_by(by).filter(nonce=nonce).first()
        if sent is None:
            raise _in_words(error) from error
        return sent


def _in_words(error: IntegrityError) -> Exception:
    """A second campaign at the same address is refused in words; anything else stays the failure it is."""
    return Refused(SAME_ADDRESS) if "campaign_slug_once" in str(error) else error


def _refuse_instrument(by: Membership, instrument: Instrument) -> None:
    if not Instrument.objects.visible_to(by).filter(pk=instrument.pk).exists():
        raise Refused(OTHER_LIST)


def _set_partners(row: Campaign, partners: Iterable[Partnership]) -> None:
    wanted = {partner.pk for partner in partners} - {row.partnership_id}
    row.partners.exclude(partnership__in=wanted).delete()
    known = set(row.partners.values_list("partnership_id", flat=True))
    CampaignPartner.objects.bulk_create(CampaignPartner(campaign=row, partnership_id=pk) for pk in wanted - known)


def _start_texts(row: Campaign) -> None:
    """Texts for every language that has none yet; those of a language that is left out are kept for later."""
    there = set(row.texts.values_list("purpose", "language"))
    missing = [(purpose, lang) for lang in row.languages for purpose in STARTS if (purpose, lang) not in there]
    texts = [(purpose, language, *starting_text(purpose, language)) for purpose, language in missing]
    CampaignText.objects.bulk_create(
        CampaignText(campaign=row, purpose=purpose, language=language, subject=subject, body=body)
        for purpose, language, subject, body in texts
    )


def change_campaign(
    *,
    by: Membership,
    campaign: Campaign,
    version: int,
    values: dict[str, Any],
    partners: Iterable[Partnership],
    now: datetime,
) -> Campaign:
    """Change a draft, as it was looked at. Raises Refused, SomeoneWasFirst."""
    try:
        with locked(campaign, version) as row:
            demand(can_edit(by, row))
            _refuse_instrument(by, values["instrument"])
            if row.anonymous and not values["anonymous"]:
                raise Refused(STAYS_ANONYMOUS)
            _save(row, values)
            _set_partners(row, partners)
            _start_texts(row)
            audit.record(by=by, verb="campaign.changed", row=row, at=now)
            return row
    except IntegrityError as error:
        raise _in_words(error) from error


def _save(row: Campaign, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(row, field, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])


def change_course(
    *, by: Membership, campaign: Campaign, version: int, values: dict[str, Any], now: datetime
) -> Campaign:
    """The last day and the reminders of an open campaign. Raises Refused, SomeoneWasFirst."""
    with locked(campaign, version) as row:
        demand(can_manage(by, row))
        if row.state != OPEN:
            raise Refused(NOT_OPEN)
        _refuse_last_day(row, values["closes_on"], now)
        if row.closes_on < today(now):
            _refuse_more_answers(row)
        _save(row, values)
        audit.record(by=by, verb="campaign.changed", row=row, at=now)
        return row


def _refuse_more_answers(row: Campaign) -> None:
    if must_stay_over(row):
        raise Refused(STAYS_OVER)
    if is_reported(row):
        raise Refused(REPORTED)


def _refuse_last_day(row: Campaign, closes_on: date, now: datetime) -> None:
    if closes_on < max(today(now), row.opens_on):
        raise Refused(PAST)


def change_text(
    *, by: Membership, campaign: Campaign, purpose: str, language: str, subject: str, body: str, now: datetime
) -> CampaignText:
    """Another text; as a mail it has to be tested anew. Raises Refused."""
    with locked(campaign) as row:
        demand(can_change_texts(by, row))
        text = CampaignText.objects.filter(campaign=row, purpose=purpose, language=language).first()
        text = text or CampaignText(campaign=row, purpose=purpose, language=language)
        if (text.subject, text.body) != (subject, body):
            text.subject, text.body, text.tested_at = subject, body, None
            text.save()
            audit.record(by=by, verb="campaign.text_changed", row=row, at=now, purpose=purpose, language=language)
        return text


# --- Steps -------------------------------------------------------------------------------------------------------
def open_campaign(*, by: Membership, campaign: Campaign, version: int, now: datetime) -> Campaign:
    """From now on what is asked stays, and from the first day on people can answer. Raises Refused, SomeoneWasFirst."""
    with locked(campaign, version) as row:
        demand(can_step(by, row, "open"))
        # who changes the list of questions waits here, and then finds it in use
        Instrument.objects.select_for_update(no_key=True).get(pk=row.instrument_id)
        if not all(check.is_done for check in checks_of(row, today(now))):
            raise Refused(NOT_READY)
        take_step(row, CAMPAIGNS["open"], opened_at=now)
        audit.record(by=by, verb="campaign.opened", row=row, at=now)
        return row


def close_campaign(*, by: Membership, campaign: Campaign, version: int, now: datetime) -> Campaign:
    """No answers and no mail any more. Raises Refused, SomeoneWasFirst."""
    with locked(campaign, version) as row:
        demand(can_step(by, row, "close"))
        take_step(row, CAMPAIGNS["close"], closed_at=now)
        stop_all(row, now)
        audit.record(by=by, verb="campaign.closed", row=row, at=now)
        return row


def close_what_is_over(*, now: datetime) -> int:
    """Campaigns of which the last day is over close by themselves; says how many. Run twice, it finds nothing."""
    over = list(Campaign.objects.filter(state=OPEN, closes_on__lt=today(now)).order_by("pk"))
    return sum(_close_over(campaign, now) for campaign in over)


def _close_over(campaign: Campaign, now: datetime) -> bool:
    """Who is busy with one keeps it open until the next night."""
    try:
        with locked(campaign) as row:
            if row.state != OPEN or row.closes_on >= today(now):
                return False
            take_step(row, CAMPAIGNS["close"], closed_at=now)
            stop_all(row, now)
            audit.record(by=None, verb="campaign.closed", row=row, at=now, partnership_id=row.partnership_id)
            return True
    except Refused:
        return False


def reopen_campaign(*, by: Membership, campaign: Campaign, version: int, closes_on: date, now: datetime) -> Campaign:
    """Take answers again, until another last day. Raises Refused, SomeoneWasFirst."""
    with locked(campaign, version) as row:
        demand(can_step(by, row, "reopen"))
        _refuse_more_answers(row)
        _refuse_last_day(row, closes_on, now)
        take_step(row, CAMPAIGNS["reopen"], closed_at=None, closes_on=closes_on)
        audit.record(by=by, verb="campaign.reopened", row=row, at=now)
        return row


def throw_away_campaign(*, by: Membership, campaign: Campaign, version: int, now: datetime) -> None:
    """A draft goes with its contacts and texts: nobody was asked anything. Raises Refused, SomeoneWasFirst."""
    with locked(campaign, version) as row:
        demand(can_manage(by, row))
        if row.state in (OPEN, CLOSED):
            raise Refused(IN_USE)
        audit.record(by=by, verb="campaign.thrown_away", row=row, at=now)
        row.contacts.all().delete()
        row.delete()
