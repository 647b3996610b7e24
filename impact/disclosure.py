"""Which groups of answers may be shown (R97): plain values in and out. No database, no Django.

How many people of a group answered is no secret; what they answered is, in small groups. A figure of a group is a sum
over its people, so whoever sees figures of several groups can add and subtract them. The gate therefore decides once
for a whole campaign, over every group that anybody can choose, and not per question:

- a group with fewer answers than the threshold is never shown;
- groups are taken in a fixed order, the important ones first, and a group is left out when it would make some sum of
  shown figures depend on fewer answers than the minimum, whatever is added to or subtracted from whatever.

Groups that are left out beside small ones are the complementary suppression of statistics offices. In the terms of
algebra: the shown groups span a space of sums, and no sum in it other than nothing may rest on fewer than `minimum`
answers. `_checks` holds the sums that are zero for every shown group; a group adds nothing new when all of them are
zero for it, too.

All that is about one moment. Figures of two moments, a few answers apart, would tell those answers: where nobody may
know who answered what, a gate that is `moving` shows nothing until all answers are in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

DIMENSIONS = ("workplace", "tranche", "sector")
PRIME = 2_147_483_647  # arithmetic is modulo a prime: exact, and fast
MOST_STEPS = 20_000  # beyond this many tries a group counts as one that gives others away

Cell = tuple  # one value per dimension; None for who has none
Vector = dict[int, int]  # place: value, without zeros


class Hidden(StrEnum):
    """Which rule keeps a group from being shown; neither says how many people it is about."""

    FEW = "few"  # fewer answers than the threshold
    MOVING = "moving"  # nobody may know who answered what, and answers are still coming
    DERIVABLE = "derivable"  # with it, it could be worked out what fewer people than the minimum answered


@dataclass(frozen=True)
class Group:
    """Everybody with one of some values in each dimension; a dimension that is not named lets everybody in."""

    chosen: tuple[tuple[str, frozenset], ...] = ()

    @classmethod
    def of(cls, **values: Iterable) -> "Group":
        """`Group.of(sector=["mbo"], tranche=[1, 2])`; None means everybody."""
        named = {name: frozenset(some) for name, some in values.items() if some is not None}
        return cls(tuple((name, named[name]) for name in DIMENSIONS if name in named))

    def within(self, other: "Group") -> "Group":
        """Who is in both."""
        mine, theirs = dict(self.chosen), dict(other.chosen)
        both = {name: mine.get(name, theirs.get(name)) for name in {**mine, **theirs}}
        return Group.of(**{name: some & theirs.get(name, some) for name, some in both.items()})

    def holds(self, cell: Cell) -> bool:
        return all(cell[DIMENSIONS.index(name)] in some for name, some in self.chosen)


EVERYBODY = Group()


class Gate:
    """Says for one campaign which groups may be shown; built from how many answered in each cell."""

    def __init__(
        self, answered: Mapping[Cell, int], *, early: Iterable, threshold: int, minimum: int, moving: bool = False
    ):
        self.threshold, self.minimum, self.moving = threshold, minimum, moving
        self.answered = {cell: count for cell, count in answered.items() if count}
        self._cells = list(self.answered)
        members = _family(self.answered, early, threshold)
        self._atoms, self._weights = self._fuse(members)
        self._checks: list[Vector] = [{place: 1} for place in range(len(self._atoms))]
        self._small = [place for place, weight in enumerate(self._weights) if weight < minimum]
        if self._small:
            for mask in members:
                self._admit(mask)
        else:
            self._checks = []

    def size(self, group: Group) -> int:
        """How many people of a group answered."""
        return sum(count for cell, count in self.answered.items() if group.holds(cell))

    def shows(self, group: Group) -> bool:
        """Whether what a group answered may be shown."""
        return self.why_not(group) is None

    def why_not(self, group: Group) -> Hidden | None:
        """The rule that keeps a group from being shown; None when it may be."""
        if self.moving:
            return Hidden.MOVING
        if self.size(group) < self.threshold:
            return Hidden.FEW
        sums = self._sums(self._mask(group))
        return Hidden.DERIVABLE if sums is None or any(sums.values()) else None

    # --- groups as sets of cells, and cells that no shown group tells apart as one ------------------------------
    def _mask(self, group: Group) -> int:
        return sum(1 << place for place, cell in enumerate(self._cells) if group.holds(cell))

    def _fuse(self, members: Sequence[int]) -> tuple[list[int], list[int]]:
        """Cells in exactly the same candidates become one atom: a mask, and how many answered in it."""
        atoms: dict[tuple, int] = {}
        for place in range(len(self._cells)):
            signature = tuple(number for number, mask in enumerate(members) if mask >> place & 1)
            if signature:
                atoms[signature] = atoms.get(signature, 0) | 1 << place
        counts = list(self.answered.values())
        masks = list(atoms.values())
        return masks, [sum(count for place, count in enumerate(counts) if mask >> place & 1) for mask in masks]

    def _places(self, mask: int) -> set[int] | None:
        """The atoms that make up a set of cells; None when it holds a part of one only."""
        places, rest = set(), mask
        for place, atom in enumerate(self._atoms):
            if mask & atom == atom:
                places.add(place)
                rest &= ~atom
        return None if rest else places

    def _sums(self, mask: int) -> dict[int, int] | None:
        """What each check says about a set of cells; all zero when it follows from what is shown already."""
        places = self._places(mask)
        if places is None:
            return None
        return {
            number: sum(value for place, value in check.items() if place in places) % PRIME
            for number, check in enumerate(self._checks)
        }

    # --- letting a group in --------------------------------------------------------------------------------------
    def _admit(self, mask: int) -> None:
        """Show a set of cells, unless that gives away what a few answered."""
        found = self._sums(mask)
        sums = {number: value for number, value in (found or {}).items() if value}
        if sums and not self._gives_away(sums):
            self._let_in(sums)

    def _let_in(self, sums: Vector) -> None:
        """One check fewer: the others are changed so that they are zero for the group that is let in, too."""
        pivot = min(sums, key=lambda number: (len(self._checks[number]), number))  # it ends up in the others
        base, inverse = self._checks[pivot], pow(sums[pivot], -1, PRIME)
        for number, value in sums.items():
            if number != pivot:
                self._checks[number] = _minus(self._checks[number], base, value * inverse % PRIME)
        del self._checks[pivot]

    def _gives_away(self, sums: Vector) -> bool:
        """Whether, with this group shown, some sum would rest on fewer answers than the minimum."""
        columns: dict[int, Vector] = {place: {} for place in self._small}
        for number, check in enumerate(self._checks):
            for place, value in check.items():
                if place in columns:
                    columns[place][number] = value
        return _Search(self._weights).reaches(sums, columns, self.minimum - 1)


class _Search:
    """Looks for a few small atoms whose columns make up a vector together."""

    def __init__(self, weights: Sequence[int]):
        self.weights, self.steps = weights, 0

    def reaches(self, target: Vector, columns: Mapping[int, Vector], budget: int) -> bool:
        """Whether columns of together at most `budget` answers add up to `target`; True when that takes too long.

        One of them must have something where `target` has: the place at which the fewest columns do is tried.
        """
        self.steps += 1
        if not target or self.steps > MOST_STEPS:
            return True
        usable = {place: column for place, column in columns.items() if self.weights[place] <= budget}
        pivot, places = _scarcest(target, usable)
        for place in places:
            column = usable[place]
            left = _cleared(target, column, pivot)
            rest = {other: _cleared(usable[other], column, pivot) for other in usable if other != place}
            if self.reaches(left, rest, budget - self.weights[place]):
                return True
        return False


def _scarcest(target: Vector, columns: Mapping[int, Vector]) -> tuple[int, list[int]]:
    """Where the fewest columns help, and which those are."""
    helping: dict[int, list[int]] = {number: [] for number in target}
    for place, column in columns.items():
        for number in column.keys() & target.keys():
            helping[number].append(place)
    pivot = min(helping, key=lambda number: (len(helping[number]), number))
    return pivot, helping[pivot]


def _cleared(vector: Vector, by: Vector, pivot: int) -> Vector:
    """A vector without its part at a pivot, which `by` is taken away for."""
    if pivot not in vector:
        return vector
    return _minus(vector, by, vector[pivot] * pow(by[pivot], -1, PRIME) % PRIME)


def _minus(vector: Vector, other: Vector, times: int) -> Vector:
    result = dict(vector)
    for place, value in other.items():
        left = (result.get(place, 0) - times * value) % PRIME
        if left:
            result[place] = left
        else:
            result.pop(place, None)
    return result


def _family(answered: Mapping[Cell, int], early: Iterable, threshold: int) -> list[int]:
    """The members of every group that is large enough, as masks of cells, the important ones first.

    Groups are everybody, who shares a value in one dimension or in more, and the halves of the tranches.
    """
    halves, tranches = frozenset(early), {cell[1] for cell in answered} - {None}
    counts: dict[tuple, int] = {}
    masks: dict[tuple, int] = {}
    for place, (cell, count) in enumerate(answered.items()):
        half = _half(cell[1], halves, tranches)
        choices = [[None, *(() if value is None else (value,))] for value in cell]
        choices[1] += [half] if half else []
        for key in product(*choices):
            counts[key] = counts.get(key, 0) + count
            masks[key] = masks.get(key, 0) | 1 << place
    large = sorted((key for key in counts if counts[key] >= threshold), key=lambda k: (_rank(k), -counts[k], str(k)))
    return list(dict.fromkeys(masks[key] for key in large))


def _half(tranche, early: frozenset, tranches: set) -> frozenset | None:
    """The half of the tranches that one of them is in."""
    if tranche is None:
        return None
    return frozenset(tranches & early if tranche in early else tranches - early)


def _rank(key: tuple) -> tuple[int, int]:
    """All; sectors; halves of the tranches; tranches; workplaces; then what is chosen in two dimensions and more."""
    workplace, tranche, sector = key
    half = isinstance(tranche, frozenset)
    places = [4 * (workplace is not None), (2 if half else 3) * (tranche is not None), 1 * (sector is not None)]
    return sum(map(bool, places)), sum(places)
