"""Applications in every state, for the assignments that are on the board; without any, nothing."""

from datetime import datetime, timedelta
from uuid import uuid4

from lib.periods import today
from partnership.models import Membership, Programme
from partnership.roles import Role

from ..actions.application_company import decide
from ..actions.application_endings import follow_applications
from ..actions.application_teams import ask_in, join_team
from ..actions.applications import accept_offer, draft_application, submit_application, withdraw_application
from ..actions.placements import Terms, place
from ..kinds import FOR_STUDENTS
from ..models import Application, Assignment, AssignmentRole, TeamInvitation
from ..queries.applications import free_seats, roles_of
from ..queries.placements import default_terms

DAY = timedelta(days=1)
WHY = (
    "Ik zit in mijn derde jaar en bouw graag dingen die mensen elke dag gebruiken. Bij jullie kan ik zien hoe een "
    "team van een wens naar een werkend scherm komt. Ik ken Python en SQL van school, en leerde React in mijn "
    "vrije tijd.",
    "Jullie vraag sprak me aan omdat er echte klanten aan vastzitten. In mijn vorige project maakte ik een "
    "rooster-app voor een sportclub met tachtig leden. Die wordt nog steeds gebruikt.",
    "Ik wil meer leren over beveiliging. Op school deed ik de module veilig bouwen en ik speel graag CTF’s. "
    "Ik werk netjes, schrijf op wat ik doe en vraag het als ik vastloop.",
    "Data vind ik het leukste vak dat we hebben. Ik maakte een dashboard over energieverbruik van onze school; "
    "de conciërge kijkt er nog wekelijks naar. Graag doe ik dat een keer voor een bedrijf.",
    "Ik kom uit de buurt en fiets elke dag langs jullie pand. Dat jullie software in de haven draait wist ik niet. "
    "Ik wil graag weten hoe dat werkt, en help met testen en uitleg voor gebruikers.",
)
NO = "Je werk ziet er goed uit. Voor deze opdracht zoeken we iemand die al met containers werkte. Probeer het gerust "
NO += "bij de volgende ronde."
# Of the demonstration's student: how far it came, and so many days ago it was begun.
OWN = (("offered", 9), ("talk", 12), ("submit", 3), ("decline", 14), ("draft", 1), ("withdraw", 13))
# Of other students, in turn.
OTHERS = (
    ("placed", 19),
    ("submit", 2),
    ("accepted", 16),
    ("read", 5),
    ("expire", 18),
    ("submit", 11),
    ("talk", 8),
    ("offered", 6),
    ("decline", 12),
    ("submit", 4),
)


def add_applications(programme: Programme, now: datetime) -> None:
    """Of the demonstration's student in several states, of others in all of them, and a team."""
    open_now = _open_assignments(programme, now)
    students = list(_students(programme))
    if not open_now or not students:
        return
    student, others = students[0], students[1:]
    for number, (how, days) in enumerate(OWN):
        _apply(student, open_now, number, how, now - days * DAY, programme)
    for number, (how, days) in enumerate(OTHERS if others else ()):
        who, moment = others[number % len(others)], now - days * DAY
        if how == "accepted":  # another one, which ends with it
            _apply(who, open_now, number + 2, "read", moment, programme)
        _apply(who, open_now, number // 2, how, moment, programme)
    if len(others) > 1:
        _team(others[0], others[1], student, open_now, now)
    follow_applications(now=now)


def _students(programme: Programme):
    """The demonstration's own student first."""
    rows = Membership.objects.filter(partnership=programme.partnership_id, role=Role.STUDENT, ended_at=None)
    found = list(rows.select_related("user", "partnership", "organisation").order_by("pk"))
    return sorted(found, key=lambda each: each.user.email != "student@example.org")


def _open_assignments(programme: Programme, now: datetime) -> list[Assignment]:
    """Those of the demonstration's company first, so that its inbox is not empty."""
    rows = Assignment.objects.on_the_board(today(now)).filter(partnership=programme.partnership_id)
    rows = rows.filter(kind__in=FOR_STUDENTS, roles__isnull=False, mentor__isnull=False).distinct()
    own = Membership.objects.filter(user__email="partner@example.org", partnership=programme.partnership_id)
    company = own.values_list("organisation", flat=True).first()
    found = list(rows.select_related("mentor__user", "mentor__partnership", "mentor__organisation").order_by("pk"))
    return sorted(found, key=lambda each: each.organisation_id != company)


def _role(student: Membership, assignment: Assignment) -> AssignmentRole | None:
    """A role with a free seat that the student did not apply for."""
    free = free_seats(assignment)
    had = set(Application.objects.filter(student=student).values_list("role", flat=True))
    return next((role for role in roles_of(assignment) if free[role.pk] and role.pk not in had), None)


def _apply(student, assignments, number, how, moment, programme) -> None:
    """Begin it at `moment` for the first assignment, from the one with `number` on, that has a place for it."""
    turned = assignments[number % len(assignments) :] + assignments[: number % len(assignments)]
    for assignment in turned:
        role = _role(student, assignment)
        if role is not None:
            row = draft_application(
                by=student,
                assignment=assignment,
                role=role,
                motivation=WHY[number % len(WHY)],
                nonce=uuid4(),
                now=moment,
            )
            _bring(row, how, moment, programme)
            return


def _bring(row: Application, how: str, moment: datetime, programme: Programme) -> None:
    student, mentor = row.student, row.assignment.mentor
    if how == "draft":
        return
    submit_application(by=student, application=row, version=row.version, now=moment)
    ways = {
        "read": ["read"],
        "withdraw": ["read"],
        "talk": ["read", "talk"],
        "decline": ["read", "decline"],
        "offered": ["read", "talk", "offer"],
        "accepted": ["read", "offer"],
        "placed": ["read", "offer"],
    }
    for number, verb in enumerate(ways.get(how, ()), 1):
        row.refresh_from_db()
        said = {"reason": "skills", "message": NO} if verb == "decline" else {}
        when = moment + number * DAY
        decide(by=mentor, application=row, verb=verb, version=row.version, now=when, **said)
    row.refresh_from_db()
    when = moment + 4 * DAY
    if how == "withdraw":
        withdraw_application(by=student, application=row, version=row.version, now=when)
    if how in ("accepted", "placed"):
        accept_offer(by=student, application=row, version=row.version, now=when)
    if how == "placed":
        rows = Membership.objects.filter(user__email="coordinator@example.org", partnership=programme.partnership_id)
        terms = Terms(**default_terms(row.assignment) | {"is_minor": False})
        by = rows.select_related("user", "partnership", "organisation").get()
        place(by=by, application=row, terms=terms, nonce=uuid4(), now=when + DAY)


def _team(founder, other, third, assignments, now: datetime) -> None:
    """Two of a class applied together; for another assignment they ask the demonstration's student to join."""
    spacious = [each for each in assignments if _role(founder, each) and _role(other, each) and _role(third, each)]
    for assignment, name in zip(spacious[:2], ("Noorderlicht", "De Bitbrigade"), strict=False):
        values = {"assignment": assignment, "motivation": WHY[1], "team_name": name, "nonce": uuid4(), "now": now - DAY}
        row = draft_application(by=founder, role=_role(founder, assignment), **values)
        asked = [(other, True)] if name == "Noorderlicht" else [(other, True), (third, False)]
        for who, joins in asked:
            ask_in(by=founder, application=row, email=who.user.email, now=now - DAY)
            if joins:
                _join(who, assignment, now)
        row.refresh_from_db()
        if name == "Noorderlicht":
            submit_application(by=founder, application=row, version=row.version, now=now)


def _join(who: Membership, assignment: Assignment, now: datetime) -> None:
    invitation = TeamInvitation.objects.visible_to(who).get(team__assignment=assignment)
    role = _role(who, assignment)
    join_team(by=who, invitation=invitation, role=role, motivation=WHY[2], nonce=uuid4(), now=now)
