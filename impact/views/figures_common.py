"""What the pages and files with figures share: whose campaign it is, which group was chosen, and how a file leaves."""

from dataclasses import dataclass
from functools import cached_property

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify

from lib.charts import alone
from lib.exports import FORMATS, csv_lines, xlsx_file
from lib.periods import today
from partnership.decorators import permission_required
from partnership.roles import Permission

from ..disclosure import Group
from ..forms.figures import GroupForm
from ..models import Campaign
from ..queries.figures import Figures, figures_of
from ..queries.groups import GROUPS, CampaignGroups, UnknownGroup, groups_of
from ..reports.tables import FigureTable, tables_of
from ..reports.words import about_lines, group_words, made_on

SVG = "image/svg+xml"
may_see = permission_required(Permission.SEE_IMPACT)


def campaign_of(request, pk: int) -> Campaign:
    """A campaign that this member may see, else 404."""
    return get_object_or_404(Campaign.objects.visible_to(request.membership), pk=pk)


def chosen_group(request, groups: CampaignGroups) -> Group:
    """The group in the address. One that the campaign does not have is no page: figures of others would mislead."""
    try:
        return groups.chosen((kind, name) for kind in GROUPS for name in request.GET.getlist(kind) if name)
    except UnknownGroup:
        raise Http404 from None


@dataclass
class Shown:
    """What a request shows of a campaign: the figures of the chosen group, and the tables made of them."""

    figures: Figures

    @property
    def campaign(self) -> Campaign:
        return self.figures.campaign

    @cached_property
    def tables(self) -> tuple[FigureTable, ...]:
        return tables_of(self.figures, beside=self.figures.beside)

    @property
    def in_words(self) -> str:
        return group_words(self.figures.groups, self.figures.where)

    def table(self, key: str) -> FigureTable:
        for table in self.tables:
            if table.key == key:
                return table
        raise Http404


def shown_of(request, pk: int) -> Shown:
    campaign = campaign_of(request, pk)
    groups = groups_of(campaign)
    return Shown(figures_of(campaign, where=chosen_group(request, groups), groups=groups))


def filter_form(request, figures: Figures) -> dict:
    """The choice of groups, with what is on: each can be taken off by itself."""
    form = GroupForm(request.GET, groups=figures.groups)
    on = []
    for name in form.fields:
        for value in request.GET.getlist(name):
            query = request.GET.copy()
            query.setlist(name, [other for other in query.getlist(name) if other != value])
            label = dict(form.fields[name].choices).get(value, value)
            on.append({"label": form.fields[name].label, "text": label, "url": f"?{query.urlencode()}"})
    return {"form": form, "on": on}


# --- files -----------------------------------------------------------------------------------------------------
def svg_file(table: FigureTable, notes: list[str], name: str) -> HttpResponse:
    """A picture as a file; whatever opens it may run nothing."""
    response = HttpResponse(alone(table.drawing, notes), content_type=SVG)
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.svg"'
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def csv_file(table: FigureTable, about: list[tuple[str, str]], name: str) -> HttpResponse:
    response = HttpResponse("".join(csv_lines(table.sheet(about))), content_type=FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.csv"'
    return response


def book_file(tables: tuple[FigureTable, ...], about: list[tuple[str, str]], name: str) -> FileResponse:
    sheets = [table.sheet(about, f"{number} {table.title}") for number, table in enumerate(tables, 1)]
    return FileResponse(
        xlsx_file(*sheets), as_attachment=True, filename=f"{slugify(name)}.xlsx", content_type=FORMATS["xlsx"]
    )


def about(shown: Shown) -> list[tuple[str, str]]:
    return [*about_lines(shown.figures), made_on(timezone.now())]


def file_name(campaign: Campaign, *parts: str) -> str:
    return "-".join([campaign.slug, *parts, today(timezone.now()).isoformat()])
