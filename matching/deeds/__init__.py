"""The audit verbs of this room in words, one file per subject."""

from . import applications, assignments, bank, desk, overview, placements, rounds, skills

SUBJECTS = (applications, assignments, bank, desk, overview, placements, rounds, skills)
DEEDS = {verb: words for subject in SUBJECTS for verb, words in subject.DEEDS.items()}
