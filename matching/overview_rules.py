"""When something asks for attention, and which share may be shown. Plain values in, plain values out."""

from datetime import timedelta

from labs.learning_rules import school_year_of
from lib.shares import FEWEST, STEP, WomenShare, share_of_women

__all__ = ["ACTIVE", "FEWEST", "QUIET", "SOON", "STEP", "WomenShare", "school_year_of", "share_of_women"]

QUIET = timedelta(days=14)  # so long on the board without an applicant
SOON = timedelta(days=14)  # what is due within these days is near
ACTIVE = timedelta(days=365)  # who was not here for longer looks for nothing
