"""What somebody keeps of the board: assignments and searches. It concerns nobody else, so no log mentions it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership

from .assignments import Assignment


class OwnQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Only the own ones, whatever the role."""
        return self.filter(member=membership)


class Favourite(models.Model):
    """An assignment that somebody wants to find again."""

    member = models.ForeignKey(Membership, models.CASCADE, related_name="favourites", verbose_name=_("member"))
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+", verbose_name=_("assignment"))
    made_at = models.DateTimeField(_("kept since"))

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [models.UniqueConstraint(fields=["member", "assignment"], name="favourite_once")]

    def __str__(self):
        return f"{self.member_id} {self.assignment_id}"


class SavedSearch(models.Model):
    """A search that somebody kept; once a week a mail tells what is new, if that is wanted and if there is anything.

    `told_until` is up to when assignments were told; `told_week` is the Monday of the week in which was last looked.
    """

    member = models.ForeignKey(Membership, models.CASCADE, related_name="saved_searches", verbose_name=_("member"))
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("what is searched for, as in the address"), max_length=2000)
    by_mail = models.BooleanField(_("a mail every week"), default=True)
    made_at = models.DateTimeField(_("kept since"))
    told_until = models.DateTimeField(_("told until"))
    told_week = models.DateField(_("looked at in the week of"), null=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [models.UniqueConstraint(fields=["member", "query"], name="saved_search_once")]

    def __str__(self):
        return self.name
