"""For who matches: one student of a round, a place by hand, and what can be taken along."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.exports import FORMATS, csv_lines, xlsx_file

from ..actions import round_edits, round_notes
from ..forms.rounds import PinForm, VersionForm
from ..queries import rounds as lists
from ..queries.round_files import class_files, result_sheet
from ..round_rights import can_pin
from ..round_sentences import explained, outcome_words
from .round_common import attempt, may_match, round_of, to_round


@require_safe
@may_match
def round_students(request, pk):
    """Everybody, also before there is a result."""
    row = round_of(request, pk)
    students = list(lists.students_of_round(row).order_by("membership__user__name", "pk"))
    return render(request, "matching/rounds/students.html", {"round": row, "students": students})


def _student(request, pk, student):
    row = round_of(request, pk)
    found = get_object_or_404(lists.students_of_round(row), pk=student)
    found.round = row
    return row, found


@require_http_methods(["GET", "HEAD", "POST"])
@may_match
def round_student(request, pk, student):
    row, found = _student(request, pk, student)
    form = PinForm(request.POST or None, choices=_free(row, found), initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        values = {"student": found, "now": timezone.now(), **form.cleaned_data}
        if attempt(request, round_edits.pin, **values):
            messages.success(request, _("The seat is given, and kept when the class is solved again."))
        return redirect("round_student", request.partnership.slug, pk, student)
    context = {"round": row, "student": found, "form": form, "may": can_pin(request.membership, row, found)}
    context |= {"outcome": outcome_words(found), "why": explained(found, lists.role_names(row))}
    return render(request, "matching/rounds/student.html", context)


def _free(row, student):
    """The roles of the level with a free seat, and the one that the student has."""
    taken = lists.taken_in(row)
    has = student.result_id if row.has_result else student.pinned_id
    rows = [(role, max(role.total - taken.get(role.pk, 0), 0)) for role in lists.roles_of(row)]
    return [(role, free) for role, free in rows if role.level == student.level and (free or role.pk == has)]


@require_POST
@may_match
def round_unpin(request, pk, student):
    _row, found = _student(request, pk, student)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    if attempt(request, round_edits.unpin, student=found, version=version, now=timezone.now()):
        messages.success(request, _("The seat is not kept any more when the class is solved again."))
    return redirect("round_student", request.partnership.slug, pk, student)


# --- To take along -----------------------------------------------------------------------------------------------
@require_POST
@may_match
def round_export(request, pk):
    """The result as a spreadsheet or CSV. A form asks, for the log is written."""
    row, kind = round_of(request, pk), request.POST.get("format", "")
    if kind not in FORMATS or not row.has_result:
        raise Http404
    if attempt(request, round_notes.note_export, round_=row, what=kind, now=timezone.now()) is None:
        return to_round(request, pk)
    sheet, name = result_sheet(row), f"{_file_name(row)}.{kind}"
    if kind == "xlsx":
        return FileResponse(xlsx_file(sheet), as_attachment=True, filename=name, content_type=FORMATS[kind])
    response = HttpResponse("".join(csv_lines(sheet)), content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@may_match
def round_files(request, pk):
    """The three files that `match_class` reads, in a ZIP."""
    row = round_of(request, pk)
    if attempt(request, round_notes.note_export, round_=row, what="files", now=timezone.now()) is None:
        return to_round(request, pk)
    response = HttpResponse(class_files(row), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(row)}.zip"'
    return response


def _file_name(row) -> str:
    return slugify(row.name)[:60] or f"round-{row.pk}"
