"""How far an import is, for who waits for it at a terminal."""

import sys

from django.utils.translation import gettext as _
from tqdm import tqdm


class Silence:
    """Shows nothing."""

    def start(self, phase: str, total: int) -> None:
        pass

    def step(self, rows: int = 1) -> None:
        pass

    def stop(self) -> None:
        pass


class Bar(Silence):
    """A bar on standard error, one after the other for checking and writing; nothing when that is no terminal."""

    def __init__(self):
        self.bar: tqdm | None = None

    def start(self, phase: str, total: int) -> None:
        self.stop()
        words = {"check": _("Checking"), "write": _("Writing")}
        # `disable=None`: only at a terminal
        self.bar = tqdm(desc=words[phase], total=total, unit=_("rows"), file=sys.stderr, leave=False, disable=None)

    def step(self, rows: int = 1) -> None:
        if self.bar is not None:
            self.bar.update(rows)

    def stop(self) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar = None
