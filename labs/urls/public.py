"""What everybody may see of the labs, and the calendars that phones and mail programs subscribe to."""

from django.urls import path

from ..views import feeds, public

urlpatterns = [
    path("labs/", public.labs, name="labs"),
    path("labs/<slug:lab>/", public.lab, name="lab"),
    path("labs/<slug:lab>/purpose/", public.lab_purpose, name="lab_purpose"),
    path("labs/<slug:lab>/calendar.ics", feeds.lab_feed, name="lab_feed"),
    path("calendar.ics", feeds.calendar_feed, name="calendar_feed"),
    path("calendar/link/", feeds.calendar_link, name="calendar_link"),
    path("calendar/link/end/", feeds.calendar_link_end, name="calendar_link_end"),
    path("calendar/<slug:token>.ics", feeds.own_feed, name="own_feed"),
]
