"""The log as its readers may see it, in sentences."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lib.verbs import all_deeds

from .models import AuditEvent, Invitation, Membership, Programme

ABOUT_PEOPLE = (Membership, Invitation)
NAMED_BY = {
    "partnership.membership": "user__name",
    "partnership.invitation": "email",
    "partnership.participation": "organisation__name",
}


@dataclass(frozen=True)
class Line:
    """One deed: when, who (None: the portal itself), as what for whom, and what."""

    at: datetime
    who: str | None
    role: str
    organisation: str | None
    what: str


def events_for(membership: Membership) -> QuerySet[AuditEvent]:
    """Everything of the partnership; for an auditor what was done to the facts of the one programme, not to people."""
    visible = AuditEvent.objects.visible_to(membership)
    if membership.programme_id is None:
        return visible
    about = Q(object_type="partnership.programme", object_id=membership.programme_id)
    for model, path in _models_of_a_programme():
        rows = model._base_manager.filter(**{path: membership.programme_id})
        about |= Q(object_type=model._meta.label_lower, object_id__in=rows.values("pk"))
    return visible.filter(about)


def _models_of_a_programme():
    """Every model of ours whose rows belong to a programme, whichever room it is in, with the path to it.

    A model with a programme of its own is found by itself; one that hangs under another says its `programme_path`.
    """
    for model in apps.get_models():
        fields = {field.name: field for field in model._meta.concrete_fields}
        if "programme" in fields and model not in ABOUT_PEOPLE and fields["programme"].related_model is Programme:
            yield model, "programme"
        elif hasattr(model, "programme_path"):
            yield model, model.programme_path


def chosen_events(events: QuerySet[AuditEvent], chosen: dict) -> QuerySet[AuditEvent]:
    """Newest first, narrowed to a verb, a person and a period of whole days."""
    if chosen.get("verb"):
        events = events.filter(verb=chosen["verb"])
    if chosen.get("actor"):
        events = events.filter(actor=chosen["actor"])
    if chosen.get("first"):
        events = events.filter(at__gte=_midnight(chosen["first"]))
    if chosen.get("last"):
        events = events.filter(at__lt=_midnight(chosen["last"] + timedelta(days=1)))
    return events.select_related("actor", "acting_for").order_by("-at", "-pk")


def lines(events) -> list[Line]:
    """Events as people read them."""
    deeds, roles = all_deeds(), dict(Membership._meta.get_field("role").choices)
    names = _names_of(events)
    return [
        Line(
            at=event.at,
            who=event.actor.name if event.actor else None,
            role=roles.get(event.role, ""),
            organisation=event.acting_for.name if event.acting_for else None,
            what=_in_words(event, deeds, names),
        )
        for event in events
    ]


def _names_of(events) -> dict[tuple[str, int], str]:
    """The present names of what events are about: looked up when read, so that an erased name is gone here too."""
    wanted = defaultdict(set)
    for event in events:
        wanted[event.object_type].add(event.object_id)
    found = {}
    for label, keys in wanted.items():
        model = apps.get_model(label)
        path = NAMED_BY.get(label) or ("name" if "name" in {field.name for field in model._meta.fields} else None)
        if path:
            rows = model._base_manager.filter(pk__in=keys).values_list("pk", path)
            found |= {(label, key): name for key, name in rows if name}
    return found


def _in_words(event: AuditEvent, deeds, names) -> str:
    what = names.get((event.object_type, event.object_id)) or event.data.get("number") or event.object_id
    said = deeds.get(event.verb)
    if said is None:
        return _("%(verb)s on %(kind)s %(number)s") % {
            "verb": event.verb,
            "kind": event.object_type,
            "number": what,
        }
    return str(said) % {"what": what}


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
