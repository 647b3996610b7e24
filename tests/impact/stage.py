"""Campaigns for tests: people who are asked, and what they answer."""

from datetime import date
from itertools import count

from django.utils import timezone

from impact.actions.instruments import built_in
from impact.models import (
    Campaign,
    CampaignGroup,
    Contact,
    InstrumentOutcome,
    Invitation,
    InvitationLink,
    NamedOutcome,
    Response,
)
from impact.tokens import hash_of, new_token
from tests.cast import NOW

_numbers = count(1)


def make_campaign(partnership, **values) -> Campaign:
    """An open campaign with the portal's own questions that runs on the day the cast lives in."""
    state = values.pop("state", "open")
    moments = {"opened_at": NOW if state != "draft" else None, "closed_at": NOW if state == "closed" else None}
    defaults = {
        "instrument": values.pop("instrument", None) or built_in(now=timezone.now()),
        "slug": f"impact-{next(_numbers)}",
        "name": "Impactmonitor",
        "opens_on": date(2026, 3, 1),
        "closes_on": date(2026, 3, 31),
        "state": state,
        "made_at": NOW,
    }
    return Campaign.objects.create(partnership=partnership, **defaults | moments | values)


def make_group(campaign, name, kind="workplace", position=1) -> CampaignGroup:
    return CampaignGroup.objects.get_or_create(
        campaign=campaign, kind=kind, name=name, defaults={"position": position}
    )[0]


def make_contact(campaign, sector="mbo", **values) -> Contact:
    """Somebody who was invited."""
    number = next(_numbers)
    defaults = {"key": f"c{number:05d}", "email": f"contact-{number}@example.org", "name": f"Contact {number}"}
    contact = Contact.objects.create(campaign=campaign, sector=sector, **defaults | values)
    Invitation.objects.create(contact=contact, sent_at=NOW)
    return contact


def make_response(contact, *named, **values) -> Response:
    """An answer that names outcomes, each as `level.outcome`."""
    groups = {"workplace": contact.workplace, "tranche": contact.tranche, "sector": contact.sector}
    who = {} if contact.campaign.anonymous else {"contact": contact, "sent_at": NOW}
    response = Response.objects.create(campaign=contact.campaign, **groups | who | values)
    NamedOutcome.objects.bulk_create(NamedOutcome(response=response, outcome=outcome(contact, key)) for key in named)
    return response


def outcome(contact, key) -> InstrumentOutcome:
    level, _, name = key.partition(".")
    return InstrumentOutcome.objects.get(level__instrument=contact.campaign.instrument, level__key=level, key=name)


def make_link(contact, **values) -> str:
    """A personal link of somebody who was invited, as it stands in a mail."""
    token = new_token()
    InvitationLink.objects.create(invitation=contact.invitation, token_hash=hash_of(token), **{"made_at": NOW} | values)
    return token
