"""The mail as it will arrive, sent to who prepares it: nobody is mailed before somebody saw it so."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lib.workflow import Refused, demand
from partnership import audit
from partnership.actions.mail import post
from partnership.models import Membership

from ..contact_rights import can_change_texts
from ..models import Campaign, CampaignText, Contact
from .campaign_mail import letter_for, texts_of
from .campaigns_common import locked

NO_TEXT = _("This text is not there yet. Write it first.")


def send_test(*, by: Membership, campaign: Campaign, purpose: str, now: datetime) -> int:
    """This mail in each language of the campaign, to whoever asks; its button leads to the questions as a preview.

    Two clicks within a minute are one mail. Says how many there are. Raises Refused.
    """
    with locked(campaign) as row:
        demand(can_change_texts(by, row))
        texts = texts_of(row, purpose)
        if any(language not in texts for language in row.languages):
            raise Refused(NO_TEXT)
        reader = Contact(campaign=row, email=by.user.email, name=by.user.name)
        place = {"partnership": row.partnership.slug, "pk": row.instrument_id}
        for language in row.languages:
            text = texts[language]
            letter = letter_for(row, text, reader, reverse("questions_preview", kwargs=place))
            key = f"survey-test:{text.pk}:{by.user_id}:{now:%Y%m%d%H%M}"
            with override(language):
                post(key=key, to=by.user.email, letter=letter, now=now)
        CampaignText.objects.filter(campaign=row, purpose=purpose, language__in=row.languages).update(tested_at=now)
        audit.record(by=by, verb="campaign.tested", row=row, at=now, purpose=purpose)
        return len(row.languages)
