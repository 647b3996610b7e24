"""What somebody keeps: favourites and saved searches, with their weekly mail."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.views.research_common import attempt, attempt_form, go_to
from partnership.decorators import member_required

from ..actions import favourites as actions
from ..facets import in_words
from ..forms.searches import SaveSearchForm
from ..models import Assignment, Favourite, SavedSearch
from ..queries.cards import asker_of, cards_of, tags_of
from ..searching import read
from ..states import APPROVED, CLOSED


@require_safe
@member_required
def kept(request):
    by, tags = request.membership, tags_of(request.partnership)
    rows = Favourite.objects.visible_to(by).filter(assignment__state__in=(APPROVED, CLOSED))
    keys = list(rows.order_by("-made_at", "-pk").values_list("assignment", flat=True))
    saved = SavedSearch.objects.visible_to(by).order_by("-made_at", "-pk")
    context = {
        "cards": cards_of(keys, asker_of(request.partnership, by, timezone.now()), tags),
        "searches": [{"saved": row, "words": in_words(read(QueryDict(row.query)), tags)} for row in saved],
    }
    return render(request, "matching/board/kept.html", context)


@require_POST
@member_required
def favourite(request, pk):
    """Keep an assignment or let it go; a part of a page gets the button back, others the page they came from."""
    row = get_object_or_404(Assignment.objects.visible_to(request.membership), pk=pk)
    wanted = request.POST.get("wanted") == "1"
    done = attempt(request, actions.keep if wanted else actions.let_go, assignment=row)
    if request.htmx and done:
        context = {"assignment": row, "is_favourite": wanted, "back": request.POST.get("back", "")}
        return render(request, "matching/board/_keep.html", context)
    if done and not request.htmx:
        messages.success(request, _("Kept with your favourites.") if wanted else _("It is no favourite any more."))
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe and back.startswith("/") else reverse("board", args=[request.partnership.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def search_save(request):
    """Save the search of this address under a name."""
    search = read(request.GET)
    words = in_words(search, tags_of(request.partnership))
    form = SaveSearchForm(request.POST or None, initial={"name": words[:80]})
    if request.method == "POST" and form.is_valid() and attempt_form(request, form, actions.save_search, search=search):
        messages.success(request, _("Saved. You find this search with your favourites."))
        return go_to(request, "board_kept")
    return render(request, "matching/board/save.html", {"form": form, "search": search, "words": words})


def _saved(request, pk) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.visible_to(request.membership), pk=pk)


@require_POST
@member_required
def search_mail(request, pk):
    wanted = request.POST.get("wanted") == "1"
    if attempt(request, actions.set_mail, saved=_saved(request, pk), by_mail=wanted):
        said = _("You get a mail in a week with something new.") if wanted else _("This search is not mailed any more.")
        messages.success(request, said)
    return go_to(request, "board_kept")


@require_POST
@member_required
def search_throw_away(request, pk):
    row = _saved(request, pk)
    if attempt(request, actions.throw_away, saved=row):
        messages.success(request, _("“%(name)s” is thrown away.") % {"name": row.name})
    return go_to(request, "board_kept")
