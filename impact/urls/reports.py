"""Reports on a campaign, what management concludes, and figures for everybody."""

from django.urls import path

from ..views import figures_public, reports

ONE = "impact/campaigns/<int:pk>"
PUBLIC = "impact/public/<slug:slug>"
urlpatterns = [
    path(f"{ONE}/reports/", reports.campaign_reports, name="campaign_reports"),
    path(f"{ONE}/reports/new/", reports.report_request, name="impact_report_request"),
    path(f"{ONE}/conclusions/<slug:language>/", reports.campaign_conclusions, name="campaign_conclusions"),
    path(f"{ONE}/figures/publish/", reports.figures_publish, name="campaign_figures_publish"),
    path(f"{ONE}/figures/withdraw/", reports.figures_withdraw, name="campaign_figures_withdraw"),
    path("impact/reports/<int:pk>/", reports.report_progress, name="impact_report_progress"),
    path("impact/reports/<int:pk>/retry/", reports.report_retry, name="impact_report_retry"),
    path("impact/reports/<int:pk>/report.pdf", reports.report_download, name="impact_report_download"),
    path(f"{PUBLIC}/", figures_public.impact_public, name="impact_public"),
    path(f"{PUBLIC}/<slug:table>.svg", figures_public.public_chart, name="impact_public_chart"),
    path(f"{PUBLIC}/<slug:table>.csv", figures_public.public_table, name="impact_public_table"),
]
