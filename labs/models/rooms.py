"""The rooms and desks of the building: when they are open, who booked them, and to whom they are let."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation, Partnership, User
from partnership.roles import Permission

from ..kinds import RoomKind

A_DAY = 24 * 60  # minutes
SHORTEST = timedelta(minutes=15)


class MomentRange(Func):
    """A range of moments that holds its first and not its last: what touches does not overlap."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class MonthRange(Func):
    """A range of days between the first days of two months, both in it."""

    function = "DATERANGE"
    output_field = DateRangeField()


def month_range(first: str = "first_month", last: str = "last_month") -> Func:
    """The months of a row as a range that a constraint can compare."""
    return MonthRange(first, last, RangeBoundary(inclusive_lower=True, inclusive_upper=True))


class RoomQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(partnership=membership.partnership_id)

    def in_use(self, day):
        """What is not taken out of use on a day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class Room(models.Model):
    """A room or a desk of the partnership's building that can be booked."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="rooms", verbose_name=_("partnership"))
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=RoomKind.choices, default=RoomKind.ROOM)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    description = models.CharField(_("description"), max_length=300, blank=True)
    closed_on = models.DateField(_("out of use since"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="room_once_per_partnership"),
            models.CheckConstraint(condition=Q(kind__in=RoomKind.values), name="room_kind_known"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="room_has_a_seat"),
        ]

    def __str__(self):
        return self.name


class OpeningHours(models.Model):
    """From when until when the building, or one room of it, is open on a day of the week; none: closed."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="opening_hours", verbose_name=_("partnership")
    )
    room = models.ForeignKey(
        Room, models.CASCADE, null=True, blank=True, related_name="opening_hours", verbose_name=_("room")
    )
    weekday = models.PositiveSmallIntegerField(_("day of the week"))
    opens = models.PositiveSmallIntegerField(_("open from, in minutes"))
    closes = models.PositiveSmallIntegerField(_("open until, in minutes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "room", "weekday"], nulls_distinct=False, name="opening_hours_once_a_day"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_hours_weekday_known"),
            models.CheckConstraint(
                condition=Q(closes__gte=F("opens"), closes__lte=A_DAY), name="opening_hours_within_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.weekday} {self.opens}-{self.closes}"


class ClosedDays(models.Model):
    """Days that the whole building is closed, besides public holidays."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="closed_days", verbose_name=_("partnership")
    )
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    reason = models.CharField(_("why"), max_length=80)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("closed days")
        verbose_name_plural = _("closed days")
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="closed_days_end_after_start")
        ]

    def __str__(self):
        return self.reason


class BookingQuerySet(models.QuerySet):
    def live(self):
        return self.filter(cancelled_at=None)

    def visible_to(self, membership):
        """Everything for who manages the rooms; for others their own and those of their organisation."""
        here = self.filter(room__partnership=membership.partnership_id)
        if membership.can(Permission.MANAGE_ROOMS):
            return here
        if not membership.can(Permission.BOOK_ROOMS):
            return here.none()
        return here.filter(Q(booked_by=membership.user_id) | Q(organisation=membership.organisation_id))


class Booking(models.Model):
    """A room that is kept for somebody, or for a session, from a moment to a moment.

    It is cancelled, not deleted, until it is so long ago that it is forgotten.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings", verbose_name=_("room"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    purpose = models.CharField(_("what for"), max_length=120)
    people = models.PositiveSmallIntegerField(_("number of people"), default=1)
    session = models.OneToOneField(
        "labs.Session", models.PROTECT, null=True, blank=True, related_name="booking", verbose_name=_("session")
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    booked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("booked by"))
    booked_at = models.DateTimeField(_("booked at"))
    series = models.UUIDField(_("booked in one go"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cancelled by")
    )
    cancel_reason = models.CharField(_("why it is cancelled"), max_length=300, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        indexes = [models.Index(fields=["booked_by", "starts_at"], name="booking_person_start")]
        constraints = [
            ExclusionConstraint(
                name="booking_no_overlap",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (MomentRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at=None),
            ),
            models.UniqueConstraint(fields=["series", "starts_at"], name="booking_once_per_form"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at") + SHORTEST), name="booking_not_too_short"),
            models.CheckConstraint(condition=Q(people__gte=1), name="booking_for_somebody"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="booking_cancelled_by_someone",
            ),
            # A session that gets a room again gets a new booking: what was given back stays as it was.
            models.CheckConstraint(
                condition=Q(session=None) | Q(cancelled_at=None), name="booking_of_a_session_is_live"
            ),
        ]

    def __str__(self):
        return self.purpose


class RoomRentalQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """All of them for who manages the rooms or sees the financing; a partner's people see their own."""
        here = self.filter(room__partnership=membership.partnership_id)
        if membership.can(Permission.MANAGE_ROOMS) or membership.can(Permission.SEE_FINANCING):
            return here
        if membership.can(Permission.SEE_OWN_PLEDGE):
            return here.filter(organisation=membership.organisation_id)
        return here.none()

    def in_month(self, month):
        return self.filter(first_month__lte=month, last_month__gte=month)


class RoomRental(models.Model):
    """A room or desk that a partner rents for whole months; `first_month` and `last_month` are first days of months."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="rentals", verbose_name=_("room"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="room_rentals", verbose_name=_("partner")
    )
    first_month = models.DateField(_("first month"))
    last_month = models.DateField(_("last month"))
    price = models.DecimalField(_("price per month"), max_digits=9, decimal_places=2)
    note = models.CharField(_("note"), max_length=300, blank=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    agreed_at = models.DateTimeField(_("entered at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = RoomRentalQuerySet.as_manager()

    class Meta:
        verbose_name = _("rental of a room")
        verbose_name_plural = _("rentals of rooms")
        constraints = [
            ExclusionConstraint(
                name="rental_no_overlap",
                expressions=[("room", RangeOperators.EQUAL), (month_range(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="rental_ends_after_start"),
            models.CheckConstraint(condition=Q(first_month__day=1, last_month__day=1), name="rental_of_whole_months"),
            models.CheckConstraint(condition=Q(price__gt=Decimal(0)), name="rental_has_a_price"),
        ]

    def __str__(self):
        return f"{self.room_id} {self.organisation_id}"
