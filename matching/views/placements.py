"""Placements: the list, one with what can be done now, and the steps in its life."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lib.lists import ordering, page_of
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission

from .. import placement_rights as rights
from ..actions import placements as actions
from ..forms.placements import (
    CancelForm,
    ChangeForm,
    CompleteForm,
    EndForm,
    PlaceForm,
    PlacementFilter,
    SchoolAgreementForm,
    filtered,
)
from ..forms.placements_feedback import ShowForm
from ..models import Placement
from ..queries import placements as lists
from ..queries.placements_feedback import due_of, moments_for
from .placements_common import FORM, SEE, done, placement_of, refusal, to_placement

SORTS = {
    "newest": ("-starts_on",),
    "student": ("student__user__name", "-starts_on"),
    "company": ("organisation__name", "-starts_on"),
    "state": ("state", "-starts_on"),
}


@require_safe
@SEE
def placements(request):
    """What a member sees, with what is next; above it, for who matches, who is still to be placed."""
    by, day = request.membership, today(timezone.now())
    filters = PlacementFilter(request.GET, queryset=lists.placements_of(by))
    page = page_of(request, filtered(filters).order_by(*ordering(request, SORTS, "newest")))
    context = {
        "page": page,
        "rows": [(row, lists.next_for(by, row, day, due_of)) for row in page.object_list],
        "filter": filters,
        "is_filtered": bool(request.GET.get("state")),
        "waiting": lists.to_place(by),
        "matches": by.can(Permission.MATCH),
        "is_student": by.can(Permission.APPLY),
    }
    return render(request, "matching/placements/list.html", context)


@require_safe
@SEE
def placement(request, pk):
    row, by = placement_of(request, pk), request.membership
    day = today(timezone.now())
    context = {
        "placement": row,
        "next": lists.next_for(by, row, day, due_of),
        "places": lists.places_of(row) if not row.is_internship and not row.anonymised_at else [],
        "moments": moments_for(by, row, day) if row.started_on else [],
        "reference": getattr(row, "reference", None),
        "may_change": rights.can_change(by, row),
        "may_note": rights.can_note_agreement(by, row),
        "may_cancel": rights.can_cancel(by, row),
        "may_complete": rights.can_end(by, row, "complete") and day >= row.ends_on,
        "may_end": rights.can_end(by, row, "end_early"),
        "may_refer": rights.can_write_reference(by, row),
        "may_show": rights.can_show(by, row),
        "show_form": ShowForm(initial=_shown(row)),
        "of_school": rights.is_of_school(by, row),
    }
    return render(request, "matching/placements/one.html", context)


def _shown(row: Placement) -> dict[str, bool]:
    return {"shown": row.in_portfolio, "feedback": row.shows_feedback, "reference": row.shows_reference}


@require_http_methods(FORM)
@permission_required(Permission.MATCH)
def placement_new(request, application):
    """Place who said yes to an offer."""
    by, now = request.membership, timezone.now()
    if made := Placement.objects.visible_to(by).filter(application=application).first():
        return to_placement(request, made.pk)
    found = get_object_or_404(lists.to_place(by), pk=application)
    initial = lists.default_terms(found.assignment)
    initial["language"] = initial["language"] or get_language()
    people = {"assignment": found.assignment, "student": found.student, "now": now}
    form = PlaceForm(request.POST or None, initial=initial, **people)
    if request.method == "POST" and form.is_valid():
        nonce = form.cleaned_data["nonce"]
        try:
            made = actions.place(by=by, application=found, terms=form.terms(), nonce=nonce, now=now)
            messages.success(request, _("The placement is made. Who has to sign gets a mail."))
            return to_placement(request, made.pk)
        except Refused as error:
            form.add_error(None, str(error.reason))
    context = {"form": form, "assignment": found.assignment, "role": found.role, "student": found.student}
    return render(request, "matching/placements/form.html", context)


@require_http_methods(FORM)
@SEE
def placement_change(request, pk):
    """Agree on something else, before it begins."""
    row, by, now = placement_of(request, pk), request.membership, timezone.now()
    if (answer := refusal(request, rights.can_change(by, row), pk)) is not None:
        return answer
    initial = {name: getattr(row, name) for name in actions.Terms.__dataclass_fields__} | {"version": row.version}
    initial["is_minor"] = {True: "yes", False: "no", None: ""}[row.is_minor]
    people = {"assignment": row.assignment, "student": row.student, "now": now}
    form = ChangeForm(request.POST or None, initial=initial, **people)
    if request.method == "POST" and form.is_valid() and done(form, actions.change_placement, **_changes(form, by, row)):
        messages.success(request, _("The change is kept. Who has to sign gets a mail."))
        return to_placement(request, pk)
    context = {"form": form, "placement": row, "assignment": row.assignment, "role": row.role, "student": row.student}
    return render(request, "matching/placements/form.html", context)


def _changes(form, by, row: Placement) -> dict:
    version = form.cleaned_data["version"]
    return {"by": by, "placement": row, "version": version, "terms": form.terms(), "now": timezone.now()}


def _step(request, pk, *, decide, form_class, action, words, template):
    """A form with a version, one action, a message."""
    row, by = placement_of(request, pk), request.membership
    if (answer := refusal(request, decide(by, row), pk)) is not None:
        return answer
    form = form_class(request.POST or None, initial=_initial(row))
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, action, by=by, placement=row, now=timezone.now(), **form.cleaned_data)
    ):
        messages.success(request, words)
        return to_placement(request, pk)
    return render(request, template, {"form": form, "placement": row})


def _initial(row: Placement) -> dict:
    return {"version": row.version, "status": row.school_agreement, "reference": row.school_reference}


@require_http_methods(FORM)
@SEE
def placement_school(request, pk):
    """How far the school's own agreement of an internship is."""
    return _step(
        request,
        pk,
        decide=rights.can_note_agreement,
        form_class=SchoolAgreementForm,
        action=actions.note_school_agreement,
        words=_("Noted."),
        template="matching/placements/school.html",
    )


@require_http_methods(FORM)
@SEE
def placement_cancel(request, pk):
    return _step(
        request,
        pk,
        decide=rights.can_cancel,
        form_class=CancelForm,
        action=actions.cancel_placement,
        words=_("The placement is cancelled; the seat is free again."),
        template="matching/placements/cancel.html",
    )


@require_http_methods(FORM)
@SEE
def placement_complete(request, pk):
    return _step(
        request,
        pk,
        decide=lambda by, row: rights.can_end(by, row, "complete"),
        form_class=CompleteForm,
        action=actions.complete_placement,
        words=_("The placement is completed."),
        template="matching/placements/complete.html",
    )


@require_http_methods(FORM)
@SEE
def placement_end(request, pk):
    return _step(
        request,
        pk,
        decide=lambda by, row: rights.can_end(by, row, "end_early"),
        form_class=EndForm,
        action=actions.end_placement,
        words=_("The placement ended; everybody concerned gets a mail."),
        template="matching/placements/end.html",
    )
