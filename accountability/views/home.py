"""Home is what waits for you."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accountability import pictures
from accountability.desk import desk_of
from contributions.sentences import STATE_TONES
from lib import charts
from lib.periods import today
from partnership.decorators import member_required


@require_safe
@member_required
def home(request):
    desk = desk_of(request.membership, today())
    context = {"desk": desk, "programme": desk.programme, "tones": STATE_TONES}
    if desk.pledge:
        context |= _pledge_bars(desk.pledge.year)
    if desk.stand:
        context["thirds"] = pictures.thirds_now(desk.stand, desk.programme.terms)
    return render(request, "accountability/home.html", context)


def _pledge_bars(year) -> dict:
    """The company's pledge of this programme year, in hours and in euros."""
    in_hours = charts.pledge_bar(
        approved=year.approved_minutes,
        waiting=year.waiting_minutes,
        pledged=year.pledged_minutes,
        title=_("Your pledge in hours, this programme year"),
        unit="hours",
        key="pledge-hours",
    )
    in_euros = charts.pledge_bar(
        approved=year.approved,
        waiting=year.waiting,
        pledged=year.pledged,
        title=_("Your pledge in euros, this programme year"),
        unit="money",
        key="pledge-euros",
    )
    return {"pledge_hours": in_hours, "pledge_euros": in_euros}
