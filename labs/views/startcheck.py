"""The start check: the ten conditions over the years."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lib.charts import Column, columns
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions.startcheck import fill_in
from ..forms.startcheck import StartCheckForm
from ..models import StartCheck
from ..queries import startcheck as lists
from ..startcheck_conditions import HIGHEST, MEANING
from .research_common import go_to

FORM = ["GET", "HEAD", "POST"]


@require_safe
@permission_required(P.MANAGE_PROGRAMME, P.SEE_AUDIT)
def startcheck(request):
    found, year = lists.overview(request.membership), today().year
    context = {
        "overview": found,
        "pictures": [_picture(row) for row in found.rows] if found.checks else [],
        "most": lists.MOST,
        "meaning": MEANING,
        "year": year,
        "this_year": year in found.years,
        "fills": request.membership.can(P.MANAGE_PROGRAMME),
        "sums": list(zip(found.years, found.sums, strict=True)),
    }
    return render(request, "labs/startcheck/startcheck.html", context)


def _picture(row: lists.Row):
    """One condition over the years, small."""
    data = [Column(str(cell.year), cell.score or 0, short=str(cell.year)) for cell in row.cells]
    title = str(capfirst(row.condition.name))
    return columns(data, title, "number", f"check-{row.condition.code}", height=96, top=HIGHEST)


@require_http_methods(FORM)
@permission_required(P.MANAGE_PROGRAMME)
def startcheck_fill(request):
    year = today().year
    check = StartCheck.objects.visible_to(request.membership).filter(year=year).first()
    form = StartCheckForm(request.POST or None, initial=_initial(check))
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            fill_in(by=request.membership, answers=form.answers, version=version, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The start check of %(year)s is saved.") % {"year": year})
            return go_to(request, "startcheck")
    return render(request, "labs/startcheck/fill.html", {"form": form, "year": year, "check": check})


def _initial(check: StartCheck | None) -> dict:
    if check is None:
        return {"version": 0}
    found = {"version": check.version}
    for score in check.scores.all():
        found |= {f"score_{score.condition}": score.score, f"note_{score.condition}": score.note}
    return found
