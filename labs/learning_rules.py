"""How far somebody is on a learning path, and which counts of students give nobody away. Plain values in and out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

NOT_BEGUN, SIGNED_UP, DONE = "not_begun", "signed_up", "done"
SCHOOL_YEAR_FROM = 8  # August
FEWEST = 5  # fewer students than this are not counted for who does not run the lab


def school_year_of(day: date) -> int:
    """The year in which the school year of this day began."""
    return day.year - (day.month < SCHOOL_YEAR_FROM)


@dataclass(frozen=True)
class Progress:
    """So many modules of what a path asks are done."""

    done: int
    asked: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means everything."""
        return self.done * 100 // self.asked if self.asked else 0

    @property
    def is_complete(self) -> bool:
        return self.asked > 0 and self.done >= self.asked


def progress_of(steps: Iterable[tuple[str, str]], needed: Mapping[str, int]) -> Progress:
    """`steps` are pairs of a group (empty: obligatory) and a standing; of a group no more than is needed counts."""
    done, asked = 0, sum(needed.values())
    in_group = dict.fromkeys(needed, 0)
    for group, standing in steps:
        if group in in_group:
            in_group[group] += standing == DONE
        else:
            asked += 1
            done += standing == DONE
    return Progress(done + sum(min(count, needed[group]) for group, count in in_group.items()), asked)


def hidden_rows(counts: Sequence[int]) -> tuple[set[int], bool]:
    """Which rows of a table may not show their students to a reader who also sees the total, and whether that may be.

    Rows with 1 to 4 students are hidden, and as many of the smallest others as it takes until every hidden small count
    can still be any number from 1 to 4 for who subtracts what is shown from the total. When there are too few others,
    the total is hidden too.
    """
    small = {place for place, count in enumerate(counts) if 0 < count < FEWEST}
    if not small:
        return set(), False
    hidden = set(small)
    others = sorted((count, place) for place, count in enumerate(counts) if count >= FEWEST)
    for _count, place in [*others, (0, None)]:
        if _says_nothing(sum(counts[each] for each in hidden), len(small), len(hidden) - len(small)):
            return hidden, False
        if place is not None:
            hidden.add(place)
    return small, True


def _says_nothing(together: int, small: int, larger: int) -> bool:
    """Whether each of the small counts can be 1 and can be 4, when all hidden ones make `together`."""
    can_be_four = together - FEWEST * larger - (small - 1) >= FEWEST - 1
    can_be_one = larger > 0 or together - (FEWEST - 1) * (small - 1) <= 1
    return can_be_four and can_be_one


@dataclass(frozen=True)
class Attended:
    """One time that somebody was somewhere, as counts see it. `module` and `lab` are None where it does not count."""

    day: date
    kind: str
    organisation: int
    in_figures: bool  # whether the figures about learning count it
    module: int | None = None
    public_lab: int | None = None

    def counts(self) -> dict[str, tuple]:
        """The counts of people that this is part of, each with which one: a year, a module and so on."""
        found: dict[str, tuple] = {}
        if self.in_figures:
            school_year = self.day.year - (self.day.month < SCHOOL_YEAR_FROM)
            for name, year in (("calendar", self.day.year), ("school", school_year)):
                found[name] = (year, self.kind)
                found[f"{name}_module"] = (year, self.kind, self.module)
                found[f"{name}_partner"] = (year, self.kind, self.organisation)
                found[f"{name}_both"] = (year, self.kind, self.module, self.organisation)
        if self.public_lab is not None:
            found["lab"] = (self.public_lab,)
        return found


def counts_left(gone: Attended, others: Iterable[Attended]) -> list[str]:
    """In which counts what is forgotten has to stand for its person: where nothing else of that person is left."""
    known = [each.counts() for each in others]
    return sorted(name for name, which in gone.counts().items() if all(each.get(name) != which for each in known))


def count_name(by: str, *, module: bool = False, organisation: bool = False) -> str:
    """The name of a count of people in a calendar or school year."""
    return by + {(True, True): "_both", (True, False): "_module", (False, True): "_partner"}.get(
        (module, organisation), ""
    )
