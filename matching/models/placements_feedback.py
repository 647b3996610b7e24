"""How a placement goes and went: feedback of both sides, a reference, and the link to a student's portfolio."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership

from ..placement_states import FeedbackSide, Moment
from .placements import Placement

POINTS = ("work", "guidance", "contact", "learning")
FROM_1_TO_5 = [MinValueValidator(1), MaxValueValidator(5)]


class PlacementFeedbackQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Of the placements somebody sees; what the other side wrote only shows once `queries` say so."""
        return self.filter(placement__in=Placement.objects.visible_to(membership))


class PlacementFeedback(models.Model):
    """What one side says at one moment: four points from 1 to 5, and words."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="feedback", verbose_name=_("placement"))
    moment = models.CharField(_("moment"), max_length=8, choices=Moment.choices)
    side = models.CharField(_("side"), max_length=8, choices=FeedbackSide.choices)
    work = models.PositiveSmallIntegerField(_("the work itself"), validators=FROM_1_TO_5)
    guidance = models.PositiveSmallIntegerField(_("the guidance"), validators=FROM_1_TO_5)
    contact = models.PositiveSmallIntegerField(_("working together"), validators=FROM_1_TO_5)
    learning = models.PositiveSmallIntegerField(_("what is learnt"), validators=FROM_1_TO_5)
    text = models.TextField(_("in words"), max_length=2000)
    given_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)

    objects = PlacementFeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback on a placement")
        verbose_name_plural = _("feedback on placements")
        constraints = [
            models.UniqueConstraint(fields=["placement", "moment", "side"], name="placement_feedback_once"),
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="placement_feedback_moment_known"),
            models.CheckConstraint(condition=Q(side__in=FeedbackSide.values), name="placement_feedback_side_known"),
            models.CheckConstraint(
                condition=Q(**{f"{point}__gte": 1 for point in POINTS}, **{f"{point}__lte": 5 for point in POINTS}),
                name="placement_feedback_from_1_to_5",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="placement_feedback_in_words"),
        ]

    def __str__(self):
        return f"{self.placement_id} {self.moment} {self.side}"


class PlacementReference(models.Model):
    """What the company says about a student afterwards, for others to read if the student wants that."""

    placement = models.OneToOneField(Placement, models.CASCADE, related_name="reference", verbose_name=_("placement"))
    text = models.TextField(_("reference"), max_length=2000)
    name = models.CharField(_("name of the mentor"), max_length=120)
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(name=""), name="placement_reference_says_something")
        ]

    def __str__(self):
        return str(self.placement_id)


class PortfolioLink(models.Model):
    """The address at which others read a student's portfolio. Only its hash is kept; without it nobody else reads."""

    student = models.OneToOneField(Membership, models.CASCADE, related_name="portfolio_link", verbose_name=_("student"))
    token_hash = models.CharField(_("token hash"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    nonce = models.UUIDField(_("form nonce"), editable=False)

    class Meta:
        verbose_name = _("link to a portfolio")
        verbose_name_plural = _("links to portfolios")

    def __str__(self):
        return str(self.student_id)
