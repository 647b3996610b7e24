"""The mails of a campaign, each in the language of its reader. Call it inside the transaction of the deed."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from partnership.mails import Letter, Text

from ..campaign_texts import called, filled, paragraphs, values_for
from ..kinds import TextPurpose
from ..models import Campaign, CampaignText, Contact
from ..tokens import survey_path

Texts = Mapping[str, CampaignText]  # of one purpose, by language


def texts_of(campaign: Campaign, purpose: str) -> dict[str, CampaignText]:
    """The texts of one purpose by language, in one query."""
    return {text.language: text for text in CampaignText.objects.filter(campaign=campaign, purpose=purpose)}


def text_for(texts: Texts, campaign: Campaign, language: str) -> CampaignText:
    """The text in somebody's language; in the first of the campaign for who reads a language it does not speak."""
    return texts.get(language) or texts[campaign.languages[0]]


def letter_for(campaign: Campaign, text: CampaignText, contact: Contact, path: str) -> Letter:
    """What the text makes of a mail for one reader; `path` is where the button leads."""
    values = values_for(campaign, contact, text.language)
    with override(text.language):
        return Letter(
            subject=filled(text.subject, values),
            greeting=_("Hello %(name)s,") % {"name": called(contact)},
            paragraphs=tuple(paragraphs(filled(text.body, values))),
            button=_("Answer the questions"),
            path=path,
            closing=(
                _("This link is yours alone. Do not pass it on: the page lets you hand the invitation to a colleague."),
                _("Do you not want to be asked? You can say so on the same page."),
            ),
        )


def handed_letter(campaign: Campaign, giver: Contact, contact: Contact, token: str) -> Letter:
    """To the colleague somebody named; it repeats nothing that was typed, for the address may be anybody's."""
    names = {"campaign": campaign.name, "partnership": campaign.partnership.name}
    values = values_for(campaign, contact, contact.language)
    who: Text = called(giver)
    with override(contact.language):
        return Letter(
            subject=_("A colleague hands you an invitation: %(campaign)s") % names,
            greeting=_("Hello,"),
            paragraphs=(
                _("%(who)s was asked what %(partnership)s means for education, and thinks that you know better.")
                % {"who": who, **names},
                _("You need no account. You can answer until %(day)s.") % {"day": values["last_day"]},
            ),
            button=_("Answer the questions"),
            path=survey_path(token),
            closing=(_("Do you not want to be asked? You can say so on the same page."),),
        )


def mail_key(purpose: str, contact: Contact, number: int = 0) -> str:
    """The same mail has the same key, so that it leaves once: which campaign, who, and which reminder."""
    name = "reminder" if purpose == TextPurpose.REMINDER else "invitation"
    return f"survey-{name}:{contact.campaign_id}:{contact.pk}:{number}"
