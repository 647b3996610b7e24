"""What agreements are made of, who may sign them, and which pledges still wait for one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum

from contributions.models import Agreement, Pledge
from contributions.states import UNSIGNED, AgreementState
from lib.periods import today
from partnership.models import Membership, Organisation, Participation, Programme, User
from partnership.roles import Permission, Role, allows

from .pledges import year_number

SIGNING_ROLES = [role for role in Role.values if allows(role, Permission.SIGN_AGREEMENTS)]


def signatories(organisation: Organisation, now: datetime) -> list[User]:
    """The people who may sign for an organisation now, by name."""
    members = Membership.objects.active(now).filter(organisation=organisation, role__in=SIGNING_ROLES)
    return list(User.objects.filter(pk__in=members.values("user")).order_by("name", "pk"))


def with_waiting(pledges: QuerySet[Pledge]) -> QuerySet[Pledge]:
    """Adds `waits_in`: the number of the agreement that is not signed yet in which a pledge stands, if any."""
    waiting = Agreement.objects.filter(pledges=OuterRef("pk"), state__in=UNSIGNED).order_by("-pk")
    return pledges.annotate(waits_in=Subquery(waiting.values("number")[:1]))


def pledges_of(programme_id: int, organisation_id: int) -> list[Pledge]:
    """The current pledges of a partner, each with `is_signed` and `waits_in`; one query."""
    own = Pledge.objects.current().filter(programme=programme_id, organisation=organisation_id)
    return list(with_waiting(own.with_signature()).select_related("programme").order_by("starts_on", "kind", "pk"))


@dataclass(frozen=True)
class Unsigned:
    """A partner with pledges for which no agreement is signed or on its way."""

    programme_id: int
    programme: str
    organisation_id: int
    organisation: str
    pledges: int
    amount: Decimal

    @property
    def key(self) -> str:
        return f"{self.programme_id}-{self.organisation_id}"


def unsigned(membership: Membership) -> QuerySet:
    """Per programme and partner how many current pledges nobody signed for and stand in no agreement that waits."""
    pledges = with_waiting(Pledge.objects.visible_to(membership).current().with_signature())
    rows = pledges.filter(is_signed=False, waits_in=None)
    names = ("programme_id", "programme__name", "organisation_id", "organisation__name")
    sums = rows.order_by().values(*names).annotate(lines=Count("pk"), total=Sum("amount"))
    return sums.order_by("organisation__name", "organisation_id", "-programme__starts_on")


def as_unsigned(row: dict) -> Unsigned:
    """A row of `unsigned`."""
    return Unsigned(
        row["programme_id"],
        row["programme__name"],
        row["organisation_id"],
        row["organisation__name"],
        row["lines"],
        row["total"],
    )


def participations_of(membership: Membership, rows: list[Unsigned]) -> list[Participation]:
    """The partners of these rows in their programmes, by name; one query."""
    asked = {(row.programme_id, row.organisation_id) for row in rows}
    found = (
        Participation.objects.visible_to(membership)
        .filter(programme__in={each[0] for each in asked}, organisation__in={each[1] for each in asked})
        .select_related("programme__lead_partner", "organisation")
        .order_by("organisation__name", "pk")
    )
    return [each for each in found if (each.programme_id, each.organisation_id) in asked]


@dataclass(frozen=True)
class Waiting:
    """For management: what is still to be signed, in one glance."""

    pledges: int
    amount: Decimal
    partners: int
    prepared: int
    sent: int

    @property
    def anything(self) -> bool:
        return bool(self.pledges or self.prepared or self.sent)


def waiting(membership: Membership) -> Waiting:
    """Pledges without an agreement, and agreements that wait; two queries."""
    rows = list(unsigned(membership))
    states = dict(
        Agreement.objects.visible_to(membership)
        .filter(state__in=UNSIGNED)
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    return Waiting(
        pledges=sum(row["lines"] for row in rows),
        amount=sum((row["total"] for row in rows), Decimal("0.00")),
        partners=len(rows),
        prepared=states.get("prepared", 0),
        sent=states.get("sent", 0),
    )


def to_sign(membership: Membership) -> list[Agreement]:
    """The agreements that wait for a signature of this person's organisation, the oldest first."""
    if not membership.can(Permission.SIGN_AGREEMENTS):
        return []
    own = Agreement.objects.visible_to(membership).filter(organisation=membership.organisation_id, state="sent")
    return list(own.select_related("programme").order_by("sent_at", "pk"))


def listed(membership: Membership) -> QuerySet[Agreement]:
    """The agreements a person may see, each with what it is worth and whether a pledge in it changed since."""
    rows = Agreement.objects.visible_to(membership).with_staleness()
    return rows.annotate(amount=Sum("pledges__amount")).select_related("organisation", "programme", "signatory")


def newer_ones(agreement: Agreement, membership: Membership) -> list[Agreement]:
    """What was agreed after this one was signed, about the same pledges or later versions of them; two queries.

    Those that wait for a signature are among them, as far as a person may see them; what was withdrawn is not.
    """
    if agreement.signed_at is None:
        return []
    own = Pledge.objects.filter(programme=agreement.programme_id, organisation=agreement.organisation_id)
    here = agreement.pledges.through.objects.filter(agreement=agreement.pk, pledge=OuterRef("pk"))
    rows = own.annotate(mine=Exists(here)).order_by("version", "pk").values_list("pk", "replaces_id", "mine")
    covered: set[int] = set()
    for pk, replaces, mine in rows:  # a version comes after the one that it replaces
        if mine or replaces in covered:
            covered.add(pk)
    later = Agreement.objects.visible_to(membership).filter(pledges__in=covered, pk__gt=agreement.pk)
    return list(later.exclude(state=AgreementState.WITHDRAWN).distinct().order_by("pk"))


def snapshot(agreement: Agreement, *, signature: dict[str, Any] | None = None) -> dict[str, Any]:
    """Everything that stands in the document of an agreement, as plain values."""
    programme, partner, lead = agreement.programme, agreement.organisation, agreement.programme.lead_partner
    pledges = agreement.pledges.select_related("programme").order_by("starts_on", "kind", "pk")
    takes_part = Participation.objects.filter(programme=programme, organisation=partner).first()
    return {
        "number": agreement.number,
        "prepared_on": today(agreement.prepared_at).isoformat(),
        "prepared_by": agreement.prepared_by.name,
        "partnership": programme.partnership.name,
        "lead": {"name": lead.name, "kvk": lead.kvk},
        "partner": {"name": partner.name, "kvk": partner.kvk, "branch": partner.branch},
        "group": takes_part.group if takes_part else "",
        "programme": _programme(programme),
        "period": [agreement.starts_on.isoformat(), agreement.ends_on.isoformat()],
        "pledges": [_pledge(pledge) for pledge in pledges],
        "signature": signature,
    }


def _programme(programme: Programme) -> dict[str, Any]:
    terms = programme.terms
    return {
        "name": programme.name,
        "scheme": programme.scheme,
        "grant_number": programme.grant_number,
        "decided_on": programme.decided_on.isoformat() if programme.decided_on else "",
        "period": [programme.starts_on.isoformat(), programme.ends_on.isoformat()],
        "rate": str(programme.rate),
        "rate_source": terms.rate_source,
        "excluded": [[item.kind, item.source] for item in terms.excluded],
        "applicant_source": terms.applicant_source,
    }


def _pledge(pledge: Pledge) -> dict[str, Any]:
    return {
        "id": f"P-{pledge.pk}",
        "version": pledge.version,
        "kind": pledge.kind,
        "year": year_number(pledge),
        "period": [pledge.starts_on.isoformat(), pledge.ends_on.isoformat()],
        "quantity": str(pledge.quantity),
        "unit": pledge.unit,
        "unit_price": str(pledge.unit_price),
        "amount": str(pledge.amount),
    }


def signature_facts(agreement: Agreement, by: Membership, *, name: str, address: str, now: datetime) -> dict[str, Any]:
    """What the signed document says about its signature: who, for whom, when, from where, and of which file."""
    return {
        "name": name.strip(),
        "account": by.user.email,
        "account_name": by.user.name,
        "role": by.role,
        "organisation": by.organisation.name,
        "at": now.astimezone(UTC).isoformat(),
        "address": address,
        "file": agreement.document.file_name,
        "pages": agreement.document.pages,
        "sha256": agreement.document.sha256,
    }
