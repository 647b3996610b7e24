from django.contrib import admin

from partnership.admin import ReadOnlyAdmin

from ..models import Booking, ClosedDays, OpeningHours, RoomRental


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin):
    list_display = ("room", "starts_at", "ends_at", "organisation", "cancelled_at")
    list_select_related = ("room", "organisation")


@admin.register(RoomRental)
class RoomRentalAdmin(ReadOnlyAdmin):
    list_display = ("room", "organisation", "first_month", "last_month", "price")
    list_select_related = ("room", "organisation")


@admin.register(OpeningHours)
class OpeningHoursAdmin(ReadOnlyAdmin):
    list_display = ("partnership", "room", "weekday", "opens", "closes")
    list_select_related = ("partnership", "room")


@admin.register(ClosedDays)
class ClosedDaysAdmin(ReadOnlyAdmin):
    list_display = ("partnership", "first_on", "last_on", "reason")
    list_select_related = ("partnership",)
