"""The personal calendar that a phone fetches without a login."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership.models import Partnership, User


class CalendarLink(models.Model):
    """Somebody's own calendar at one address. Who has the address can read it, so only its hash is kept."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="calendar_links", verbose_name=_("partnership")
    )
    person = models.ForeignKey(User, models.CASCADE, related_name="calendar_links", verbose_name=_("person"))
    token_hash = models.CharField(_("token hash"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), editable=False)

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")
        constraints = [models.UniqueConstraint(fields=["partnership", "person"], name="calendar_link_once_per_person")]

    def __str__(self):
        return f"{self.partnership_id} {self.person_id}"
