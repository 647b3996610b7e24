"""Writes a judged folder in one transaction. Imports wait for one another: a folder twice at once is added once.

The files know days, not moments. Invitations are taken to have left on the first day, and answers to have come on the
last, or at the moment of the import when that is earlier. Of an anonymous campaign the answers are written in an order
that is drawn, under random keys and without moments.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.history.facts import FolderError
from contributions.history.progress import Silence
from contributions.history.write import name_from, wait_for_others
from lib.periods import today
from partnership import audit
from partnership.models import Partnership

from ..actions.answers_box import put_invitations_down_anew
from ..actions.groups import lasting_groups, natural
from ..actions.instruments import built_in
from ..kinds import Grouping
from ..models import Campaign, CampaignGroup, Contact, FreeText, Invitation, NamedOutcome, Response
from ..queries.answers import Answer, answers_of, text_row
from ..queries.instruments import Asked, asked
from ..states import CLOSED, DRAFT, OPEN
from .facts import CampaignFacts, ContactFacts, Judgement
from .folder import Folder
from .judge import Books, judge

BATCH = 2000
NOON = time(12)


@dataclass(frozen=True)
class Imported:
    """What an import found, and how many rows it wrote, in all and by model."""

    judgement: Judgement
    written: int = 0
    counts: dict = field(default_factory=dict)


def built_in_questions(now: datetime) -> Asked:
    """What the files of a campaign answer."""
    return asked(built_in(now=now).pk)


def import_campaign(
    folder: Folder,
    *,
    slug: str,
    name: str = "",
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Silence | None = None,
) -> Imported:
    """Bring a campaign into the partnership `slug`, which is made when it isn't there. All or nothing.

    With `dry_run` it is only judged. Raises FolderError.
    """
    now, progress = now or timezone.now(), progress or Silence()
    with transaction.atomic():
        wait_for_others()
        questions = built_in_questions(now)
        partnership = Partnership.objects.filter(slug=slug).first()
        campaign = Campaign.objects.filter(partnership=partnership, slug=folder.campaign.slug).first()
        if campaign is not None:
            refuse_another(campaign, folder.campaign, built_in(now=now).pk)
        progress.start("check", len(folder.contacts) + len(folder.answers))
        judgement = judge(folder, _books(campaign), questions, tick=progress.step)
        if dry_run:
            return Imported(judgement)
        partnership = partnership or Partnership.objects.create(slug=slug, name=name or name_from(slug))
        progress.start("write", len(judgement.contacts) + len(judgement.answers))
        writer = _Writer(folder.campaign, judgement, partnership, campaign, now, progress)
        return Imported(judgement, writer.write(), dict(writer.counts))


def refuse_another(campaign: Campaign, facts: CampaignFacts, instrument_id: int) -> None:
    """Raises FolderError when a campaign with the same address is not the one that the files are about."""
    differs = [
        key
        for key in ("opens_on", "closes_on", "anonymous", "threshold")
        if getattr(campaign, key) != getattr(facts, key)
    ]
    if differs:
        message = _("The campaign %(slug)s is there already, with another value of %(keys)s.")
        raise FolderError(message % {"slug": facts.slug, "keys": ", ".join(differs)})
    if campaign.state == DRAFT or campaign.instrument_id != instrument_id:
        message = _("The campaign %(slug)s is there already, as a draft or with other questions.")
        raise FolderError(message % {"slug": facts.slug})


def _books(campaign: Campaign | None) -> Books:
    if campaign is None:
        return Books()
    rows = Contact.objects.filter(campaign=campaign).order_by()
    columns = ("key", "email", "name", "language", "workplace__name", "tranche__name", "sector")
    contacts = {row[0]: ContactFacts(*(value or "" for value in row)) for row in rows.values_list(*columns)}
    if campaign.anonymous:
        answered = rows.filter(invitation__has_answered=True).values_list("key", flat=True)
        return Books(contacts, dict.fromkeys(answered))
    return Books(contacts, {answer.who: answer for answer in answers_of(campaign)})


class _Writer:
    """Writes what is new, from the campaign up to the texts, and counts it."""

    def __init__(
        self,
        facts: CampaignFacts,
        judgement: Judgement,
        partnership: Partnership,
        campaign: Campaign | None,
        now: datetime,
        progress: Silence,
    ):
        self.facts, self.judgement, self.partnership = facts, judgement, partnership
        self.campaign, self.now, self.progress = campaign, now, progress
        self.counts: Counter = Counter()

    def write(self) -> int:
        self.campaign = self.campaign or self._new_campaign()
        self._contacts(self._groups())
        self._answers()
        written = sum(self.counts.values())
        if written:
            counts = {"rows": written, "refused": len(self.judgement.rejected)}
            place = {"partnership_id": self.partnership.pk}
            audit.record(by=None, verb="campaign.imported", row=self.campaign, at=self.now, **place, **counts)
            _refresh_statistics()
        return written

    def _create(self, model, rows: list) -> None:
        self.counts[model] += len(model.objects.bulk_create(rows, batch_size=BATCH))

    def _new_campaign(self) -> Campaign:
        over = self.facts.closes_on < today(self.now)
        self.counts[Campaign] += 1
        return Campaign.objects.create(
            partnership=self.partnership,
            instrument=built_in(now=self.now),
            slug=self.facts.slug,
            name=self.facts.name,
            opens_on=self.facts.opens_on,
            closes_on=self.facts.closes_on,
            anonymous=self.facts.anonymous,
            threshold=self.facts.threshold,
            state=CLOSED if over else OPEN,
            made_at=self.now,
            opened_at=self._at(self.facts.opens_on),
            closed_at=self._at(self.facts.closes_on) if over else None,
        )

    def _groups(self) -> dict[tuple[str, str], int]:
        """The groups that contacts name, new ones after the others, in the order of their numbers and names."""
        here = CampaignGroup.objects.filter(campaign=self.campaign)
        known = dict.fromkeys(here.in_order().values_list("kind", "name"))
        wanted = {(Grouping.WORKPLACE.value, contact.workplace) for contact in self.judgement.contacts}
        wanted |= {(Grouping.TRANCHE.value, contact.tranche) for contact in self.judgement.contacts}
        new = sorted((group for group in wanted if group[1] and group not in known), key=lambda g: natural(g[1]))
        self._create(
            CampaignGroup,
            [
                CampaignGroup(campaign=self.campaign, kind=kind, name=name, position=position)
                for position, (kind, name) in enumerate(new, len(known) + 1)
            ],
        )
        return {(kind, name): pk for kind, name, pk in here.values_list("kind", "name", "pk")}

    def _contacts(self, groups: dict[tuple[str, str], int]) -> None:
        contacts = [
            Contact(
                campaign=self.campaign,
                key=contact.key,
                email=contact.email,
                name=contact.name,
                language=contact.language,
                workplace_id=groups.get((Grouping.WORKPLACE, contact.workplace)),
                tranche_id=groups.get((Grouping.TRANCHE, contact.tranche)),
                sector=contact.sector,
            )
            for contact in self.judgement.contacts
        ]
        self._create(Contact, contacts)
        sent_at = self._at(self.facts.opens_on)
        self._create(Invitation, [Invitation(contact=contact, sent_at=sent_at) for contact in contacts])
        self.progress.step(len(contacts))

    def _answers(self) -> None:
        answers = list(self.judgement.answers)
        if self.campaign.anonymous:
            random.SystemRandom().shuffle(answers)
        who = [answer.who for answer in answers]
        contacts = {contact.key: contact for contact in Contact.objects.filter(campaign=self.campaign, key__in=who)}
        kept = lasting_groups(self.campaign)
        responses = [self._response(answer, contacts[answer.who], kept) for answer in answers]
        self._create(Response, responses)
        pairs = list(zip(responses, answers, strict=True))
        named = ((response, outcome, said) for response, answer in pairs for outcome, said in answer.named.items())
        self._create(
            NamedOutcome,
            [NamedOutcome(response=r, outcome_id=outcome, status=s, nature=n) for r, outcome, (s, n) in named],
        )
        texts = ((response, key, text) for response, answer in pairs for key, text in answer.texts.items())
        self._create(FreeText, [FreeText(response=response, **text_row(key, text)) for response, key, text in texts])
        moment = None if self.campaign.anonymous else self._at(self.facts.closes_on)
        Invitation.objects.filter(contact__in=[contact.pk for contact in contacts.values()]).update(
            has_answered=True, answered_at=moment
        )
        if self.campaign.anonymous:
            put_invitations_down_anew(self.campaign)
        self.progress.step(len(answers))

    def _response(self, answer: Answer, contact: Contact, kept) -> Response:
        named = {} if self.campaign.anonymous else {"contact": contact, "sent_at": self._at(self.facts.closes_on)}
        return Response(
            campaign=self.campaign,
            language=contact.language,
            material_available=answer.material_available,
            material_consent=answer.material_consent,
            **kept.of(contact),
            **named,
        )

    def _at(self, day: date) -> datetime:
        return min(timezone.make_aware(datetime.combine(day, NOON)), self.now)


def _refresh_statistics() -> None:
    """Thousands of rows came in at once; without fresh statistics the first counts over them take much longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE impact_contact, impact_invitation, impact_response, impact_namedoutcome, impact_freetext"
        )
