"""The books as they stand: everything a report is made from, read once."""

import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from contributions import rules
from contributions.models import Contribution, Document, HourEntry, Pledge
from contributions.queries.goods import proof_names
from contributions.queries.ledger import clip
from contributions.states import APPROVED, SUBMITTED
from labs.models import Lab
from lib.money import CENT
from lib.periods import Period
from partnership.models import BudgetLine, Membership, Organisation, Participation, Programme
from partnership.schemes import terms_to_json

from .models import AccountabilityReport, NotificationDuty, ReportPart
from .states import DONE, DutyState

VERSION = 1
SHA256 = re.compile(r"[0-9a-f]{64}")
NOTHING = "0.00"
# Who approved: of an approver known by address only, that address.
DECIDER = Coalesce(NullIf("decided_by__name", Value("")), "decided_by__email", output_field=CharField())


@dataclass(frozen=True)
class Books:
    """A snapshot with its hash, and which approved hour entries and proven contributions lie in the reported period."""

    data: dict[str, Any]
    packed: bytes
    data_hash: str
    entry_ids: tuple[int, ...]
    goods_ids: tuple[int, ...] = ()


def unpack(packed: bytes) -> dict[str, Any]:
    """The snapshot that `read_books` packed."""
    return json.loads(zlib.decompress(bytes(packed)))


def read_books(programme: Programme, period: Period) -> Books:
    """Everything up to now of one programme. All lines come from one query, so every total agrees with them."""
    reader = _Reader(programme)
    hours, entry_ids = reader.hours(period)
    others, goods_ids = reader.others(period)
    data = {
        "version": VERSION,
        "programme": _facts(programme),
        "budget": _budget(programme),
        "labs": dict(Lab.objects.filter(partnership=programme.partnership_id).values_list("slug", "name")),
        "hours": hours,
        "others": others,
        "pledges": reader.pledges,
        "partners": [[str(pk), name, group] for pk, (name, group) in sorted(reader.partners.items())],
        "sources": reader.sources,
    }
    plain = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return Books(data, zlib.compress(plain, 6), hashlib.sha256(plain).hexdigest(), entry_ids, goods_ids)


def _facts(programme: Programme) -> dict[str, Any]:
    days = ("applied_on", "decided_on", "starts_on", "ends_on")
    return {
        "partnership": programme.partnership.name,
        "name": programme.name,
        "scheme": programme.scheme,
        "grant_number": programme.grant_number,
        "lead_partner": programme.lead_partner.name,
        "terms": terms_to_json(programme.terms),
        **{name: str(getattr(programme, name)) for name in ("rate", "budget_total", "subsidy_granted")},
        **{name: day.isoformat() if (day := getattr(programme, name)) else None for name in days},
    }


def _budget(programme: Programme) -> list[list]:
    rows = BudgetLine.objects.filter(programme=programme).order_by("year", "source")
    return [[year, source, str(amount)] for year, source, amount in rows.values_list("year", "source", "amount")]


class _Reader:
    """Reads the lines of a programme, each with the verdict of the rules under its terms."""

    def __init__(self, programme: Programme):
        self.programme = programme
        self.dates = (programme.starts_on, programme.ends_on)  # a line outside them counts nowhere
        self.terms = programme.terms
        self.groups = dict(Participation.objects.filter(programme=programme).values_list("organisation_id", "group"))
        names = dict(Organisation.objects.filter(partnership=programme.partnership_id).values_list("pk", "name"))
        self.partners = {pk: (name, self.groups.get(pk, "")) for pk, name in names.items()}
        self.sources: dict[str, str] = {}
        self._verdicts: dict[tuple, tuple[bool, str]] = {}
        rows = list(
            Pledge.objects.current()
            .filter(programme=programme)
            .with_signature()
            .order_by("starts_on", "pk")
            .values_list(
                "pk", "organisation_id", "starts_on", "ends_on", "kind", "quantity", "unit", "unit_price", "amount",
                "is_signed",
            )
        )  # fmt: skip
        self.with_hours_pledge = {row[1] for row in rows if row[4] == "hours"}
        self.pledges = [line for line in map(self._pledge, rows) if line]

    def _noted(self, verdict: rules.Verdict) -> tuple[bool, str]:
        if not verdict.counts and verdict.source:
            self.sources[verdict.reason.value] = verdict.source
        return verdict.counts, "" if verdict.counts else verdict.reason.value

    def _pledge(self, row: tuple) -> list | None:
        """A pledge as far as it lies in the programme, as the thirds count it."""
        pk, organisation_id, first, last, kind, quantity, unit, price, amount, is_signed = row
        verdict = self._noted(
            rules.judge_pledge(
                kind=kind,
                group=self.groups.get(organisation_id, ""),
                amount=amount,
                has_hours_pledge=organisation_id in self.with_hours_pledge,
                is_signed=is_signed,
                terms=self.terms,
            )
        )
        wholes = int(quantity * 100), int(amount * 100)
        inside = clip(Period(first, last), *wholes, programme=self.programme.period)
        if inside is None:
            return None
        period, (hundredths, cents) = inside
        figures = (kind, str(Decimal(hundredths).scaleb(-2)), unit, str(price), str(Decimal(cents).scaleb(-2)))
        return [f"P-{pk}", str(organisation_id), period.first.isoformat(), period.last.isoformat(), *figures, *verdict]

    def _goods_verdict(self, organisation_id: int, kind: str, amount: Decimal, *, has_evidence: bool):
        return self._noted(
            rules.judge_contribution(
                kind=kind,
                group=self.groups.get(organisation_id, ""),
                amount=amount,
                has_evidence=has_evidence,
                has_hours_pledge=organisation_id in self.with_hours_pledge,
                terms=self.terms,
            )
        )

    def _effort_verdict(self, kind: str, group: str):
        """Whether hours count depends on their kind and side only, so each pair is judged once."""
        key = (kind, group)
        if key not in self._verdicts:
            verdict = rules.judge_effort(kind=kind, group=group, amount=CENT, terms=self.terms)
            self._verdicts[key] = self._noted(verdict)
        return self._verdicts[key]

    def hours(self, period: Period) -> tuple[list[list], tuple[int, ...]]:
        """Approved and waiting hour lines, and the ids of the approved ones within the period."""
        rows = (
            HourEntry.objects.filter(
                programme=self.programme, state__in=(APPROVED, SUBMITTED), worked_on__range=self.dates
            )
            .annotate(decider=DECIDER)
            .order_by("worked_on", "pk")
            .values_list(
                "pk", "history_id", "organisation_id", "person__name", "worked_on", "minutes", "rate", "amount",
                "activity__lab__slug", "activity__name", "kind", "description", "state",
                "decider", "decided_at", "corrects", "corrects__history_id", "correction_reason",
            )
        )  # fmt: skip
        lines, entry_ids = [], []
        for row in rows.iterator(chunk_size=5000):
            lines.append(self._hour(row))
            if row[12] == APPROVED and row[4] in period:
                entry_ids.append(row[0])
        return lines, tuple(entry_ids)

    def _hour(self, row: tuple) -> list:
        pk, history_id, organisation_id, person, day, minutes, rate, amount, lab, activity, kind, text, state = row[:13]
        approved = state == APPROVED
        who = (history_id or f"U-{pk}", str(organisation_id), person, day.isoformat(), minutes)
        worth = (str(rate), str(amount)) if approved else (str(self.programme.rate), NOTHING)
        verdict = self._effort_verdict(kind, self.groups.get(organisation_id, ""))
        decided = (row[13], row[14].astimezone(UTC).isoformat()) if approved else ("", "")
        corrected = (row[16] or f"U-{row[15]}", row[17]) if row[15] else ()
        return [*who, *worth, lab, activity, kind, text, state, *verdict, *decided, *corrected]

    def others(self, period: Period) -> tuple[list[list], tuple[int, ...]]:
        """Approved and waiting contributions that are not hours, and the ids of those that the period proves.

        What was approved without proof is not held: its approval may still be undone, so that proof can be added.
        """
        files = proof_names(self.programme)
        rows = (
            Contribution.objects.filter(
                programme=self.programme, state__in=(APPROVED, SUBMITTED), received_on__range=self.dates
            )
            .order_by("received_on", "pk")
            .values_list(
                "pk", "history_id", "organisation_id", "received_on", "kind", "quantity", "unit_price", "amount",
                "evidence", "state",
            )
        )  # fmt: skip
        lines, goods_ids = [], []
        for row in rows:
            evidence = "; ".join(filter(None, [row[8], *files.get(row[0], ())]))
            lines.append(self._other(row, evidence))
            if evidence and row[9] == APPROVED and row[3] in period:
                goods_ids.append(row[0])
        return lines, tuple(goods_ids)

    def _other(self, row: tuple, evidence: str) -> list:
        pk, history_id, organisation_id, day, kind, quantity, price, amount, _text, state = row
        verdict = self._goods_verdict(organisation_id, kind, amount, has_evidence=bool(evidence))
        figures = (kind, str(quantity), str(price), str(amount), evidence, state)
        return [history_id or f"C-{pk}", str(organisation_id), day.isoformat(), *figures, *verdict]


def duty_rows(membership: Membership) -> QuerySet[NotificationDuty]:
    """The notification duties a person may see: to assess first, then those that still run, then the newest."""
    turn = Case(When(state=DutyState.OPEN, then=0), When(recovered_at=None, then=1), default=2)
    rows = NotificationDuty.objects.visible_to(membership).select_related("programme", "assessed_by")
    return rows.annotate(turn=turn).order_by("turn", "-opened_at", "-pk")


def report_rows(membership: Membership, programme: Programme | None = None) -> QuerySet[AccountabilityReport]:
    """The reports a person may see, newest first, each with how many of its parts are made."""
    rows = AccountabilityReport.objects.visible_to(membership)
    if programme is not None:
        rows = rows.filter(programme=programme)
    made = Count("parts", filter=Q(parts__state=DONE))
    return (
        rows.select_related("programme")
        .annotate(parts_made=made, part_count=Count("parts"))
        .order_by("-cutoff_at", "-pk")
    )


@dataclass(frozen=True)
class IssuedFile:
    """What anybody may know about a file that was issued: which report, and which part of it."""

    report: AccountabilityReport
    kind: str  # "document", "volume" or "download"
    volume: int
    volumes: int


def issued_file(sha256: str) -> IssuedFile | None:
    """The finished report that has a file with this SHA-256 (lower case), or None."""
    if not SHA256.fullmatch(sha256):
        return None
    reports = AccountabilityReport.objects.select_related("programme__partnership")
    parts = ReportPart.objects.filter(sha256=sha256, state=DONE, report__state=DONE)
    part = parts.select_related("report__programme__partnership").order_by("pk").first()
    report = part.report if part else reports.filter(sha256=sha256, state=DONE).order_by("pk").first()
    if report is None:
        return None
    volumes = report.parts.filter(number__gt=ReportPart.MAIN).count()
    if part is None:
        return IssuedFile(report, "download", 0, volumes)
    return IssuedFile(report, "document" if part.is_main else "volume", part.number, volumes)


def issued_document(sha256: str) -> Document | None:
    """The finished document (a month, an agreement, a year statement) with this SHA-256 (lower case), or None."""
    if not SHA256.fullmatch(sha256):
        return None
    found = Document.objects.filter(sha256=sha256, state=DONE).select_related("programme__partnership", "organisation")
    return found.order_by("pk").first()
