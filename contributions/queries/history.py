"""What happened to an entry or a pledge, as sentences."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from contributions.sentences import EVENTS
from partnership.models import AuditEvent

# Names of columns as people know them from the form.
FIELD_WORDS = {
    "activity": _("Activity"),
    "description": _("Description"),
    "explanation": _("Explanation"),
    "kind": _("Kind of effort"),
    "minutes": _("Hours"),
    "place": _("Place"),
    "worked_on": _("Date"),
}


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, the sentence, which fields it touched, and for which organisation."""

    at: datetime
    text: str
    fields: str = ""
    organisation: str = ""


def history_of(*rows: Model) -> list[Event]:
    """Everything that happened to these rows of one kind, oldest first, in one query."""
    pks = [row.pk for row in rows]
    found = AuditEvent.objects.filter(object_type=rows[0]._meta.label_lower, object_id__in=pks)
    return [_event(event) for event in found.select_related("actor", "acting_for").order_by("at", "pk")]


def _event(event: AuditEvent) -> Event:
    name = str(event.actor) if event.actor_id else str(_("The portal"))
    sentence = EVENTS.get(event.verb, _("%(name)s changed something"))
    touched = [str(FIELD_WORDS[field]) for field in event.data.get("fields", ()) if field in FIELD_WORDS]
    return Event(
        at=event.at,
        text=str(sentence) % {"name": name},
        fields=", ".join(touched),
        organisation=event.acting_for.name if event.acting_for_id else "",
    )
