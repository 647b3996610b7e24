"""Applications as the company sees them: the inbox, one of them, and what it does with it."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from labs.views.research_common import attempt_form, go_to
from lib.lists import ordering, page_of
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions.application_company import VERBS, decide
from ..application_rights import is_of_the_company
from ..application_sentences import next_for_company, why_declined
from ..forms.applications import AnswerForm, DeclineForm, InboxFilter
from ..models import Application
from ..queries import applications as lists
from ..states import APPLICATIONS, ApplicationState

DECIDE = permission_required(P.OFFER_WORK, P.MATCH)
S = ApplicationState
SAID = {
    "read": gettext_lazy("The student sees that you have read it."),
    "talk": gettext_lazy("The student hears that you want to talk. Get in touch."),
    "offer": gettext_lazy("The offer is made. The student has fifteen days to answer."),
    "decline": gettext_lazy("The student hears that you do not go on, and why."),
}
KNOWN = (S.TALKING, S.OFFERED, S.ACCEPTED, S.PLACED)  # here the company gets in touch with the student


@require_safe
@DECIDE
def offer_applications(request):
    by = request.membership
    form = InboxFilter(request.GET or None, membership=by)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = page_of(request, lists.inbox(by, chosen, ordering(request, lists.SORTS, "turn")))
    for row in page:
        row.next = next_for_company(row)
    context = {"page": page, "filter": form, "narrowed": bool(chosen.get("assignment") or chosen.get("state"))}
    return render(request, "matching/applications/inbox.html", context)


def decided_application(request, pk) -> Application:
    return get_object_or_404(lists.one(Application.objects.decided_by(request.membership)), pk=pk)


@require_safe
@DECIDE
def offer_application(request, pk):
    return application_page(request, decided_application(request, pk))


def application_page(request, row: Application, sent: tuple = ("", None)):
    """The whole of it; `sent` is a verb with the form that has something wrong in it."""
    was_read = any(step.state in (S.READ, S.TALKING) for step in row.steps.all())
    context = {
        "application": row,
        "next": next_for_company(row),
        "reason": why_declined(row),
        "profile": lists.level_of(row.student),
        "mates": lists.mates_of(row),
        "was_read": was_read,
        "knows_address": row.state in KNOWN,
        "forms": _forms(request, row, sent),
        "outsider": not is_of_the_company(request.membership, row.assignment),
        "free": lists.free_seats(row.assignment).get(row.role_id, 0),
    }
    return render(request, "matching/applications/offer_application.html", context)


def _form(request, row: Application, verb: str, *data):
    kind = DeclineForm if verb == "decline" else AnswerForm
    mine = is_of_the_company(request.membership, row.assignment)
    return kind(*data, of_the_company=mine, initial={"version": row.version}, auto_id=f"id_{verb}_%s")


def _forms(request, row: Application, sent: tuple) -> dict:
    """A form for each step that can be taken now; the one that was sent keeps what was typed."""
    verb, form = sent
    allowed = [each for each in VERBS if APPLICATIONS.allows(each, row.state)]
    return {each: form if each == verb else _form(request, row, each) for each in allowed}


@require_POST
@DECIDE
def offer_application_step(request, pk):
    row, verb = decided_application(request, pk), request.POST.get("verb")
    if verb not in VERBS:
        raise BadRequest("verb")
    form = _form(request, row, verb, request.POST)
    if form.is_valid() and attempt_form(request, form, decide, application=row, verb=verb):
        messages.success(request, SAID[verb])
        return go_to(request, "offer_application", row.pk)
    if not APPLICATIONS.allows(verb, row.state):
        messages.error(request, _("Somebody else just changed this. Look at it again before you decide."))
    return application_page(request, decided_application(request, pk), (verb, form))
