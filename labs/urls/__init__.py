"""Pages of the labs, one file per subject."""

from . import (
    budget,
    companies,
    enrolments,
    learning,
    milestones,
    plan,
    practice,
    public,
    research,
    rooms,
    sessions,
    skills,
    startcheck,
)

SUBJECTS = (
    plan,
    public,
    sessions,
    budget,
    companies,
    enrolments,
    learning,
    milestones,
    practice,
    research,
    rooms,
    skills,
    startcheck,
)
urlpatterns = [pattern for subject in SUBJECTS for pattern in subject.urlpatterns]
