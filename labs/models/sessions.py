"""What happens in the labs at a time and a place, and who takes part."""

from uuid import uuid4

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership, Organisation, User
from partnership.roles import Permission

from ..kinds import Audience, SessionKind, SessionLanguage
from ..states import TAKING_PART, EnrolmentState, SessionState
from .plan import Activity, Lab
from .rooms import Room

CANCELLED, WITHDRAWN, SEATED = SessionState.CANCELLED, EnrolmentState.WITHDRAWN, EnrolmentState.SEATED


class SessionSeries(models.Model):
    """Sessions that were planned in one go; each is a session of its own and may differ from the others."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="series", verbose_name=_("lab"))
    rule = models.CharField(_("repeats"), max_length=20)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("planned by"))
    planned_at = models.DateTimeField(_("planned at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("series of sessions")
        verbose_name_plural = _("series of sessions")

    def __str__(self):
        return self.rule


class SessionQuerySet(models.QuerySet):
    def public(self, partnership):
        """What anybody may see of a partnership: published or cancelled, and meant for the public."""
        return self.filter(lab__partnership=partnership, is_public=True).exclude(state=SessionState.DRAFT)

    def run_by(self, membership):
        """The sessions that a membership plans and keeps: of the own labs, or of all labs for management."""
        return self.filter(lab__in=Lab.objects.run_by(membership))

    def concerning(self, membership):
        """Sessions of a few people: for who runs the lab, who gives them, and who they are with."""
        lab = Q(lab__in=Lab.objects.run_by(membership))
        gives = Q(pk__in=SessionGuest.objects.filter(person=membership.user_id).values("session"))
        companies = self.model.objects.filter(
            company_session__company__members__membership=membership,
            company_session__company__members__left_on=None,
        )
        practice = self.model.objects.filter(practice_meeting__placement__teacher=membership)
        few = self.filter(is_listed=False, lab__partnership=membership.partnership_id)
        return few.filter(lab | gives | Q(pk__in=companies.values("pk")) | Q(pk__in=practice.values("pk")))

    def visible_to(self, membership):
        """Members see everything that is published and listed; a draft is for who runs the lab."""
        here = self.filter(lab__partnership=membership.partnership_id).filter(
            Q(is_listed=True) | Q(pk__in=self.model.objects.concerning(membership).values("pk"))
        )
        if not membership.can(Permission.RUN_LABS):
            return here.exclude(state=SessionState.DRAFT)
        return here.filter(~Q(state=SessionState.DRAFT) | Q(lab__in=Lab.objects.run_by(membership)))


class Session(models.Model):
    """A training, guest lesson or other meeting of a lab, from a moment to a moment."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="sessions", verbose_name=_("lab"))
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("activity")
    )
    series = models.ForeignKey(
        SessionSeries, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("series")
    )
    series_day = models.DateField(_("day in the series"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SessionKind.choices)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("what it is about"), max_length=2000, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("room")
    )
    audience = ArrayField(
        models.CharField(max_length=12, choices=Audience.choices), default=list, blank=True, verbose_name=_("for")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=SessionLanguage.choices, default=SessionLanguage.DUTCH
    )
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    takes_enrolments = models.BooleanField(_("people sign up"), default=True)
    enrol_until = models.DateTimeField(_("sign up until"), null=True, blank=True)
    withdraw_until = models.DateTimeField(_("withdraw until"), null=True, blank=True)
    is_public = models.BooleanField(_("on the public calendar"), default=True)
    is_listed = models.BooleanField(
        _("on the calendar of members"),
        default=True,
        help_text=_("Not listed: only for who runs the lab and the few people whom it concerns."),
    )
    state = models.CharField(_("state"), max_length=10, choices=SessionState.choices, default=SessionState.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    uid = models.UUIDField(_("calendar identity"), default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("calendar revision"), default=0)
    changed_at = models.DateTimeField(_("changed at"))
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("planned by"))
    planned_at = models.DateTimeField(_("planned at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cancelled by")
    )
    cancel_reason = models.CharField(_("why it is cancelled"), max_length=300, blank=True)
    attendance_taken_at = models.DateTimeField(_("attendance taken at"), null=True, blank=True)
    attendance_taken_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("attendance taken by")
    )
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["lab", "starts_at"], name="session_lab_start")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_known"),
            models.CheckConstraint(condition=Q(kind__in=SessionKind.values), name="session_kind_known"),
            models.CheckConstraint(condition=Q(language__in=SessionLanguage.values), name="session_language_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(condition=Q(audience__contained_by=Audience.values), name="session_audience_known"),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gte=1), name="session_has_a_seat"),
            models.CheckConstraint(
                condition=Q(is_listed=True) | Q(is_public=False, takes_enrolments=False),
                name="session_unlisted_is_not_public",
            ),
            models.CheckConstraint(
                condition=Q(enrol_until=None) | Q(enrol_until__lte=F("ends_at")), name="session_enrol_before_end"
            ),
            models.CheckConstraint(
                condition=Q(withdraw_until=None) | Q(withdraw_until__lte=F("ends_at")),
                name="session_withdraw_before_end",
            ),
            models.CheckConstraint(
                condition=Q(state=CANCELLED, cancelled_at__isnull=False, cancelled_by__isnull=False)
                & ~Q(cancel_reason="")
                | ~Q(state=CANCELLED) & Q(cancelled_at=None, cancelled_by=None, cancel_reason=""),
                name="session_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(attendance_taken_at=None, attendance_taken_by=None)
                | Q(attendance_taken_at__isnull=False, attendance_taken_by__isnull=False),
                name="session_attendance_by_someone",
            ),
        ]

    def __str__(self):
        return self.title


class SessionGuest(models.Model):
    """Somebody of a partner who gives a session, or helps to; whether it counts as an effort is not said here."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="guests", verbose_name=_("session"))
    person = models.ForeignKey(User, models.PROTECT, related_name="guest_of", verbose_name=_("person"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    part = models.CharField(_("part"), max_length=80, blank=True)
    preparation_minutes = models.PositiveSmallIntegerField(_("preparation in minutes"), default=0)
    was_there = models.BooleanField(_("was there"), null=True, blank=True)

    class Meta:
        verbose_name = _("guest of a session")
        verbose_name_plural = _("guests of sessions")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="session_guest_once"),
            models.CheckConstraint(
                condition=Q(preparation_minutes__lte=1440), name="session_guest_preparation_within_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.session_id} {self.person_id}"


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """The own ones, those of the own classes, and all of the sessions that one runs."""
        here = self.filter(session__lab__partnership=membership.partnership_id)
        own = Q(person=membership.user_id) | Q(group__kept_by=membership)
        if membership.can(Permission.RUN_LABS):
            own |= Q(session__lab__in=Lab.objects.run_by(membership))
        return here.filter(own)


class Enrolment(models.Model):
    """Somebody's seat at a session, or place on its waiting list. It is withdrawn, never deleted.

    Whoever comes back gets a new row, so that rows of one session are in the order in which people arrived.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="enrolments", verbose_name=_("session"))
    person = models.ForeignKey(User, models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("membership"))
    state = models.CharField(_("state"), max_length=10, choices=EnrolmentState.choices)
    version = models.PositiveIntegerField(_("version"), default=1)
    enrolled_at = models.DateTimeField(_("signed up at"))
    enrolled_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("signed up by"))
    seated_at = models.DateTimeField(_("has a seat since"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    was_there = models.BooleanField(_("was there"), null=True, blank=True)
    group = models.ForeignKey(
        "labs.StudentGroup",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("with the class"),
    )
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [
            models.Index(fields=["session", "state", "id"], name="enrolment_order"),
            models.Index(fields=["person", "state"], name="enrolment_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(state__in=TAKING_PART), name="enrolment_once_per_session"
            ),
            models.CheckConstraint(condition=Q(state__in=EnrolmentState.values), name="enrolment_state_known"),
            models.CheckConstraint(
                condition=Q(state=WITHDRAWN, withdrawn_at__isnull=False) | ~Q(state=WITHDRAWN) & Q(withdrawn_at=None),
                name="enrolment_withdrawn_at",
            ),
            models.CheckConstraint(condition=~Q(state=SEATED) | Q(seated_at__isnull=False), name="enrolment_seated_at"),
            models.CheckConstraint(condition=Q(was_there=None) | Q(state=SEATED), name="enrolment_there_with_a_seat"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="withdrawn_enrolments_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=WITHDRAWN),
            )
        ]

    def __str__(self):
        return f"{self.session_id} {self.person_id}"
