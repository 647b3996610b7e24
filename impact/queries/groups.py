"""The groups of a campaign, how many of each were invited and answered, and which of them may be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from ..disclosure import EVERYBODY, Gate, Group
from ..figure_rules import percent
from ..kinds import HARD_MINIMUM, Grouping, Sector
from ..models import Campaign, CampaignGroup, Draft, Invitation, Response
from ..states import CLOSED

GROUPS = (Grouping.TRANCHE.value, "sector", Grouping.WORKPLACE.value)


class UnknownGroup(Exception):
    """A group was asked for that the campaign does not have; the message is for who asked."""


@dataclass(frozen=True)
class CampaignGroups:
    """The groups of one campaign: workplaces and tranches by row, sectors by key, each with its name."""

    workplace: Mapping[int, str]
    tranche: Mapping[int, str]

    @property
    def sector(self) -> dict[str, str]:
        return dict(Sector.choices)

    @property
    def early(self) -> frozenset[int]:
        """The first half of the tranches; with an odd number the middle one is early."""
        tranches = list(self.tranche)
        return frozenset(tranches[: (len(tranches) + 1) // 2])

    @property
    def late(self) -> frozenset[int]:
        return frozenset(self.tranche) - self.early

    def chosen(self, pairs: Iterable[tuple[str, str]]) -> Group:
        """The group that pairs such as `("sector", "mbo")` choose; several of one kind are taken together.

        Raises UnknownGroup.
        """
        values: dict[str, list] = {}
        for kind, name in pairs:
            if kind not in GROUPS:
                raise UnknownGroup(_("There is no group %(kind)s. Choose from %(kinds)s.") % _in_words(kind, GROUPS))
            known = {kept: key for key, kept in getattr(self, kind).items()} if kind != "sector" else self.sector_keys
            if name not in known:
                raise UnknownGroup(_("There is no group %(kind)s. Choose from %(kinds)s.") % _in_words(name, known))
            values.setdefault(kind, []).append(known[name])
        return Group.of(**values)

    @property
    def sector_keys(self) -> dict[str, str]:
        return {key: key for key in Sector.values}


def _in_words(kind: str, known: Iterable[str]) -> dict[str, str]:
    return {"kind": kind, "kinds": ", ".join(known)}


def groups_of(campaign: Campaign) -> CampaignGroups:
    """The groups of a campaign in their order, in one query."""
    found: dict[str, dict[int, str]] = {kind: {} for kind in Grouping.values}
    rows = CampaignGroup.objects.filter(campaign=campaign).in_order()
    for pk, kind, name in rows.values_list("pk", "kind", "name"):
        found[kind][pk] = name
    return CampaignGroups(found[Grouping.WORKPLACE], found[Grouping.TRANCHE])


def gate_of(campaign: Campaign, groups: CampaignGroups) -> Gate:
    """The one gate through which every figure of a campaign passes, on whatever it is shown; one query, or two."""
    rows = Response.objects.filter(campaign=campaign).order_by().values_list("workplace", "tranche", "sector")
    answered: dict[tuple, int] = {}
    for workplace, tranche, sector, count in rows.annotate(count=Count("*")):
        answered[workplace, tranche, sector or None] = count
    ordered = dict(sorted(answered.items(), key=lambda item: str(item[0])))
    limits = {"threshold": campaign.threshold, "minimum": HARD_MINIMUM, "moving": is_moving(campaign)}
    return Gate(ordered, early=groups.early, **limits)


def is_moving(campaign: Campaign) -> bool:
    """Whether answers without names are still coming: to an open campaign, or on their way out of its box."""
    return campaign.anonymous and (campaign.state != CLOSED or has_more_to_come(campaign))


def has_more_to_come(campaign: Campaign) -> bool:
    """Whether answers that were sent are not counted yet, because they wait in the box."""
    return in_the_box(campaign).exists()


def in_the_box(campaign: Campaign) -> QuerySet[Draft]:
    return Draft.objects.filter(campaign=campaign, sent__isnull=False)


# --- who was asked and who answered: no secret in any group -----------------------------------------------------
@dataclass(frozen=True)
class Turnout:
    """How many people of a group were invited and how many of them answered."""

    key: str
    name: str
    invited: int
    answered: int

    @property
    def percent(self) -> int | None:
        return percent(self.answered, self.invited)


@dataclass(frozen=True)
class ResponseTable:
    """The response of a campaign: in all, and per tranche, sector and workplace."""

    total: Turnout
    tranche: tuple[Turnout, ...]
    sector: tuple[Turnout, ...]
    workplace: tuple[Turnout, ...]


def response_of(campaign: Campaign, groups: CampaignGroups, where: Group = EVERYBODY) -> ResponseTable:
    """Who was invited and who answered, of everybody or of a group; one query."""
    rows = Invitation.objects.filter(contact__campaign=campaign, contact__handed_to=None, sent_at__isnull=False)
    places = ("contact__workplace", "contact__tranche", "contact__sector")
    counted = (
        rows.order_by()
        .values_list(*places)
        .annotate(invited=Count("*"), answered=Count("pk", filter=Q(has_answered=True)))
    )
    cells = [(row[:3], row[3], row[4]) for row in counted if where.holds(row[:3])]

    def turnout(key, name, place: int | None = None, value=None) -> Turnout:
        chosen = [cell for cell in cells if place is None or cell[0][place] == value]
        return Turnout(key, name, sum(cell[1] for cell in chosen), sum(cell[2] for cell in chosen))

    return ResponseTable(
        total=turnout("", _("all")),
        tranche=tuple(turnout(name, name, 1, pk) for pk, name in groups.tranche.items()),
        sector=tuple(turnout(key, name, 2, key) for key, name in groups.sector.items()),
        workplace=tuple(turnout(name, name, 0, pk) for pk, name in groups.workplace.items()),
    )
