"""A teacher's classes, and signing one up."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import groups as actions
from ..enrolment_rights import can_enrol_class
from ..forms.enrolments import EnrolClassForm, GroupForm
from ..models import Enrolment, StudentGroup
from ..queries.enrolments import seats_of
from ..queries.groups import groups_of, students_in, students_of
from ..states import TAKING_PART
from .enrolment_common import attempt, session_of, to_session

may_enrol = permission_required(P.ENROL_CLASSES)


@require_safe
@may_enrol
def groups(request):
    return render(request, "labs/groups/list.html", {"groups": groups_of(request.membership)})


@require_http_methods(["GET", "POST"])
@may_enrol
def group_new(request):
    form = GroupForm(request.POST or None, by=request.membership, now=timezone.now())
    if request.method == "POST" and form.is_valid() and _saved(request, form, actions.make_group):
        return redirect("student_groups", request.partnership.slug)
    return render(request, "labs/groups/form.html", {"form": form, "group": None, "students": _students(request)})


@require_http_methods(["GET", "POST"])
@may_enrol
def group_edit(request, pk):
    by, now = request.membership, timezone.now()
    group = get_object_or_404(StudentGroup.objects.visible_to(by).lasting(), pk=pk)
    initial = {"name": group.name, "students": [each.pk for each in students_in(group, now)]}
    form = GroupForm(request.POST or None, by=by, group=group, now=now, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(request, form, actions.change_group, group=group):
        return redirect("student_groups", request.partnership.slug)
    return render(request, "labs/groups/form.html", {"form": form, "group": group, "students": _students(request)})


def _students(request) -> bool:
    return students_of(request.membership, timezone.now()).exists()


def _saved(request, form, action, **more) -> bool:
    try:
        group = action(by=request.membership, now=timezone.now(), **form.cleaned_data, **more)
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return False
    messages.success(request, _("%(name)s is saved.") % {"name": group.name})
    return True


@require_POST
@may_enrol
def group_end(request, pk):
    group = get_object_or_404(StudentGroup.objects.visible_to(request.membership).lasting(), pk=pk)
    try:
        actions.end_group(by=request.membership, group=group, now=timezone.now())
    except Refused as refusal:  # it was ended in another window this moment
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s has ended. Who was signed up stays signed up.") % {"name": group.name})
    return redirect("student_groups", request.partnership.slug)


@require_http_methods(["GET", "POST"])
@may_enrol
def class_enrol(request, pk):
    session, by, now = session_of(request, pk), request.membership, timezone.now()
    form = EnrolClassForm(request.POST or None, groups=groups_of(by).lasting())
    may = can_enrol_class(by, session, now)
    if request.method == "POST" and form.is_valid():
        group = form.cleaned_data["group"]
        all_of_it = form.cleaned_data["when_full"] == EnrolClassForm.ALL
        values = {"by": by, "session": session, "group": group, "nonce": form.cleaned_data["nonce"], "now": now}
        try:
            outcome = actions.enrol_group(all_or_nothing=all_of_it, **values)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _outcome_in_words(group, outcome))
            return to_session(request, session)
    context = {
        "session": session,
        "form": form,
        "may": may,
        "seats": seats_of(session),
        "groups": groups_of(by).lasting(),
    }
    return render(request, "labs/enrolments/class_enrol.html", context)


def _outcome_in_words(group, outcome) -> str:
    seated, waiting, already = len(outcome.seated), len(outcome.waiting), outcome.there_already
    said = [ngettext("%(count)s student has a seat", "%(count)s students have a seat", seated) % {"count": seated}]
    if waiting:
        words = ngettext("%(count)s is on the waiting list", "%(count)s are on the waiting list", waiting)
        said.append(words % {"count": waiting})
    if already:
        words = ngettext("%(count)s took part already", "%(count)s took part already", already)
        said.append(words % {"count": already})
    return f"{group.name}: {', '.join(said)}."


@require_http_methods(["GET", "POST"])
@may_enrol
def class_people(request, pk, group):
    """The students of a class at a session, and taking them out."""
    session, by = session_of(request, pk), request.membership
    row = get_object_or_404(StudentGroup.objects.visible_to(by), pk=group)
    if request.method == "POST":
        values = {"by": by, "session": session, "group": row, "now": timezone.now()}
        gone = attempt(request, actions.withdraw_group, **values)
        if gone is not None:
            messages.success(request, _("%(name)s is no longer signed up.") % {"name": row.name})
        return to_session(request, session)
    rows = Enrolment.objects.filter(session=session, group=row, state__in=TAKING_PART).select_related("person")
    context = {"session": session, "group": row, "rows": rows.order_by("state", "person__name", "pk")}
    return render(request, "labs/enrolments/class_people.html", context)
