"""What was done with stories."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "story.added": _("Began story %(what)s"),
    "story.changed": _("Changed story %(what)s"),
    "story.picture_set": _("Gave story %(what)s a picture"),
    "story.published": _("Published story %(what)s"),
    "story.withdrawn": _("Took story %(what)s back"),
    "story.revised": _("Made story %(what)s a draft again"),
    "story.person_added": _("Added somebody who can be recognised in story %(what)s"),
    "story.person_removed": _("Took somebody out of story %(what)s"),
    "story.consent_recorded": _("Recorded that somebody agrees to story %(what)s"),
    "story.consent_withdrawn": _("Recorded that somebody does not agree to story %(what)s any more"),
    "story.forgotten": _("Threw story %(what)s away, a year after anybody read it"),
}
