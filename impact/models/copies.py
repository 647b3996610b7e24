"""The PDF of one's own answers: made by a worker for whoever holds the link, and soon thrown away."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.jobs import DONE, FAILED, OPEN, QUEUED, Failure, JobState

from ..kinds import Language
from .campaigns import Campaign
from .contacts import HASH


class AnswerCopy(models.Model):
    """One PDF of what was sent, and the job of making it. Found by who holds the link, and by nobody else.

    What it says is in `snapshot` until the file is there. Row and file go after an hour.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", verbose_name=_("campaign"))
    owner_hash = models.CharField(_("hash of the link it belongs to"), max_length=64)
    key = models.CharField(_("key"), max_length=64)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    snapshot = models.JSONField(_("data"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=64, blank=True)
    failure = models.CharField(_("reason"), max_length=20, choices=Failure.choices, blank=True)
    requested_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("made at"), null=True, blank=True)
    path = models.CharField(_("file"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("copy of an answer")
        verbose_name_plural = _("copies of answers")
        indexes = [models.Index(fields=["state", "lease_until"], name="answer_copy_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["owner_hash", "key"], name="answer_copy_once"),
            models.CheckConstraint(condition=Q(owner_hash__regex=HASH), name="answer_copy_owner_is_a_hash"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="answer_copy_state_known"),
            models.CheckConstraint(
                condition=Q(state=DONE, snapshot={}) & ~Q(path="") | ~Q(state=DONE) & Q(path=""),
                name="answer_copy_has_its_file_when_done",
            ),
            models.CheckConstraint(condition=~Q(state=FAILED) | ~Q(failure=""), name="answer_copy_failed_with_reason"),
        ]

    def __str__(self):
        return f"{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in OPEN
