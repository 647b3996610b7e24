"""What campaigns of the impact survey know about people."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

personal = (
    PersonalData(
        what=_("Who prepared a campaign of the impact survey"),
        fields=("impact.Campaign.made_by", "impact.Mailing.requested_by"),
        purpose=_("Knowing whom to ask."),
        basis=INTEREST,
        kept=_("As long as the campaign is kept."),
        seen_by=_("The management."),
    ),
)
not_personal = (
    "impact.Campaign.slug",
    "impact.Campaign.name",
    "impact.Campaign.languages",
    "impact.CampaignText.subject",
    "impact.CampaignText.body",
    "impact.CampaignGroup.name",
)
