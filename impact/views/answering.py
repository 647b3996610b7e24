"""Answering a survey, page by page."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lib.workflow import Refused

from ..actions import answers as actions
from ..answer_rules import Step, columns_of, left_over_of, problems_of, seen, steps_of
from ..campaign_texts import filled, values_for
from ..forms.answers import WRONG, StepForm
from ..kinds import TextPurpose
from ..queries.answering import Opened, text_of
from ..queries.said import question_of, said
from .answering_common import go, in_language, page_of, respondent, spoken

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@respondent
def survey(request, opened: Opened):
    """Where the link leads: the introduction, where one was, or what was sent."""
    if request.method == "POST":
        return _spoken(request, opened, go(request, "survey"))
    context = page_of(
        request,
        opened,
        words=_words(opened, get_language() or "nl"),
        first=opened.steps[0],
        at=next((step for step in opened.steps if step.key == opened.at), None),
    )
    return render(request, "impact/answering/survey.html", context)


def _words(opened: Opened, language: str) -> str:
    """What the campaign says before, or afterwards."""
    purpose = TextPurpose.INTRO if opened.sent is None else TextPurpose.THANKS
    return filled(text_of(opened.campaign, purpose, language), values_for(opened.campaign, opened.contact, language))


def _spoken(request, opened: Opened, response):
    """The same page in another language, if one was chosen."""
    chosen = request.POST.get("go", "")
    return in_language(response, chosen) if chosen in spoken(opened) else response


def _step(opened: Opened, key: str) -> Step:
    """A page that is there as things stand. What a page asks may have gone meanwhile: then there is nothing."""
    found = next((step for step in opened.steps if step.key == key), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(FORM)
@respondent
def step(request, opened: Opened, key: str):
    if opened.answered_elsewhere or not any(each.key == key for each in opened.steps):
        return go(request, "survey" if opened.answered_elsewhere else "survey_check")
    here = _step(opened, key)
    form = StepForm(request.POST or None, step=here, asked=opened.asked, values=opened.values)
    if request.method != "POST":
        return _page(request, opened, here, form)
    try:
        kept = _keep(request, opened, here, form)
    except actions.ChangedElsewhere:
        return _page(request, opened, here, form, others=_of_others(opened, here, form))
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return _page(request, opened, here, form)
    return _onwards(request, kept, here, form)


def _keep(request, opened: Opened, here: Step, form: StepForm) -> Opened:
    made_on = request.POST.get("made_on", "")
    return actions.keep(opened=opened, step=here, values=form.kept(), made_on=made_on, now=timezone.now())


def _of_others(opened: Opened, here: Step, form: StepForm) -> list[tuple[str, str]]:
    """What stands on this page after another screen was there, where it differs from what is typed here."""
    typed = form.kept()
    now = {column: opened.values.get(column, "") for column in columns_of(here, opened.asked, opened.values)}
    differing = [column for column, text in now.items() if text != typed.get(column, "")]
    return [question_of(opened.asked, column, now[column]) for column in differing]


def _onwards(request, kept: Opened, here: Step, form: StepForm):
    """Everything is saved. Where to go was said by the button; forward only when the page is right."""
    chosen, places = request.POST.get("go", "next"), list(steps_of(kept.asked, kept.values))
    place = places.index(here) if here in places else 0
    if chosen in spoken(kept):
        return in_language(go(request, "survey_step", here.key), chosen)
    if chosen == "back":
        return go(request, "survey_step", places[place - 1].key) if place else go(request, "survey")
    if chosen == "later":
        messages.success(request, _("It is saved. Go on whenever you like, with the same link."))
        return go(request, "survey")
    if not form.is_valid():
        return _page(request, kept, here, form)
    if left_over_of(here, kept.asked, kept.values):
        return go(request, "survey_left_over", here.key)
    if chosen == "check" or place + 1 == len(places):
        return go(request, "survey_check")
    return go(request, "survey_step", places[place + 1].key)


def _page(request, opened: Opened, here: Step, form: StepForm, others=()):
    places = list(opened.steps)
    context = page_of(
        request,
        opened,
        form=form,
        step=here,
        number=places.index(here) + 1 if here in places else 1,
        total=len(places) + 1,
        made_on=seen(opened.values, columns_of(here, opened.asked, opened.values)),
        others=others,
        may_check=len(opened.values) > 0,
    )
    return render(request, "impact/answering/step.html", context, status=409 if others else 200)


@require_POST
@respondent
def keep(request, opened: Opened, key: str):
    """While somebody types: the same save, without leaving the page."""
    here = _step(opened, key)
    form = StepForm(request.POST, step=here, asked=opened.asked, values=opened.values)
    try:
        kept = _keep(request, opened, here, form)
    except Refused as refusal:
        return JsonResponse({"said": str(refusal.reason)}, status=409)
    made_on = seen(kept.values, columns_of(here, kept.asked, opened.values))
    return JsonResponse({"made_on": made_on, "said": _("Saved")})


@require_http_methods(FORM)
@respondent
def left_over(request, opened: Opened, key: str):
    """Before something goes that belonged to what was unticked: what it is, and whether it may."""
    here = _step(opened, key)
    found = left_over_of(here, opened.asked, opened.values)
    if request.method == "POST" and request.POST.get("go") in ("remove", "keep"):
        remove = request.POST["go"] == "remove"
        try:
            kept = actions.settle_left_over(opened=opened, step=here, remove=remove, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal.reason))
            return go(request, "survey_left_over", key)
        places = [*steps_of(kept.asked, kept.values), None]
        following = places[places.index(here) + 1] if remove else here
        return go(request, "survey_step", following.key) if following else go(request, "survey_check")
    if not found:
        return go(request, "survey_step", key)
    gone = [question_of(opened.asked, column, opened.values[column]) for column in found]
    return render(request, "impact/answering/left_over.html", page_of(request, opened, step=here, gone=gone))


@require_http_methods(FORM)
@respondent
def check(request, opened: Opened):
    """Everything once more, with a way back to each page; sending it."""
    if opened.answered_elsewhere:
        return go(request, "survey")
    chosen = request.POST.get("go", "")
    if request.method == "POST" and chosen in spoken(opened):
        return in_language(go(request, "survey_check"), chosen)
    refused = _send(request, opened) if request.method == "POST" else ""
    if refused is None:
        return go(request, "survey")
    problems = [{"text": WRONG[each.wrong], "step": each.step} for each in problems_of(opened.asked, opened.values)]
    context = page_of(
        request,
        opened,
        parts=said(opened.asked, opened.values),
        problems=problems,
        refused=refused,
        made_on=seen(opened.values),
        last=opened.steps[-1],
        total=len(opened.steps) + 1,
    )
    return render(request, "impact/answering/check.html", context, status=409 if refused else 200)


def _send(request, opened: Opened) -> str | None:
    """None when it is sent, also when it was already; else why not."""
    made_on, language = request.POST.get("made_on", ""), get_language() or "nl"
    try:
        is_new = actions.send(opened=opened, made_on=made_on, language=language, now=timezone.now())
    except Refused as refusal:
        return str(refusal.reason)
    if is_new:
        messages.success(request, _("Your answers are sent. Thank you."))
    return None


@require_POST
@respondent
def drop(request, opened: Opened):
    """Back to what was sent."""
    try:
        actions.drop_changes(opened=opened, now=timezone.now())
        messages.success(request, _("Your answers stay as you sent them."))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return go(request, "survey")
