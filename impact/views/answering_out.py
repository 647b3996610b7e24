"""Not being asked any more, and letting a colleague answer instead."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lib.workflow import Refused

from ..actions import contacts as actions
from ..actions.answers import forget_draft
from ..forms.answers_out import HandOverForm
from ..queries.answering import Opened
from .answering_common import go, page_of, respondent

FORM = ["GET", "HEAD", "POST"]
OUT = {"stop": {"forever": False}, "never": {"forever": True}}


@require_http_methods(FORM)
@respondent
def opt_out(request, opened: Opened):
    """No mails about this survey, or none about any; and taking that back."""
    chosen, contact, now = request.POST.get("go", ""), opened.contact, timezone.now()
    if request.method == "POST" and chosen in OUT:
        actions.opt_out(contact=contact, now=now, **OUT[chosen])
        messages.success(request, _("You get no more mails about this."))
        return go(request, "survey")
    if request.method == "POST" and chosen == "again":
        actions.opt_in(contact=contact, now=now)
        messages.success(request, _("You can be asked again."))
        return go(request, "survey")
    return render(request, "impact/answering/opt_out.html", page_of(request, opened))


@require_http_methods(FORM)
@respondent
def hand_over(request, opened: Opened):
    """To whom the invitation goes. Afterwards this link opens nothing any more."""
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_over(contact=opened.contact, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            forget_draft(opened=opened)
            return render(request, "impact/answering/handed_over.html", page_of(request, opened))
    return render(request, "impact/answering/hand_over.html", page_of(request, opened, form=form))
