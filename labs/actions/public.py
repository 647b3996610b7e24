"""What a lab says about itself on its public page."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership

from ..models import Lab

CHANGED_MEANWHILE = _(
    "Somebody else changed this text in the meantime. Look at it below, and save again if yours stays."
)


def fingerprint_of(lab: Lab) -> str:
    """Stands in the form for the texts that it was opened with."""
    return hashlib.sha256(f"{lab.purpose_nl}\0{lab.purpose_en}".encode()).hexdigest()


@transaction.atomic
def describe(*, by: Membership, lab: Lab, purpose_nl: str, purpose_en: str, seen: str, now: datetime) -> None:
    """Write what a lab is for. Who saw an older text than there is now (`seen`) hears so. Raises Refused."""
    current = Lab.objects.run_by(by).select_for_update().filter(pk=lab.pk).first()
    if current is None:
        raise Refused(_("Only who runs this lab can say what it is for."))
    wanted = {"purpose_nl": purpose_nl, "purpose_en": purpose_en}
    changed = sorted(name for name, text in wanted.items() if getattr(current, name) != text)
    if not changed:
        return
    if seen != fingerprint_of(current):
        raise Refused(CHANGED_MEANWHILE)
    for name in changed:
        setattr(current, name, wanted[name])
    current.save(update_fields=changed)
    audit.record(by=by, verb="lab.described", row=current, at=now, fields=changed)
