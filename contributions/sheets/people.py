"""Recognises a person among those of a company, however the name is written."""

import re
from collections import defaultdict
from datetime import date

from .facts import Person
from .words import plain, tidy

_EMAIL = re.compile(r"[^\s<>(),;:\"]+@[^\s<>(),;:\"]+\.[^\s<>(),;:\"]+")
_ASIDE = re.compile(r"[(\[<].*?[)\]>]")
_TITLES = {"dhr", "mw", "mevr", "mevrouw", "meneer", "mr", "mrs", "ms", "drs", "ir", "ing", "dr", "prof"}


class People:
    """An index of people; two who share a name are nobody until an e-mail address tells them apart."""

    def __init__(self, people: list[Person]):
        self.by_email = {person.email.lower(): [person] for person in people}
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        self.by_words: dict[tuple, list[Person]] = defaultdict(list)
        for person in people:
            name = plain(person.name)
            self.by_name[name].append(person)
            self.by_words[tuple(sorted(name.split()))].append(person)
        self.found: dict[str, list[Person]] = {}

    def find(self, value: object, day: date | None = None) -> Person | None:
        """The one person who is meant and was here on `day`; None when there is none, or more than one."""
        text = tidy(value)
        if text not in self.found:
            self.found[text] = self._candidates(text)
        here = [each for each in self.found[text] if day is None or each.until is None or day <= each.until]
        return here[0] if len(here) == 1 else None

    def _candidates(self, text: str) -> list[Person]:
        if email := _EMAIL.search(text):
            return self.by_email.get(email[0].lower().removeprefix("mailto:").rstrip("."), [])
        last, comma, first = _ASIDE.sub(" ", text).partition(",")
        name = plain(f"{first} {last}" if comma else last)
        words = [word for word in name.split() if word not in _TITLES]
        if not words:
            return []
        return self.by_name.get(name) or self.by_name.get(" ".join(words)) or self.by_words.get(_key(words), [])


def _key(words: list[str]) -> tuple:
    return tuple(sorted(words))
