"""Rooms and desks: who is where, booking, and managing them."""

from django.urls import path

from ..views import rooms, rooms_book, rooms_lets, rooms_manage

urlpatterns = [
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/<int:pk>/", rooms.room, name="room"),
    path("rooms/book/", rooms_book.book, name="room_book"),
    path("rooms/bookings/", rooms_book.mine, name="bookings"),
    path("rooms/bookings/<int:pk>/", rooms_book.booking, name="booking"),
    path("rooms/manage/", rooms_manage.manage, name="rooms_manage"),
    path("rooms/new/", rooms_manage.room_new, name="room_new"),
    path("rooms/<int:pk>/change/", rooms_manage.room_edit, name="room_edit"),
    path("rooms/<int:pk>/out-of-use/", rooms_manage.room_out, name="room_out"),
    path("rooms/<int:pk>/into-use/", rooms_manage.room_back, name="room_back"),
    path("rooms/hours/", rooms_manage.hours, name="room_hours"),
    path("rooms/<int:pk>/hours/", rooms_manage.hours_of_room, name="room_own_hours"),
    path("rooms/<int:pk>/hours/forget/", rooms_manage.hours_forget, name="room_hours_forget"),
    path("rooms/closed/", rooms_manage.closed_add, name="closed_days_add"),
    path("rooms/closed/<int:pk>/remove/", rooms_manage.closed_remove, name="closed_days_remove"),
    path("rooms/rentals/new/", rooms_lets.rental_new, name="rental_new"),
    path("rooms/rentals/<int:pk>/", rooms_lets.rental, name="rental"),
    path("rooms/rentals/<int:pk>/remove/", rooms_lets.rental_remove, name="rental_remove"),
]
