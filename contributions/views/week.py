"""Hours by the week: a row per activity, a column per day, saved in one go."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from contributions import actions
from contributions.forms.week import WeekForm
from contributions.queries.week import Week, earlier_lines
from lib.figures import hours_unit
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.LOG_HOURS)
def week(request, key=""):
    """The grid of one week; without a week, of this one."""
    shown = _week_of(key)
    form = WeekForm(membership=request.membership, week=shown, data=request.POST if request.method == "POST" else None)
    earlier, lines = earlier_lines(request.membership, shown)
    verb = request.POST.get("verb", "")
    if verb == "fill":
        form.add_lines(lines)
    elif verb == "add":
        form.add_row()
    elif verb.startswith("drop-"):
        form.drop_row(verb.removeprefix("drop-"))
    elif form.is_bound and form.is_valid() and _save(request, form):
        return redirect("hours_week_of", request.partnership.slug, shown.key)
    if not form.rows or not form.is_bound:
        form.add_row()
    form.close_boxes()
    context = {
        "form": form,
        "week": shown,
        "earlier": earlier,
        "fills": any(line.activity.pk in form.closed for line in lines),
        "is_now": shown == Week.of(today()),
        "action": reverse("hours_week_of", args=[request.partnership.slug, shown.key]),
    }
    return render(request, "contributions/week/page.html", context)


def _week_of(key: str) -> Week:
    if not key:
        return Week.of(today())
    try:
        return Week.parse(key)
    except ValueError:
        raise Http404 from None


def _save(request, form: WeekForm) -> bool:
    """Whether all of it was saved; if not, the form says what was wrong."""
    try:
        saved = actions.save_week(
            membership=request.membership,
            days=form.week.days,
            cells=form.cells(),
            nonce=form.nonce,
            now=timezone.now(),
            submit=form.submitting,
        )
    except actions.WeekRefused as error:
        form.refuse(error)
        return False
    except Refused as error:
        form.errors.append(str(error.reason))
        return False
    messages.success(request, _told(form, saved))
    return True


def _told(form: WeekForm, saved: actions.WeekSaved) -> str:
    """What saving did, in words."""
    if form.submitting:
        count = len(saved.submitted)
        text = ngettext("%(count)s entry is submitted.", "%(count)s entries are submitted.", count) % {"count": count}
    else:
        text = _("Saved as drafts. Submit them when the week is complete.")
    total = _("This week now holds %(hours)s.") % {"hours": hours_unit(form.minutes)}
    return f"{text} {total}"
