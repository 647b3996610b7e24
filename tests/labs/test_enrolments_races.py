"""Many at the same seats: real connections, and each test was seen to fail with the lock on the session taken away."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from labs.actions import enrolments as actions
from labs.actions.attendance import Present, take_attendance
from labs.models import Enrolment, Session
from lib.workflow import SomeoneWasFirst
from partnership.models import OutboxMail
from tests.cast import NOW
from tests.labs.enrolment_helpers import HOUR, SEATED, WAITING, enrol, make_session, make_students

pytestmark = pytest.mark.django_db(transaction=True)
CONNECTIONS = 10


def crowd(*deeds):
    """All deeds at once in threads of their own, over ten connections; gives what each returned or raised."""
    start, room = threading.Barrier(len(deeds)), threading.Semaphore(CONNECTIONS)
    answers = [None] * len(deeds)

    def run(number, deed):
        start.wait(30)
        with room:
            try:
                answers[number] = deed()
            except Exception as error:
                answers[number] = error
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_fifty_people_and_five_seats(cast):
    session = make_session(cast, capacity=5)
    people = make_students(cast, 50)
    answers = crowd(*[lambda each=each: enrol(each, session) for each in people])
    assert all(isinstance(answer, Enrolment) for answer in answers)
    rows = list(session.enrolments.order_by("pk"))
    assert [row.state for row in rows] == [SEATED] * 5 + [WAITING] * 45
    assert len({row.person_id for row in rows}) == 50
    assert OutboxMail.objects.count() == 50


def test_one_person_who_presses_ten_times_has_one_place(cast):
    session = make_session(cast)
    answers = crowd(*[lambda: enrol(cast.anna, session) for _ in range(10)])
    assert len({getattr(answer, "pk", answer) for answer in answers}) == 1
    assert session.enrolments.count() == 1


def test_seats_that_come_free_together_go_to_different_people(cast):
    session = make_session(cast, capacity=5)
    people = make_students(cast, 15)
    rows = [enrol(each, session) for each in people]
    leaving = [
        lambda each=each, row=row: actions.withdraw(by=each, enrolment=row, now=NOW)
        for each, row in zip(people[:5], rows[:5], strict=True)
    ]
    coming = [lambda each=each: enrol(each, session) for each in make_students(cast, 3, cast.hanze)]
    Session.objects.filter(pk=session.pk).update(capacity=6)
    answers = crowd(*leaving, *coming, lambda: actions.move_up(session, NOW))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    taking = session.enrolments.exclude(state="withdrawn").order_by("pk")
    assert [row.state for row in taking][:6] == [SEATED] * 6
    assert taking.filter(state=SEATED).count() == 6
    told = OutboxMail.objects.filter(key__endswith=":moved_up").values_list("to", flat=True)
    assert len(told) == len(set(told)) == 6


def test_the_last_seat_goes_to_one(cast):
    """Half of them press the button, half are added by hand by who runs the lab."""
    session = make_session(cast, capacity=1)
    people = make_students(cast, 20)
    by_hand = {"by": cast.carla, "session": session, "now": NOW}
    crowd(
        *[lambda each=each: enrol(each, session) for each in people[:10]],
        *[lambda each=each: actions.add_person(member=each, nonce=uuid4(), **by_hand) for each in people[10:]],
    )
    assert sorted(session.enrolments.values_list("state", flat=True)) == [SEATED] + [WAITING] * 19


def test_two_phones_that_save_at_once(cast):
    """One saves; the other looks again, so that nobody's ticks are lost unseen."""
    session = make_session(cast, starts_at=NOW)
    row = enrol(cast.anna, session, NOW - HOUR)

    def save(people):
        values = {"present": Present(people), "seen": None, "now": NOW + HOUR}
        return take_attendance(by=cast.carla, session=session, **values)

    answers = crowd(lambda: save([row.pk]), lambda: save([]))
    assert [type(answer) for answer in answers].count(SomeoneWasFirst) == 1
