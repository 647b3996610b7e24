"""Rounds of wishes of the demonstration: one that is solved and not told yet, one open, one that is being prepared."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from labs.demo.enrolments import STUDENT, TEACHER
from labs.demo.people import companies, member
from labs.models import StudentGroup, StudentGroupMember
from lib.jobs import RUNNING
from lib.periods import today
from partnership.models import Membership, Programme, User
from partnership.roles import Role

from ..actions.round_runs import finish_run, problem_for
from ..models import Assignment, AssignmentRole, Round, RoundRole, RoundRun, RoundStudent, RoundWish
from ..placing.solver import solve
from ..queries.rounds import free_in, roles_to_choose
from ..round_states import OPEN, SOLVING
from ..states import APPROVED

COORDINATOR, SEED, LEVEL = "coordinator@example.org", 20_451_873, "mbo4"
FIRST = (
    "Sara", "Ruben", "Mila", "Stijn", "Nina", "Omar", "Lotte", "Jurre", "Eva", "Tijn", "Samira", "Wessel",
    "Femke", "Adam", "Julia", "Hidde", "Leila", "Gijs", "Roos", "Emre", "Maud", "Sven", "Dewi", "Joris",
)  # fmt: skip
LAST = ("Elzinga", "de Wit", "Amrani", "Bolhuis", "Pol", "Kuiper", "Venema", "Yilmaz", "Bos", "Hekman")
CLASS = "ICT4B"
MOST_ROLES, SEATS = 9, 22  # for two dozen students: somebody gets nothing
OWN = (
    ("Voorraad die klopt", "ontwikkelaar", 3),
    ("Meldingen van machines", "data-analist", 2),
    ("Veilig werken op afstand", "beveiliger", 2),
    ("Een winkel die snel laadt", "webontwikkelaar", 4),
    ("Van papier naar formulier", "procesontwerper", 3),
    ("Beheer zonder handwerk", "cloudbeheerder", 3),
    ("Sensoren in de kas", "hardwarebouwer", 2),
    ("Wie belt er eigenlijk?", "tester", 3),
)
TEXT = "Je werkt mee in een klein team. Elke week kijk je met je begeleider hoe het gaat."


def add_rounds(programme: Programme, now: datetime) -> None:
    """Call it after the classes of the labs are there, and after the assignments, if any."""
    by, teacher = member(programme, COORDINATOR), member(programme, TEACHER)
    roles = _roles(by, programme, now)
    _solved(by, _class(teacher, now), roles, now)
    mine = StudentGroup.objects.lasting().filter(members__student__user__email=STUDENT, kept_by=teacher).first()
    if mine is not None:
        _open(by, mine, roles, now)
        _round(by, mine, roles[:3], name="Opdrachten na de zomer", made_at=now - timedelta(hours=5))


def _roles(by: Membership, programme: Programme, now: datetime) -> list[AssignmentRole]:
    """Those on the board with a free seat; where there are few, some of our own."""
    for attempt in range(2):
        found = [role for role in roles_to_choose(by).filter(level=LEVEL) if free_in(role)]
        if len(found) >= len(OWN) or attempt:
            break
        _make_assignments(by, programme, now)
    step = max(len(found) // MOST_ROLES, 1)
    return found[::step][:MOST_ROLES]


def _make_assignments(by: Membership, programme: Programme, now: datetime) -> None:
    people = companies(programme, 6)
    start = today(now) + timedelta(days=60)
    for number, (title, name, seats) in enumerate(OWN):
        mentor = people[number % len(people)]
        assignment = Assignment.objects.create(
            partnership_id=programme.partnership_id,
            organisation=mentor.organisation,
            kind="practice",
            title=title,
            text=TEXT,
            starts_on=start,
            ends_on=start + timedelta(days=140),
            hours_a_week=24,
            place=("Groningen", "Leeuwarden", "Assen")[number % 3],
            mentor=mentor,
            state=APPROVED,
            made_by=mentor.user,
            made_at=now - timedelta(days=50),
            submitted_by=mentor.user,
            submitted_at=now - timedelta(days=48),
            decided_by=by.user,
            decided_at=now - timedelta(days=45),
        )
        AssignmentRole.objects.create(assignment=assignment, name=name, level=LEVEL, seats=seats)


def _class(teacher: Membership, now: datetime) -> StudentGroup:
    """Two dozen students, who have no password: nobody logs in as them."""
    password = make_password(None)
    names = [f"{first} {LAST[number * 7 % len(LAST)]}" for number, first in enumerate(FIRST)]
    users = User.objects.bulk_create(
        User(email=f"{name.lower().replace(' ', '.')}@student.example.org", name=name, password=password)
        for name in names
    )
    values = {"partnership_id": teacher.partnership_id, "organisation_id": teacher.organisation_id}
    members = Membership.objects.bulk_create(
        Membership(user=user, role=Role.STUDENT, started_at=now - timedelta(days=400), **values) for user in users
    )
    group = StudentGroup.objects.create(
        organisation_id=teacher.organisation_id, name=CLASS, kept_by=teacher, made_at=now - timedelta(days=80)
    )
    StudentGroupMember.objects.bulk_create(StudentGroupMember(group=group, student=each) for each in members)
    return group


def _round(by: Membership, group: StudentGroup, roles: list[AssignmentRole], **values) -> Round:
    row = Round.objects.create(partnership_id=by.partnership_id, coordinator=by, level=LEVEL, **values)
    row.groups.add(group)
    members = group.members.order_by("student__user__name", "pk").values_list("student", flat=True)
    RoundStudent.objects.bulk_create(
        RoundStudent(round=row, membership_id=pk, number=number, level=LEVEL) for number, pk in enumerate(members, 1)
    )
    left, rows = SEATS, []
    for number, role in enumerate(roles, 1):
        seats = min(free_in(role), 4, left)
        left -= seats
        rows.append(RoundRole(round=row, role=role, number=number, level=LEVEL, seats=seats))
    RoundRole.objects.bulk_create(each for each in rows if each.seats)
    return row


def _wish(row: Round, at: datetime, skip: int) -> None:
    """Every student but each `skip`th has three to five wishes, the first roles more wanted than the others."""
    roles, wishes, ranked = list(row.roles.order_by("number")), [], []
    for student in row.students.order_by("number"):
        if student.number % skip == 0 or student.membership.user.email == STUDENT:
            continue
        turned = sorted(roles, key=lambda role, number=student.number: (number * 37 + role.number * 53) % 41)
        chosen = list(dict.fromkeys([roles[student.number % 3], *turned]))[: 3 + student.number % 3]
        wishes += [RoundWish(student=student, role=role, rank=rank) for rank, role in enumerate(chosen, 1)]
        student.wished_at = at - timedelta(hours=5 * student.number)
        ranked.append(student)
    RoundWish.objects.bulk_create(wishes)
    RoundStudent.objects.bulk_update(ranked, ["wished_at"])


def _solved(by: Membership, group: StudentGroup, roles: list[AssignmentRole], now: datetime) -> None:
    closed = now - timedelta(days=2)
    days = {"made_at": now - timedelta(days=24), "opened_at": now - timedelta(days=20), "wishes_until": today(closed)}
    row = _round(by, group, roles, name="Praktijkopdrachten ICT4B", state=SOLVING, **days)
    _wish(row, closed, skip=13)
    asked = now - timedelta(days=1, minutes=4)
    run = RoundRun.objects.create(
        round=row, seed=SEED, state=RUNNING, attempts=1, requested_by_id=by.user_id, requested_at=asked
    )
    finish_run(run=run, result=solve(problem_for(run), seed=SEED), now=asked + timedelta(seconds=1))


def _open(by: Membership, group: StudentGroup, roles: list[AssignmentRole], now: datetime) -> None:
    days = {"made_at": now - timedelta(days=9), "opened_at": now - timedelta(days=6)}
    until = today(now) + timedelta(days=8)
    row = _round(by, group, roles, name="Stages ICT3A", state=OPEN, wishes_until=until, **days)
    _wish(row, now - timedelta(days=1), skip=4)
