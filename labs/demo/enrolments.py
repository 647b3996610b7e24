"""Who takes part in the sessions of the demonstration: invented students, a class, waiting lists, attendance."""

from collections import Counter
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from partnership.kinds import OrganisationKind
from partnership.models import Membership, Organisation, Programme, User
from partnership.roles import Role

from ..models import Enrolment, Session, SessionGuest, StudentGroup, StudentGroupMember
from ..queries.enrolments import takers
from ..states import EnrolmentState, SessionState

STUDENT, TEACHER = "student@example.org", "teacher@example.org"
STUDENTS = (
    "Jesse Baan", "Nour Haddad", "Fleur Wiersma", "Daan Oosterhof", "Amber Tuinstra", "Yusuf Demir", "Lieke Postma",
    "Sem de Waard", "Aya Bennani", "Thijs Kooistra", "Milan Brouwer", "Esmee Veldkamp", "Rayan Azzouzi",
    "Iris Zijlstra", "Bram Hofstede", "Jildou Hoekstra", "Levi Smit", "Zoë van Dalen", "Noah Meijering", "Sofie Drent",
    "Finn Boonstra", "Hanna Okafor", "Ties Schuring", "Elif Kaya", "Pepijn Star",
)  # fmt: skip
CLASS, CLASS_SIZE = "ICT3A", 10
FULL_EVERY = 3  # so many sessions have a waiting list
MOST = 14  # who take part in a session without a capacity, or with a large one
ON_THE_LIST = 3
AWAY_EVERY = 7  # so many people were signed up and did not come


def add_enrolments(programme: Programme, now: datetime) -> None:
    """Call it after the sessions are there; takes whichever are published."""
    students = _students(programme, now)
    if not students:
        return
    group = _make_class(students, now)
    people = _crowd(programme, students, now)
    sessions = Session.objects.filter(
        lab__partnership=programme.partnership, state=SessionState.PUBLISHED, takes_enrolments=True
    )
    rows, taken = [], []
    for number, session in enumerate(sessions.order_by("starts_at", "pk")):
        rows += _enrolments(session, number, people, now)
        if session.ends_at <= now and session.attendance_taken_at is None:
            session.attendance_taken_at = session.ends_at - timedelta(minutes=10)
            session.attendance_taken_by_id = session.planned_by_id
            taken.append(session)
    if group is not None:
        _sign_up_with_class(group, [row for row in rows if row.session.starts_at > now])
    Enrolment.objects.bulk_create(rows, batch_size=500)
    SessionGuest.objects.filter(session__in=taken).update(was_there=True)
    Session.objects.bulk_update(taken, ["attendance_taken_at", "attendance_taken_by"], batch_size=500)


def _students(programme: Programme, now: datetime) -> list[Membership]:
    """Two dozen students at the schools, most at the first; they have no password, so nobody logs in as them."""
    kinds = (OrganisationKind.APPLICANT_SCHOOL, OrganisationKind.SCHOOL)
    schools = list(
        Organisation.objects.filter(partnership=programme.partnership, kind__in=kinds).order_by("kind", "pk")
    )
    if not schools:
        return []
    places = [schools[0], schools[0], *schools]
    password, made = make_password(None), []
    for number, name in enumerate(STUDENTS):
        email = f"{name.lower().replace(' ', '.').replace('ë', 'e')}@student.example.org"
        user = User.objects.create(email=email, name=name, password=password)
        school = places[number % len(places)]
        values = {"partnership": programme.partnership, "organisation": school, "role": Role.STUDENT}
        made.append(Membership.objects.create(user=user, started_at=now - timedelta(days=200), **values))
    return made


def _make_class(students: list[Membership], now: datetime) -> StudentGroup | None:
    """The class of the teacher who can log in, with the student who can."""
    teacher = Membership.objects.filter(user__email=TEACHER, role=Role.TEACHER).first()
    if teacher is None:
        return None
    own = [each for each in students if each.organisation_id == teacher.organisation_id][: CLASS_SIZE - 1]
    own += Membership.objects.filter(user__email=STUDENT, organisation=teacher.organisation_id, role=Role.STUDENT)
    group = StudentGroup.objects.create(
        organisation_id=teacher.organisation_id, name=CLASS, kept_by=teacher, made_at=now - timedelta(days=90)
    )
    StudentGroupMember.objects.bulk_create(StudentGroupMember(group=group, student=each) for each in own)
    return group


def _sign_up_with_class(group: StudentGroup, coming: list[Enrolment]) -> None:
    """The teacher signed the class up for the coming session that most of it goes to."""
    members = set(group.members.values_list("student_id", flat=True))
    ours = [row for row in coming if row.membership_id in members]
    per_session = Counter(row.session_id for row in ours)
    for row in ours:
        if row.session_id == per_session.most_common(1)[0][0]:
            row.group, row.enrolled_by_id = group, group.kept_by.user_id


def _crowd(programme: Programme, students: list[Membership], now: datetime) -> list[Membership]:
    """Students, and now and then a teacher or somebody of a company."""
    known = {each.user_id for each in students}
    others = takers(programme.partnership_id, now).exclude(user__in=known).exclude(role=Role.STUDENT)
    others = others.filter(role__in=(Role.TEACHER, Role.COMPANY_MEMBER)).exclude(user__email=TEACHER)
    return [*students, *others.order_by("pk")[:6]]


def _enrolments(session: Session, number: int, people: list[Membership], now: datetime) -> list[Enrolment]:
    wanted = _who(session, number, people)
    seats = len(wanted) if session.capacity is None else session.capacity
    last = min(session.starts_at - timedelta(days=1), now - timedelta(hours=3))
    over = session.ends_at <= now
    rows = []
    for place, member in enumerate(wanted):
        at = last - timedelta(hours=5 * (len(wanted) - place))
        seated = place < seats
        rows.append(
            Enrolment(
                session=session,
                person_id=member.user_id,
                membership=member,
                state=EnrolmentState.SEATED if seated else EnrolmentState.WAITING,
                enrolled_at=at,
                enrolled_by_id=member.user_id,
                seated_at=at if seated else None,
                was_there=(number + place) % AWAY_EVERY != 0 if over and seated else None,
            )
        )
    return rows


def _who(session: Session, number: int, people: list[Membership]) -> list[Membership]:
    """Another part of the crowd each time; who can log in takes part in some, and waits now and then."""
    is_full = number % FULL_EVERY == 0 and session.capacity is not None
    size = min(session.capacity + ON_THE_LIST if is_full else (session.capacity or MOST) * 2 // 3, MOST + 6)
    turned = [*people[number * 5 % len(people) :], *people[: number * 5 % len(people)]][:size]
    guests = set(session.guests.values_list("person_id", flat=True))
    chosen = [each for each in turned if each.user_id not in guests]
    known = Membership.objects.filter(user__email__in=_visitors(number), partnership=session.lab.partnership_id)
    for member in known.order_by("pk"):
        if member.user_id not in guests and member.user_id not in {each.user_id for each in chosen}:
            last = number % (2 * FULL_EVERY) == 0  # on a waiting list now and then
            chosen.insert(len(chosen) if last else len(chosen) // 2, member)
    return chosen


def _visitors(number: int) -> list[str]:
    return [
        *([STUDENT] if number % 5 == 1 or number % (2 * FULL_EVERY) == 0 else []),
        *([TEACHER] if number % 4 == 1 else []),
    ]
