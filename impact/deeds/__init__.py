"""The audit verbs of this room in words, one file per subject."""

from . import answers, campaigns, contacts, instruments, reports

SUBJECTS = (answers, campaigns, contacts, instruments, reports)
DEEDS = {verb: words for subject in SUBJECTS for verb, words in subject.DEEDS.items()}
