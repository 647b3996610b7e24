"""Home is what waits for you."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accountability import pictures
from accountability.desk import desk_of
from contributions import pictures as stand_pictures
from contributions.sentences import STATE_TONES, WHY_NOT
from lib.periods import today
from partnership.decorators import member_required


@require_safe
@member_required
def home(request):
    desk = desk_of(request.membership, today())
    context = {"desk": desk, "programme": desk.programme, "tones": STATE_TONES}
    if desk.pledge:
        stand = desk.pledge.stand
        context |= {
            "stand": stand,
            "in_hours": stand_pictures.has_hours(stand),
            "bar_in_hours": stand_pictures.bar_in_hours(stand),
            "bar_in_euros": stand_pictures.bar_in_euros(stand),
            "not_firm": [(WHY_NOT[reason], amount) for reason, amount in desk.pledge.not_firm],
        }
    if desk.stand:
        context["thirds"] = pictures.thirds_now(desk.stand, desk.programme.terms)
    return render(request, "accountability/home.html", context)
