"""Rounds of mail: asked for by somebody, or by the day; sent by a worker, batch by batch.

What makes it safe to stop anywhere: a batch marks whom it reaches, makes their links and puts their mails in the outbox
in one transaction, and holds the row of the round meanwhile. A worker that was given up on finds that the round is no
longer its own. Who stands as reached is not looked at again.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lib.jobs import DONE, LEASE, QUEUED, Jobs
from lib.patience import is_busy
from lib.periods import today
from lib.workflow import Refused, demand
from partnership import audit
from partnership.actions.mail import post_many
from partnership.models import Membership

from ..contact_rights import can_mail, mails_now
from ..kinds import MailingFailure, MailingKind
from ..models import Campaign, Invitation, InvitationLink, Mailing
from ..queries.mailings import campaigns_to_remind, recipients, untested
from ..tokens import hash_of, new_token, opt_out_path, survey_path
from .campaign_mail import letter_for, mail_key, text_for, texts_of
from .campaigns_common import locked

JOBS = Jobs(Mailing, "impact.tasks.send_mailing", "mailing_id", given_up=MailingFailure.WORKER_LOST)
BATCH = 200
SHIFT = timedelta(minutes=4)  # after which a worker gives a round back; a task may not take longer than nine
UNDER_WAY = _("Mail of this campaign is under way already. Wait until it has left.")
UNTESTED = _("Send yourself the test mail first, and read it. What has left can't be taken back.")
NOBODY = _("There is nobody to mail at this moment.")


def ask_for(*, by: Membership, campaign: Campaign, kind: str, now: datetime) -> Mailing:
    """Have everybody mailed who is due. Of two who ask at once one is told that it is under way. Raises Refused."""
    with locked(campaign) as row:
        demand(can_mail(by, row, today(now)))
        mailing = _make(row, kind, by, now)
        if mailing is None:
            raise Refused(NOBODY)
        return mailing


def _make(row: Campaign, kind: str, by: Membership | None, now: datetime) -> Mailing | None:
    if row.mailings.waiting().exists():
        raise Refused(UNDER_WAY)
    if untested(row, kind):
        raise Refused(UNTESTED)
    total = recipients(row, kind, now).count()
    if not total:
        return None
    asked = {"requested_by_id": by.user_id if by else None, "requested_at": now}
    mailing = Mailing.objects.create(campaign=row, kind=kind, total=total, **asked)
    audit.record(
        by=by,
        verb="campaign.reminding" if kind == MailingKind.REMINDER else "campaign.inviting",
        row=row,
        at=now,
        partnership_id=row.partnership_id,
        mails=total,
    )
    JOBS.wake(mailing.pk)
    return mailing


def remind_by_day(*, now: datetime) -> int:
    """Once a day: a round of reminders for each campaign that reminds by itself. Run twice, it reminds once."""
    made = 0
    for campaign in campaigns_to_remind(now):
        with locked(campaign) as row:
            if row.reminds_itself and mails_now(row, today(now)) and not untested(row, MailingKind.REMINDER):
                waiting = row.mailings.waiting().exists()
                made += not waiting and _make(row, MailingKind.REMINDER, None, now) is not None
    return made


def stop_mailing(*, by: Membership, mailing: Mailing, now: datetime) -> None:
    """Send no more of a round; what left, left. Raises Refused."""
    with locked(mailing.campaign) as row:
        demand(can_mail(by, row, today(now)))
        if stop_all(row, now):
            audit.record(by=by, verb="campaign.mail_stopped", row=row, at=now)


def stop_all(row: Campaign, now: datetime) -> int:
    """End what is under way in a campaign. Waits for the batch that is leaving; after it no other does."""
    over = {"state": DONE, "lease_until": None, "stopped_at": now, "finished_at": now, "failure": ""}
    return row.mailings.waiting().update(**over)


def go_on(*, by: Membership, mailing: Mailing, now: datetime) -> None:
    """Let a round that failed go on where it was. Raises Refused."""
    with locked(mailing.campaign) as row:
        demand(can_mail(by, row, today(now)))
        if row.mailings.waiting().exists():
            raise Refused(UNDER_WAY)
        if JOBS.retry(mailing):
            audit.record(by=by, verb="campaign.mail_retried", row=row, at=now)
            JOBS.wake(mailing.pk)


# --- For the worker ----------------------------------------------------------------------------------------------
def claim_mailing(*, mailing_id: int, now: datetime, holder: str = "") -> Mailing | None:
    """Take a round, for the task with id `holder`. Of two workers exactly one gets it."""
    if not JOBS.claim(mailing_id, now=now, holder=holder):
        return None
    return Mailing.objects.select_related("campaign__partnership").get(pk=mailing_id)


def send(*, mailing: Mailing, clock: Callable[[], datetime]) -> None:
    """Send batch after batch until nobody is left, it is stopped, or the shift is over.

    What others hold for long is no failure: the round is given back, and goes on in a moment.
    """
    try:
        is_over = _send_until(mailing, clock, clock() + SHIFT)
    except OperationalError as error:
        if not is_busy(error):
            raise
        is_over = False
    if is_over:
        JOBS.finish(mailing, now=clock())
    elif JOBS.mine(mailing).update(state=QUEUED, lease_until=None, attempts=0):
        JOBS.wake(mailing.pk)


def _send_until(mailing: Mailing, clock: Callable[[], datetime], end: datetime) -> bool:
    """Whether nobody is left, before the shift ends."""
    while send_batch(mailing=mailing, now=clock()):
        if clock() > end:
            return False
    return True


@transaction.atomic
def send_batch(*, mailing: Mailing, now: datetime) -> int:
    """The next batch: whom it reaches, their links and their mails, all or nothing. 0 when there is nothing to do.

    Who answers at this very moment is waited for, and then not reminded.
    """
    if JOBS.mine(mailing).select_for_update().first() is None:
        return 0
    campaign = Campaign.objects.select_related("partnership").get(pk=mailing.campaign_id)
    if not mails_now(campaign, today(now)):
        return 0
    due = recipients(campaign, mailing.kind, mailing.requested_at).order_by("pk")
    rows = list(due.select_for_update(of=("self",), no_key=True).select_related("contact")[:BATCH])
    if not rows:
        return 0
    _mark(mailing, rows, now)
    _post(campaign, mailing.kind, rows, now)
    JOBS.mine(mailing).update(done=F("done") + len(rows), lease_until=now + LEASE)
    return len(rows)


def _mark(mailing: Mailing, rows: list[Invitation], now: datetime) -> None:
    reached = Invitation.objects.filter(pk__in=[row.pk for row in rows])
    if mailing.kind == MailingKind.INVITATION:
        reached.update(sent_at=now)
    else:
        reached.update(reminders=F("reminders") + 1, reminded_at=now)


def _post(campaign: Campaign, kind: str, rows: list[Invitation], now: datetime) -> None:
    """Each mail brings a link of its own, of which only the hash stays here."""
    tokens = {row.pk: new_token() for row in rows}
    InvitationLink.objects.bulk_create(
        InvitationLink(invitation=row, token_hash=hash_of(tokens[row.pk]), made_at=now) for row in rows
    )
    texts = texts_of(campaign, kind)
    in_order = defaultdict(list)
    for row in rows:
        in_order[text_for(texts, campaign, row.contact.language).language].append(row)
    for language, members in in_order.items():
        with override(language):
            letters = [_letter(campaign, texts[language], kind, row, tokens[row.pk]) for row in members]
            post_many(letters=letters, now=now)


def _letter(campaign: Campaign, text, kind: str, row: Invitation, token: str) -> tuple:
    number = row.reminders + 1 if kind == MailingKind.REMINDER else 0
    letter = letter_for(campaign, text, row.contact, survey_path(token), opt_out_path(token))
    return mail_key(kind, row.contact, number), row.contact.email, letter


def fail_mailing(*, mailing: Mailing, failure: MailingFailure) -> None:
    """An attempt went wrong: another follows, and after the last one somebody can let it go on."""
    JOBS.fail(mailing, failure)


def renew_lease(*, mailing: Mailing, now: datetime) -> bool:
    return JOBS.renew(mailing, now=now)


def sweep_mailings(*, now: datetime) -> list[int]:
    """Give up on what was lost too often, and wake a worker for every round that nobody holds."""
    return JOBS.sweep(now)
