"""What happened to placements, their agreements and what follows."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "placement.made": _("Made placement %(what)s"),
    "placement.changed": _("Changed what is agreed on in placement %(what)s"),
    "placement.agreement_noted": _("Noted how far the school's agreement of placement %(what)s is"),
    "placement.signed": _("Signed the agreement of placement %(what)s"),
    "placement.signed_by_all": _("Everybody signed the agreement of placement %(what)s"),
    "placement.password_refused": _("Gave a wrong password when signing placement %(what)s"),
    "placement.reminded": _("Asked again to sign placement %(what)s"),
    "placement.started": _("Placement %(what)s began"),
    "placement.completed": _("Completed placement %(what)s"),
    "placement.ended_early": _("Ended placement %(what)s early"),
    "placement.cancelled": _("Cancelled placement %(what)s"),
    "placement.feedback_given": _("Gave feedback on placement %(what)s"),
    "placement.reference_written": _("Wrote a reference about placement %(what)s"),
    "placement.shown": _("Put placement %(what)s in the portfolio"),
    "placement.hidden": _("Took placement %(what)s out of the portfolio"),
    "placement.forgotten": _("Removed the names from placement %(what)s"),
    "placement_paper.requested": _("Had agreement %(what)s of a placement made"),
    "placement_paper.retried": _("Had agreement %(what)s of a placement made once more"),
    "placement_paper.finished": _("Agreement %(what)s of a placement was made"),
    "portfolio_link.made": _("Made a link to the own portfolio"),
    "portfolio_link.ended": _("Ended the link to the own portfolio"),
}
