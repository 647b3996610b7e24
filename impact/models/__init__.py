"""The impact survey: what is asked, of whom, and what was answered."""

from .campaigns import Campaign, CampaignGroup, CampaignPartner, CampaignText
from .contacts import BlockedAddress, Contact, Invitation, InvitationLink
from .instruments import Instrument, InstrumentLevel, InstrumentOutcome, InstrumentQuestion, InstrumentWording
from .reports import Conclusion, ImpactReport, PublicFigures
from .responses import Draft, FreeText, MaterialOffer, NamedOutcome, Response

__all__ = [
    "BlockedAddress",
    "Campaign",
    "CampaignGroup",
    "CampaignPartner",
    "CampaignText",
    "Conclusion",
    "Contact",
    "Draft",
    "FreeText",
    "ImpactReport",
    "Instrument",
    "InstrumentLevel",
    "InstrumentOutcome",
    "InstrumentQuestion",
    "InstrumentWording",
    "Invitation",
    "InvitationLink",
    "MaterialOffer",
    "NamedOutcome",
    "PublicFigures",
    "Response",
]
