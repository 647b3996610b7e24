"""What the answers say together."""

from django.urls import path

from ..views import figures, figures_compare

ONE = "impact/campaigns/<int:pk>"
urlpatterns = [
    path(f"{ONE}/figures/", figures.campaign_figures, name="campaign_figures"),
    path(f"{ONE}/figures/words/", figures.campaign_words, name="campaign_words"),
    path(f"{ONE}/figures/tables.xlsx", figures.campaign_tables, name="campaign_tables"),
    path(f"{ONE}/figures/<slug:table>.svg", figures.campaign_chart, name="campaign_chart"),
    path(f"{ONE}/figures/<slug:table>.csv", figures.campaign_table, name="campaign_table"),
    path(f"{ONE}/compare/", figures_compare.campaign_compare, name="campaign_compare"),
    path(f"{ONE}/compare/<slug:table>.svg", figures_compare.compare_chart, name="campaign_compare_chart"),
    path(f"{ONE}/compare/<slug:table>.csv", figures_compare.compare_table, name="campaign_compare_table"),
]
