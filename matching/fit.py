"""How an assignment fits a student, and whether one needs applicants. Free of the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from .kinds import Level

MOST_NAMED = 6
QUIET, SOON = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True)
class RoleAsked:
    """A role as it is compared: its name, level, and the names of the skills it asks for, by their key."""

    name: str
    level: str
    skills: dict[int, str]


@dataclass(frozen=True)
class Fit:
    """What of the role that fits best a student has, and what is missing."""

    role: RoleAsked
    own_level: str
    has: tuple[str, ...]
    misses: tuple[str, ...]
    one_of_many: bool

    @property
    def fits_level(self) -> bool:
        return self.role.level == self.own_level

    @property
    def rank(self) -> tuple:
        return (self.fits_level, len(self.has), -len(self.misses))

    @property
    def level_in_words(self) -> str:
        asked, own = Level(self.role.level).label, Level(self.own_level).label
        if self.fits_level:
            return _("It is for your level, %(level)s.") % {"level": own}
        return _("It is for %(asked)s; you are at %(own)s.") % {"asked": asked, "own": own}

    @property
    def skills_in_words(self) -> str:
        if self.has:
            return _("You have %(skills)s.") % {"skills": listed(self.has)}
        if self.misses:
            return _("You have none of the skills asked for yet.")
        return _("No particular skills are asked for.")

    @property
    def missing_in_words(self) -> str:
        return _("Still missing: %(skills)s.") % {"skills": listed(self.misses)} if self.has and self.misses else ""

    @property
    def tone(self) -> str:
        """`good` when everything fits, `part` when level or skills do, `little` otherwise."""
        if self.fits_level and not self.misses:
            return "good"
        return "part" if self.fits_level or self.has else "little"


def listed(names: Sequence[str]) -> str:
    """“Python, SQL and Docker”; of many the first, and how many more."""
    if len(names) > MOST_NAMED:
        rest = len(names) - MOST_NAMED + 1
        names = [*names[: MOST_NAMED - 1], _("%(count)s more") % {"count": rest}]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def fit_of(level: str, skills: Collection[int], roles: Sequence[RoleAsked]) -> Fit | None:
    """The fit of the role that fits best: first by level, then by skills. None when there are no roles."""
    own = set(skills)
    found = [
        Fit(
            role=role,
            own_level=level,
            has=tuple(sorted(name for key, name in role.skills.items() if key in own)),
            misses=tuple(sorted(name for key, name in role.skills.items() if key not in own)),
            one_of_many=len(roles) > 1,
        )
        for role in roles
    ]
    return max(found, key=lambda fit: fit.rank, default=None)


def needs_applicants(*, since: date, apply_until: date | None, applied: int, day: date) -> bool:
    """Nobody applied, and either it stands there for a week or the time to apply is nearly over."""
    if applied:
        return False
    closes_soon = apply_until is not None and apply_until - day <= SOON
    return closes_soon or day - since >= QUIET
