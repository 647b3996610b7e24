"""Contributions that are not hours: whether there is proof, what each is worth and why not, and what they add up to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from contributions import rules
from contributions.kinds import PledgeKind
from contributions.models import Contribution, Pledge, Proof, own_organisations
from contributions.rules import ZERO, Verdict
from contributions.sentences import STATE_TONES, WHY_NOT
from contributions.states import APPROVED, SUBMITTED
from partnership.models import AuditEvent, Membership, Organisation, Programme
from partnership.schemes import Terms

Programmes = dict[int, Programme]


def with_proof(goods: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Each contribution with `proven`: there is a file, or an earlier administration said where the proof is (R50)."""
    files = Proof.objects.there().filter(contribution=OuterRef("pk"))
    return goods.annotate(proven=Case(When(evidence="", then=Exists(files)), default=Value(True)))


def proof_names(programme: Programme) -> dict[int, list[str]]:
    """The names of the files of every contribution of a programme, by its id; one query."""
    found: dict[int, list[str]] = {}
    rows = Proof.objects.there().filter(programme=programme, contribution__isnull=False).order_by("added_at", "pk")
    for pk, name in rows.values_list("contribution_id", "name"):
        found.setdefault(pk, []).append(name)
    return found


@dataclass(frozen=True)
class Row:
    """One contribution in a list, with what it is worth as co-financing and why not more."""

    goods: Contribution
    verdict: Verdict

    @property
    def tone(self) -> str:
        return STATE_TONES[self.goods.state]

    @property
    def why_not(self) -> str:
        return WHY_NOT[self.verdict.reason]


@dataclass(frozen=True)
class Totals:
    """What a selection adds up to in euros: as entered, as far as it counts, and of that what is approved."""

    lines: int = 0
    amount: Decimal = ZERO
    worth: Decimal = ZERO
    approved: Decimal = ZERO


def with_facts(goods: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Each contribution with everything its verdict depends on: `proven`, `side` and `beside_hours`."""
    here = Q(organisation__participations__programme=F("programme"))
    hours = Pledge.objects.current().filter(
        programme=OuterRef("programme"), organisation=OuterRef("organisation"), kind=PledgeKind.HOURS
    )
    return (
        with_proof(goods)
        .alias(part=FilteredRelation("organisation__participations", condition=here))
        .annotate(side=Coalesce(F("part__group"), Value("")), beside_hours=Exists(hours))
    )


class Judge:
    """Gives verdicts, reading each programme's terms once."""

    def __init__(self, programmes: Programmes):
        self.programmes = programmes
        self.terms: dict[int, Terms] = {}

    def judge(self, *, programme_id: int, kind: str, side: str, amount: Decimal, proven: bool, beside_hours: bool):
        if programme_id not in self.terms:
            self.terms[programme_id] = self.programmes[programme_id].terms
        return rules.judge_contribution(
            kind=kind,
            group=side,
            amount=amount,
            has_evidence=proven,
            has_hours_pledge=beside_hours,
            terms=self.terms[programme_id],
        )

    def row(self, goods: Contribution) -> Row:
        """Of a contribution that was fetched `with_facts`."""
        facts = {name: getattr(goods, name) for name in ("programme_id", "kind", "side", "amount", "proven")}
        return Row(goods, self.judge(**facts, beside_hours=goods.beside_hours))


def for_rows(goods: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """With everything a list shows."""
    return with_facts(goods).select_related("organisation", "entered_by", "decided_by")


def rows(goods: QuerySet[Contribution], programmes: Programmes) -> list[Row]:
    """The contributions of a page in one query."""
    judge = Judge(programmes)
    return [judge.row(each) for each in for_rows(goods)]


def totals(goods: QuerySet[Contribution], programmes: Programmes) -> Totals:
    """What a selection adds up to, in one query."""
    facts = ("programme_id", "kind", "side", "proven", "beside_hours")
    cells = with_facts(goods).order_by().values(*facts, "state").annotate(lines=Count("pk"), sum=Sum("amount"))
    judge = Judge(programmes)
    lines, amount, worth, approved = 0, ZERO, ZERO, ZERO
    for cell in cells:
        counts = judge.judge(amount=cell["sum"], **{name: cell[name] for name in facts}).amount
        lines, amount, worth = lines + cell["lines"], amount + cell["sum"], worth + counts
        approved += counts if cell["state"] == APPROVED else ZERO
    return Totals(lines, amount, worth, approved)


# --- Who has what to do with it --------------------------------------------------------------------------------
def inbox_of(membership: Membership) -> QuerySet[Contribution]:
    """What waits for this person: not entered or proved by that person, and not of the own organisation.

    Of the lead partner's own contributions somebody else of its people decides, or nobody could.
    """
    own = Q(organisation__in=own_organisations(membership)) & ~Q(organisation=F("programme__lead_partner"))
    waiting = Contribution.objects.visible_to(membership).filter(state=SUBMITTED)
    others = waiting.exclude(own).exclude(entered_by=membership.user_id).exclude(pk__in=_touched_by(membership.user_id))
    return others.exclude(Exists(_proof_by(membership.user_id, OuterRef("pk"))))


def _touched_by(user_id: int) -> QuerySet:
    label = Contribution._meta.label_lower
    verbs = ("goods.entered", "goods.changed", "goods.submitted")
    return AuditEvent.objects.filter(object_type=label, actor=user_id, verb__in=verbs).values("object_id")


def _proof_by(user_id: int, goods) -> QuerySet[Proof]:
    return Proof.objects.there().filter(contribution=goods, added_by=user_id)


@dataclass(frozen=True)
class Hands:
    """What a person has to do with a contribution: had a hand in it, belongs to its partner, and that partner leads."""

    touched: bool
    proved: bool
    own_organisation: bool
    of_lead_partner: bool


def hands_of(membership: Membership, goods: Contribution) -> Hands:
    """Three queries."""
    user_id = membership.user_id
    return Hands(
        touched=goods.entered_by_id == user_id or _touched_by(user_id).filter(object_id=goods.pk).exists(),
        proved=_proof_by(user_id, goods.pk).exists(),
        own_organisation=own_organisations(membership).filter(organisation=goods.organisation_id).exists(),
        of_lead_partner=goods.organisation_id == goods.programme.lead_partner_id,
    )


def programmes_for(membership: Membership, day: date) -> list[Programme]:
    """Running or ended programmes that the organisation takes part in, the newest first."""
    found = Programme.objects.visible_to(membership).filter(
        participations__organisation=membership.organisation_id, starts_on__lte=day
    )
    return list(found.order_by("-starts_on", "pk"))


def organisations_on_offer(goods: QuerySet[Contribution]) -> list[tuple]:
    """Partners with contributions among these."""
    found = Organisation.objects.filter(pk__in=goods.order_by().values("organisation"))
    return list(found.order_by("name", "pk").values_list("pk", "name"))
