"""Student companies, with as much of them as the reader may know."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import ExtractYear, Greatest, JSONObject, Least

from partnership.models import Membership, Partnership
from partnership.roles import Permission, Role

from ..company_states import GRADUATED, IDEA, STARTED, STOPPED, TRADING, CompanyState
from ..kinds import LabKind
from ..models import (
    Activity,
    CompanyAssignment,
    CompanyCoach,
    CompanyMember,
    CompanySession,
    CompanyStep,
    Lab,
    PastCompanyMember,
    SessionGuest,
    StudentCompany,
)
from .public import count_in_words


@dataclass(frozen=True)
class Standing:
    """What somebody is to a student company: who runs its lab, a member, or a coach. Nobody else sees it in full."""

    runs: bool = False
    oversees: bool = False
    is_member: bool = False
    is_coach: bool = False

    @property
    def knows(self) -> bool:
        return self.oversees or self.is_member or self.is_coach

    @property
    def edits(self) -> bool:
        return self.runs or self.is_member

    @property
    def sees_amounts(self) -> bool:
        """What students earn is not for who runs another lab."""
        return self.runs or self.is_member

    @property
    def coaches(self) -> bool:
        return self.runs or self.is_coach


def business_lab(partnership: Partnership) -> Lab | None:
    """The lab whose companies these are, whatever the partnership calls it."""
    return Lab.objects.filter(partnership=partnership, kind=LabKind.BUSINESS).first()


def _places_of(by: Membership) -> dict[str, Exists]:
    """What a query of companies says about somebody's place in each of them."""
    return {
        "runs": Exists(Lab.objects.run_by(by).filter(pk=OuterRef("lab"))),
        "is_member": Exists(CompanyMember.objects.filter(company=OuterRef("pk"), membership=by, left_on=None)),
        "is_coach": Exists(CompanyCoach.objects.filter(company=OuterRef("pk"), membership=by, until=None)),
    }


def standing_of(company: StudentCompany, by: Membership | None) -> Standing:
    if by is None or by.partnership_id != company.lab.partnership_id:
        return Standing()
    row = StudentCompany.objects.filter(pk=company.pk).values(**_places_of(by))
    return Standing(oversees=by.can(Permission.RUN_LABS), **row.get())


def found_with_standing(rows: QuerySet[StudentCompany], by: Membership, pk: int) -> tuple[StudentCompany, Standing]:
    """One company of these with what somebody is to it, in one query. Raises StudentCompany.DoesNotExist."""
    places = _places_of(by)
    row = rows.annotate(**places).get(pk=pk)
    return row, Standing(oversees=by.can(Permission.RUN_LABS), **{name: getattr(row, name) for name in places})


# --- Lists -------------------------------------------------------------------------------------------------------
def companies_of(membership: Membership) -> QuerySet[StudentCompany]:
    """Those that somebody sees in full: what asks for something first, then the newest."""
    rows = StudentCompany.objects.known_to(membership)
    waits = Case(When(Q(state=IDEA) | ~Q(wish=""), then=1), default=0)
    people = Count("members", filter=Q(members__left_on=None), distinct=True)
    people += Count("past_members", filter=Q(past_members__stayed=True), distinct=True)
    won = Count("assignments", distinct=True)
    return rows.annotate(waits=waits, people=people, won=won).order_by("-waits", "-proposed_at", "-pk")


def shown_companies(partnership: Partnership) -> QuerySet[StudentCompany]:
    """What anybody may read."""
    return StudentCompany.objects.public(partnership).order_by("name", "pk")


@dataclass(frozen=True)
class YearOfCompanies:
    """How many companies took each step in a calendar year, and how many students were in one."""

    year: int
    started: int = 0
    trading: int = 0
    graduated: int = 0
    stopped: int = 0
    members: str = ""


def years_of(partnership: Partnership) -> list[YearOfCompanies]:
    """The last years first. An idea that was never taken up does not count as a company that stopped."""
    steps = CompanyStep.objects.filter(company__lab__partnership=partnership).exclude(state=IDEA)
    steps = steps.exclude(state=STOPPED, company__since=None)
    counts = {
        state: Count("pk", filter=Q(state=value))
        for state, value in (("started", STARTED), ("trading", TRADING), ("graduated", GRADUATED), ("stopped", STOPPED))
    }
    rows = list(steps.order_by().values("on__year").annotate(**counts).order_by("-on__year"))
    members = _members_per_year(partnership, [row["on__year"] for row in rows])
    return [
        YearOfCompanies(row.pop("on__year"), **row, members=count_in_words(number))
        for row, number in zip(rows, members, strict=True)
    ]


def _members_per_year(partnership: Partnership, years: Iterable[int]) -> list[int]:
    """Different students in a company that had begun, for each of the years."""
    found = CompanyMember.objects.filter(company__lab__partnership=partnership)
    spans = [(row.membership.user_id, row.first_year, row.last_year) for row in in_business(found)]
    past = PastCompanyMember.objects.filter(company__lab__partnership=partnership)
    gone = Counter(year for row in past.order_by("pk").values_list("years", flat=True) for year in row)
    return [
        len({who for who, first, last in spans if first <= year and (last is None or last >= year)}) + gone[year]
        for year in years
    ]


def in_business(members: QuerySet[CompanyMember]) -> QuerySet[CompanyMember]:
    """Places in companies that began, with the `first_year` and `last_year` of being in one that had begun and was
    not over; `last_year` is None as long as it lasts.
    """
    first = Greatest("joined_on", "company__since")
    last = Least("left_on", "company__until")  # the one that is there, when the other is not
    rows = members.filter(company__since__isnull=False).select_related("membership")
    return rows.annotate(first_year=ExtractYear(first), last_year=ExtractYear(last)).order_by("pk")


# --- One company -------------------------------------------------------------------------------------------------
def members_of(company: StudentCompany) -> list[CompanyMember]:
    rows = company.members.filter(left_on=None).select_related("membership__user", "membership__organisation")
    return list(rows.order_by("joined_on", "pk"))


def coaches_of(company: StudentCompany) -> list[CompanyCoach]:
    rows = company.coaches.filter(until=None).select_related("membership__user", "membership__organisation")
    return list(rows.order_by("since", "pk"))


def coaching_of(company: StudentCompany) -> list[CompanySession]:
    """The last first, so that what comes is on top; `guests` are who gives it, as names."""
    guests = SessionGuest.objects.filter(session=OuterRef("session")).order_by("pk")
    named = JSONObject(person="person", name="person__name", organisation="organisation__name")
    rows = company.coaching.select_related("session__room").annotate(guests=ArraySubquery(guests.values_list(named)))
    return list(rows.order_by("-session__starts_at", "-pk"))


def assignments_of(company: StudentCompany) -> list[CompanyAssignment]:
    return list(company.assignments.select_related("client").order_by("-month", "-pk"))


def steps_of(company: StudentCompany) -> list[CompanyStep]:
    return list(company.steps.select_related("taken_by").order_by("taken_at", "pk"))


def path_of(company: StudentCompany) -> tuple[list[str], int]:
    """The states of a company's life in words, and in which of them it is; one more than there are means past all."""
    labels = [str(CompanyState(state).label) for state in (IDEA, STARTED, TRADING, GRADUATED)]
    at = (IDEA, STARTED, TRADING).index(company.state) if not company.is_over else len(labels)
    return labels, at + 1


# --- Whom and what one can choose --------------------------------------------------------------------------------
def _here(company: StudentCompany, now: datetime) -> QuerySet[Membership]:
    rows = Membership.objects.active(now).filter(partnership=company.lab.partnership_id)
    return rows.select_related("user", "organisation").order_by("user__name", "organisation__name", "pk")


def possible_members(company: StudentCompany, now: datetime) -> QuerySet[Membership]:
    there = company.members.filter(left_on=None).values("membership")
    return _here(company, now).filter(role=Role.STUDENT).exclude(pk__in=there)


def possible_coaches(company: StudentCompany, now: datetime) -> QuerySet[Membership]:
    """People of companies: their hours are an effort, and follow from the sessions."""
    there = company.coaches.filter(until=None).values("membership")
    return _here(company, now).filter(role__in=(Role.COMPANY_MEMBER, Role.COMPANY_MANAGER)).exclude(pk__in=there)


def possible_people(company: StudentCompany, now: datetime) -> QuerySet[Membership]:
    """Both at once, for a page that offers both."""
    return possible_members(company, now) | possible_coaches(company, now)


def activities_of(lab: Lab, since: date) -> QuerySet[Activity]:
    """Activities of the plan that a session of the lab can be under."""
    return Activity.objects.filter(lab=lab, ends_on__gte=since).order_by("name", "pk")
