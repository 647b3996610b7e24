from django.urls import path

from ..views import placements, placements_feedback, placements_signing

urlpatterns = [
    path("placements/", placements.placements, name="placements"),
    path("placements/new/<int:application>/", placements.placement_new, name="placement_new"),
    path("placements/agreements/<int:pk>/", placements_signing.placement_paper, name="placement_paper"),
    path(
        "placements/agreements/<int:pk>/retry/",
        placements_signing.placement_paper_retry,
        name="placement_paper_retry",
    ),
    path("placements/represent/", placements_signing.representative, name="placement_representative"),
    path(
        "placements/represent/agreement/",
        placements_signing.representative_paper,
        name="placement_representative_paper",
    ),
    path(
        "placements/represent/<str:token>/",
        placements_signing.representative_link,
        name="placement_representative_link",
    ),
    path("placements/<int:pk>/", placements.placement, name="placement"),
    path("placements/<int:pk>/change/", placements.placement_change, name="placement_change"),
    path("placements/<int:pk>/school/", placements.placement_school, name="placement_school"),
    path("placements/<int:pk>/sign/", placements_signing.placement_sign, name="placement_sign"),
    path("placements/<int:pk>/cancel/", placements.placement_cancel, name="placement_cancel"),
    path("placements/<int:pk>/complete/", placements.placement_complete, name="placement_complete"),
    path("placements/<int:pk>/end/", placements.placement_end, name="placement_end"),
    path(
        "placements/<int:pk>/feedback/<slug:moment>/", placements_feedback.placement_feedback, name="placement_feedback"
    ),
    path("placements/<int:pk>/reference/", placements_feedback.placement_reference, name="placement_reference"),
    path("placements/<int:pk>/show/", placements_feedback.placement_show, name="placement_show"),
    path("portfolio/", placements_feedback.portfolio, name="portfolio"),
    path("portfolio/link/end/", placements_feedback.portfolio_link_end, name="portfolio_link_end"),
    path("portfolio/shared/<str:token>/", placements_feedback.portfolio_shared, name="portfolio_shared"),
]
