"""The life of what is on the board: one table per workflow."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission

ASK, OFFER, MATCH, APPLY = Permission.ASK_DESK, Permission.OFFER_WORK, Permission.MATCH, Permission.APPLY


class DeskState(models.TextChoices):
    """A question at the desk: new, being looked at, and what became of it."""

    NEW = "new", _("new")
    TAKEN = "taken", _("being looked at")
    TURNED = "turned", _("turned into work for students")
    PASSED_ON = "passed_on", _("passed on to another school")
    ANSWERED = "answered", _("answered")
    DECLINED = "declined", _("not taken up")


class AssignmentState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PENDING = "pending", _("waits for approval")
    APPROVED = "approved", _("on the board")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    READ = "read", _("read")
    TALKING = "talking", _("in conversation")
    OFFERED = "offered", _("offered")
    ACCEPTED = "accepted", _("offer accepted")
    PLACED = "placed", _("placed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")
    CANCELLED = "cancelled", _("cancelled")


DESK = Workflow(
    Transition("take", (DeskState.NEW.value,), DeskState.TAKEN.value, MATCH),
    Transition("turn", (DeskState.NEW.value, DeskState.TAKEN.value), DeskState.TURNED.value, MATCH),
    Transition("pass_on", (DeskState.NEW.value, DeskState.TAKEN.value), DeskState.PASSED_ON.value, MATCH),
    Transition("answer", (DeskState.NEW.value, DeskState.TAKEN.value), DeskState.ANSWERED.value, MATCH),
    Transition("decline", (DeskState.NEW.value, DeskState.TAKEN.value), DeskState.DECLINED.value, MATCH),
)

A = AssignmentState
DRAFT, PENDING, APPROVED, REJECTED, WITHDRAWN, CLOSED = A.values
ASSIGNMENTS = Workflow(
    Transition("submit", (DRAFT, REJECTED), PENDING, OFFER),
    Transition("approve", (PENDING,), APPROVED, MATCH),
    Transition("reject", (PENDING,), REJECTED, MATCH),
    Transition("withdraw", (DRAFT, PENDING, APPROVED, REJECTED), WITHDRAWN, OFFER),
    Transition("take_up_again", (WITHDRAWN,), DRAFT, OFFER),
    Transition("close", (APPROVED,), CLOSED, OFFER),
)

S = ApplicationState
# Where somebody of the company, or the student, still has to say something.
WAITING = (S.SUBMITTED.value, S.READ.value, S.TALKING.value, S.OFFERED.value)
OPEN = (S.DRAFT.value, *WAITING)
# The student holds a seat, or has been offered one.
HOLDING = (S.OFFERED.value, S.ACCEPTED.value, S.PLACED.value)
# The company knows what is in it.
SEEN = (S.READ.value, S.TALKING.value, S.OFFERED.value, S.ACCEPTED.value)
# The student took the place.
TAKEN = (S.ACCEPTED.value, S.PLACED.value)
ALIVE = (*OPEN, S.ACCEPTED.value, S.PLACED.value)
ENDED = (S.DECLINED.value, S.WITHDRAWN.value, S.EXPIRED.value, S.CANCELLED.value)
# The portal lets things expire and cancels what follows from something else by itself; these ask nobody for a right,
# but stand in the table as steps.
APPLICATIONS = Workflow(
    Transition("submit", (S.DRAFT.value,), S.SUBMITTED.value, APPLY),
    Transition("read", (S.SUBMITTED.value,), S.READ.value, OFFER),
    Transition("talk", (S.SUBMITTED.value, S.READ.value), S.TALKING.value, OFFER),
    Transition("offer", (S.READ.value, S.TALKING.value), S.OFFERED.value, OFFER),
    Transition("accept", (S.OFFERED.value,), S.ACCEPTED.value, APPLY),
    Transition("give", OPEN, S.ACCEPTED.value, MATCH),  # the result of a round of wishes
    Transition("place", (S.ACCEPTED.value,), S.PLACED.value, MATCH),
    Transition("decline", WAITING, S.DECLINED.value, OFFER),
    Transition("withdraw", (*OPEN, S.ACCEPTED.value), S.WITHDRAWN.value, APPLY),
    Transition("expire", WAITING, S.EXPIRED.value, OFFER),
    Transition("cancel", (*OPEN, S.ACCEPTED.value), S.CANCELLED.value, MATCH),
    # A placement that was cancelled before it began gives its seat back.
    Transition("unplace", (S.PLACED.value,), S.CANCELLED.value, MATCH),
)
# How long each waiting point lasts: reminded and then expired, in days since the state was reached.
EXPIRES_AFTER = {S.SUBMITTED.value: 15, S.READ.value: 15, S.TALKING.value: 30, S.OFFERED.value: 15}

# How a state looks: the tones of `state_pill`.
TONES = {
    DeskState.NEW.value: "wait",
    DeskState.TAKEN.value: "wait",
    DeskState.TURNED.value: "good",
    DeskState.PASSED_ON.value: "good",
    DeskState.ANSWERED.value: "good",
    DRAFT: "neutral",
    PENDING: "wait",
    APPROVED: "good",
    REJECTED: "bad",
    WITHDRAWN: "neutral",
    CLOSED: "neutral",
    S.SUBMITTED.value: "wait",
    S.READ.value: "wait",
    S.TALKING.value: "wait",
    S.OFFERED.value: "wait",
    S.ACCEPTED.value: "good",
    S.PLACED.value: "good",
    S.DECLINED.value: "bad",
    S.EXPIRED.value: "bad",
    S.CANCELLED.value: "neutral",
}
