"""A season of sessions: three months back and three months on, in all labs, of every kind."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

from lib.periods import today
from lib.times import moment_of
from partnership.models import Membership, Programme
from partnership.roles import Role

from ..actions import Guest, cancel_session, change_session, plan_series, plan_session
from ..kinds import Rhythm, RoomKind
from ..models import Activity, Lab, Room, Session
from ..queries.rooms import bookings_within
from ..repeats import Repeat, days_of
from ..rooms_rules import Slot

COORDINATOR, PARTNER = "coordinator@example.org", "partner@example.org"
HOUSE = ("Werkplaats, zaal 1", "Werkplaats, zaal 2", "Waddenkust College, B1.04", "Hogeschool Hunzeland, aula")


@dataclass(frozen=True)
class Idea:
    """A session as it comes back in a season."""

    lab: str
    kind: str
    title: str
    summary: str
    audience: tuple[str, ...]
    start: time = time(13, 30)
    minutes: int = 150
    seats: int | None = 24
    language: str = "nl"
    guests: int = 1


IDEAS = (
    Idea(
        "learning",
        "training",
        "Veilig programmeren",
        "Van invoer controleren tot geheimen bewaren, met opdrachten.",
        ("mbo3", "mbo4"),
    ),
    Idea(
        "kennis",
        "expert_meeting",
        "Datagedreven onderhoud",
        "Wat sensoren over machines zeggen, en wat niet.",
        ("hbo", "teachers", "employees"),
        time(15, 30),
        120,
        40,
        guests=2,
    ),
    Idea(
        "business",
        "coaching",
        "Spreekuur voor studentbedrijven",
        "Een ondernemer kijkt mee naar je plan.",
        ("mbo4", "hbo"),
        time(10),
        90,
        4,
    ),
    Idea(
        "learning",
        "guest_lesson",
        "Een dag van een netwerkbeheerder",
        "Hoe een storing klinkt, en wie er dan belt.",
        ("mbo2", "mbo3"),
        time(9),
        100,
        30,
    ),
    Idea(
        "learning",
        "masterclass",
        "Cloud architecture in practice",
        "How a platform team keeps two hundred services apart.",
        ("hbo", "wo", "employees"),
        time(16),
        120,
        20,
        "en",
    ),
    Idea(
        "business",
        "company_visit",
        "Op bezoek bij een datacentrum",
        "Rondleiding en gesprek. Neem een legitimatiebewijs mee.",
        ("mbo3", "mbo4", "teachers"),
        time(13),
        180,
        15,
    ),
    Idea(
        "kennis",
        "workshop",
        "Van vraag naar onderzoek",
        "In een middag van een vraag naar een onderzoek dat een team aankan.",
        ("teachers", "hbo"),
        time(13),
        180,
        18,
        guests=0,
    ),
    Idea(
        "learning",
        "workshop",
        "Testen met een robotarm",
        "Schrijf een test, zie hem falen, en laat de arm bewegen.",
        ("mbo4",),
        time(9, 30),
        150,
        6,
    ),
    Idea(
        "business",
        "masterclass",
        "Je prijs bepalen",
        "Wat een uur kost, en wat een klant koopt.",
        ("mbo4", "hbo", "alumni"),
        time(19),
        120,
        30,
    ),
    Idea(
        "kennis",
        "expert_meeting",
        "AI in the classroom",
        "Teachers and companies compare what works and what does not.",
        ("teachers", "employees", "wo"),
        time(14),
        150,
        35,
        "en",
        2,
    ),
)


def add_sessions(programme: Programme, now: datetime) -> None:
    """Planned with the real actions, as if each had been planned some weeks before it takes place."""
    stage = _Stage(programme, now)
    for number in range(46):
        stage.plan(number)
    _add_series(stage)
    _add_makathon(stage)
    _cancel_one(stage)


class _Stage:
    def __init__(self, programme: Programme, now: datetime):
        members = Membership.objects.filter(partnership=programme.partnership_id).select_related("user", "organisation")
        self.by = members.select_related("partnership").get(user__email=COORDINATOR)
        self.pien = members.get(user__email=PARTNER)
        companies = members.filter(role=Role.COMPANY_MEMBER, organisation__kind="company").exclude(pk=self.pien.pk)
        self.guests = cycle([self.pien, *companies.order_by("organisation__name", "pk")[:9]])
        rooms = Room.objects.filter(partnership=programme.partnership_id, kind=RoomKind.ROOM)
        self.rooms = list(rooms.order_by("seats", "pk"))
        self.labs = {lab.kind: lab for lab in Lab.objects.filter(partnership=programme.partnership_id)}
        self.programme, self.now, self.places = programme, now, cycle(HOUSE)
        self.first = today(now) - timedelta(days=90)

    def values(self, idea: Idea, day, **changes: Any) -> dict[str, Any]:
        starts_at, lab = moment_of(day, idea.start), self.labs[idea.lab]
        running = Activity.objects.filter(programme=self.programme, lab=lab, starts_on__lte=day, ends_on__gte=day)
        return {
            "lab": lab,
            "kind": idea.kind,
            "title": idea.title,
            "summary": idea.summary,
            "activity": running.order_by("name", "pk").first(),
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=idea.minutes),
            "place": next(self.places),
            "capacity": idea.seats,
            "takes_enrolments": True,
            "enrol_until": moment_of(day - timedelta(days=2), time(23, 59)),
            "withdraw_until": moment_of(day - timedelta(days=1), time(23, 59)),
            "audience": list(idea.audience),
            "language": idea.language,
            "is_public": True,
        } | changes

    def invited(self, number: int) -> list[Guest]:
        people = [next(self.guests) for _ in range(number)]
        return [Guest(each.user_id, each.organisation_id, "Geeft de sessie", 60) for each in people]

    def plan(self, number: int) -> Session:
        """Every four days one, on a working day; the last of the season is still a draft."""
        idea = IDEAS[number % len(IDEAS)]
        day = self.first + timedelta(days=4 * number)
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        values = self.values(idea, day, is_public=idea.kind != "coaching")
        if number % 3 == 0 and (room := self.room_for(values)):
            values |= {"room": room, "place": "Het Kasteel"}
        return self.keep(values, self.invited(idea.guests), publish=number < 44)

    def room_for(self, values: dict) -> Room | None:
        """The smallest room that seats everybody and that nobody has then."""
        slot = Slot(values["starts_at"], values["ends_at"])
        for room in self.rooms:
            if room.seats >= (values["capacity"] or 0) and not bookings_within([room.pk], slot).exists():
                return room
        return None

    def keep(self, values: dict, guests: list[Guest], publish: bool = True) -> Session:
        planned_at = min(self.now, values["starts_at"] - timedelta(days=30))
        return plan_session(by=self.by, values=values, guests=guests, nonce=uuid4(), publish=publish, now=planned_at)


def _add_series(stage: _Stage) -> None:
    """An evening course on Tuesdays; one evening is an hour later, somewhere else."""
    first = today(stage.now) - timedelta(days=21 + today(stage.now).weekday() - 1)
    idea = Idea(
        "learning",
        "training",
        "Avondcursus Python",
        "Tien avonden van eerste regel tot eigen programma.",
        ("employees", "alumni"),
        time(18, 30),
        150,
        16,
    )
    repeat = Repeat(first, Rhythm.WEEKLY, times=10)
    values = stage.values(idea, first, enrol_until=None, withdraw_until=None, place="Waddenkust College, B2.11")
    guest = Guest(stage.pien.user_id, stage.pien.organisation_id, "Docent", 45)
    planned_at = stage.now - timedelta(days=60)
    series = plan_series(
        by=stage.by,
        values=values,
        guests=[guest],
        rhythm=repeat.rhythm,
        days=days_of(repeat).chosen,
        nonce=uuid4(),
        publish=True,
        now=planned_at,
    )
    row = series.sessions.order_by("series_day")[5]
    changed = {name: getattr(row, name) for name in values} | {
        "starts_at": row.starts_at + timedelta(hours=1),
        "ends_at": row.ends_at + timedelta(hours=1),
        "place": "Hogeschool Hunzeland, lokaal 0.12",
    }
    change_session(by=stage.by, session=row, version=1, values=changed, guests=[guest], now=planned_at)


def _add_makathon(stage: _Stage) -> None:
    """A day and a night: 24 hours, over two days."""
    day = today(stage.now) + timedelta(days=24)
    idea = Idea(
        "business",
        "makathon",
        "Makathon: slimme haven",
        "Vierentwintig uur bouwen voor de haven. Slapen mag, winnen ook.",
        ("mbo4", "hbo", "wo"),
        time(10),
        24 * 60,
        48,
        guests=3,
    )
    stage.keep(stage.values(idea, day, place="Het Pakhuis, Dijkmonde"), stage.invited(3))


def _cancel_one(stage: _Stage) -> None:
    coming = Session.objects.filter(series=None, state="published", starts_at__gt=stage.now, kind="company_visit")
    session = coming.order_by("starts_at", "pk").first()
    if session:
        reason = "Het datacentrum verbouwt in deze weken. We plannen een nieuwe dag."
        cancel_session(by=stage.by, session=session, version=session.version, reason=reason, now=stage.now)
