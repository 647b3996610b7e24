"""Figures per year."""

from django.urls import path

from ..views import indicators

urlpatterns = [
    path("impact/indicators/", indicators.indicators, name="indicators"),
    path("impact/indicators/new/", indicators.indicator_new, name="indicator_new"),
    path("impact/indicators/close/<int:year>/", indicators.indicators_close, name="indicators_close"),
    path("impact/indicators/export/<slug:file_format>/", indicators.indicators_export, name="indicators_export"),
    path("impact/indicators/<slug:key>/", indicators.indicator, name="indicator"),
    path("impact/indicators/<slug:key>/change/", indicators.indicator_change, name="indicator_change"),
    path("impact/indicators/<slug:key>/end/", indicators.indicator_end, name="indicator_end"),
    path("impact/indicators/<slug:key>/picture.svg", indicators.indicator_picture, name="indicator_picture"),
    path("impact/indicators/<slug:key>/<int:year>/", indicators.indicator_year, name="indicator_year"),
]
