"""The impact survey: what is asked, of whom, and what was answered."""

from .campaigns import Campaign, CampaignGroup, CampaignPartner, CampaignText
from .contact_sheets import ContactSheet, ContactSheetRow
from .contacts import BlockedAddress, Contact, Invitation, InvitationLink
from .copies import AnswerCopy
from .indicators import Indicator, IndicatorClosing, IndicatorEntry, IndicatorSnapshot, IndicatorYear
from .instruments import Instrument, InstrumentLevel, InstrumentOutcome, InstrumentQuestion, InstrumentWording
from .mailings import Mailing
from .reports import Conclusion, ImpactReport, PublicFigures
from .responses import Draft, FreeText, MaterialOffer, NamedOutcome, Response
from .stories import Story, StoryConsent, StoryPerson

__all__ = [
    "AnswerCopy",
    "BlockedAddress",
    "Campaign",
    "CampaignGroup",
    "CampaignPartner",
    "CampaignText",
    "Conclusion",
    "Contact",
    "ContactSheet",
    "ContactSheetRow",
    "Draft",
    "FreeText",
    "ImpactReport",
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
    "Mailing",
    "MaterialOffer",
    "NamedOutcome",
    "PublicFigures",
    "Response",
    "Story",
    "StoryConsent",
    "StoryPerson",
]
