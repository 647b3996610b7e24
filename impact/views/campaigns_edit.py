"""Preparing a campaign and taking it through its steps; its texts with how they look."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lib.periods import today
from lib.workflow import Refused

from ..actions import campaigns as actions
from ..actions.campaign_mail import letter_for
from ..campaign_texts import PLACEHOLDERS, WITH_SUBJECT, filled, paragraphs, starting_text, values_for
from ..contact_rights import can_change_texts
from ..forms.campaigns import REMINDERS, CampaignForm, CourseForm, ReopenForm, TextForm, VersionForm, start_of
from ..kinds import Language, TextPurpose
from ..models import CampaignText, Contact
from ..permissions import can_edit, can_step
from ..queries.campaign_checks import checks_of
from ..states import DRAFT, OPEN
from .campaigns_common import FORM, attempt, held_campaign, may_manage, to_campaign


@require_http_methods(FORM)
@may_manage
def campaign_new(request):
    form = CampaignForm(request.POST or None, by=request.membership)
    if request.method == "POST" and form.is_valid():
        nonce = form.cleaned_data["nonce"]
        if row := _saved(request, form, actions.make_campaign, nonce=nonce):
            return to_campaign(request, row.pk)
    return render(request, "impact/campaigns/form.html", {"form": form, "campaign": None})


def _saved(request, form, action, **more):
    try:
        values = {"values": form.values, "partners": form.chosen_partners}
        row = action(by=request.membership, now=timezone.now(), **values, **more)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("%(name)s is saved.") % {"name": row.name})
    return row


@require_http_methods(FORM)
@may_manage
def campaign_edit(request, pk):
    """A draft as a whole; of an open campaign the last day and the reminders."""
    row, by = held_campaign(request, pk), request.membership
    if row.state == OPEN:
        return _course(request, row)
    if not (may := can_edit(by, row)):
        messages.error(request, str(may.reason))
        return to_campaign(request, pk)
    version = VersionForm(request.POST or None, initial={"version": row.version})
    form = CampaignForm(request.POST or None, by=by, campaign=row, initial=start_of(row))
    if request.method == "POST" and form.is_valid() and version.is_valid():
        seen = version.cleaned_data["version"]
        if _saved(request, form, actions.change_campaign, campaign=row, version=seen):
            return to_campaign(request, pk)
    return render(request, "impact/campaigns/form.html", {"form": form, "version": version, "campaign": row})


def _course(request, row):
    initial = {name: getattr(row, name) for name in ("closes_on", "version", *REMINDERS)}
    form = CourseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        act = {"campaign": row, "version": version, "values": values, "now": timezone.now()}
        if attempt(request, actions.change_course, **act):
            messages.success(request, _("%(name)s is saved.") % {"name": row.name})
            return to_campaign(request, row.pk)
    return render(request, "impact/campaigns/course.html", {"form": form, "campaign": row})


# --- Steps -------------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@may_manage
def campaign_open(request, pk):
    row = held_campaign(request, pk)
    if not (may := can_step(request.membership, row, "open")):
        messages.error(request, str(may.reason))
        return to_campaign(request, pk)
    form = VersionForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST":
        version = form.cleaned_data["version"] if form.is_valid() else 0
        if attempt(request, actions.open_campaign, campaign=row, version=version, now=timezone.now()):
            messages.success(request, _("The campaign is open. Now people can be invited."))
        return to_campaign(request, pk)
    checks = checks_of(row, today())
    context = {"form": form, "campaign": row, "checks": checks, "is_ready": all(check.is_done for check in checks)}
    return render(request, "impact/campaigns/open.html", context)


@require_http_methods(FORM)
@may_manage
def campaign_close(request, pk):
    row = held_campaign(request, pk)
    if not (may := can_step(request.membership, row, "close")):
        messages.error(request, str(may.reason))
        return to_campaign(request, pk)
    form = VersionForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST":
        version = form.cleaned_data["version"] if form.is_valid() else 0
        if attempt(request, actions.close_campaign, campaign=row, version=version, now=timezone.now()):
            messages.success(request, _("The campaign is closed. Nobody can answer any more."))
        return to_campaign(request, pk)
    return render(request, "impact/campaigns/close.html", {"form": form, "campaign": row})


@require_http_methods(FORM)
@may_manage
def campaign_reopen(request, pk):
    row = held_campaign(request, pk)
    if not (may := can_step(request.membership, row, "reopen")):
        messages.error(request, str(may.reason))
        return to_campaign(request, pk)
    form = ReopenForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        if attempt(request, actions.reopen_campaign, campaign=row, now=timezone.now(), **form.cleaned_data):
            messages.success(request, _("The campaign is open again."))
        return to_campaign(request, pk)
    return render(request, "impact/campaigns/reopen.html", {"form": form, "campaign": row})


@require_http_methods(FORM)
@may_manage
def campaign_remove(request, pk):
    row = held_campaign(request, pk)
    if row.state != DRAFT:
        messages.error(request, str(actions.IN_USE))
        return to_campaign(request, pk)
    form = VersionForm(request.POST or None, initial={"version": row.version})
    if request.method != "POST":
        return render(request, "impact/campaigns/remove.html", {"form": form, "campaign": row})
    try:
        version = form.cleaned_data["version"] if form.is_valid() else 0
        actions.throw_away_campaign(by=request.membership, campaign=row, version=version, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return to_campaign(request, pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("impact", request.partnership.slug)


# --- Texts -------------------------------------------------------------------------------------------------------
@require_safe
@may_manage
def wording(request, pk):
    """Every text in every language, as its reader gets it."""
    row = held_campaign(request, pk)
    there = {(text.purpose, text.language): text for text in row.texts.all()}
    every = [
        {"purpose": purpose, "language": language, "text": there.get((purpose.value, language.value))}
        for purpose in TextPurpose
        for language in Language
        if language in row.languages
    ]
    context = {"campaign": row, "texts": every, "may_change": bool(can_change_texts(request.membership, row))}
    return render(request, "impact/campaigns/wording.html", context | {"with_subject": WITH_SUBJECT})


@require_http_methods(FORM)
@may_manage
def campaign_text(request, pk, purpose, language):
    """One text; "look at it" shows what was typed as its reader would get it, and saves nothing."""
    row = held_campaign(request, pk)
    if purpose not in TextPurpose or language not in row.languages:
        raise Http404
    if not (may := can_change_texts(request.membership, row)):
        messages.error(request, str(may.reason))
        return to_campaign(request, pk, "campaign_wording")
    text = row.texts.filter(purpose=purpose, language=language).first()
    subject, body = (text.subject, text.body) if text else starting_text(purpose, language)
    form = TextForm(request.POST or None, purpose=purpose, initial={"subject": subject, "body": body})
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        about = {"purpose": purpose, "language": language, "now": timezone.now()}
        said = {"subject": form.cleaned_data.get("subject", ""), "body": form.cleaned_data["body"]}
        if attempt(request, actions.change_text, campaign=row, **about, **said):
            messages.success(request, _("The text is saved."))
            return to_campaign(request, pk, "campaign_wording")
    if form.is_bound and form.is_valid():
        subject, body = form.cleaned_data.get("subject", ""), form.cleaned_data["body"]
    context = {"campaign": row, "form": form, "places": PLACEHOLDERS.items(), "language": Language(language)}
    context |= {"purpose": TextPurpose(purpose), "look": look_of(request, row, purpose, language, subject, body)}
    return render(request, "impact/campaigns/text.html", context)


def look_of(request, row, purpose: str, language: str, subject: str, body: str) -> dict:
    """A text as its reader gets it, here with the name and address of who looks."""
    reader = Contact(campaign=row, email=request.user.email, name=request.user.name)
    if purpose in WITH_SUBJECT:
        text = CampaignText(purpose=purpose, language=language, subject=subject, body=body)
        return {"letter": letter_for(row, text, reader, "")}
    return {"paragraphs": paragraphs(filled(body, values_for(row, reader, language)))}
