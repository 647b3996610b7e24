"""Certificates of participation: a PDF for who was there."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.jobs import DONE, FAILED, OPEN, QUEUED, Failure, JobState
from partnership.models import User

from ..states import SessionState
from .sessions import Enrolment


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """One's own, in this partnership."""
        return self.filter(
            enrolment__person=membership.user_id, enrolment__session__lab__partnership=membership.partnership_id
        )


class Certificate(models.Model):
    """One PDF that says that somebody was at a session, made once and kept unchanged; and the job of making it.

    `key` is the SHA-256 of template version, language and snapshot: the same content gives the same row. Of the number
    that is printed on it only the hash is kept; the number itself follows from `seed` and the portal's own secret.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates", verbose_name=_("enrolment"))
    key = models.CharField(_("key"), max_length=64, unique=True)
    seed = models.CharField(_("seed"), max_length=32, editable=False)
    number_hash = models.CharField(_("hash of the number"), max_length=64, unique=True)
    template_version = models.CharField(_("template version"), max_length=20)
    language = models.CharField(_("language"), max_length=5)
    moment = models.DateTimeField(_("as things stood at"))
    file_name = models.CharField(_("file name"), max_length=120)
    snapshot = models.JSONField(_("data"))
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=64, blank=True)
    failure = models.CharField(_("reason"), max_length=20, choices=Failure.choices, blank=True)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    requested_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("made at"), null=True, blank=True)
    path = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        indexes = [
            models.Index(fields=["state", "lease_until"], name="certificate_waiting"),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="certificate_by_hash"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="certificate_state_known"),
            models.CheckConstraint(
                condition=Q(state=DONE, finished_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$", size__gt=0)
                | (~Q(state=DONE) & Q(finished_at=None, sha256="", path="", size=0)),
                name="certificate_has_its_file_when_done",
            ),
            models.CheckConstraint(condition=~Q(state=FAILED) | ~Q(failure=""), name="certificate_failed_with_reason"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="finished_certificates_do_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=DONE),
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_valid(self) -> bool:
        """Whether it is still known that the session was held, and that this person was there."""
        return self.enrolment.was_there is True and self.enrolment.session.state == SessionState.PUBLISHED

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in OPEN
