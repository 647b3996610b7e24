"""Who may do what with a campaign: predicates that say why not, for button, view and action alike."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .states import CAMPAIGNS, CLOSED, DRAFT

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Campaign, Instrument


def can_manage(by: "Membership", campaign: "Campaign") -> Decision:
    """Prepare, invite, remind: the management of the partnership that holds the campaign."""
    if campaign.partnership_id != by.partnership_id:
        return refused(_("Another partnership holds this campaign."))
    if not by.can(Permission.MANAGE_IMPACT):
        return refused(_("Your role does not let you manage impact surveys."))
    return ALLOWED


def can_edit(by: "Membership", campaign: "Campaign") -> Decision:
    """Change what is asked and how: only before anybody was asked."""
    managed = can_manage(by, campaign)
    if managed and campaign.state != DRAFT:
        return refused(_("This campaign was opened already. What is asked can't change any more."))
    return managed


def can_step(by: "Membership", campaign: "Campaign", verb: str) -> Decision:
    """Take a verb of the campaign's workflow."""
    managed = can_manage(by, campaign)
    if managed and not CAMPAIGNS.allows(verb, campaign.state):
        return refused(_("The campaign is not in a state in which you can do this."))
    return managed


def can_see_figures(by: "Membership", campaign: "Campaign") -> Decision:
    if not by.can(Permission.SEE_IMPACT):
        return refused(_("Your role does not let you see the figures of impact surveys."))
    return ALLOWED


def can_report(by: "Membership", campaign: "Campaign") -> Decision:
    """Make a report and put figures out: only of answers that do not change any more.

    Of two moments, one answer apart, the difference would be that answer.
    """
    managed = can_manage(by, campaign)
    if managed and campaign.state != CLOSED:
        return refused(_("This can be done once the campaign is closed, when no answer is still to come."))
    return managed


def can_read_answers(by: "Membership", campaign: "Campaign") -> Decision:
    """Single answers, and deciding which texts are shown: the researcher of the partnership that holds the campaign."""
    if campaign.partnership_id != by.partnership_id:
        return refused(_("Another partnership holds this campaign."))
    if not by.can(Permission.READ_IMPACT_ANSWERS):
        return refused(_("Your role does not let you read single answers."))
    return ALLOWED


def can_download_answers(by: "Membership", campaign: "Campaign") -> Decision:
    """Raw answers as a file. Without names they leave only when nobody can be watched answering any more."""
    readable = can_read_answers(by, campaign)
    if readable and campaign.anonymous and campaign.state != CLOSED:
        return refused(_("The answers to an anonymous campaign can be downloaded once it is closed."))
    return readable


def can_change_instrument(by: "Membership", instrument: "Instrument") -> Decision:
    if instrument.partnership_id != by.partnership_id:
        return refused(_("This list of questions is not yours. Make a copy to change it."))
    if not by.can(Permission.MANAGE_IMPACT):
        return refused(_("Your role does not let you manage impact surveys."))
    if instrument.is_used:
        return refused(_("This list of questions is in use. Make a new version to change it."))
    return ALLOWED
