"""For students: ranking the roles of a round, and reading what became of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..actions.wishes import save_wishes
from ..forms.rounds import WishesForm
from ..queries import rounds as lists
from ..round_rights import can_wish
from ..round_sentences import explained, outcome_words
from ..round_states import PUBLISHED
from .round_common import FORM, attempt, may_apply


@require_safe
@may_apply
def wishes(request):
    return render(request, "matching/wishes/list.html", {"places": lists.rounds_joined(request.membership)})


@require_http_methods(FORM)
@may_apply
def wishes_of_round(request, pk):
    by, now = request.membership, timezone.now()
    place = get_object_or_404(lists.rounds_joined(by), round=pk)
    may, roles, saved = can_wish(by, place.round, place, now), lists.choices_for(place), lists.wishes_of(place)
    data = request.POST if request.method == "POST" else None  # a form without any wish is one too
    form = WishesForm(data, roles=roles, saved=[wish.role_id for wish in saved])
    if request.method == "POST" and form.is_valid():
        if attempt(request, save_wishes, student=place, roles=form.wishes, now=now):
            messages.success(request, _("Your wishes are saved.") if form.wishes else _("You have no wishes any more."))
        return redirect("wishes_of_round", request.partnership.slug, pk)
    context = {"place": place, "round": place.round, "may": may, "form": form, "roles": roles, "saved": saved}
    if place.round.state == PUBLISHED:
        context |= _result(place)
    return render(request, "matching/wishes/round.html", context)


def _result(place) -> dict:
    """What came of it, with why; only once it is published."""
    row = lists.students_of_round(place.round).get(pk=place.pk)
    return {"result": row, "outcome": outcome_words(row), "why": explained(row, lists.role_names(place.round))}
