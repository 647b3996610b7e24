"""Reading texts before others may: the list with many at once, and one by one."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.lists import page_of
from lib.workflow import Refused
from partnership.decorators import permission_required
from partnership.roles import Permission as P

from ..actions import texts as actions
from ..forms.texts import TextFilter, TextForm, picks_from
from ..models import Campaign, FreeText
from ..permissions import can_read_answers
from ..queries import moderation as lists
from ..queries.groups import gate_of, groups_of
from ..queries.instruments import asked
from ..states import HIDDEN, SHOWN, TEXTS, TONES, WAITING
from .campaigns_common import campaign_of

READS = permission_required(P.READ_IMPACT_ANSWERS)
TARGETS = {"show": SHOWN, "hide": HIDDEN, "undo": WAITING}


def readable_campaign(request, pk: int) -> Campaign:
    """The campaign; 403 for who may see its figures, but not what single people answered."""
    row = campaign_of(request, pk)
    if not can_read_answers(request.membership, row):
        raise PermissionDenied
    return row


def _toned(rows):
    return [{"row": row, "text": row.text, "tone": TONES[row.text.state]} for row in rows]


@require_safe
@READS
def campaign_texts(request, pk):
    return _list(request, readable_campaign(request, pk))


def _list(request, campaign: Campaign, picked=(), problem: str = ""):
    questions = lists.questions_of(asked(campaign.instrument_id))
    waiting = lists.waiting_of(campaign)
    form = TextFilter(request.GET if request.GET else {"state": WAITING}, questions=questions, waiting=waiting)
    page = page_of(request, lists.texts_of(campaign, **form.chosen()))
    context = {
        "campaign": campaign,
        "filter": form,
        "page": page,
        "rows": _toned(lists.rows_of(campaign, page.object_list, questions)),
        "waiting": sum(waiting.values()),
        "is_filtered": bool(request.GET),
        "picked": picked,
        "problem": problem,
    }
    return render(request, "impact/texts/list.html", context)


@require_POST
@READS
def campaign_texts_decide(request, pk):
    """Show, hide or undo what was ticked."""
    campaign, picks = readable_campaign(request, pk), picks_from(request.POST.getlist("selected"))
    verb = request.POST.get("verb", "")
    if verb not in TARGETS:
        raise BadRequest("verb")
    if not picks:
        return _list(request, campaign, problem=_("Nothing is ticked yet. Tick the texts you want to decide on."))
    values = {"by": request.membership, "campaign": campaign, "picks": picks, "verb": verb}
    try:
        decided = actions.decide_texts(**values, now=timezone.now())
    except Refused as refusal:
        return _list(request, campaign, picked=[str(key) for key in picks], problem=str(refusal.reason))
    _say(request, campaign, decided, verb)
    address = reverse("campaign_texts", args=[request.partnership.slug, pk])
    return redirect(f"{address}?{request.GET.urlencode()}".removesuffix("?"))


def _say(request, campaign: Campaign, decided: actions.DecidedTexts, verb: str) -> None:
    """What was done, where it stands now to be taken back, and what was left alone."""
    if decided.done:
        done = ngettext("Decided on %(count)s text.", "Decided on %(count)s texts.", decided.done)
        address = reverse("campaign_texts", args=[request.partnership.slug, campaign.pk])
        link = f"{address}?state={TARGETS[verb]}"
        sentence = format_html('{} <a href="{}">{}</a>', done % {"count": decided.done}, link, _("Look back or undo"))
        messages.success(request, sentence)
    if decided.left:
        left = ngettext(
            "%(count)s text was left alone: it changed meanwhile, or it was so already.",
            "%(count)s texts were left alone: they changed meanwhile, or they were so already.",
            decided.left,
        )
        messages.warning(request, left % {"count": decided.left})


# --- One by one --------------------------------------------------------------------------------------------------
def _text(campaign: Campaign, key) -> FreeText:
    rows = FreeText.objects.filter(response__campaign=campaign)
    row = rows.select_related("response__contact", "decided_by").filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@READS
def campaign_text(request, pk, key):
    """One text with the words in which it is shown."""
    campaign = readable_campaign(request, pk)
    text = _text(campaign, key)
    form = TextForm(request.POST or None, initial={"shown_as": text.shown_as or text.text})
    if request.method == "POST" and form.is_valid() and _decide(request, campaign, text, form):
        return redirect("campaign_texts", request.partnership.slug, pk)
    questions = lists.questions_of(asked(campaign.instrument_id))
    row = lists.row_of(campaign, _text(campaign, key), questions, gate_of(campaign, groups_of(campaign)))
    verbs = [verb for verb in TEXTS.transitions if TEXTS.allows(verb, row.text.state)]
    context = {"campaign": campaign, "row": row, "text": row.text, "form": form, "verbs": verbs}
    return render(request, "impact/texts/text.html", context | {"tone": TONES[row.text.state]})


def _decide(request, campaign: Campaign, text: FreeText, form: TextForm) -> bool:
    verb, version = request.POST.get("verb", ""), request.POST.get("version", "")
    values = {"by": request.membership, "campaign": campaign, "text": text, "verb": verb}
    values["version"] = int(version) if version.isdecimal() and len(version) < 9 else 0
    try:
        actions.decide_text(**values, shown_as=form.cleaned_data["shown_as"], now=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    _say(request, campaign, actions.DecidedTexts(1, 0), verb)
    return True
