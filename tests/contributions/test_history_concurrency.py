"""Two imports of the same folder at once."""

import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from contributions.history import write
from contributions.models import HourEntry
from partnership.models import AuditEvent, Membership, Programme
from tests.contributions.history_folder import random_content


def import_at_once(folder, times: int) -> list[BaseException]:
    """Start `times` imports together; the errors they ended with."""
    errors, together = [], threading.Barrier(times)

    def run():
        try:
            together.wait(timeout=10)
            call_command("import_history", str(folder), partnership="proef", as_json=True, stdout=StringIO())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors


@pytest.mark.django_db(transaction=True)
def test_the_same_folder_twice_at_once_is_added_once(tmp_path):
    folder = random_content(21, lines=300).write(tmp_path)

    assert import_at_once(folder, 3) == []

    assert Programme.objects.count() == 1
    assert AuditEvent.objects.filter(verb="import_history").count() == 1
    people = Membership.objects.values_list("user", "organisation")
    assert len(people) == len(set(people))
    assert HourEntry.objects.count() == HourEntry.objects.values("history_id").distinct().count()


@pytest.mark.django_db(transaction=True)
def test_without_waiting_for_each_other_they_would_clash(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "wait_for_others", lambda: None)
    folder = random_content(22, lines=300).write(tmp_path)

    assert import_at_once(folder, 3)  # the database refuses what the lock would have prevented
    assert Programme.objects.count() == 1
