"""The personal fields of this room, one file per subject."""

from . import answers, campaigns, contacts, indicators, instruments, reports, stories

SUBJECTS = (answers, campaigns, contacts, indicators, instruments, reports, stories)
personal = tuple(item for subject in SUBJECTS for item in subject.personal)
not_personal = tuple(name for subject in SUBJECTS for name in subject.not_personal)
