"""The audit verbs of this room in words, one file per subject."""

from . import answers, campaigns, contacts, indicators, instruments, reports, stories

SUBJECTS = (answers, campaigns, contacts, indicators, instruments, reports, stories)
DEEDS = {verb: words for subject in SUBJECTS for verb, words in subject.DEEDS.items()}
