"""What the labs tell about each school year, in one query."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, CharField, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, ExtractYear

from labs.learning_rules import SCHOOL_YEAR_FROM, school_year_of
from labs.models import Enrolment, PastAttendance, PracticePlacement, Session, StudentCompany
from labs.practice_states import MATCHED
from labs.states import SessionState
from lib.periods import today
from partnership.models import Membership

from ..counted import ByYear, Counted
from ..indicator_kinds import ACTIVE_STUDENT_COMPANIES, PARTICIPANTS, PRACTICE, SESSIONS, STUDENT_COMPANIES

LABS = (SESSIONS, PARTICIPANTS, STUDENT_COMPANIES, ACTIVE_STUDENT_COMPANIES, PRACTICE)
SPANS = "spans"


def counts_of_labs(by: Membership, now: datetime) -> Mapping[str, ByYear]:
    """Sessions, attendances, student companies and teachers in practice; kept counts of who is forgotten included."""
    here, present = by.partnership_id, school_year_of(today(now))
    held = Session.objects.filter(state=SessionState.PUBLISHED, ends_at__lt=now, lab__partnership=here).order_by()
    there = Enrolment.objects.filter(was_there=True, session__in=held)
    past = PastAttendance.objects.filter(session__in=held)
    practice = PracticePlacement.objects.filter(partnership=here, state__in=MATCHED, starts_on__lte=today(now))
    begun = StudentCompany.objects.filter(lab__partnership=here, since__isnull=False)
    rows = _per_year(held, "starts_at", SESSIONS).union(
        _per_year(there, "session__starts_at", PARTICIPANTS),
        _per_year(past, "session__starts_at", PARTICIPANTS),
        _per_year(practice, "starts_on", PRACTICE),
        _per_year(begun, "since", SPANS, last=school_year("until")),
        all=True,
    )
    found: dict[str, dict[int, int]] = {code: defaultdict(int) for code in LABS}
    for code, year, last, count in rows:
        if code != SPANS:
            found[code][year] += count
            continue
        found[STUDENT_COMPANIES][year] += count
        for active in range(year, (present if last is None else last) + 1):
            found[ACTIVE_STUDENT_COMPANIES][active] += count
    return {code: {year: Counted(Decimal(count)) for year, count in years.items()} for code, years in found.items()}


def school_year(field: str):
    """The school year of a day or a moment, for the database."""
    early = Case(When(Q(**{f"{field}__month__lt": SCHOOL_YEAR_FROM}), then=Value(1)), default=Value(0))
    return Cast(ExtractYear(field) - early, IntegerField())


def _per_year(rows: QuerySet, field: str, code: str, last=None) -> QuerySet:
    """Rows of a code, a school year, the one in which it ended where that counts, and how many."""
    nothing = Cast(Value(None), IntegerField())
    rows = rows.order_by().annotate(code=Value(code, output_field=CharField()), year=school_year(field))
    return (
        rows.annotate(last=nothing if last is None else last)
        .values("code", "year", "last")
        .annotate(count=Count("pk"))
        .values_list("code", "year", "last", "count")
    )
