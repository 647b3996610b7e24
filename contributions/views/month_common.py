"""What the pages of months share: which programme, which month, and what became of a choice."""

from collections import Counter
from datetime import date

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.actions.months import Judged
from lib.periods import add_months, month_of, month_period, today
from partnership.models import Programme


def programmes_for(request) -> list[Programme]:
    """The programmes that the organisation takes part in, the running one first."""
    rows = Programme.objects.visible_to(request.membership).current_first(today())
    return list(rows.filter(participations__organisation=request.membership.organisation_id))


def all_programmes(request) -> list[Programme]:
    return list(Programme.objects.visible_to(request.membership).current_first(today()))


def chosen_programme(request, programmes: list[Programme]) -> Programme | None:
    """The one in the address, else the first."""
    asked = request.GET.get("programme") or request.POST.get("programme")
    if not asked:
        return programmes[0] if programmes else None
    found = next((programme for programme in programmes if str(programme.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def month_from(key: str, programme: Programme | None) -> date:
    """The month that `yyyy-mm` in an address names; 404 for anything that is no month of the programme."""
    try:
        month = date.fromisoformat(f"{key}-01")
        period = month_period(month)  # the last month that there is has no end
    except ValueError:
        raise Http404 from None
    if len(key) != 7 or programme is None or period.overlap(programme.period) is None:
        raise Http404
    return month


def neighbours(programme: Programme, month: date) -> dict[str, date | None]:
    """The months before and after, as far as they lie in the programme and have begun."""
    before, after = add_months(month, -1), add_months(month, 1)
    last = min(programme.ends_on, today())
    return {
        "before": before if before >= month_of(programme.starts_on) else None,
        "after": after if after <= last else None,
    }


def month_address(request, month: date, programme: Programme) -> str:
    values = {"partnership": request.partnership.slug, "key": f"{month:%Y-%m}"}
    return f"{reverse('month', kwargs=values)}?programme={programme.pk}"


def say_judged(request, judged: Judged, verb: str) -> None:
    """One message for what was done, one for each reason for which something was left alone."""
    done = len(judged.done)
    texts = {
        "confirm": ngettext("%(count)s month confirmed.", "%(count)s months confirmed.", done),
        "accept": ngettext("%(count)s month accepted.", "%(count)s months accepted.", done),
        "return": ngettext("%(count)s month returned.", "%(count)s months returned.", done),
    }
    if done:
        messages.success(request, texts[verb] % {"count": done})
    for why, count in Counter(left.why for left in judged.left).items():
        text = _("Left alone: %(count)s. Why: %(why)s.")
        messages.warning(request, text % {"count": count, "why": why.rstrip(".")})
