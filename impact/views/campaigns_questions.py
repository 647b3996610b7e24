"""Lists of questions: what each asks, as a respondent sees it; copied, worded and extended."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.workflow import Refused

from ..actions import instrument_edits as actions
from ..forms.campaigns_instruments import CopyForm, OutcomeForm, QuestionForm, WordsForm
from ..kinds import Nature, Status
from ..models import Instrument, InstrumentLevel, InstrumentOutcome, InstrumentQuestion
from ..permissions import can_change_instrument
from ..queries.instrument_texts import mark_of, texts_in
from ..queries.instruments import InBoth, asked, asked_levels
from .campaigns_common import FORM, attempt, may_manage


def list_of(request, pk: int) -> Instrument:
    """A list that this member may see: an own one, or the one that came with the portal."""
    return get_object_or_404(Instrument.objects.visible_to(request.membership).with_use(), pk=pk)


def _to(request, pk: int, name: str = "questions_list"):
    return redirect(name, request.partnership.slug, pk)


def _named(instrument: Instrument) -> Instrument:
    instrument.title = InBoth(instrument.name_nl, instrument.name_en)
    return instrument


@require_safe
@may_manage
def question_lists(request):
    rows = Instrument.objects.visible_to(request.membership).with_use().order_by("partnership_id", "key", "-version")
    return render(request, "impact/questions/lists.html", {"rows": [_named(row) for row in rows]})


@require_safe
@may_manage
def question_list(request, pk):
    """What a list asks, and what can be done with it."""
    row = _named(list_of(request, pk))
    context = {"instrument": row, "asked": asked(row.pk), "may": can_change_instrument(request.membership, row)}
    return render(request, "impact/questions/list.html", context | {"version_form": CopyForm()})


@require_safe
@may_manage
def question_preview(request, pk):
    """The questions as a respondent sees them; nothing can be sent."""
    row = _named(list_of(request, pk))
    questions = asked(row.pk)
    wordings = questions.wordings
    context = {"instrument": row, "asked": questions, "wordings": wordings}
    context["statuses"] = [(key, wordings[f"status.{key}"]) for key in Status.values if f"status.{key}" in wordings]
    context["natures"] = [(key, wordings[f"nature.{key}"]) for key in Nature.values if f"nature.{key}" in wordings]
    return render(request, "impact/questions/preview.html", context)


@require_http_methods(FORM)
@may_manage
def question_copy(request, pk):
    row = _named(list_of(request, pk))
    form = CopyForm(request.POST or None, initial={"nl": row.name_nl, "en": row.name_en})
    if request.method == "POST" and form.is_valid():
        values = {"source": row, "name": form.both, "nonce": form.cleaned_data["nonce"], "now": timezone.now()}
        if made := attempt(request, actions.copy_instrument, **values):
            messages.success(request, _("The copy is there. Put its words right, and add what you want to ask."))
            return _to(request, made.pk)
    return render(request, "impact/questions/copy.html", {"instrument": row, "form": form})


@require_POST
@may_manage
def question_version(request, pk):
    row, nonce = list_of(request, pk), CopyForm.base_fields["nonce"]
    try:
        number = nonce.clean(request.POST.get("nonce"))
    except Exception:
        messages.error(request, str(nonce.error_messages["required"]))
        return _to(request, pk)
    made = attempt(request, actions.new_version, source=row, nonce=number, now=timezone.now())
    if not made:
        return _to(request, pk)
    messages.success(request, _("The new version is there. What was asked with the old one stays."))
    return _to(request, made.pk)


@require_http_methods(FORM)
@may_manage
def question_words(request, pk):
    row = _named(list_of(request, pk))
    if not (may := can_change_instrument(request.membership, row)):
        messages.error(request, str(may.reason))
        return _to(request, pk)
    texts = texts_in(row)
    form = WordsForm(request.POST or None, texts=texts, initial={"mark": mark_of(texts)})
    if request.method == "POST" and form.is_valid():
        try:
            values = {"texts": form.words, "mark": form.cleaned_data["mark"], "now": timezone.now()}
            changed = actions.word(by=request.membership, instrument=row, **values)
            words = ngettext("%(count)s text is changed.", "%(count)s texts are changed.", changed)
            messages.success(request, words % {"count": changed})
            return _to(request, pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "impact/questions/words.html", {"instrument": row, "form": form})


@require_http_methods(FORM)
@may_manage
def outcome_new(request, pk, level):
    row = _named(list_of(request, pk))
    place = get_object_or_404(InstrumentLevel.objects.select_related("instrument"), pk=level, instrument=row)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if attempt(request, actions.add_outcome, level=place, name=form.both, now=timezone.now()):
            messages.success(request, _("The outcome is added."))
        return _to(request, pk)
    shown = next(each for each in asked_levels(row.pk) if each.pk == place.pk)
    return render(request, "impact/questions/add.html", {"instrument": row, "form": form, "level": shown})


@require_http_methods(FORM)
@may_manage
def question_new(request, pk):
    row = _named(list_of(request, pk))
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if attempt(request, actions.add_question, instrument=row, text=form.both, now=timezone.now()):
            messages.success(request, _("The question is added."))
        return _to(request, pk)
    return render(request, "impact/questions/add.html", {"instrument": row, "form": form, "level": None})


@require_POST
@may_manage
def outcome_remove(request, pk, outcome):
    rows = InstrumentOutcome.objects.select_related("level__instrument")
    found = get_object_or_404(rows, pk=outcome, level__instrument=list_of(request, pk))
    return _removed(request, pk, lambda act: actions.remove_outcome(outcome=found, **act))


@require_POST
@may_manage
def question_remove(request, pk, question):
    rows = InstrumentQuestion.objects.select_related("instrument")
    found = get_object_or_404(rows, pk=question, instrument=list_of(request, pk))
    return _removed(request, pk, lambda act: actions.remove_question(question=found, **act))


def _removed(request, pk: int, deed):
    try:
        deed({"by": request.membership, "now": timezone.now()})
        messages.success(request, _("It is not asked any more."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(request, pk)


@require_POST
@may_manage
def question_list_remove(request, pk):
    try:
        act = {"by": request.membership, "instrument": list_of(request, pk), "now": timezone.now()}
        actions.throw_away_instrument(**act)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _to(request, pk)
    messages.success(request, _("The list of questions is thrown away."))
    return redirect("questions_lists", request.partnership.slug)
