"""Home, financing and reports; all live under a partnership's address."""

from django.urls import path

from .views import duties, financing, home, reports

urlpatterns = [
    path("", home.home, name="home"),
    path("financing/", financing.financing, name="financing"),
    path("financing/notifications/", duties.duties, name="notification_duties"),
    path("financing/notifications/<int:pk>/", duties.duty, name="notification_duty"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/progress/", reports.progress, name="report_progress"),
    path("reports/<int:pk>/retry/", reports.retry, name="report_retry"),
    path("reports/<int:pk>/download/", reports.download, name="report_download"),
    path("reports/<int:pk>/files/<int:number>/", reports.part, name="report_part"),
]
