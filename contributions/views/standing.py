"""How partners stand: a table of all for who sees the financing, and a page for each, also for the partner itself."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from contributions import pictures
from contributions.actions.statements import make_statement, make_statements
from contributions.forms.standing import StandingFilter
from contributions.kinds import DocumentKind
from contributions.models import Document
from contributions.queries.pace import Stand, everybody, one_partner
from contributions.sentences import SCHEDULE_TONES, SCHEDULES, WHY_NOT
from contributions.statement_rights import can_make_statement, can_make_statements
from lib.lists import page_of
from lib.periods import Period, today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.models import Membership, Organisation, Programme
from partnership.roles import Permission

from .common import address, go_to, tell

SEE = permission_required(Permission.SEE_FINANCING, Permission.SEE_OWN_PLEDGE)
LATEST = 5  # year statements on a page
# The columns of the table, by their key in the address.
SORTS = {
    "name": lambda stand: stand.partner.name.casefold(),
    "pledged": lambda stand: stand.figures.pledged,
    "approved": lambda stand: stand.figures.approved,
    "waiting": lambda stand: stand.figures.waiting,
    "behind": lambda stand: (stand.behind_minutes, stand.behind_goods),
    "pace": lambda stand: stand.figures.forecast if stand.at_pace is None else stand.at_pace,
    "planned": lambda stand: stand.figures.forecast,
}


@dataclass(frozen=True)
class Choice:
    """The programme and the part of it that a page is about; `number` is 0 for the whole programme."""

    programme: Programme
    programmes: tuple[Programme, ...]
    number: int
    period: Period

    @property
    def years(self) -> list[tuple[int, Period]]:
        return list(enumerate(self.programme.years, 1))


def choose(request) -> Choice | None:
    """What the address asks for, else the running year of the running programme; None where there is no programme."""
    day = today()
    programmes = tuple(Programme.objects.visible_to(request.membership).current_first(day))
    asked = request.GET.get("programme")
    found = [each for each in programmes if not asked or str(each.pk) == asked]
    if asked and not found:
        raise Http404
    if not found:
        return None
    programme, years = found[0], found[0].years
    number = request.GET.get("year") or str(years.index(programme.year_of(day)) + 1)
    if not (number.isascii() and number.isdecimal() and len(number) < 10) or not 0 <= int(number) <= len(years):
        raise Http404
    return Choice(programme, programmes, int(number), years[int(number) - 1] if int(number) else programme.period)


@require_safe
@SEE
def index(request):
    """All partners for who sees the financing; for others their own organisation."""
    choice = choose(request)
    if choice is None:
        return render(request, "contributions/standing/none.html")
    if not request.membership.can(Permission.SEE_FINANCING):
        return _page(request, choice, request.membership.organisation)
    stand = everybody(choice.programme, choice.period, today())
    filters = StandingFilter(request.GET)
    sort = request.GET.get("sort", "name")
    key = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    rows = sorted(filters.chosen(stand.partners), key=SORTS["name"])
    context = {
        "choice": choice,
        "stand": stand,
        "filter": filters,
        "rows": page_of(request, _told(sorted(rows, key=key, reverse=sort.startswith("-")))),
        "counts": [(word, stand.number(schedule)) for schedule, word in SCHEDULES.items() if stand.number(schedule)],
        "columns": pictures.month_columns(stand.months),
        "in_hours": pictures.in_hours(stand.months),
        "may_make": stand.total.figures.approved and can_make_statements(request.membership),
        "statements": statements_of(request.membership, None, choice.programme),
    }
    return render(request, "contributions/standing/index.html", context)


@require_safe
@SEE
def partner(request, pk):
    """One partner; for others than who sees the financing only their own organisation is there."""
    visible = Organisation.objects.visible_to(request.membership)
    if not request.membership.can(Permission.SEE_FINANCING):
        visible = visible.filter(pk=request.membership.organisation_id)
    organisation, choice = get_object_or_404(visible, pk=pk), choose(request)
    if choice is None:
        return render(request, "contributions/standing/none.html")
    return _page(request, choice, organisation)


def _page(request, choice: Choice, organisation: Organisation):
    own = one_partner(choice.programme, organisation.pk, choice.period, today())
    context = {"choice": choice, "organisation": organisation, "own": own}
    if own is not None:
        context |= {
            "stand": own.stand,
            "told": _told([own.stand])[0],
            "has_hours": pictures.has_hours(own.stand),
            "bar_in_hours": pictures.bar_in_hours(own.stand),
            "bar_in_euros": pictures.bar_in_euros(own.stand),
            "columns": pictures.month_columns(own.months),
            "in_hours": pictures.in_hours(own.months),
            "not_firm": [(WHY_NOT[reason], amount) for reason, amount in own.not_firm],
            "sees_all": request.membership.can(Permission.SEE_FINANCING),
            "may_make": own.stand.figures.approved and can_make_statement(request.membership, organisation),
            "statements": statements_of(request.membership, organisation, choice.programme),
            "sees_drafts": sees_drafts(request.membership, organisation),
        }
    return render(request, "contributions/standing/partner.html", context)


def _asked(request) -> tuple[Programme, int]:
    """The programme and the year of it that a form is about; a 404 when there is no such year."""
    programmes = Programme.objects.visible_to(request.membership).select_related("partnership")
    programme, number = request.POST.get("programme", ""), request.POST.get("year", "")
    if not all(each.isascii() and each.isdecimal() and len(each) < 10 for each in (programme, number)):
        raise Http404
    found = get_object_or_404(programmes, pk=programme)
    if not 1 <= int(number) <= len(found.years):
        raise Http404
    return found, int(number)


def _back(request, pk: int | None, programme: Programme, number: int):
    where = address(request, "standing_partner" if pk else "standing", pk)
    return redirect(f"{where}?{urlencode({'programme': programme.pk, 'year': number})}")


@require_POST
@permission_required(Permission.MAKE_REPORTS, Permission.SEE_OWN_PLEDGE)
def statement(request, pk):
    """Have the year statement of one partner made."""
    visible = Organisation.objects.visible_to(request.membership)
    if not can_make_statements(request.membership):
        visible = visible.filter(pk=request.membership.organisation_id)
    organisation = get_object_or_404(visible, pk=pk)
    programme, number = _asked(request)
    try:
        document = make_statement(
            by=request.membership, programme=programme, organisation=organisation, number=number, now=timezone.now()
        )
        return go_to(request, "document", document.pk)
    except Refused as error:
        tell(request, error)
    return _back(request, pk, programme, number)


@require_POST
@permission_required(Permission.MAKE_REPORTS)
def statements(request):
    """Have the year statements of all partners made."""
    programme, number = _asked(request)
    try:
        made = make_statements(by=request.membership, programme=programme, number=number, now=timezone.now())
        said = ngettext("%(count)s year statement is asked for.", "%(count)s year statements are asked for.", len(made))
        messages.success(request, said % {"count": len(made)})
    except Refused as error:
        tell(request, error)
    return _back(request, None, programme, number)


def sees_drafts(membership: Membership, organisation: Organisation) -> bool:
    """What was not submitted is for the company's own manager only."""
    own = organisation.pk == membership.organisation_id
    return own and membership.can(Permission.SEE_ORGANISATION_HOURS)


def statements_of(membership: Membership, organisation: Organisation | None, programme: Programme) -> list[Document]:
    """The year statements that were asked for last, of one partner or of all."""
    rows = Document.objects.visible_to(membership).filter(kind=DocumentKind.YEAR_STATEMENT, programme=programme)
    rows = rows.filter(organisation=organisation) if organisation else rows
    return list(rows.defer("snapshot").order_by("-requested_at", "-pk")[:LATEST])


def _told(stands: list[Stand]) -> list[dict]:
    """Each with the word and the tone of its schedule."""
    return [
        {"stand": stand, "word": SCHEDULES[stand.schedule], "tone": SCHEDULE_TONES[stand.schedule]} for stand in stands
    ]
