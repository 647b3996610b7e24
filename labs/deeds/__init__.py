"""The audit verbs of this room in words, one file per subject."""

from . import companies, enrolments, learning, plan, practice, public, research, rooms, sessions

SUBJECTS = (companies, enrolments, learning, plan, practice, public, research, rooms, sessions)
DEEDS = {verb: words for subject in SUBJECTS for verb, words in subject.DEEDS.items()}
