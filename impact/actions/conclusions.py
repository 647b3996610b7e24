"""What management concludes: every save is a version, and nobody writes over what he or she has not seen."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from lib.workflow import Refused
from partnership import audit
from partnership.models import Membership

from ..models import Campaign, Conclusion, InstrumentLevel
from ..permissions import can_manage
from ..queries.snapshot import conclusions_in

CHANGED_MEANWHILE = _(
    "Somebody else changed these conclusions in the meantime. Look at them below, and save again if yours stay."
)


def fingerprint_of(texts: dict[str, str]) -> str:
    """Stands in the form for the texts that it was opened with."""
    return hashlib.sha256("\0".join(f"{key}\1{texts[key]}" for key in sorted(texts)).encode()).hexdigest()


@transaction.atomic
def save_conclusions(
    *, by: Membership, campaign: Campaign, language: str, texts: dict[str, str], seen: str, now: datetime
) -> int:
    """Keep what changed of `texts`, by the key of their level (empty: overall). Says how many. Raises Refused."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    allowed = can_manage(by, campaign)
    if not allowed:
        raise Refused(allowed.reason)
    current = conclusions_in(campaign, language)
    changed = {key: text for key, text in texts.items() if text != current.get(key, "")}
    if not changed:
        return 0
    if seen != fingerprint_of(current):
        raise Refused(CHANGED_MEANWHILE)
    _write(by, campaign, language, changed, now)
    audit.record(by=by, verb="campaign.concluded", row=campaign, at=now, levels=sorted(changed), language=language)
    return len(changed)


def _write(by: Membership, campaign: Campaign, language: str, changed: dict[str, str], now: datetime) -> None:
    levels = dict(InstrumentLevel.objects.filter(instrument=campaign.instrument_id).values_list("key", "pk"))
    rows = Conclusion.objects.filter(campaign=campaign, language=language).order_by().values_list("level__key")
    last = dict(rows.annotate(last=Max("version")))
    for key, text in changed.items():
        Conclusion.objects.create(
            campaign=campaign,
            level_id=levels[key] if key else None,
            language=language,
            version=last.get(key or None, 0) + 1,
            text=text,
            saved_by=by.user,
            saved_at=now,
        )
