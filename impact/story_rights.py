"""Who may do what with a story: predicates that say why not."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lib.workflow import ALLOWED, Decision, refused
from partnership.roles import Permission

from .story_states import DRAFT, STORIES

if TYPE_CHECKING:
    from partnership.models import Membership

    from .models import Story


def can_tell(by: "Membership") -> Decision:
    """Write stories and keep who agreed to be in them."""
    if not by.can(Permission.MANAGE_IMPACT):
        return refused(_("Your role does not let you tell stories."))
    return ALLOWED


def can_keep(by: "Membership", story: "Story") -> Decision:
    told = can_tell(by)
    if told and story.partnership_id != by.partnership_id:
        return refused(_("This story is of another partnership."))
    return told


def can_change(by: "Membership", story: "Story") -> Decision:
    """Its words, picture and people change only while nobody reads it."""
    kept = can_keep(by, story)
    if kept and story.state != DRAFT:
        return refused(_("Only a draft can be changed. Take the story back first, and work on it again."))
    return kept


def can_step(by: "Membership", story: "Story", verb: str) -> Decision:
    kept = can_keep(by, story)
    if kept and not STORIES.allows(verb, story.state):
        return refused(_("The story is not in a state in which you can do this."))
    return kept
