"""What was done with reports and conclusions on impact surveys, and with figures for everybody."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "campaign.concluded": _("Wrote conclusions on impact survey %(what)s"),
    "campaign.figures_published": _("Made the main figures of impact survey %(what)s public"),
    "campaign.figures_withdrawn": _("Took the public figures of impact survey %(what)s back"),
    "impact_report.requested": _("Had impact report %(what)s made"),
    "impact_report.retried": _("Had impact report %(what)s made once more"),
    "impact_report.finished": _("Impact report %(what)s was made"),
}
