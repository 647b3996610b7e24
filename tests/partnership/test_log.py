"""The log: sentences, filters, and who sees what of it."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from labs.models import Milestone
from lib.verbs import all_deeds
from partnership import audit
from partnership.models import AuditEvent
from tests.cast import make_activity, make_milestone, make_programme

URL = reverse("audit", args=["werkplaats"])
ROOT = Path(__file__).resolve().parent.parent.parent
ENGLISH = {"Accept-Language": "en"}


def constants(node):
    return (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))


def verbs_in_code():
    """Every verb that some action records: said in the call, passed on as `verb`, or looked up in a table DONE."""
    for room in ("partnership", "labs", "contributions", "accountability", "impact", "matching"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    for word in node.keywords:
                        if word.arg == "verb":
                            yield from (
                                c for c in constants(word.value) if "record" in ast.unparse(node.func) or is_deed(c)
                            )
                elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DONE":
                    yield from filter(is_deed, constants(node.value))


def is_deed(value):
    """Names of deeds have a dot, those of steps in a workflow do not."""
    return isinstance(value, str) and "." in value


def test_every_verb_has_its_sentence():
    assert set(verbs_in_code()) - {None} == set(all_deeds())


def happen(cast, by, verb, row, **more):
    return audit.record(by=by, verb=verb, row=row, at=more.pop("at", timezone.now()), **more)


def said(response):
    return [line.what for line in response.context["lines"]]


def test_it_says_who_did_what_newest_first(cast, log_in):
    entry = cast.submitted()
    happen(cast, cast.anna, "hours.submitted", entry, at=timezone.now() - timedelta(hours=1))
    happen(cast, cast.carla, "hours.approved", entry)
    audit.record(
        by=None, verb="report.failed", row=entry, at=timezone.now(), partnership_id=cast.werkplaats.pk, number="R-7"
    )
    response = log_in(cast.mirjam).get(URL, headers=ENGLISH)
    assert said(response) == [
        "Could not make report R-7",
        f"Approved hour entry {entry.pk}",
        f"Submitted hour entry {entry.pk}",
    ]
    assert "Carla Noorderpoort" in response.content.decode()
    assert response.context["lines"][0].who is None


def test_filters(cast, log_in):
    entry = cast.submitted()
    long_ago = timezone.now() - timedelta(days=40)
    happen(cast, cast.anna, "hours.submitted", entry, at=long_ago)
    happen(cast, cast.carla, "hours.approved", entry)
    client = log_in(cast.mirjam)

    def count(**query):
        return len(client.get(URL, query).context["lines"])

    assert count() == 2
    assert count(verb="hours.approved") == 1
    assert count(actor=cast.anna.user.pk) == 1
    day = timezone.localdate(long_ago).isoformat()
    assert count(first=day, last=day) == 1
    assert count(last=day) == 1
    assert count(verb="nonsense", actor="x", first="x") == 2
    wrong = client.get(URL, {"first": "2-2-2026", "last": "1-2-2026"})
    assert wrong.context["filter"].errors


def test_nobody_reads_another_partnerships_log(cast, log_in):
    happen(cast, cast.anna, "hours.submitted", cast.submitted())
    assert said(log_in(cast.esra).get(reverse("audit", args=["elders"]))) == []
    assert log_in(cast.esra).get(URL).status_code == 404


def test_an_auditor_reads_about_the_programme_and_not_about_people(cast, log_in):
    second = make_programme(cast.werkplaats, cast.noorderpoort, "RIF19-2")
    entry, other = cast.submitted(), cast.submitted(programme=second)
    happen(cast, cast.carla, "hours.approved", entry)
    happen(cast, cast.carla, "hours.approved", other)
    happen(cast, cast.mirjam, "programme.changed", cast.programme)
    happen(cast, cast.mirjam, "membership.ended", cast.bram)
    happen(cast, cast.mirjam, "membership.ended", cast.aad)
    assert said(log_in(cast.aad).get(URL, headers=ENGLISH)) == [
        "Changed programme Digitaal Vakmanschap",
        f"Approved hour entry {entry.pk}",
    ]
    assert len(said(log_in(cast.mirjam).get(URL))) == 5


def test_an_auditor_reads_about_the_milestones_of_the_programme(cast, log_in):
    second = make_programme(cast.werkplaats, cast.noorderpoort, "RIF19-2")
    milestone = make_milestone(cast.masterclasses, "Tien gastlessen")
    other = make_milestone(make_activity(second, cast.learning_lab, "Later"), "Iets anders")
    happen(cast, cast.carla, "milestone.added", milestone)
    happen(cast, cast.carla, "milestone.added", other)
    Milestone.objects.filter(pk=milestone.pk).update(removed_at=timezone.now(), removed_by=cast.carla.user)
    happen(cast, cast.carla, "milestone.removed", milestone)
    read = said(log_in(cast.aad).get(URL, headers=ENGLISH))
    assert len(read) == 2 and all("Tien gastlessen" in each for each in read)
    assert len(said(log_in(cast.mirjam).get(URL))) == 3


def test_the_log_takes_a_fixed_number_of_queries(cast, log_in, django_assert_num_queries):
    client = log_in(cast.mirjam)
    entry = cast.submitted()
    happen(cast, cast.anna, "hours.submitted", entry)
    client.get(URL)
    with django_assert_num_queries(6):
        client.get(URL)
    for _ in range(60):
        happen(cast, cast.carla, "hours.approved", entry)
    with django_assert_num_queries(6):
        assert len(client.get(URL).context["lines"]) == 50
    assert len(client.get(URL, {"page": 2}).context["lines"]) == 11


@pytest.mark.parametrize("change", [lambda rows: rows.update(verb="x"), lambda rows: rows.delete()])
def test_what_is_written_stays(cast, change):
    happen(cast, cast.anna, "hours.submitted", cast.submitted())
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        change(AuditEvent.objects.all())
    assert AuditEvent.objects.get().verb == "hours.submitted"
