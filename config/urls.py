"""Which page lives where. Pages of a partnership come last: their first part is the partnership's own address."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("partnership.urls")),
    path("accounts/", include("partnership.account_urls")),
    path("admin/", admin.site.urls),
    path("", include("accountability.public_urls")),
    path("s/", include("impact.answer_urls")),
    path("<slug:partnership>/", include("accountability.urls")),
    path("<slug:partnership>/", include("matching.urls")),
    path("<slug:partnership>/", include("impact.urls")),
    path("<slug:partnership>/", include("contributions.urls")),
    path("<slug:partnership>/", include("labs.urls")),
    path("<slug:partnership>/", include("partnership.partnership_urls")),
]

handler400 = "partnership.views.errors.bad_request"
handler403 = "partnership.views.errors.forbidden"
handler404 = "partnership.views.errors.not_found"
handler429 = "partnership.views.errors.too_many"
handler500 = "partnership.views.errors.server_error"

if settings.DEBUG or settings.DEMO:
    from lib.gallery import gallery

    urlpatterns.insert(0, path("gallery/", gallery, name="gallery"))
