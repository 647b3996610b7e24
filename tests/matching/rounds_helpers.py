"""A class with roles to rank, as the tests on rounds of wishes need it."""

from datetime import date, timedelta
from uuid import uuid4

from labs.models import StudentGroup, StudentGroupMember
from matching.actions import round_runs, rounds
from matching.actions.wishes import save_wishes
from matching.models import Application, Assignment, AssignmentRole, RoundStudent
from matching.queries.rounds import roles_to_choose
from partnership.roles import Role
from tests.cast import NOW, TODAY, make_member

SEED = 41
UNTIL = TODAY + timedelta(days=7)


def make_role(cast, name="ontwikkelaar", seats=1, level="mbo4", title="Voorraad in beeld", **values) -> AssignmentRole:
    """A role of an assignment on the board."""
    defaults = {
        "partnership": cast.werkplaats,
        "organisation": cast.terpdok,
        "kind": "practice",
        "title": title,
        "text": "Bouw iets dat werkt.",
        "starts_on": date(2026, 4, 6),
        "ends_on": date(2026, 7, 3),
        "mentor": cast.mo,
        "state": "approved",
        "made_by": cast.mo.user,
        "made_at": NOW,
        "submitted_by": cast.mo.user,
        "submitted_at": NOW,
        "decided_by": cast.carla.user,
        "decided_at": NOW,
    }
    assignment = Assignment.objects.create(**defaults | values)
    return AssignmentRole.objects.create(assignment=assignment, name=name, level=level, seats=seats)


def make_class(cast, size=3, name="ICT3A", keeper=None, prefix="Leerling") -> StudentGroup:
    """Sanne and as many others as it takes, kept by Thea."""
    keeper = keeper or cast.thea
    others = [make_member(f"{prefix} {n}", keeper.organisation, Role.STUDENT) for n in range(1, size)]
    group = StudentGroup.objects.create(organisation=keeper.organisation, name=name, kept_by=keeper, made_at=NOW)
    students = [*([cast.sanne] if keeper.organisation == cast.noorderpoort else []), *others]
    StudentGroupMember.objects.bulk_create(StudentGroupMember(group=group, student=each) for each in students)
    return group


def make_round(cast, group=None, seats=None, now=NOW, **values):
    """A round that is being prepared; `seats` gives each role what the round gives out of it."""
    groups = values.pop("groups", None) or [group or make_class(cast)]
    defaults = {"by": cast.carla, "name": "Stages voorjaar", "groups": groups, "level": "mbo4"}
    row = rounds.make_round(**defaults | values, nonce=uuid4(), now=now)
    if seats is None:
        seats = {role: role.seats for role in roles_to_choose(cast.carla)}
    return rounds.set_roles(by=cast.carla, round_=row, seats=seats, now=now) if seats else row


def opened(cast, row=None, now=NOW, until=UNTIL):
    return rounds.open_round(by=cast.carla, round_=row or make_round(cast), until=until, now=now)


def place_of(row, member) -> RoundStudent:
    return RoundStudent.objects.select_related("round").get(round=row, membership=member)


def wish(row, member, *roles, now=NOW) -> RoundStudent:
    """`roles` are roles of assignments, the most wanted first."""
    chosen = [row.roles.get(role=role) for role in roles]
    return save_wishes(by=member, student=place_of(row, member), roles=chosen, now=now)


def closed(cast, row, now=NOW):
    return rounds.close_round(by=cast.carla, round_=row, now=now)


def run(run_row, now=NOW):
    """What the worker does."""
    held = round_runs.claim_run(run_id=run_row.pk, now=now)
    result = round_runs.result_for(held, lambda: now)
    assert round_runs.finish_run(run=held, result=result, now=now)
    return result


def solved(cast, row, now=NOW, **values):
    """Closed, if it was not, and solved."""
    if row.state == "open":
        row = closed(cast, row, now)
    run(round_runs.solve_round(by=cast.carla, round_=row, now=now, **values), now)
    row.refresh_from_db()
    return row


def accepted(member, role, state="accepted") -> Application:
    """A place that a student took outside the round."""
    values = {"made_at": NOW, "submitted_at": NOW, "moved_at": NOW}
    return Application.objects.create(assignment=role.assignment, role=role, student=member, state=state, **values)


def others_of(row, member):
    return list(row.students.exclude(membership=member).select_related("membership", "round").order_by("number"))
