"""What happened to lists of questions."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "instrument.copied": _("Made list of questions %(what)s from another one"),
    "instrument.changed": _("Changed list of questions %(what)s"),
    "instrument.thrown_away": _("Threw away list of questions %(what)s"),
}
