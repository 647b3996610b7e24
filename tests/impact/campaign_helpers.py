"""Campaigns with people to ask, as management prepares them."""

from datetime import date
from uuid import uuid4

from django.utils import timezone

from impact.actions import mailings
from impact.actions.campaigns import make_campaign, open_campaign
from impact.actions.contact_adding import NewContact, add_contacts
from impact.actions.instruments import built_in
from impact.actions.trial_mail import send_test
from impact.kinds import MailingKind
from impact.models import Contact, Mailing
from tests.cast import NOW


def values(**changes):
    """The fields of a draft that runs in March, on the days the cast lives in."""
    facts = {
        "instrument": built_in(now=timezone.now()),
        "slug": "impact",
        "name": "Impactmeting",
        "opens_on": date(2026, 3, 1),
        "closes_on": date(2026, 3, 31),
        "languages": ["nl", "en"],
        "anonymous": False,
        "threshold": 10,
        "most_reminders": 2,
        "days_between": 7,
        "reminds_itself": False,
    }
    return facts | changes


def draft(cast, by=None, **changes):
    nonce = changes.pop("nonce", None) or uuid4()
    return make_campaign(by=by or cast.mirjam, values=values(**changes), partners=[], nonce=nonce, now=NOW)


def people(count, start=0, **changes):
    return [
        NewContact(
            **{"email": f"p{n}@example.org", "sector": "mbo", "language": "nl", "name": f"Persoon {n}"} | changes
        )
        for n in range(start, start + count)
    ]


def with_people(cast, count=3, **changes):
    row = draft(cast, **changes)
    add_contacts(by=cast.mirjam, campaign=row, contacts=people(count), now=NOW)
    return row


def opened(cast, count=3, tested=True, **changes):
    """An open campaign with people who were not invited yet."""
    row = with_people(cast, count, **changes)
    if tested:
        for kind in MailingKind:
            send_test(by=cast.mirjam, campaign=row, purpose=kind, now=NOW)
    return open_campaign(by=cast.mirjam, campaign=row, version=row.version, now=NOW)


def ask(cast, row, kind="invitation", now=NOW) -> Mailing:
    return mailings.ask_for(by=cast.mirjam, campaign=row, kind=kind, now=now)


def work(mailing, now=NOW, holder="") -> Mailing:
    """What a worker does with a round, at one moment."""
    claimed = mailings.claim_mailing(mailing_id=mailing.pk, now=now, holder=holder)
    mailings.send(mailing=claimed, clock=lambda: now)
    mailing.refresh_from_db()
    return mailing


def invited(cast, row, now=NOW) -> Mailing:
    return work(ask(cast, row, now=now), now=now)


def person(row, number=0) -> Contact:
    return Contact.objects.get(campaign=row, email=f"p{number}@example.org")


def answers(row, number=0):
    contact = person(row, number)
    contact.invitation.has_answered = True
    contact.invitation.save()
    return contact
