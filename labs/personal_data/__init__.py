"""The personal fields of this room, one file per subject."""

from . import companies, enrolments, feeds, learning, plan, practice, research, rooms, sessions

SUBJECTS = (companies, enrolments, feeds, learning, plan, practice, research, rooms, sessions)
personal = tuple(item for subject in SUBJECTS for item in subject.personal)
not_personal = tuple(name for subject in SUBJECTS for name in subject.not_personal)
