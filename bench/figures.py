"""The analysis of an impact survey: with ten times the answers at most three times the time."""

import random
import time
from datetime import date

from django.test import Client
from django.utils import timezone

from contributions.history.write import refresh_statistics
from impact.actions.instruments import built_in
from impact.kinds import Nature, Sector, Status, TextKind
from impact.models import Campaign, CampaignGroup, Contact, FreeText, Invitation, NamedOutcome, Response
from impact.queries.instruments import asked_levels
from partnership.models import Membership

from . import data
from .measures import Measured, ratio

FEW, MANY, PAIRS, BATCH = 2_000, 20_000, 15, 2_000
WORKPLACES, TRANCHES = 20, 4
MOST = 3.0


def measure() -> list[Measured]:
    _programme, manager = data.partnership("impact", 10)
    few, many = (fill(manager, answers) for answers in (FEW, MANY))
    refresh_statistics()
    pages = [_visitor(manager, campaign) for campaign in (few, many)]
    for visit in pages:
        visit()
    found, slow, quick = ratio(pages[1], pages[0], PAIRS, time.perf_counter)
    note = f"({1000 * slow:.0f} ms against {1000 * quick:.0f} ms)"
    return [Measured("impact: the analysis of 20,000 answers against 2,000", found, MOST, note=note)]


def _visitor(manager: Membership, campaign: Campaign):
    client = Client(headers={"host": "localhost"})
    client.force_login(manager.user)
    address = f"/{manager.partnership.slug}/impact/campaigns/{campaign.pk}/figures/"

    def visit():
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")

    return visit


def fill(manager: Membership, answers: int) -> Campaign:
    """A closed campaign with so many answers; always the same for the same number."""
    choose, now = random.Random(answers), timezone.now()
    campaign = Campaign.objects.create(
        partnership=manager.partnership,
        instrument=built_in(now=now),
        slug=f"impact-{answers}",
        name=f"Impact {answers}",
        opens_on=date(2026, 3, 1),
        closes_on=date(2026, 3, 31),
        state="closed",
        made_at=now,
        opened_at=now,
        closed_at=now,
    )
    groups = CampaignGroup.objects.bulk_create(
        [CampaignGroup(campaign=campaign, kind="workplace", name=f"Plek {n}", position=n) for n in range(WORKPLACES)]
        + [CampaignGroup(campaign=campaign, kind="tranche", name=f"{n}", position=n) for n in range(TRANCHES)]
    )
    contacts = [_contact(choose, campaign, groups, number) for number in range(answers)]
    Contact.objects.bulk_create(contacts, batch_size=BATCH)
    asked = [Invitation(contact=each, sent_at=now, has_answered=True, answered_at=now) for each in contacts]
    Invitation.objects.bulk_create(asked, batch_size=BATCH)
    _answer(choose, campaign, contacts, manager, now)
    return campaign


def _contact(choose: random.Random, campaign: Campaign, groups: list[CampaignGroup], number: int) -> Contact:
    place = choose.randrange(WORKPLACES)
    return Contact(
        campaign=campaign,
        key=f"c{number:05d}",
        email=f"contact-{campaign.pk}-{number}@example.org",
        workplace=groups[place],
        tranche=groups[WORKPLACES + place * TRANCHES // WORKPLACES],
        sector=choose.choices(Sector.values, (40, 50, 6, 4))[0],
    )


def _answer(choose: random.Random, campaign: Campaign, contacts: list[Contact], manager: Membership, now) -> None:
    groups = ("workplace_id", "tranche_id", "sector")
    responses = [
        Response(campaign=campaign, contact=each, sent_at=now, **{name: getattr(each, name) for name in groups})
        for each in contacts
    ]
    Response.objects.bulk_create(responses, batch_size=BATCH)
    levels = asked_levels(campaign.instrument_id)
    outcomes = [outcome for level in levels for outcome in level.named if not outcome.is_other]
    named = [
        NamedOutcome(
            response=each, outcome_id=item.pk, status=choose.choice(Status.values), nature=choose.choice(Nature.values)
        )
        for each in responses
        for item in choose.sample(outcomes, choose.randint(3, 12))
    ]
    NamedOutcome.objects.bulk_create(named, batch_size=BATCH)
    read = {"state": "shown", "decided_at": now, "decided_by": manager.user}
    texts = [
        FreeText(response=each, kind=TextKind.OPENING, level_id=level.pk, text="In eigen woorden.", **read)
        for each in responses
        for level in levels
        if choose.random() < 0.3
    ]
    FreeText.objects.bulk_create(texts, batch_size=BATCH)
