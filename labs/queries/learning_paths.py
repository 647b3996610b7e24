"""Learning paths with what is in them, and how far people are: computed from sessions and records, never stored."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from partnership.models import Membership

from ..learning_rules import DONE, NOT_BEGUN, SIGNED_UP, Progress, progress_of
from ..models import Enrolment, LearningPath, Module, ModuleDone, PathStart, PathStep, Session
from ..states import TAKING_PART, EnrolmentState, SessionState
from .learning import next_with_seats


@dataclass(frozen=True)
class Standing:
    """How somebody stands with one module."""

    code: str = NOT_BEGUN
    session: Session | None = None  # where it was or will be done
    elsewhere: ModuleDone | None = None


@dataclass(frozen=True)
class Line:
    """A module of a path for one person; `next` is the first session with a seat."""

    step: PathStep
    standing: Standing
    next: Session | None = None


@dataclass(frozen=True)
class Block:
    """Steps that have to be done, or a group of which so many are asked."""

    letter: str
    needed: int
    lines: list[Line]

    @property
    def of(self) -> int:
        return len(self.lines)


@dataclass(frozen=True)
class Followed:
    """A path as one person follows it."""

    path: LearningPath
    start: PathStart | None
    blocks: list[Block]
    progress: Progress

    @property
    def lines(self) -> list[Line]:
        return [line for block in self.blocks for line in block.lines]

    @property
    def following(self) -> Line | None:
        """What comes next: the first module in order that is still to be done and that has a session with a seat."""
        for block in self.blocks:
            done = sum(line.standing.code != NOT_BEGUN for line in block.lines)
            if block.letter and done >= block.needed:
                continue
            for line in block.lines:
                if line.standing.code == NOT_BEGUN and line.next:
                    return line
        return None

    @property
    def signed_up(self) -> Line | None:
        """The first session that somebody signed up for."""
        ahead = [line for line in self.lines if line.standing.code == SIGNED_UP]
        return min(ahead, key=lambda line: line.standing.session.starts_at, default=None)


def paths_of(reader: Membership) -> QuerySet[LearningPath]:
    """The paths that a member sees, with how much is in them."""
    rows = LearningPath.objects.visible_to(reader).select_related("lab")
    return rows.annotate(size=Count("steps")).order_by("-published_at", "-pk")


def steps_of(paths: Collection[LearningPath]) -> dict[int, list[PathStep]]:
    """By path its steps in order, with module and choice."""
    found = defaultdict(list)
    rows = PathStep.objects.filter(path__in=paths).select_related("module__owner", "choice")
    for step in rows.order_by("path", "position"):
        found[step.path_id].append(step)
    return found


def standings_of(people: Collection[int], modules: Collection[int], now: datetime) -> dict[tuple[int, int], Standing]:
    """By person and module how they stand, in two queries; who is not in it has not begun."""
    found: dict[tuple[int, int], Standing] = {}
    rows = Enrolment.objects.filter(
        person__in=people,
        session__module_link__module__in=modules,
        session__state=SessionState.PUBLISHED,
        state__in=TAKING_PART,
    )
    for row in rows.select_related("session__module_link").order_by("session__starts_at", "pk"):
        key = (row.person_id, row.session.module_link.module_id)
        if row.was_there and found.get(key, Standing()).code != DONE:
            found[key] = Standing(DONE, row.session)
        elif key not in found and _is_open(row, now):
            found[key] = Standing(SIGNED_UP, row.session)
    for done in ModuleDone.objects.filter(person__in=people, module__in=modules).order_by("pk"):
        earlier = found.get((done.person_id, done.module_id), Standing())
        found[done.person_id, done.module_id] = Standing(DONE, earlier.session if earlier.code == DONE else None, done)
    return found


def _is_open(row: Enrolment, now: datetime) -> bool:
    """Still to come; or it was, and nobody said yet who was there."""
    awaits = row.state == EnrolmentState.SEATED and row.was_there is None and row.session.attendance_taken_at is None
    return row.session.ends_at > now or awaits


def blocks_of(steps: list[PathStep], standings, person: int, ahead: dict[int, Session] | None = None) -> list[Block]:
    """What has to be done first, then each group to choose from."""
    groups: dict[str, list[PathStep]] = defaultdict(list)
    for step in steps:
        groups[step.choice.letter if step.choice else ""].append(step)
    return [
        Block(
            letter,
            inside[0].choice.needed if letter else len(inside),
            [
                Line(step, standings.get((person, step.module_id), Standing()), (ahead or {}).get(step.module_id))
                for step in inside
            ],
        )
        for letter, inside in sorted(groups.items())
    ]


def followed(path: LearningPath, start: PathStart | None, blocks: list[Block]) -> Followed:
    pairs = [(block.letter, line.standing.code) for block in blocks for line in block.lines]
    needed = {block.letter: block.needed for block in blocks if block.letter}
    return Followed(path, start, blocks, progress_of(pairs, needed))


def path_for(path: LearningPath, reader: Membership, now: datetime) -> Followed:
    """One path as the reader follows it, or could."""
    start = PathStart.objects.running().filter(path=path, person=reader.user_id).first()
    return of_person(path, start, reader.user_id, reader, now)


def of_person(path: LearningPath, start: PathStart | None, person: int, reader: Membership, now: datetime) -> Followed:
    steps = steps_of([path])[path.pk]
    modules = {step.module_id for step in steps}
    standings = standings_of([person], modules, now) if start else {}
    return followed(path, start, blocks_of(steps, standings, person, next_with_seats(reader, modules, now)))


def paths_followed_by(reader: Membership, now: datetime) -> list[Followed]:
    """The paths that a member follows now, each with progress and what comes next, in a fixed number of queries."""
    starts = PathStart.objects.running().filter(person=reader.user_id, path__lab__partnership=reader.partnership_id)
    starts = list(starts.select_related("path__lab").order_by("started_at", "pk"))
    steps = steps_of([start.path for start in starts])
    modules = {step.module_id for inside in steps.values() for step in inside}
    standings = standings_of([reader.user_id], modules, now)
    ahead = next_with_seats(reader, modules, now)
    return [
        followed(start.path, start, blocks_of(steps[start.path_id], standings, reader.user_id, ahead))
        for start in starts
    ]


def people_on(path: LearningPath, reader: Membership, now: datetime) -> list[Followed]:
    """Who follows a path now and how far each is, by name: all for who runs the lab, the own classes for a teacher."""
    starts = PathStart.objects.visible_to(reader).running().filter(path=path).exclude(person=reader.user_id)
    starts = list(starts.select_related("person", "membership__organisation").order_by("person__name", "pk"))
    if not starts:
        return []
    steps = steps_of([path])[path.pk]
    standings = standings_of({start.person_id for start in starts}, {step.module_id for step in steps}, now)
    return [followed(path, start, blocks_of(steps, standings, start.person_id)) for start in starts]


@dataclass(frozen=True)
class Learned:
    """A module that somebody did or signed up for."""

    module: Module
    standing: Standing


def learned_by(reader: Membership, now: datetime) -> list[Learned]:
    """Every module that a person did or signed up for here: what is coming first, then the latest."""
    mine = Q(session_links__session__enrolments__person=reader.user_id) | Q(done__person=reader.user_id)
    rows = Module.objects.filter(mine, lab__partnership=reader.partnership_id).select_related("owner")
    modules = {module.pk: module for module in rows.distinct().order_by("pk")}
    standings = standings_of([reader.user_id], modules, now)
    learned = [Learned(modules[module], standing) for (_person, module), standing in standings.items()]
    return sorted(learned, key=lambda each: (each.standing.code == DONE, each.module.title, each.module.pk))
