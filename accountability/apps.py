from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountabilityConfig(AppConfig):
    name = "accountability"
    verbose_name = _("accountability")

    def ready(self):
        """Impact counts what matching knows, though neither knows the other: who stands above both ties them."""
        from impact.counted import register

        from .impact_counts import counts_of_matching

        register("matching", counts_of_matching)
