"""Pages outside any partnership: whether a file is a report that was issued."""

from django.urls import path

from .views import verification

urlpatterns = [
    path("verify/", verification.start, name="verify_start"),
    path("verify/<str:sha256>/", verification.verify, name="verify"),
]
