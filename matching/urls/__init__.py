"""Pages of the matching board, one file per subject."""

from . import applications, assignments, bank, board, desk, overview, placements, rounds, skills

SUBJECTS = (
    applications,
    assignments,
    bank,
    board,
    desk,
    overview,
    placements,
    rounds,
    skills,
)
urlpatterns = [pattern for subject in SUBJECTS for pattern in subject.urlpatterns]
