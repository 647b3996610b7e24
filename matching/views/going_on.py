"""Going on from an assignment: a next edition, a relay or a new question; and putting the question for it away."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from labs.views.research_common import attempt, attempt_form, go_to
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import going_on as actions
from ..assignment_rights import owns
from ..bank_rights import can_go_on
from ..bank_rules import ONCE_EACH
from ..forms.bank import GoOnForm
from ..models import Assignment, FollowUpAsk
from ..queries.assignments import with_parts
from ..queries.chains import goes_on_in

TOLD = {
    True: gettext_lazy("The draft is there. Choose who guides it, look at the rest, and hand it in."),
    False: gettext_lazy("The draft is there. The company hears it by mail, fills in the rest, and hands it in."),
}
SEE = permission_required(P.OFFER_WORK, P.MATCH)


@require_http_methods(["GET", "HEAD", "POST"])
@SEE
def assignment_go_on(request, pk):
    """In which way it goes on, and the draft of that."""
    by = request.membership
    row = get_object_or_404(with_parts(Assignment.objects.visible_to(by)), pk=pk)
    if not (allowed := can_go_on(row, by)):
        messages.error(request, str(allowed.reason))
        return go_to(request, "assignment", row.pk)
    form = GoOnForm(request.POST or None, by=by, assignment=row)
    if request.method == "POST" and form.is_valid():
        made = attempt_form(request, form, actions.go_on, assignment=row)
        if made:
            messages.success(request, TOLD[owns(row, by)])
            return go_to(request, "assignment", made.pk)
    context = {
        "form": form,
        "assignment": row,
        "asks": owns(row, by) and by.can(P.ASK_DESK),
        "there": [each for how in ONCE_EACH if (each := goes_on_in(row, how))],
        "asked": _asked(row, by),
    }
    return render(request, "matching/bank/go_on.html", context)


def _asked(row: Assignment, by) -> FollowUpAsk | None:
    """What this company can still put away."""
    if not owns(row, by):
        return None
    return FollowUpAsk.objects.filter(assignment=row, put_away_at=None).first()


@require_POST
@permission_required(P.OFFER_WORK)
def follow_up_put_away(request, pk):
    """Not now."""
    rows = FollowUpAsk.objects.visible_to(request.membership).select_related("assignment")
    row = get_object_or_404(rows, assignment=pk)
    if attempt(request, actions.put_away, ask=row):
        messages.success(request, _("It is put away. You can still go on from the page of the assignment."))
    return go_to(request, "offers")
