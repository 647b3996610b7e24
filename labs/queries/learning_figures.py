"""What people took part in, as counts: per year, per module and per organisation, one query each.

Who does not run the lab never sees fewer than five students counted, nor what such a count could be worked out from.
"""

from dataclasses import dataclass, field, replace

from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.periods import AMSTERDAM
from partnership.kinds import OrganisationKind
from partnership.models import Membership
from partnership.roles import Permission, Role

from ..learning_kinds import AudienceKind
from ..learning_rules import FEWEST, SCHOOL_YEAR_FROM, count_name, hidden_rows
from ..models import Enrolment, Lab, PastAttendance
from ..states import SessionState
from .learning import learning_lab
from .research import runs

CALENDAR, SCHOOL = "calendar", "school"
SCHOOLS = (OrganisationKind.SCHOOL, OrganisationKind.APPLICANT_SCHOOL)
STUDENTS, TEACHERS, EMPLOYEES = AudienceKind.values
OF_MEMBERSHIP = "membership__"
MODULE, ORGANISATION = "session__module_link__module", f"{OF_MEMBERSHIP}organisation"


@dataclass
class Row:
    """Counts of one year, module or organisation. What is None may not be shown to this reader."""

    key: object
    name: str = ""
    people: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(AudienceKind.values, 0))
    attendances: int | None = 0
    minutes: int | None = 0
    few: bool = False  # the students are fewer than five

    @property
    def students(self) -> int | None:
        return self.people[STUDENTS]

    @property
    def students_shown(self) -> int | str | None:
        """The number, that it is small, or nothing."""
        return _("fewer than %(count)s") % {"count": FEWEST} if self.few else self.students

    @property
    def teachers(self) -> int | None:
        return self.people[TEACHERS]

    @property
    def employees(self) -> int | None:
        return self.people[EMPLOYEES]

    @property
    def everybody(self) -> int | None:
        return None if self.students is None else sum(self.people.values())

    def hide_students(self) -> None:
        """What the students count in goes too: it would tell them by subtraction."""
        self.few = 0 < (self.students or 0) < FEWEST
        self.people[STUDENTS] = self.attendances = self.minutes = None


@dataclass(frozen=True)
class Figures:
    """All tables of the page, as this reader may see them."""

    by: str
    year: int | None
    years: list[Row]
    modules: list[Row]
    organisations: list[Row]
    sees_all: bool
    is_exact: bool

    @property
    def total(self) -> Row | None:
        return next((row for row in self.years if row.key == self.year), None)

    @property
    def hides(self) -> bool:
        return any(row.students is None for row in [*self.years, *self.modules, *self.organisations])


def figures_for(reader: Membership, by: str, asked: str) -> Figures:
    """Counts of all organisations for who runs labs, of the own one for others."""
    lab, sees_all = learning_lab(reader.partnership), reader.can(Permission.RUN_LABS)
    exact = runs(reader, lab)
    rows = _there(reader, lab, by)
    if not sees_all:
        rows = rows.of_organisation(reader.organisation_id)
    years = sorted(rows.counted("year"), key=lambda row: row.key, reverse=True)
    for row in years:
        row.name = in_words(row.key, by)
    known = [row.key for row in years]
    year = next((each for each in known if str(each) == asked), known[0] if known else None)
    of_year = rows.where(year=year)
    modules = _by_name(of_year.counted(MODULE, *_titles()))
    organisations = _by_name(of_year.counted(ORGANISATION, f"{ORGANISATION}__name")) if sees_all else []
    if not exact:
        _protect(years, modules, organisations, year)
    return Figures(by, year, years, modules, organisations, sees_all, exact)


def in_words(year: int, by: str) -> str:
    """A school year has two numbers: `2025-2026`."""
    return str(year) if by == CALENDAR else f"{year}-{year + 1}"


def _titles() -> list[str]:
    """The title of a module in the language of the page."""
    return [f"{MODULE}__title_en" if get_language() == "en" else f"{MODULE}__title_nl"]


def _by_name(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.name == "", row.name.casefold(), str(row.key)))


@dataclass(frozen=True)
class _There:
    """Everybody who was there: those whose names are kept, and beside them what is kept of those before."""

    live: QuerySet[Enrolment]
    past: QuerySet[PastAttendance]
    by: str
    of_one: bool = False  # of one organisation only

    def where(self, **facts) -> "_There":
        return replace(self, live=self.live.filter(**facts), past=self.past.filter(**facts))

    def of_organisation(self, key: int) -> "_There":
        live, past = self.live.filter(membership__organisation=key), self.past.filter(organisation=key)
        return replace(self, live=live, past=past, of_one=True)

    def counted(self, key: str, *name: str) -> list[Row]:
        """Counts by a key and by who took part, in one query; a row of each key. A person counts once in each kind."""
        found: dict[object, Row] = {}
        for each in self._groups(key, name).iterator():
            row = found.setdefault(each[key], Row(each[key], next((each[part] or "" for part in name), "")))
            row.people[each["kind"]] += each["count"]
            row.attendances += each["times"]
            row.minutes += int(each["time"].total_seconds()) // 60
        return list(found.values())

    def _groups(self, key: str, name: tuple[str, ...]) -> QuerySet:
        count = count_name(self.by, module=key == MODULE, organisation=self.of_one or key == ORGANISATION)
        people = {
            "live": Count("person", distinct=True),
            "past": Count("pk", filter=Q(counted_in__contains=[count])),
        }
        columns = (key, *name, "kind")
        live = self.live.order_by().values(*columns)
        past = self.past.order_by().values(*(column.removeprefix(OF_MEMBERSHIP) for column in columns))
        live = live.annotate(count=people["live"], times=Count("pk"), time=Sum("lasted"))
        return live.union(past.annotate(count=people["past"], times=Count("pk"), time=Sum("lasted")), all=True)


def _there(reader: Membership, lab: Lab | None, by: str) -> _There:
    """Who was at sessions of the lab, and of modules wherever those are given."""
    live = Enrolment.objects.filter(was_there=True).annotate(kind=kind_of_person())
    rows = (_with_year(each, reader, lab, by) for each in (live, PastAttendance.objects.all()))
    return _There(*rows, by)


def in_figures(lab: Lab | None) -> Q:
    """Which sessions these figures are about, wherever something hangs on one."""
    return Q(session__lab=lab) | Q(session__module_link__isnull=False)


def kind_of_person() -> Case:
    """Which kind of people an enrolment counts for."""
    return Case(
        When(membership__role=Role.STUDENT, then=Value(STUDENTS)),
        When(membership__organisation__kind__in=SCHOOLS, then=Value(TEACHERS)),
        default=Value(EMPLOYEES),
        output_field=CharField(),
    )


def _with_year(rows: QuerySet, reader: Membership, lab: Lab | None, by: str) -> QuerySet:
    rows = rows.filter(
        in_figures(lab), session__lab__partnership=reader.partnership_id, session__state=SessionState.PUBLISHED
    )
    year = ExtractYear("session__starts_at", tzinfo=AMSTERDAM)
    if by == SCHOOL:
        before = Case(When(month__lt=SCHOOL_YEAR_FROM, then=Value(1)), default=Value(0), output_field=IntegerField())
        rows = rows.annotate(month=ExtractMonth("session__starts_at", tzinfo=AMSTERDAM))
        rows = rows.annotate(year=ExpressionWrapper(year - before, output_field=IntegerField()))
    else:
        rows = rows.annotate(year=year)
    lasted = ExpressionWrapper(F("session__ends_at") - F("session__starts_at"), output_field=DurationField())
    return rows.annotate(lasted=lasted)


def _protect(years: list[Row], modules: list[Row], organisations: list[Row], year: int | None) -> None:
    """Hide what would give a few students away, in each table and in the total that it adds up to."""
    tables = [(table, *hidden_rows([row.students for row in table])) for table in (years, modules, organisations)]
    for table, hidden, hides_total in tables:
        for place in hidden:
            table[place].hide_students()
        if hides_total and table is not years:
            for row in years:
                if row.key == year and row.students is not None:
                    row.hide_students()
