"""The thirds: who brings in what, beside what the law asks, over the whole programme and per year."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accountability import pictures
from accountability.selection import select_programme
from contributions.queries.financing import overview
from lib.lists import page_of
from partnership.decorators import permission_required
from partnership.kinds import FinancingGroup
from partnership.roles import Permission

# So many rows of partners stand on the page at once: on a phone each is a block.
PARTNERS_SHOWN = 15
# The columns of the table of partners, by their key in the address.
PARTNER_ORDER = {
    "name": lambda row: row.name.casefold(),
    "pledged": lambda row: row.figures.pledged,
    "approved": lambda row: row.figures.approved,
    "waiting": lambda row: row.figures.waiting,
    "forecast": lambda row: row.figures.forecast,
}


@require_safe
@permission_required(Permission.SEE_FINANCING)
def financing(request):
    selection = select_programme(request.membership, request.GET.get("programme"))
    programme = selection.programme
    if programme is None:
        return render(request, "accountability/no_programme.html")
    number = _year_number(request.GET.get("year"), len(programme.years))
    stand = overview(programme, programme.years[number - 1] if number else None)
    terms = programme.terms
    context = {
        "selection": selection,
        "programme": programme,
        "terms": terms,
        "stand": stand,
        "year": number,
        "years": list(enumerate(programme.years, 1)),
        "groups": FinancingGroup.choices,
        "group": _group(request),
        "partners": page_of(request, _partners(request, stand), PARTNERS_SHOWN),
        "limits": _limit_rows(stand.limits),
        "thirds": pictures.thirds_now(stand, terms),
        "multiples": pictures.years_now(stand),
        "labs": pictures.labs_now(stand),
        "kinds": pictures.kinds_now(stand),
    }
    return render(request, "accountability/financing.html", context)


def _year_number(asked: str | None, years: int) -> int:
    """The programme year that is looked at, or 0 for the whole programme."""
    if not asked:
        return 0
    if not (asked.isdecimal() and len(asked) < 10) or not 1 <= int(asked) <= years:
        raise Http404
    return int(asked)


def _group(request) -> str:
    asked = request.GET.get("group", "")
    return asked if asked in FinancingGroup.values else ""


def _partners(request, stand):
    """Partners with anything to show, of the side that was asked for, in the order that was asked for."""
    group, sort = _group(request), request.GET.get("sort", "name")
    key = sort.removeprefix("-") if sort.removeprefix("-") in PARTNER_ORDER else "name"
    rows = [row for row in stand.partners if (row.group == group if group else True) and not row.figures.is_empty]
    rows.sort(key=PARTNER_ORDER["name"])
    return sorted(rows, key=PARTNER_ORDER[key], reverse=sort.startswith("-"))


def _limit_rows(limits):
    """The same limit under every sum it is held against, on one row."""
    return list(
        zip(limits.planned, limits.pledged, limits.approved, limits.approved_of_realised, limits.forecast, strict=True)
    )
