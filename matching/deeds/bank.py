"""What happened to templates of the project bank, and in going on from assignments."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "bank_template.offered": _("Offered template %(what)s in the project bank"),
    "bank_template.changed": _("Changed template %(what)s in the project bank"),
    "bank_template.withdrawn": _("Withdrew template %(what)s from the project bank"),
    "bank_template.put_back": _("Put template %(what)s back in the project bank"),
    "bank_template.taken": _("Took template %(what)s from the project bank"),
    "assignment.gone_on": _("Made what goes on from assignment %(what)s"),
    "follow_up.asked": _("Asked for a follow-up of assignment %(what)s"),
    "follow_up.put_away": _("Put the question for a follow-up of assignment %(what)s away"),
}
