"""A campaign beside an earlier one."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..disclosure import Group
from ..forms.figures import CompareForm
from ..models import Campaign
from ..queries.compare import paired
from ..queries.figures import ALL, Figures, figures_of
from ..reports.compare import compare_tables
from ..reports.tables import FigureTable
from ..reports.words import made_on, why_hidden
from ..states import DRAFT
from .figures_common import csv_file, file_name, may_see, svg_file

MOST = 100


@dataclass
class Comparison:
    """This campaign and the other, of one sector or of all."""

    mine: Figures
    theirs: Figures

    @property
    def sides(self) -> tuple[Figures, Figures]:
        return self.mine, self.theirs

    @cached_property
    def tables(self) -> tuple[FigureTable, ...]:
        return tuple(compare_tables(paired(*self.sides), (self.mine.campaign, self.theirs.campaign)))

    @property
    def hidden(self) -> list[str]:
        """Why nothing is shown of a side."""
        words = _("%(campaign)s is not shown: %(why)s")
        return [
            words % {"campaign": side.campaign.name, "why": why_hidden(side.why_not[ALL], side.campaign.threshold)}
            for side in self.sides
            if ALL in side.why_not
        ]

    def about(self) -> list[tuple[str, str]]:
        sector = dict(self.mine.where.chosen).get("sector")
        group = ", ".join(str(self.mine.groups.sector[key]) for key in sector or ()) or _("Everybody")
        answers = [f"{side.campaign.name}: {side.sizes[ALL] or _('not shown')}" for side in self.sides]
        return [(_("Group"), group), (_("Answers behind the shares"), "; ".join(answers)), *self._rules()]

    def _rules(self) -> list[tuple[str, str]]:
        return [(_("Rule"), line) for line in self.hidden]


def _choice(request, pk: int) -> tuple[Campaign, list[Campaign], CompareForm]:
    """The campaign, the others that can stand beside it with the one before it first, and what was chosen."""
    rows = Campaign.objects.visible_to(request.membership).newest_first()
    found = list(rows[: MOST + 1])
    campaign = next((row for row in found if row.pk == pk), None) or rows.filter(pk=pk).first()
    if campaign is None:
        raise Http404
    others = [row for row in found if row.pk != pk and row.state != DRAFT]
    others.sort(key=lambda row: row.opens_on > campaign.opens_on)
    return campaign, others, CompareForm(request.GET, others=others)


def _comparison(campaign: Campaign, others: list[Campaign], form: CompareForm) -> Comparison | None:
    if not form.is_valid():
        raise Http404
    if not others:
        return None
    other = next((row for row in others if row.pk == form.cleaned_data["beside"]), others[0])
    where = Group.of(sector=[form.cleaned_data["sector"]] if form.cleaned_data["sector"] else None)
    return Comparison(figures_of(campaign, where=where), figures_of(other, where=where))


@require_safe
@may_see
def campaign_compare(request, pk):
    campaign, others, form = _choice(request, pk)
    found = _comparison(campaign, others, form)
    context = {"campaign": campaign, "found": found, "form": form, "query": request.GET.urlencode()}
    if found:
        form.initial["beside"] = found.theirs.campaign.pk
    return render(request, "impact/figures/compare.html", context)


def _table(request, pk: int, key: str) -> tuple[Comparison, FigureTable]:
    found = _comparison(*_choice(request, pk))
    for table in found.tables if found else ():
        if table.key == key:
            return found, table
    raise Http404


@require_safe
@may_see
def compare_chart(request, pk, table):
    found, drawn = _table(request, pk, table)
    notes = [f"{label}: {text}" for label, text in found.about()]
    return svg_file(drawn, notes, file_name(found.mine.campaign, table))


@require_safe
@may_see
def compare_table(request, pk, table):
    found, drawn = _table(request, pk, table)
    return csv_file(drawn, [*found.about(), made_on(timezone.now())], file_name(found.mine.campaign, table))
