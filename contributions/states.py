"""The life of an hour entry: one table, read by buttons, actions and tests alike."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.workflow import Transition, Workflow
from partnership.roles import Permission


class EntryState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")


class ContributionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")


class TimesheetState(models.TextChoices):
    """The life of one person's month (R37)."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("handed in")
    CONFIRMED = "confirmed", _("confirmed by the company")
    ACCEPTED = "accepted", _("accepted by the partnership")
    LOCKED = "locked", _("locked")


class SheetState(models.TextChoices):
    """The life of a spreadsheet that is brought in."""

    UPLOADED = "uploaded", _("uploaded")
    READING = "reading", _("being read")
    READ = "read", _("read")
    WRITING = "writing", _("being written")
    DONE = "done", _("written")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class AgreementState(models.TextChoices):
    PREPARED = "prepared", _("prepared")
    SENT = "sent", _("sent for signing")
    SIGNED = "signed", _("signed")
    WITHDRAWN = "withdrawn", _("withdrawn")


UNSIGNED = (AgreementState.PREPARED.value, AgreementState.SENT.value)
# `record_paper` is also for who may sign for the partner, once it was sent.
AGREEMENTS = Workflow(
    Transition("send", (AgreementState.PREPARED.value,), AgreementState.SENT.value, Permission.MANAGE_PLEDGES),
    Transition("sign", (AgreementState.SENT.value,), AgreementState.SIGNED.value, Permission.SIGN_AGREEMENTS),
    Transition("record_paper", UNSIGNED, AgreementState.SIGNED.value, Permission.MANAGE_PLEDGES),
    Transition("withdraw", UNSIGNED, AgreementState.WITHDRAWN.value, Permission.MANAGE_PLEDGES),
)


class RoundState(models.TextChoices):
    """The life of a week's round of reminders."""

    PREPARED = "prepared", _("prepared")
    SENT = "sent", _("sent")
    STOPPED = "stopped", _("stopped")


class OfferState(models.TextChoices):
    """The life of hours that follow from a session: what their person answered, or that they were taken back."""

    OFFERED = "offered", _("waits for an answer")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    TAKEN_BACK = "taken_back", _("taken back")


DRAFT, SUBMITTED, RETURNED, APPROVED = EntryState.values

HOURS = Workflow(
    Transition("submit", (DRAFT, RETURNED), SUBMITTED, Permission.LOG_HOURS),
    Transition("withdraw", (SUBMITTED,), DRAFT, Permission.LOG_HOURS),
    Transition("approve", (SUBMITTED,), APPROVED, Permission.DECIDE_ON_HOURS),
    Transition("return", (SUBMITTED,), RETURNED, Permission.DECIDE_ON_HOURS),
    Transition("reopen", (APPROVED,), SUBMITTED, Permission.DECIDE_ON_HOURS),
)
ROUNDS = Workflow(
    Transition("send", (RoundState.PREPARED,), RoundState.SENT, Permission.SEND_REMINDERS),
    Transition("stop", (RoundState.PREPARED,), RoundState.STOPPED, Permission.SEND_REMINDERS),
)
GOODS = Workflow(
    Transition("submit", (DRAFT, RETURNED), SUBMITTED, Permission.BRING_GOODS),
    Transition("withdraw", (SUBMITTED,), DRAFT, Permission.BRING_GOODS),
    Transition("approve", (SUBMITTED,), APPROVED, Permission.DECIDE_ON_GOODS),
    Transition("return", (SUBMITTED,), RETURNED, Permission.DECIDE_ON_GOODS),
    Transition("reopen", (APPROVED,), SUBMITTED, Permission.DECIDE_ON_GOODS),
)
# Confirming and asking again go together with submitting and withdrawing the hours; the portal itself takes back.
OFFERS = Workflow(
    Transition("confirm", (OfferState.OFFERED,), OfferState.CONFIRMED, Permission.LOG_HOURS),
    Transition("withdraw", (OfferState.CONFIRMED,), OfferState.OFFERED, Permission.LOG_HOURS),
    Transition("decline", (OfferState.OFFERED, OfferState.CONFIRMED), OfferState.DECLINED, Permission.LOG_HOURS),
    Transition("take_back", (OfferState.OFFERED,), OfferState.TAKEN_BACK, ""),
    Transition("offer_again", (OfferState.TAKEN_BACK,), OfferState.OFFERED, ""),
)
EDITABLE = (DRAFT, RETURNED)
# Stands for the reason of hours that were returned in an earlier administration, which did not say why.
RETURNED_BEFORE = "returned_before"

# A worker takes the steps out of reading and writing. "again" goes back to the choice of columns.
SHEETS = Workflow(
    Transition("read", (SheetState.UPLOADED,), SheetState.READING, Permission.IMPORT_HOURS),
    Transition("again", (SheetState.READ, SheetState.FAILED), SheetState.UPLOADED, Permission.IMPORT_HOURS),
    Transition("write", (SheetState.READ,), SheetState.WRITING, Permission.IMPORT_HOURS),
    Transition(
        "cancel",
        (SheetState.UPLOADED, SheetState.READING, SheetState.READ, SheetState.WRITING, SheetState.FAILED),
        SheetState.CANCELLED,
        Permission.IMPORT_HOURS,
    ),
)
