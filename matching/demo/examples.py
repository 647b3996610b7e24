"""What an assignment of the demonstration is made of; the texts stand in the files beside this one."""

from typing import NamedTuple

OWN = 0  # the company whose people can log in


class Role(NamedTuple):
    name: str
    level: str
    seats: int
    skills: tuple[str, ...]


class Example(NamedTuple):
    """Weeks count from today; `company` is a place in the list of companies, or of schools for what they ask."""

    kind: str
    company: int
    title: str
    text: str
    theme: str
    roles: tuple[Role, ...] = ()
    starts: int = 10
    weeks: int = 20
    hours: int | None = 24
    place: str = "Groningen"
    remote: str = "partly"
    allowance: str | None = None
    state: str = "approved"
    language: str = "nl"
    teams: int = 1
    more: str = ""  # an approved one: closed, withdrawn or changing; a draft: what is left out
