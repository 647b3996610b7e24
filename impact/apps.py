from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImpactConfig(AppConfig):
    name = "impact"
    verbose_name = _("impact")

    def ready(self):
        from .counted import register
        from .queries.indicator_counts import counts_of_labs

        register("labs", counts_of_labs)
