"""What happened to modules and learning paths."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "module.added": _("Added module %(what)s"),
    "module.changed": _("Changed module %(what)s"),
    "module.published": _("Put module %(what)s in the catalogue"),
    "module.retired": _("Took module %(what)s out of the catalogue"),
    "module.joined": _("Joined in module %(what)s"),
    "module.left": _("Ended the part in module %(what)s"),
    "module.session_connected": _("Connected a session to module %(what)s"),
    "module.session_disconnected": _("Disconnected a session from module %(what)s"),
    "module.done_elsewhere": _("Recorded that somebody did module %(what)s elsewhere"),
    "module.done_taken_back": _("Took back the record that somebody did module %(what)s"),
    "learning_path.made": _("Made learning path %(what)s"),
    "learning_path.changed": _("Changed learning path %(what)s"),
    "learning_path.published": _("Published learning path %(what)s"),
    "learning_path.retired": _("Retired learning path %(what)s"),
    "learning_path.started": _("Started learning path %(what)s"),
    "learning_path.stopped": _("Stopped learning path %(what)s"),
}
