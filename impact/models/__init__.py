"""The impact survey: what is asked, of whom, and what was answered."""

from .campaigns import Campaign, CampaignGroup, CampaignPartner, CampaignText
from .contacts import BlockedAddress, Contact, Invitation, InvitationLink
from .indicators import Indicator, IndicatorClosing, IndicatorEntry, IndicatorSnapshot, IndicatorYear
from .instruments import Instrument, InstrumentLevel, InstrumentOutcome, InstrumentQuestion, InstrumentWording
from .responses import Draft, FreeText, MaterialOffer, NamedOutcome, Response
from .stories import Story, StoryConsent, StoryPerson

__all__ = [
    "BlockedAddress",
    "Campaign",
    "CampaignGroup",
    "CampaignPartner",
    "CampaignText",
    "Contact",
    "Draft",
    "FreeText",
    "Indicator",
    "IndicatorClosing",
    "IndicatorEntry",
    "IndicatorSnapshot",
    "IndicatorYear",
    "Instrument",
    "InstrumentLevel",
    "InstrumentOutcome",
    "InstrumentQuestion",
    "InstrumentWording",
    "Invitation",
    "InvitationLink",
    "MaterialOffer",
    "NamedOutcome",
    "Response",
    "Story",
    "StoryConsent",
    "StoryPerson",
]
