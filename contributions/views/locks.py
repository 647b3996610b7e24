"""When months lock: the rule of a programme, locked months, and opening one again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contributions.actions import locks as actions
from contributions.forms.months import ExceptionForm, LockMonthForm, LockRuleForm
from contributions.models import LockException
from contributions.queries import locks as queries
from contributions.queries.months import rule_of
from lib.lists import page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from .common import address, tell
from .month_common import all_programmes, chosen_programme

manages = permission_required(Permission.OVERRIDE_LOCKS)


@require_safe
@manages
def index(request):
    return _page(request)


def _page(request, **bound):
    """The whole page; `bound` are forms with mistakes in them."""
    programmes = all_programmes(request)
    programme = chosen_programme(request, programmes)
    if programme is None:
        return render(request, "contributions/months/locks.html", {"programme": None})
    rule, now = rule_of(programme), timezone.now()
    board = queries.lock_board(programme, rule, now=now)
    context = {
        "programmes": programmes,
        "programme": programme,
        "rule": rule,
        "board": board,
        "page": page_of(request, board.locks, 12),
        "rule_form": LockRuleForm(initial=LockRuleForm.values_of(rule)),
        "lock_form": LockMonthForm(months=board.lockable),
        "exception_form": ExceptionForm(programme=programme),
        **bound,
    }
    return render(request, "contributions/months/locks.html", context)


def _back(request, programme):
    return redirect(f"{address(request, 'locks')}?programme={programme.pk}")


@require_POST
@manages
def set_rule(request):
    """Set or change after how many days months lock."""
    programme = chosen_programme(request, all_programmes(request))
    form = LockRuleForm(request.POST)
    if not form.is_valid():
        return _page(request, rule_form=form)
    version, now = form.cleaned_data["version"], timezone.now()
    try:
        actions.set_lock_rule(
            membership=request.membership, programme=programme, days=form.days(), version=version, now=now
        )
        messages.success(request, _("From now on months lock by this rule. It is looked at every hour."))
    except Refused as error:
        form.add_error(None, str(error.reason))
        return _page(request, rule_form=form)
    return _back(request, programme)


@require_POST
@manages
def remove_rule(request):
    """No month locks by itself any more."""
    programme = chosen_programme(request, all_programmes(request))
    form = LockRuleForm(request.POST)
    form.is_valid()
    version = form.cleaned_data.get("version") or 0
    try:
        actions.remove_lock_rule(
            membership=request.membership, programme=programme, version=version, now=timezone.now()
        )
        messages.success(request, _("The rule is gone: no month locks by itself. What is locked stays locked."))
    except Refused as error:
        tell(request, error)
    return _back(request, programme)


@require_POST
@manages
def lock(request):
    """Lock a month by hand."""
    programme = chosen_programme(request, all_programmes(request))
    board = queries.lock_board(programme, rule_of(programme), now=timezone.now())
    form = LockMonthForm(request.POST, months=board.lockable)
    if not form.is_valid():
        return _page(request, lock_form=form)
    try:
        actions.lock_month(membership=request.membership, programme=programme, month=form.chosen(), now=timezone.now())
        messages.success(request, _("The month is locked. Put mistakes right with a correction."))
    except Refused as error:
        tell(request, error)
    return _back(request, programme)


@require_POST
@manages
def grant(request):
    """Open a locked month again for a while."""
    programme = chosen_programme(request, all_programmes(request))
    form = ExceptionForm(request.POST, programme=programme)
    if not form.is_valid():
        return _page(request, exception_form=form)
    try:
        actions.grant_exception(membership=request.membership, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("The month is open again for whom you chose."))
    except Refused as error:
        form.add_error(None, str(error.reason))
        return _page(request, exception_form=form)
    return _back(request, programme)


@require_POST
@manages
def end(request, pk):
    """End an exception before its day."""
    visible = LockException.objects.filter(lock__programme__in=all_programmes(request))
    exception = get_object_or_404(visible.select_related("lock__programme"), pk=pk)
    try:
        actions.end_exception(membership=request.membership, exception=exception, now=timezone.now())
        messages.success(request, _("The exception is over; the month is locked again."))
    except Refused as error:
        tell(request, error)
    return _back(request, exception.lock.programme)
