"""Single answers, for the researcher of the partnership that holds the campaign; and all of them as a file."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lib.lists import page_of
from lib.workflow import Refused

from ..actions.exports import note_download
from ..permissions import can_download_answers
from ..queries.answering import values_of
from ..queries.instruments import asked
from ..queries.moderation import single_answers
from ..queries.said import said
from ..reports.raw_answers import answer_lines
from .texts import READS, readable_campaign


@require_safe
@READS
def campaign_answers(request, pk):
    campaign = readable_campaign(request, pk)
    context = {
        "campaign": campaign,
        "page": page_of(request, single_answers(campaign)),
        "download": can_download_answers(request.membership, campaign),
    }
    return render(request, "impact/texts/answers.html", context)


@require_safe
@READS
def campaign_answer(request, pk, key):
    campaign = readable_campaign(request, pk)
    row = get_object_or_404(single_answers(campaign), pk=key)
    questions = asked(campaign.instrument_id)
    context = {"campaign": campaign, "answer": row, "parts": said(questions, values_of(row, questions))}
    return render(request, "impact/texts/answer.html", context)


@require_POST
@READS
def campaign_answers_file(request, pk):
    """All answers as CSV, in the columns in which they come in; who takes them along is written down first."""
    campaign = readable_campaign(request, pk)
    try:
        note_download(by=request.membership, campaign=campaign, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("campaign_answers", request.partnership.slug, pk)
    response = StreamingHttpResponse(answer_lines(campaign), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="answers-{campaign.slug}.csv"'
    return response
