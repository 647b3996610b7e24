"""What of a folder is already there, so that a second import adds only what is new."""

from django.db.models import Sum
from django.utils.translation import gettext as _

from contributions.models import Contribution, HourEntry, Pledge
from contributions.queries.locks import closed
from lib.periods import today
from partnership.models import Organisation, Partnership, Programme

from .facts import Books, FolderError, ProgrammeFacts

FIXED = {"scheme": "scheme", "starts_on": "start", "ends_on": "end", "rate": "rate"}  # and what the file calls them


def find_programme(partnership: Partnership | None, facts: ProgrammeFacts) -> Programme | None:
    """The programme with this grant number. Raises FolderError when it is another's or runs otherwise."""
    programme = Programme.objects.filter(grant_number=facts.grant_number).first()
    if programme is None:
        return None
    if partnership is None or programme.partnership_id != partnership.pk:
        message = _("The grant number %(number)s belongs to another partnership.")
        raise FolderError(message % {"number": facts.grant_number})
    if other := [key for name, key in FIXED.items() if getattr(programme, name) != getattr(facts, name)]:
        message = _("The programme %(number)s is already there with another %(what)s.")
        raise FolderError(message % {"number": facts.grant_number, "what": ", ".join(other)})
    return programme


def read_books(partnership: Partnership | None, programme: Programme | None) -> Books:
    """The partners of a partnership, and the pledges and lines of a programme."""
    if partnership is None:
        return Books()
    partners = dict(Organisation.objects.filter(partnership=partnership).values_list("key", "kind"))
    if programme is None:
        return Books(partners=partners)
    hours = HourEntry.objects.filter(programme=programme)
    return Books(
        partners=partners,
        pledges=frozenset(
            Pledge.objects.filter(programme=programme).values_list("organisation__key", "kind", "starts_on")
        ),
        hours=_by_id(
            hours,
            "organisation__key",
            "person__email",
            "worked_on",
            "minutes",
            "activity__lab__slug",
            "activity__name",
            "kind",
            "description",
        ),
        contributions=_by_id(
            Contribution.objects.filter(programme=programme), "organisation__key", "received_on", "kind", "amount"
        ),
        minutes=_minutes_per_day(hours),
        closed=_closed(partnership, programme),
    )


def _closed(partnership: Partnership, programme: Programme) -> frozenset:
    keys = dict(Organisation.objects.filter(partnership=partnership).values_list("pk", "key"))
    found = closed([programme.pk], keys, day=today())
    return frozenset((keys[organisation_id], month) for organisation_id, _programme, month in found)


def _minutes_per_day(hours) -> dict:
    rows = hours.values_list("person__email", "worked_on").annotate(total=Sum("minutes")).order_by()
    return {(email, day): total for email, day, total in rows}


def _by_id(queryset, *columns: str) -> dict[str, tuple]:
    return {row[0]: row[1:] for row in queryset.exclude(history_id="").values_list("history_id", *columns)}
