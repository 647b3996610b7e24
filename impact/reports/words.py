"""What is said about figures: of whom they are, and why some are not shown. Never the number that is hidden."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib.figures import moment, number

from ..disclosure import Group, Hidden
from ..kinds import HARD_MINIMUM
from ..models import Campaign
from ..queries.figures import Figures
from ..queries.groups import GROUPS, CampaignGroups
from .tables import group_names


def group_words(groups: CampaignGroups, where: Group) -> str:
    """Which group was chosen, or that it is everybody."""
    kinds = {"sector": _("sector"), "tranche": _("tranche"), "workplace": _("workplace")}
    chosen = dict(where.chosen)
    said = []
    for kind in GROUPS:
        if kind in chosen:
            names = [name for key, name in getattr(groups, kind).items() if key in chosen[kind]]
            said.append(f"{kinds[kind]} {_(' or ').join(map(str, names))}")
    return capfirst(", ".join(said)) if said else _("Everybody")


def why_hidden(rule: Hidden, threshold: int) -> str:
    """The rule that keeps a group from being shown."""
    if rule == Hidden.MOVING:
        return _("Figures of an anonymous survey are shown once it is closed and all answers are counted.")
    if rule == Hidden.FEW:
        return _("Of a group in which fewer than %(count)s people answered, nothing is shown.") % {"count": threshold}
    words = _("Together with what is shown already, it would tell what fewer than %(count)s people answered.")
    return words % {"count": HARD_MINIMUM}


def hidden_lines(figures: Figures) -> list[str]:
    """A sentence for each of the groups side by side that is not shown."""
    names = group_names(figures)
    threshold = figures.campaign.threshold
    return [
        _("Not shown of %(group)s: %(why)s") % {"group": names[name], "why": why_hidden(rule, threshold)}
        for name, rule in figures.why_not.items()
    ]


def about_lines(figures: Figures) -> list[tuple[str, str]]:
    """What stands above a table that is taken along."""
    sizes = ((group_names(figures)[name], figures.sizes[name]) for name in figures.beside)
    shown = [f"{name}: {number(size)}" for name, size in sizes if size is not None]
    rules = list(hidden_lines(figures))
    return [
        (_("Campaign"), figures.campaign.name),
        (_("Group"), group_words(figures.groups, figures.where)),
        (_("Answers behind the shares"), "; ".join(shown) or _("not shown")),
        *((_("Rule"), line) for line in rules),
    ]


def made_on(now) -> tuple[str, str]:
    return _("Made on"), moment(now)


def names_of(campaigns: Iterable[Campaign]) -> list[tuple[str, str]]:
    """Campaigns as choices."""
    return [(str(campaign.pk), campaign.name) for campaign in campaigns]
