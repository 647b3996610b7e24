"""The PDF of what one person answered."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from lib.pdf import Rendered, render, style
from lib.store import Stored

from ..models import AnswerCopy
from ..queries.instruments import asked
from ..queries.said import said
from ..store import COPIES


def build(copy: AnswerCopy) -> Stored:
    """Render and store a copy. Raises OSError when it can't be stored."""
    return COPIES.put(f"answers/{copy.pk}.pdf", rendered_copy(copy).content)


def rendered_copy(copy: AnswerCopy) -> Rendered:
    """The PDF itself: the same bytes for the same row. It bears no name, and of an anonymous campaign no moment."""
    campaign = copy.campaign
    with translation.override(copy.language):
        context = {
            "campaign": campaign,
            "parts": said(asked(campaign.instrument_id), copy.snapshot["values"]),
            "title": _("Your answers"),
            "language": copy.language,
            "author": campaign.partnership.name,
            "generator": f"Drieluik {copy.snapshot['version']}",
            "description": campaign.name,
            "running_left": campaign.name,
            "running_right": _("Your answers"),
        }
        html = render_to_string("impact/pdf/own_answers.html", context)
        return render(html, css=style(), created=campaign.opened_at or campaign.made_at)
