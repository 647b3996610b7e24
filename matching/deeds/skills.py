"""What happened to the list of skills and to profiles."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "skill_tag.entered": _("Put skill %(what)s on the list"),
    "skill_tag.changed": _("Changed skill %(what)s of the list"),
    "skill_tag.ended": _("Took skill %(what)s off the list"),
    "skill_tag.put_back": _("Put skill %(what)s back on the list"),
    "student_profile.changed": _("Changed a student's profile"),
}
