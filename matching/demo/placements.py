"""Placements in every state, signed and looked back on; the demonstration's student has one running and one to show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from labs.demo.people import companies, member
from labs.demo.research import STUDENTS, _student
from labs.models import EducationProgramme
from lib.periods import today
from lib.times import day_of
from partnership.models import Membership, Programme

from ..actions import placements as actions
from ..actions import placements_feedback, placements_papers, placements_signing
from ..kinds import Side
from ..models import Application, Assignment, Placement, PlacementPaper, Recognition, SkillTag
from ..queries.placements import default_terms, is_recognised
from ..reports.placements import build
from ..states import ApplicationState

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
HOME = "192.0.2.10"  # an address for examples
SKILLS = (("Python", "Python"), ("testen", "testing"), ("presenteren", "presenting"))
REFERENCE = (
    "Sanne bouwde in een half jaar het dashboard waar onze monteurs nu elke dag mee werken. Ze vroeg door tot ze het"
    " probleem begreep, hield zich aan afspraken en legde haar keuzes helder uit. We zien haar graag terug."
)
COMPANY_SAYS = (
    (4, 4, 4, 5, "Sanne pakt het werk snel op. De code is netjes; overleg mag iets eerder."),
    (4, 4, 5, 5, "Ze vraagt nu op tijd om hulp, en helpt zelf een collega met testen."),
    (5, 4, 5, 5, "Een mooi eindresultaat, dat in gebruik is genomen."),
)
STUDENT_SAYS = (
    (4, 5, 4, 4, "Leuk werk en een fijne begeleider. Ik moet wennen aan de grote codebasis."),
    (5, 4, 5, 5, "Ik mag steeds meer zelf beslissen."),
    (5, 5, 5, 5, "Ik heb veel geleerd, vooral over testen en uitleggen."),
)


@dataclass(frozen=True)
class Work:
    """An assignment of the demonstration that somebody is placed in; weeks count from now."""

    title: str
    text: str
    role: str
    first: int
    last: int
    kind: str = "practice"


WORKS = {
    "completed": Work(
        "Dashboard voor monteurs",
        "Maak van de meldingen van monteurs een dashboard waarop de planner ziet waar het vastloopt.",
        "Ontwikkelaar",
        -36,
        -14,
        "graduation",
    ),
    "running": Work(
        "Testomgeving voor een webwinkel",
        "Zet een testomgeving op waarin elke wijziging van de webwinkel vanzelf wordt gecontroleerd.",
        "Tester",
        -9,
        10,
    ),
    "internship": Work(
        "Stage systeembeheer",
        "Loop mee met het team dat het netwerk en de werkplekken van onze klanten beheert.",
        "Stagiair beheer",
        -5,
        15,
        "internship",
    ),
    "ending": Work(
        "Handleiding voor beheerders",
        "Schrijf met de beheerders een handleiding voor het nieuwe ticketsysteem, en probeer haar uit.",
        "Schrijver",
        -17,
        -1,
    ),
    "next_internship": Work(
        "Stage softwareontwikkeling",
        "Bouw mee aan de webtoepassing die onze klanten elke dag gebruiken.",
        "Stagiair ontwikkeling",
        3,
        23,
        "internship",
    ),
    "waiting": Work(
        "App voor een sportvereniging",
        "Maak een app waarmee leden zich voor trainingen aanmelden.",
        "Ontwikkelaar",
        4,
        18,
    ),
    "signed": Work(
        "Chatbot voor de servicedesk",
        "Onderzoek welke vragen een chatbot zelf kan beantwoorden, en bouw een eerste versie.",
        "Ontwikkelaar",
        1,
        20,
    ),
    "preparing": Work(
        "Toegankelijke website",
        "Toets onze website op toegankelijkheid, en los met ons op wat je vindt.",
        "Webontwikkelaar",
        2,
        16,
    ),
    "minor": Work(
        "Beveiliging van een kantoornetwerk",
        "Breng in kaart wat er op het netwerk van een klein kantoor staat, en stel maatregelen voor.",
        "Beveiliger",
        2,
        12,
    ),
    "ended_early": Work(
        "Data opschonen voor een verhuizing",
        "Maak de klantgegevens klaar voor een nieuw systeem, met controles die we kunnen herhalen.",
        "Data-analist",
        -14,
        6,
    ),
    "cancelled": Work(
        "Sensoren in de kas",
        "Sluit sensoren aan die meten hoe warm en vochtig het in de kas is, en laat het zien.",
        "Maker",
        1,
        14,
    ),
}


def add_placements(programme: Programme, now: datetime) -> None:
    """As of the moment `now`."""
    _Placing(programme, now).everything()


class _Placing:
    def __init__(self, programme: Programme, now: datetime):
        self.programme, self.now = programme, now
        self.coordinator = member(programme, "coordinator@example.org")
        self.teacher = member(programme, "teacher@example.org")
        self.sanne = member(programme, "student@example.org")
        self.pien = member(programme, "partner@example.org")
        self.others = [_student(programme, name, now) for name in STUDENTS]
        self.mentors = companies(programme, 4)
        self.skills = [
            SkillTag.objects.filter(partnership=programme.partnership_id, name_nl__iexact=dutch).first()
            or SkillTag.objects.create(partnership_id=programme.partnership_id, name_nl=dutch, name_en=english)
            for dutch, english in SKILLS
        ]

    def everything(self) -> None:
        self._completed()
        self._running()
        self._internship()
        self._ended_early()
        others, mentors = self.others, self.mentors
        self._begun("ending", others[2], mentors[1])
        self._place("next_internship", others[1], self.pien)
        self._to_place(others[0], mentors[1])
        self._signed("signed", others[1], mentors[1])
        self._waiting(others[2], mentors[2])
        minor = {"representative_name": "Vera Voorbeeld", "representative_email": "ouder@example.org"}
        row = self._place("minor", others[0], self.pien, is_minor=True, **minor)
        self._sign(row, (others[0], self.pien), self.now - DAY)
        row = self._place("cancelled", others[2], mentors[3])
        reason = "De kas wordt verbouwd; het bedrijf komt in het najaar terug met een nieuwe opdracht."
        actions.cancel_placement(
            by=self.coordinator, placement=row, version=row.version, reason=reason, now=self.now - DAY
        )

    # --- The steps ---------------------------------------------------------------------------------------------
    def _place(self, name: str, student: Membership, mentor: Membership, **values) -> Placement:
        work = WORKS[name]
        made_at = min(self.now - 2 * DAY, self.now + work.first * WEEK - 20 * DAY)
        application = self._accepted(work, student, mentor, made_at)
        found = default_terms(application.assignment) | {"is_minor": False} | values
        if work.kind == "internship":
            found |= {"education": self._recognised(mentor, application.assignment)}
        placed = actions.place(
            by=self.coordinator, application=application, terms=actions.Terms(**found), nonce=uuid4(), now=made_at
        )
        return _fresh(placed)

    def _accepted(self, work: Work, student: Membership, mentor: Membership, when: datetime) -> Application:
        assignment = self._assignment(work, mentor, when - 10 * DAY)
        moments = {"made_at": when - 8 * DAY, "submitted_at": when - 7 * DAY, "moved_at": when - DAY}
        return Application.objects.create(
            assignment=assignment,
            role=assignment.roles.get(),
            student=student,
            motivation="Deze opdracht past bij wat ik wil leren.",
            state=ApplicationState.ACCEPTED,
            **moments,
        )

    def _assignment(self, work: Work, mentor: Membership, when: datetime) -> Assignment:
        first = day_of(self.now + work.first * WEEK)
        row = Assignment.objects.create(
            partnership_id=self.programme.partnership_id,
            organisation=mentor.organisation,
            kind=work.kind,
            title=work.title,
            text=work.text,
            starts_on=first - first.weekday() * DAY,
            ends_on=first - first.weekday() * DAY + (work.last - work.first) * WEEK - 3 * DAY,
            hours_a_week=24,
            place="Groningen",
            mentor=mentor,
            school_mentor=self.teacher,
            state="approved",
            made_by=mentor.user,
            made_at=when,
            submitted_by=mentor.user,
            submitted_at=when,
            decided_by=self.coordinator.user,
            decided_at=when + DAY,
            is_public=False,
        )
        row.roles.create(name=work.role, level="mbo4", seats=2).skills.set(self.skills)
        for side, effort, contact in (
            (Side.COMPANY, "Twee uur per week, door de mentor", "Elke maandag een gesprek, verder via de chat"),
            (Side.SCHOOL, "Een bezoek halverwege, en spreekuur", "Elke maand een bericht"),
        ):
            row.expectations.create(
                side=side,
                effort=effort,
                contact=contact,
                language="nl",
                weight="fitting",
                confidentiality="Gegevens van klanten" if side == Side.COMPANY else "",
                trial_weeks=2,
                told_by=self.coordinator.user,
                told_at=when,
            )
        return row

    def _recognised(self, mentor: Membership, assignment: Assignment) -> EducationProgramme:
        here = EducationProgramme.objects.filter(partnership=self.programme.partnership_id)
        programme = here.filter(level__startswith="mbo").order_by("code").first()
        if programme is None:
            programme = here.create(
                partnership_id=self.programme.partnership_id, code="25607", name="Allround medewerker IT", level="mbo3"
            )
        if not is_recognised(mentor.organisation_id, programme, assignment.starts_on):
            first, last = assignment.starts_on - 300 * DAY, assignment.ends_on + 300 * DAY
            Recognition.objects.create(
                organisation=mentor.organisation,
                education=programme,
                valid=(first, last),
                entered_by=self.coordinator.user,
                entered_at=self.now - 300 * DAY,
            )
        return programme

    def _sign(self, row: Placement, people, when: datetime) -> Placement:
        make_papers(when)
        for person in people:
            found = _fresh(row)
            signature = placements_signing.Signature(person.user.name, HOME, found.paper.sha256)
            placements_signing.sign_placement(by=person, placement=found, signature=signature, now=when)
        make_papers(when)
        return _fresh(row)

    def _signed(self, name: str, student: Membership, mentor: Membership) -> Placement:
        row = self._place(name, student, mentor)
        return self._sign(row, (student, mentor, self.teacher), row.made_at + DAY)

    def _begun(self, name: str, student: Membership, mentor: Membership) -> Placement:
        row = self._signed(name, student, mentor)
        actions.start_placements(now=_morning(row.starts_on, self.now))
        return _fresh(row)

    def _say(self, row: Placement, by: Membership, moment: str, said, day) -> None:
        *marks, text = said
        values = placements_feedback.Said(*marks, text)
        placements_feedback.give_feedback(by=by, placement=row, moment=moment, said=values, now=_morning(day, self.now))

    # --- One of each -------------------------------------------------------------------------------------------
    def _completed(self) -> None:
        """The demonstration's student has it in the portfolio, with feedback and a reference."""
        row = self._begun("completed", self.sanne, self.pien)
        for window, company, student in zip(
            placements_feedback.windows_of(row), COMPANY_SAYS, STUDENT_SAYS, strict=True
        ):
            self._say(row, self.pien, window.moment, company, window.opens_on + DAY)
            self._say(row, self.sanne, window.moment, student, window.opens_on + 2 * DAY)
        when = _morning(row.ends_on, self.now)
        actions.complete_placement(by=self.pien, placement=row, version=row.version, minutes=496 * 60, now=when)
        placements_feedback.write_reference(
            by=self.pien, placement=row, name=self.pien.user.name, text=REFERENCE, now=when + WEEK
        )
        placements_feedback.show_placement(
            by=self.sanne, placement=row, shown=True, feedback=True, reference=True, now=when + 8 * DAY
        )

    def _running(self) -> None:
        """Half-way: feedback of the student is asked for, the company gave it."""
        row = self._begun("running", self.sanne, self.mentors[0])
        first, middle, _end = placements_feedback.windows_of(row)
        self._say(row, self.mentors[0], first.moment, COMPANY_SAYS[0], first.opens_on + DAY)
        self._say(row, self.sanne, first.moment, STUDENT_SAYS[0], first.opens_on + 3 * DAY)
        self._say(row, self.mentors[0], middle.moment, COMPANY_SAYS[1], min(today(self.now), middle.opens_on + DAY))

    def _internship(self) -> None:
        """Its agreement is the school's own."""
        row = self._place("internship", self.others[0], self.pien)
        values = {"status": "signed", "reference": "POK-2041", "now": row.made_at + DAY}
        actions.note_school_agreement(by=self.teacher, placement=row, version=row.version, **values)
        actions.start_placements(now=_morning(row.starts_on, self.now))

    def _ended_early(self) -> None:
        row = self._begun("ended_early", self.others[1], self.mentors[3])
        actions.end_placement(
            by=self.mentors[3],
            placement=row,
            version=row.version,
            on=day_of(self.now - 4 * WEEK),
            reason="Het nieuwe systeem kwam eerder klaar dan gedacht, dus het werk was op.",
            minutes=230 * 60,
            now=self.now - 4 * WEEK,
        )

    def _to_place(self, student: Membership, mentor: Membership) -> None:
        """Somebody who said yes and waits to be placed, unless the board has one."""
        found = Application.objects.filter(state=ApplicationState.ACCEPTED)
        if not found.filter(assignment__partnership=self.programme.partnership_id).exists():
            self._accepted(WORKS["waiting"], student, mentor, self.now - 5 * DAY)

    def _waiting(self, student: Membership, mentor: Membership) -> None:
        """Of an application that was accepted on the board, if there are two; else of one made here."""
        found = Application.objects.filter(
            state=ApplicationState.ACCEPTED,
            assignment__partnership=self.programme.partnership_id,
            assignment__starts_on__gt=today(self.now),
            assignment__mentor__isnull=False,
        ).exclude(assignment__kind="internship")
        rows = list(found.select_related("assignment", "student").order_by("pk")[:2])
        if len(rows) < 2:
            row = self._place("preparing", student, mentor)
            self._sign(row, (student,), self.now - DAY)
            return
        terms = default_terms(rows[0].assignment) | {"is_minor": False, "school_mentor": None}
        row = actions.place(
            by=self.coordinator, application=rows[0], terms=actions.Terms(**terms), nonce=uuid4(), now=self.now - DAY
        )
        self._sign(row, (rows[0].student,), self.now - DAY / 2)


def make_papers(now: datetime) -> None:
    """As a worker does it."""
    for paper in PlacementPaper.objects.filter(state="queued").order_by("pk"):
        claimed = placements_papers.claim_paper(paper_id=paper.pk, now=now)
        stored, pages = build(claimed)
        placements_papers.finish_paper(paper=claimed, stored=stored, pages=pages, now=now)


def _fresh(row: Placement) -> Placement:
    return Placement.objects.select_related("paper", "assignment").get(pk=row.pk)


def _morning(day, now: datetime) -> datetime:
    """In the morning of a day, and never later than now."""
    return min(now, now.replace(year=day.year, month=day.month, day=day.day, hour=9, minute=0))
