"""What goes on from what: the whole chain of an assignment, and whom to ask for a follow-up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from partnership.models import Membership

from ..bank_rules import ASK_WITHIN
from ..kinds import Follows
from ..models import Assignment, FollowUpAsk, PlacementFeedback
from ..placement_states import COMPLETED, ENDED_EARLY, FeedbackSide, Moment
from ..states import APPROVED, CLOSED, WITHDRAWN

MOST_HINTS = 3
# UNION leaves out what was there already, so it ends whatever the rows say.
CHAIN = """
    WITH RECURSIVE earlier (id, follows_id) AS (
        SELECT id, follows_id FROM matching_assignment WHERE id = %s
        UNION SELECT a.id, a.follows_id FROM matching_assignment a JOIN earlier e ON a.id = e.follows_id
    ), later (id) AS (
        SELECT id FROM matching_assignment WHERE id = %s
        UNION SELECT a.id FROM matching_assignment a JOIN later l ON a.follows_id = l.id
    ) SELECT id FROM earlier UNION SELECT id FROM later"""


@dataclass(frozen=True)
class Chain:
    """What came before and what came after, oldest first."""

    earlier: list[Assignment]
    later: list[Assignment]

    def __bool__(self) -> bool:
        return bool(self.earlier or self.later)


def chain_of(assignment: Assignment, by: Membership | None, *, on_board: bool = False) -> Chain:
    """All that it goes on from, and all that goes on from it, as far as this reader may see those; one query.

    `on_board`: only what is or was on the board, for the pages there.

    A row only follows one that was there before it, so its number says on which side it stands.
    """
    rows = Assignment.objects.visible_to(by) if by else Assignment.objects.public()
    rows = rows.filter(pk__in=RawSQL(CHAIN, (assignment.pk, assignment.pk))).select_related("organisation")  # noqa: S611
    rows = rows.filter(state__in=(APPROVED, CLOSED)) if on_board else rows
    found = list(rows.order_by("pk"))
    return Chain(
        [row for row in found if row.pk < assignment.pk],
        [row for row in found if row.pk > assignment.pk],
    )


def to_go_on_from(by: Membership) -> QuerySet[Assignment]:
    """What the own organisation has, or had, on the board."""
    return Assignment.objects.offered_by(by).filter(state__in=(APPROVED, CLOSED))


def goes_on_in(assignment: Assignment, how: str) -> Assignment | None:
    """The next edition or relay that there is already, unless it was withdrawn."""
    return assignment.followed_by.filter(follows_as=how).exclude(state=WITHDRAWN).order_by("pk").first()


# --- Follow-ups --------------------------------------------------------------------------------------------------
def _goes_on(of: str) -> Exists:
    """Whether something goes on from it; the next half-year of the same work is not that."""
    after = Assignment.objects.filter(follows=OuterRef(of)).exclude(state=WITHDRAWN)
    return Exists(after.exclude(follows_as=Follows.PART))


def asked_now(by: Membership) -> list[FollowUpAsk]:
    """What the own company was asked to go on from, did not put away, and does not go on from yet."""
    rows = FollowUpAsk.objects.visible_to(by).filter(assignment__organisation=by.organisation_id, put_away_at=None)
    return list(
        rows.filter(~_goes_on("assignment")).select_related("assignment").order_by("-asked_at", "-pk")[:MOST_HINTS]
    )


def to_ask(now: datetime) -> Iterator[PlacementFeedback]:
    """What companies said lately at the end of a placement that is over, where nobody was asked and nothing goes on."""
    rows = PlacementFeedback.objects.filter(
        moment=Moment.END,
        side=FeedbackSide.COMPANY,
        given_at__gte=now - ASK_WITHIN,
        placement__state__in=(COMPLETED, ENDED_EARLY),
        placement__anonymised_at=None,
        placement__assignment__follow_up_ask=None,
    )
    rows = rows.filter(~_goes_on("placement__assignment"))
    rows = rows.select_related("placement__assignment__organisation", "placement__partnership")
    return rows.order_by("given_at", "pk").iterator(chunk_size=500)
