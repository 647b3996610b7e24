"""What happened to rounds of wishes."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "round.made": _("Made round of wishes %(what)s"),
    "round.changed": _("Changed round of wishes %(what)s"),
    "round.roles_chosen": _("Chose the roles of round %(what)s"),
    "round.opened": _("Opened round %(what)s for wishes"),
    "round.closed": _("Closed the wishes of round %(what)s"),
    "round.cancelled": _("Cancelled round %(what)s"),
    "round.reminded": _("Reminded students of round %(what)s"),
    "round.wishes_saved": _("Saved wishes in round %(what)s"),
    "round.pinned": _("Gave a seat in round %(what)s by hand"),
    "round.unpinned": _("Let go of a seat in round %(what)s"),
    "round.solving": _("Had round %(what)s solved"),
    "round.solved": _("Round %(what)s was solved"),
    "round.failed": _("Round %(what)s could not be solved"),
    "round.published": _("Published the result of round %(what)s"),
    "round.exported": _("Took what round %(what)s says of students along"),
    "round.erased": _("Erased names and wishes of round %(what)s"),
}
