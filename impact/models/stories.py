"""Stories: a case that shows what the partnership means, and who agreed to be in it."""

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from labs.models import Activity, Lab
from partnership.models import Partnership, User
from partnership.roles import Permission

from ..story_states import BOTH, DRAFT, NAME, PUBLISHED, TONES, WITHDRAWN, Appears, ConsentKind, StoryState
from .instruments import InstrumentOutcome

MEDIA = ("image/png", "image/jpeg")


class StoryQuerySet(models.QuerySet):
    def agreed(self, day):
        """Stories in which nobody appears without a consent that holds on a day."""
        return self.filter(~Exists(StoryPerson.objects.without_consent(day).filter(story=OuterRef("pk"))))

    def public(self, partnership, day):
        """What anybody may read: published, and still agreed to by everybody in it."""
        return self.filter(partnership=partnership, state=PUBLISHED).agreed(day)

    def visible_to(self, membership, day):
        """Who manages sees every story of the partnership, others what everybody may read."""
        if membership.can(Permission.MANAGE_IMPACT):
            return self.filter(partnership=membership.partnership_id)
        return self.public(membership.partnership_id, day)


class Story(models.Model):
    """What happened in a lab, told with a picture, and the outcome of the survey that it shows."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="stories", verbose_name=_("partnership"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=8000)
    lab = models.ForeignKey(Lab, models.PROTECT, related_name="stories", verbose_name=_("lab"))
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="stories", verbose_name=_("activity")
    )
    outcome = models.ForeignKey(
        InstrumentOutcome, models.PROTECT, related_name="stories", verbose_name=_("outcome that it shows")
    )
    is_of_nobody = models.BooleanField(_("nobody can be recognised in it"), default=False)
    picture_path = models.CharField(_("file"), max_length=200, blank=True)
    picture_type = models.CharField(_("type"), max_length=20, blank=True)
    picture_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    picture_width = models.PositiveSmallIntegerField(_("width"), null=True, blank=True)
    picture_height = models.PositiveSmallIntegerField(_("height"), null=True, blank=True)
    picture_replaced_at = models.DateTimeField(_("another picture since"), null=True, blank=True)
    picture_alt = models.CharField(_("what can be seen in the picture"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=StoryState.choices, default=DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    changed_at = models.DateTimeField(_("changed at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [models.Index(fields=["partnership", "state", "-published_at"], name="story_of_partnership")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StoryState.values), name="story_state_known"),
            models.CheckConstraint(
                condition=Q(
                    picture_path="",
                    picture_type="",
                    picture_sha256="",
                    picture_width=None,
                    picture_height=None,
                    picture_alt="",
                )
                | Q(
                    picture_type__in=MEDIA,
                    picture_sha256__regex=r"^[0-9a-f]{64}$",
                    picture_width__gte=1,
                    picture_height__gte=1,
                )
                & ~Q(picture_path="")
                & ~Q(picture_alt=""),
                name="story_picture_whole_and_described",
            ),
            models.CheckConstraint(
                condition=Q(state=DRAFT)
                | Q(state=PUBLISHED, published_at__isnull=False) & ~Q(picture_path="")
                | Q(state=WITHDRAWN, published_at__isnull=False, withdrawn_at__isnull=False),
                name="story_state_has_its_moments",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def has_picture(self) -> bool:
        return bool(self.picture_path)


class StoryPersonQuerySet(models.QuerySet):
    def with_consent(self, day):
        """Those who agreed to appear as they do, to the picture that is there, and whose consent holds on a day."""
        replaced = "person__story__picture_replaced_at"
        holds = StoryConsent.objects.holding(day).filter(
            Q(covers=OuterRef("appears")) | Q(covers=BOTH),
            Q(person__is_under_16=False) | ~Q(representative=""),
            Q(person__appears=NAME) | Q(**{replaced: None}) | Q(recorded_at__gt=F(replaced)),
            person=OuterRef("pk"),
        )
        return self.annotate(agrees=Exists(holds))

    def without_consent(self, day):
        return self.with_consent(day).filter(agrees=False)


class StoryPerson(models.Model):
    """Somebody who is named or shown in a story."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="people", verbose_name=_("story"))
    name = models.CharField(_("name"), max_length=120)
    appears = models.CharField(_("recognisable"), max_length=10, choices=Appears.choices)
    is_under_16 = models.BooleanField(_("younger than 16"), default=False)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = StoryPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person in a story")
        verbose_name_plural = _("people in stories")
        constraints = [
            models.UniqueConstraint(fields=["story", "name"], name="story_person_once"),
            models.CheckConstraint(condition=Q(appears__in=Appears.values), name="story_person_appears_known"),
        ]

    def __str__(self):
        return self.name


class StoryConsentQuerySet(models.QuerySet):
    def holding(self, day):
        return self.filter(given_on__lte=day, until__gte=day, withdrawn_at=None)


class StoryConsent(models.Model):
    """That somebody agreed to be in a story: when, how, to what and until when. It can be withdrawn at any moment."""

    person = models.ForeignKey(StoryPerson, models.CASCADE, related_name="consents", verbose_name=_("person"))
    given_on = models.DateField(_("given on"))
    until = models.DateField(_("holds until"))
    how = models.CharField(_("how"), max_length=10, choices=ConsentKind.choices)
    proof = models.CharField(_("where the proof is kept"), max_length=200)
    covers = models.CharField(_("agrees to be recognisable"), max_length=10, choices=Appears.choices)
    representative = models.CharField(_("parent or legal representative"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("withdrawal recorded by")
    )
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = StoryConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent to a story")
        verbose_name_plural = _("consents to stories")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("given_on")), name="story_consent_ends_after_it_began"),
            models.CheckConstraint(condition=Q(how__in=ConsentKind.values), name="story_consent_how_known"),
            models.CheckConstraint(condition=Q(covers__in=Appears.values), name="story_consent_covers_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="story_consent_withdrawn_by_someone",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="story_consents_only_end",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.withdrawn_at IS NOT NULL OR (OLD.person_id, OLD.given_on, OLD.until, OLD.how, OLD.proof,"
                    " OLD.covers, OLD.representative, OLD.recorded_at) IS DISTINCT FROM (NEW.person_id, NEW.given_on,"
                    " NEW.until, NEW.how, NEW.proof, NEW.covers, NEW.representative, NEW.recorded_at)"
                ),
            )
        ]

    def __str__(self):
        return f"{self.person_id} {self.given_on}"
