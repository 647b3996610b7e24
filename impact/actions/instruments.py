"""Lists of questions: the one that comes with the portal."""

from datetime import datetime

from .. import models
from ..instrument_files import write_built_in
from ..models import Instrument


def built_in(*, now: datetime) -> Instrument:
    """The list of questions that came with the portal."""
    return write_built_in(lambda name: getattr(models, name), now=now)
