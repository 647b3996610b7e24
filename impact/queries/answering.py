"""What a personal link opens: the campaign, and what its holder filled in and sent."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q

from ..answer_rules import ADDRESS, Step, steps_of
from ..models import Campaign, CampaignText, Contact, Draft, Invitation, InvitationLink, Response
from ..survey.columns import answer_cells, answer_columns
from ..tokens import hash_of, owner_hash_of
from .answers import answer_of
from .instruments import Asked, asked


@dataclass
class Opened:
    """A link that works. `owner` is what an anonymous answer is found by; it comes from the link alone."""

    invitation: Invitation
    owner: str
    asked: Asked
    known: dict = field(default_factory=dict)

    @property
    def contact(self) -> Contact:
        return self.invitation.contact

    @property
    def campaign(self) -> Campaign:
        return self.contact.campaign

    @property
    def whose(self) -> dict:
        """How the draft of this holder is found: in an anonymous campaign not by the invitation."""
        if self.campaign.anonymous:
            return {"campaign": self.campaign, "owner_hash": self.owner}
        return {"invitation": self.invitation}

    @cached_property
    def draft(self) -> Draft | None:
        return Draft.objects.filter(**self.whose).first()

    @cached_property
    def response(self) -> Response | None:
        rows = Response.objects.filter(campaign=self.campaign).select_related("material_offer")
        if self.campaign.anonymous:
            return rows.filter(owner_hash=self.owner).first()
        return rows.filter(contact=self.contact).first()

    @cached_property
    def sent(self) -> dict[str, str] | None:
        """What was sent last; None when nothing was."""
        if self.draft and self.draft.sent is not None:
            return self.draft.sent["values"]
        return values_of(self.response, self.asked) if self.response else None

    @cached_property
    def values(self) -> dict[str, str]:
        """What is filled in now."""
        if self.draft and "values" in self.draft.data:
            return self.draft.data["values"]
        return dict(self.sent or {})

    @property
    def is_changed(self) -> bool:
        """Whether something is filled in that was not sent."""
        return self.values != (self.sent or {})

    @property
    def answered_elsewhere(self) -> bool:
        """Of an anonymous campaign: answered with another link, from which alone the answer can be found."""
        return self.invitation.has_answered and self.sent is None

    @property
    def at(self) -> str:
        """The page on which something was filled in last."""
        return self.draft.data.get("at", "") if self.draft else ""

    @property
    def steps(self) -> tuple[Step, ...]:
        return steps_of(self.asked, self.values)

    def again(self) -> "Opened":
        """The same link, read anew."""
        return Opened(self.invitation, self.owner, self.asked)

    def takes_answers(self, today: date) -> bool:
        return self.campaign.takes_answers(today)


def open_link(token: str) -> Opened | None:
    """What a link opens. Unknown, withdrawn and handed over look the same: there is nothing, found by one query."""
    links = InvitationLink.objects.select_related("invitation__contact__campaign__partnership")
    live = Q(revoked_at=None, invitation__revoked_at=None, invitation__contact__handed_to=None)
    link = links.filter(live, token_hash=hash_of(token)).exclude(invitation__contact__campaign__state="draft").first()
    if link is None:
        return None
    campaign = link.invitation.contact.campaign
    return Opened(link.invitation, owner_hash_of(token), asked(campaign.instrument_id))


def values_of(response: Response, questions: Asked) -> dict[str, str]:
    """A stored answer as it was filled in."""
    cells = zip(answer_columns(questions), answer_cells(answer_of(response), questions), strict=True)
    values = {column: cell for column, cell in cells if cell and column != "contact"}
    offer = getattr(response, "material_offer", None)
    return values | ({ADDRESS: offer.email} if offer else {})


def text_of(campaign: Campaign, purpose: str, language: str) -> str:
    """What the campaign says in a language; nothing when it has no words of its own."""
    rows = CampaignText.objects.filter(campaign=campaign, purpose=purpose, language=language)
    return rows.values_list("body", flat=True).first() or ""
