"""Agreements in every state: what was signed long ago, on paper and in the portal, and what waits."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from contributions.actions import agreements as actions
from contributions.actions import documents
from contributions.actions.pledges import Promise, change_pledge
from contributions.models import Agreement, Pledge
from contributions.reports.documents import build
from lib.pdf import render, style
from lib.periods import today
from partnership.models import Membership, Participation, Programme
from partnership.roles import Role

from .history import MANAGER
from .texts import COMPANIES, PITCH

MANAGEMENT = "management@example.org"
# Places in the list of companies. Those without an agreement are left for whoever tries the portal.
SIGNED, ON_PAPER, PREPARED, STALE, WITHDRAWN, WITHOUT = 1, 2, 7, 9, 10, (16, 17)
SCAN = (
    '<!doctype html><html lang="nl"><head><title>Ondertekende overeenkomst</title></head><body>'
    "<h2>Ondertekende overeenkomst</h2><p>Scan van het papieren exemplaar, met handtekening.</p></body></html>"
)


def add_agreements(programme: Programme, now: datetime) -> None:
    """For the running programme year; what was promised for other years was signed for before the portal was there."""
    _Signing(programme, now).everything()


class _Signing:
    def __init__(self, programme: Programme, now: datetime):
        self.programme, self.now = programme, now
        self.management = Membership.objects.select_related("user", "partnership").get(
            user__email=MANAGEMENT, partnership=programme.partnership
        )

    def everything(self) -> None:
        self._signed(_key(SIGNED))
        self._on_paper(_key(ON_PAPER))
        self._prepare(_key(PREPARED), days_ago=2)
        self._stale(_key(STALE))
        self._withdrawn(_key(WITHDRAWN))
        for number in WITHOUT:
            self._unsigned(_key(number))
        pitch = self._prepare(PITCH[0], days_ago=4)
        signatory = Membership.objects.get(user__email=MANAGER, organisation=pitch.organisation).user
        self._send(pitch, signatory, days_ago=3)

    def _unsigned(self, key: str) -> list[Pledge]:
        """The pledges of a partner for the running year, as if nobody signed for them yet."""
        year = self.programme.year_of(today(self.now))
        own = Pledge.objects.current().filter(programme=self.programme, organisation__key=key)
        running = own.filter(starts_on__lte=year.last, ends_on__gte=year.first)
        running.update(signed_by="", signed_on=None, document="")
        return list(running)

    def _prepare(self, key: str, days_ago: int) -> Agreement:
        pledges = self._unsigned(key)
        return actions.prepare_agreement(
            membership=self.management,
            participation=Participation.objects.get(programme=self.programme, organisation__key=key),
            pledge_ids=[pledge.pk for pledge in pledges],
            language="nl",
            signatory=None,
            nonce=uuid4(),
            now=self._ago(days_ago),
        )

    def _send(self, agreement: Agreement, signatory, days_ago: int) -> None:
        now = self._ago(days_ago)
        actions.send_agreement(membership=self.management, agreement=agreement, signatory=signatory, now=now)

    def _ago(self, days: int) -> datetime:
        """In the morning of a day before this one."""
        return self.now.replace(hour=9, minute=30, second=0, microsecond=0) - timedelta(days=days)

    def _manager_of(self, key: str) -> Membership:
        """Somebody of a company, who may sign for it from now on."""
        member = Membership.objects.filter(organisation__key=key).order_by("pk").first()
        member.role = Role.COMPANY_MANAGER
        member.save(update_fields=["role"])
        return member

    def _signed(self, key: str) -> None:
        manager = self._manager_of(key)
        agreement = self._prepare(key, days_ago=40)
        document = documents.claim_document(document_id=agreement.document_id, now=self._ago(40))
        stored, pages = build(document)
        documents.finish_document(document=document, stored=stored, pages=pages, now=self._ago(40))
        agreement = Agreement.objects.get(pk=agreement.pk)
        self._send(agreement, manager.user, days_ago=39)
        agreement = Agreement.objects.get(pk=agreement.pk)
        signature = actions.Signature(manager.user.name, "192.0.2.41", agreement.document.sha256)
        actions.sign_agreement(membership=manager, agreement=agreement, signature=signature, now=self._ago(38))

    def _on_paper(self, key: str) -> None:
        agreement, now = self._prepare(key, days_ago=60), self._ago(52)
        pdf = render(SCAN, css=style(), created=now).content
        paper = actions.PaperSignature("J. Directeur", today(self._ago(55)), SimpleUploadedFile("scan.pdf", pdf))
        actions.record_paper(membership=self.management, agreement=agreement, paper=paper, now=now)

    def _stale(self, key: str) -> None:
        manager = self._manager_of(key)
        agreement = self._prepare(key, days_ago=12)
        self._send(agreement, manager.user, days_ago=11)
        pledge = agreement.pledges.filter(kind="hours").first()
        more = Promise(int(pledge.quantity * 60) + 20 * 60)
        change_pledge(membership=self.management, pledge=pledge, promise=more, nonce=uuid4(), now=self._ago(5))

    def _withdrawn(self, key: str) -> None:
        agreement = self._prepare(key, days_ago=20)
        reason = "De partner wil eerst het aantal uren nog bespreken."
        actions.withdraw_agreement(membership=self.management, agreement=agreement, reason=reason, now=self._ago(18))


def _key(number: int) -> str:
    return COMPANIES[number].lower().replace(" ", "-")
