from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutboxMail(models.Model):
    """A mail that is to leave once. Its text is emptied after it left, for it may hold a personal link."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("being sent")
        DONE = "done", _("sent")
        FAILED = "failed", _("failed")

    key = models.CharField(_("key"), max_length=120, unique=True)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due at"))
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [models.Index(fields=["state", "due_at"], name="outbox_mail_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", sent_at__isnull=False) | (~Q(state="done") & Q(sent_at=None)),
                name="outbox_mail_sent_when_done",
            )
        ]

    def __str__(self):
        return self.key
