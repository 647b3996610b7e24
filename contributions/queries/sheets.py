"""What the portal knows that the rows of a spreadsheet are judged by; and what pages about spreadsheets show."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import override

from contributions.models import HourEntry, SheetImport, SheetMapping, SheetRow
from contributions.sheets.facts import CHANGED, Books, Outcome, Person, PlannedActivity, Problem, Reason, SheetRefused
from contributions.sheets.header import Header
from contributions.sheets.words import plain, tidy
from contributions.states import DRAFT
from labs.kinds import STARTING_KINDS
from labs.models import Activity, Lab
from lib.periods import today
from partnership.models import Membership, Organisation, Participation, Programme
from partnership.roles import PERMISSIONS, Permission

LOGGING_ROLES = [role for role, permissions in PERMISSIONS.items() if Permission.LOG_HOURS in permissions]


def read_books(programme: Programme, organisation: Organisation, *, day: date) -> Books:
    """Everything in six queries, whatever the number of rows. Raises SheetRefused for who takes no part."""
    part = Participation.objects.filter(programme=programme, organisation=organisation).first()
    if part is None:
        raise SheetRefused(Problem.NOT_TAKING_PART)
    books = Books(
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        left_on=part.left_on,
        people=people_of(organisation),
        activities=activities_of(programme),
        locked=_locked(programme, organisation, day),
    )
    _read_lines(books, programme, organisation)
    return books


def people_of(organisation: Organisation) -> list[Person]:
    """Everybody who logs or logged hours for an organisation, also who left; the last day is that of the last role."""
    rows = Membership.objects.filter(organisation=organisation, role__in=LOGGING_ROLES)
    found: dict[int, Person] = {}
    for pk, name, email, ended_at in rows.order_by("user_id").values_list(
        "user_id", "user__name", "user__email", "ended_at"
    ):
        until = today(ended_at) if ended_at else None
        earlier = found.get(pk)
        if earlier and (earlier.until is None or until is None):
            until = None
        elif earlier:
            until = max(earlier.until, until)
        found[pk] = Person(pk, name or email, email, until)
    return list(found.values())


def activities_of(programme: Programme) -> list[PlannedActivity]:
    """The plan, with the names that a lab is known by."""
    rows = Activity.objects.filter(programme=programme).select_related("lab").order_by("lab_id", "name", "pk")
    return [
        PlannedActivity(
            id=activity.pk,
            name=activity.name,
            lab=activity.lab.slug,
            lab_names=_lab_names(activity.lab),
            starts_on=activity.starts_on,
            ends_on=activity.ends_on,
        )
        for activity in rows
    ]


def _lab_names(lab: Lab) -> tuple[str, ...]:
    names = {plain(lab.slug), plain(lab.name)}
    for language in ("nl", "en") if lab.kind in STARTING_KINDS else ():
        with override(language):
            names.add(plain(lab.get_kind_display()))
    return tuple(sorted(names))


def _locked(programme: Programme, organisation: Organisation, day: date) -> frozenset[date]:
    from .locks import locked_months

    return locked_months(programme_id=programme.pk, organisation_id=organisation.pk, day=day)


def _read_lines(books: Books, programme: Programme, organisation: Organisation) -> None:
    """What these people logged, for whatever organisation; and which of that is this company's in this programme."""
    rows = HourEntry.objects.filter(person__in=[person.id for person in books.people]).values_list(
        "person_id",
        "worked_on",
        "minutes",
        "activity_id",
        "kind",
        "description",
        "state",
        "programme_id",
        "organisation_id",
        "corrects_id",
    )
    here = (programme.pk, organisation.pk, None)
    books.minutes, books.year, books.there = Counter(), Counter(), Counter()
    for person, day, minutes, activity, kind, description, state, *where in rows.iterator(chunk_size=5000):
        books.minutes[person, day] += minutes
        books.year[person, day.year] += minutes
        if state != DRAFT:
            books.words.setdefault((person, day.year, day.month, description), set()).add(day)
        if tuple(where) == here:
            books.there[person, day, minutes, activity, kind, tidy(description)] += 1


# --- Pages -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """What a preview adds up to: rows per outcome, and per reason for those that are refused."""

    accepted: int
    refused: int
    already_there: int
    reasons: list[tuple[str, int]]
    flags: list[tuple[str, int]]


def counts_of(sheet: SheetImport) -> Counts:
    """In two queries."""
    cells = SheetRow.objects.filter(sheet=sheet).order_by().values("outcome", "reason").annotate(rows=Count("pk"))
    totals: Counter = Counter()
    reasons: Counter = Counter()
    for cell in cells:
        totals[cell["outcome"]] += cell["rows"]
        if cell["reason"] and cell["outcome"] == Outcome.REFUSED:
            reasons[cell["reason"]] += cell["rows"]
    flags: Counter = Counter()
    lists = SheetRow.objects.filter(sheet=sheet).exclude(flags=[]).order_by().values("flags")
    for cell in lists.annotate(rows=Count("pk")):
        flags.update(dict.fromkeys(cell["flags"], cell["rows"]))
    order = {str(reason): number for number, reason in enumerate(Reason)}
    return Counts(
        totals[Outcome.ACCEPTED],
        totals[Outcome.REFUSED],
        totals[Outcome.ALREADY_THERE],
        sorted(reasons.items(), key=lambda pair: order.get(pair[0], 99)),
        sorted(flags.items(), key=lambda pair: (pair[0] != CHANGED, pair[0])),
    )


def earlier_sheets(membership: Membership) -> QuerySet[SheetImport]:
    """The spreadsheets of a company, newest first."""
    rows = SheetImport.objects.visible_to(membership).select_related("programme", "uploaded_by")
    return rows.order_by("-uploaded_at", "-pk")


def programmes_for(membership: Membership) -> list[Programme]:
    """The programmes that a company takes part in, those that run now first."""
    rows = Programme.objects.visible_to(membership).filter(participations__organisation=membership.organisation_id)
    day = today(timezone.now())
    return sorted(rows.order_by("-starts_on", "pk"), key=lambda each: not each.starts_on <= day <= each.ends_on)


def remembered(organisation_id: int, header: Header) -> SheetMapping | None:
    """What this company chose the last time for a sheet with the same column names."""
    return SheetMapping.objects.filter(organisation=organisation_id, header=header_key(header)).first()


def header_key(header: Header) -> str:
    from hashlib import sha256

    return sha256("\n".join(plain(name) for name in header.names.values()).encode()).hexdigest()
