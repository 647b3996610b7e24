"""Which known words somebody may have meant. Free of Django and the database."""

from collections.abc import Iterable

MOST_MEANT = 4
SHORTEST_PART = 4  # a shorter word stands in too many others by chance


def distance(left: str, right: str, most: int) -> int:
    """How many letters were left out, added, mistaken or swapped with their neighbour; `most` + 1 for any more."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before, row = [], list(range(len(right) + 1))
    for i, mine in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, theirs in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (mine != theirs))
            if i > 1 and j > 1 and mine == right[j - 2] and left[i - 2] == theirs:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def forgiven(word: str) -> int:
    """How many mistakes a word of this length may hold."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def meant(word: str, known: Iterable[str]) -> list[str]:
    """The known words nearest to `word`; without any, those that it is a part of."""
    most = forgiven(word)
    words = sorted(set(known) - {word})
    near = sorted((gap, each) for each in words if (gap := distance(word, each, most)) <= most)
    if near:
        return [each for gap, each in near if gap == near[0][0]][:MOST_MEANT]
    parts = [each for each in words if len(word) >= SHORTEST_PART and word in each]
    return sorted(parts, key=lambda each: (len(each), each))[:MOST_MEANT]
