"""Pages outside any partnership: whether a file is a report that was issued."""

from django.urls import path

from .views import verify

urlpatterns = [
    path("verify/", verify.form, name="verify"),
    path("verify/<str:sha256>/", verify.result, name="verified"),
]
