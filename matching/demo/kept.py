"""What the student of the demonstration keeps of the board: some favourites and a search."""

from datetime import datetime, timedelta
from uuid import uuid4

from labs.demo.people import member
from lib.periods import today
from partnership.models import Programme

from ..actions.favourites import keep, save_search
from ..kinds import AssignmentKind
from ..models import Assignment
from ..searching import Search

FAVOURITES = 3


def add_kept(programme: Programme, now: datetime) -> None:
    """After the assignments: the first that are open, and a search of which the mail is still to come."""
    student = member(programme, "student@example.org")
    rows = Assignment.objects.visible_to(student).on_the_board(today(now)).order_by("pk")
    for row in rows[:FAVOURITES]:
        keep(by=student, assignment=row, now=now)
    search = Search(q="python", kind=(AssignmentKind.INTERNSHIP.value,))
    earlier = now - timedelta(days=3)
    save_search(by=student, search=search, name="Stages met Python", by_mail=True, nonce=uuid4(), now=earlier)
