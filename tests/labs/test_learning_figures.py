"""Counts of what people took part in: per year, module and organisation, and who sees how much of them."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.utils.translation import override

from labs.models import LabCoordinator
from labs.queries.learning_figures import figures_for
from partnership.roles import Role
from tests.cast import make_member
from tests.labs.learning_helpers import attend, past, sit, students, titled, url
from tests.labs.research_helpers import count_of

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = datetime(2026, 2, 2, 9, tzinfo=UTC), datetime(2025, 10, 6, 9, tzinfo=UTC)
# In Amsterdam this is the first of August and the first of January.
NEW_SCHOOL_YEAR, NEW_YEAR = datetime(2025, 7, 31, 22, 30, tzinfo=UTC), datetime(2025, 12, 31, 23, 30, tzinfo=UTC)


def counted(row):
    return (row.students, row.teachers, row.employees, row.everybody, row.attendances, row.minutes)


def shown(rows):
    return {row.name: counted(row) for row in rows}


@pytest.fixture
def season(cast):
    """Two modules; twelve students of one school and seven of another, a teacher and two employees."""
    safe, net = titled(cast, "Veilig"), titled(cast, "Netwerken")
    noord, hanze = students(cast.noorderpoort, 12), students(cast.hanze, 7)
    attend(past(cast, safe, SPRING), *noord, *hanze[:6], cast.thea)
    attend(past(cast, safe, SPRING, hours=3), *noord, cast.anna)
    attend(past(cast, net, AUTUMN), *hanze, cast.anna, cast.bram)
    sit(past(cast, net, AUTUMN), cast.sanne, was_there=False)
    return {"safe": safe, "net": net, "noord": noord, "hanze": hanze}


# --- Counting ------------------------------------------------------------------------------------------------
def test_a_person_counts_once_and_an_attendance_each_time(cast, season):
    found = figures_for(cast.carla, "school", "")
    assert (found.year, shown(found.years)) == (2025, {"2025-2026": (19, 1, 2, 22, 41, 19 * 120 + 13 * 180 + 9 * 120)})
    with override("nl"):
        assert shown(figures_for(cast.carla, "school", "2025").modules) == {
            "Netwerken": (7, 0, 2, 9, 9, 9 * 120),
            "Veilig": (18, 1, 1, 20, 32, 19 * 120 + 13 * 180),
        }
    assert shown(found.organisations) == {
        "Hanzehogeschool": (7, 0, 0, 7, 13, 13 * 120),
        "Noorderpoort": (12, 1, 0, 13, 25, 13 * 120 + 12 * 180),
        "Terpdok Software": (0, 0, 1, 1, 2, 120 + 180),
        "Wadbyte Cloud": (0, 0, 1, 1, 1, 120),
    }


def test_years_begin_in_amsterdam(cast):
    attend(past(cast, titled(cast, "Nacht"), NEW_SCHOOL_YEAR), cast.anna)
    attend(past(cast, titled(cast, "Nieuwjaar"), NEW_YEAR), cast.anna)
    assert [row.key for row in figures_for(cast.carla, "calendar", "").years] == [2026, 2025]
    assert [row.key for row in figures_for(cast.carla, "school", "").years] == [2025]


def test_only_who_was_there_counts_in_the_lab_and_in_modules(cast):
    lab = past(cast, None, SPRING)  # in the lab, and gives no module
    elsewhere = past(cast, None, SPRING, lab=cast.business_lab, activity=None)
    given = past(cast, titled(cast, "Elders"), SPRING, lab=cast.business_lab, activity=None)
    cancelled = past(cast, titled(cast, "Afgelast"), SPRING)
    for session in (lab, elsewhere, given, cancelled):
        attend(session, cast.anna)
    sit(lab, cast.bram)
    values = {"cancelled_at": SPRING, "cancelled_by": cast.carla.user, "cancel_reason": "Ziek"}
    type(lab).objects.filter(pk=cancelled.pk).update(state="cancelled", **values)
    with override("en"):
        modules = figures_for(cast.carla, "school", "").modules
    assert {row.name: row.attendances for row in modules} == {"Elders in English": 1, "": 1}


# --- Who sees what -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "status"),
    [("carla", 200), ("mirjam", 200), ("joost", 200), ("thea", 200), ("anna", 200), ("sanne", 403), ("aad", 403)],
)
def test_who_sees_figures(cast, log_in, season, who, status):
    client = log_in(getattr(cast, who))
    assert client.get(url("learning_figures")).status_code == status
    assert client.get(url("learning_figures_csv")).status_code == status
    links = client.get(url("learning")).content.decode()
    assert (url("learning_figures") in links) == (status == 200)


def test_an_organisation_sees_its_own_counts_only(cast, log_in, season):
    page = log_in(cast.anna).get(url("learning_figures"), headers={"Accept-Language": "nl"})
    found = page.context["figures"]
    assert shown(found.years) == {"2025-2026": (0, 0, 1, 1, 2, 300)} and not found.organisations
    assert "Wadbyte" not in page.content.decode() and "Hanzehogeschool" not in page.content.decode()
    assert log_in(cast.esra).get(url("learning_figures")).status_code == 404


def test_few_students_are_counted_only_for_who_runs_the_lab(cast, season):
    attend(past(cast, season["net"], AUTUMN), *students(cast.gemeente, 3))
    exact = figures_for(cast.carla, "school", "")
    assert exact.is_exact and not exact.hides and shown(exact.organisations)["Gemeente"][0] == 3
    found = figures_for(cast.joost, "school", "")  # runs another lab
    rows = {row.name: row for row in found.organisations}
    few, other = rows["Gemeente"], rows["Hanzehogeschool"]
    with override("en"):
        assert few.students_shown == "fewer than 5"
    assert other.students_shown is None and not other.few
    for row in (few, other):
        assert (row.students, row.everybody, row.attendances, row.minutes) == (None, None, None, None)
        assert row.teachers == row.employees == 0
    assert rows["Noorderpoort"].students == 12
    assert found.total.students == 22  # of which 10 are hidden: the few can be any number up to 4


def test_a_total_of_few_students_is_hidden_too(cast):
    module = titled(cast, "Klein")
    attend(past(cast, module, SPRING), *students(cast.noorderpoort, 2), cast.thea)
    found = figures_for(make_member("Truus Docent", cast.noorderpoort, Role.TEACHER), "school", "")
    for row in (*found.years, *found.modules):
        assert counted(row) == (None, 1, 0, None, None, None) and row.few
    # One module of few students among others of which none is large enough to hide behind.
    attend(past(cast, titled(cast, "Klein twee"), SPRING), *students(cast.noorderpoort, 3, "Leerling"))
    found = figures_for(cast.thea, "school", "")
    assert found.total.students == 5 and all(row.few for row in found.modules)


def test_a_total_goes_when_there_is_nothing_to_hide_behind(cast):
    attend(past(cast, titled(cast, "Klein"), SPRING), *students(cast.noorderpoort, 4))
    attend(past(cast, titled(cast, "Klein twee"), SPRING), *students(cast.noorderpoort, 4, "Leerling"))
    total = figures_for(cast.thea, "school", "").total
    assert (total.students, total.few, total.attendances) == (None, False, None)


def test_who_runs_the_lab_is_told_apart_by_charge(cast, season):
    assert not figures_for(cast.joost, "school", "").is_exact
    LabCoordinator.objects.create(lab=cast.learning_lab, membership=cast.joost)
    assert figures_for(cast.joost, "school", "").is_exact


# --- The page and the file ------------------------------------------------------------------------------------
def test_the_page_shows_words_for_what_it_does_not_count(cast, log_in, season):
    attend(past(cast, season["net"], AUTUMN), *students(cast.gemeente, 3))
    told = log_in(cast.joost).get(url("learning_figures"), headers={"Accept-Language": "en"}).content.decode()
    assert "fewer than 5" in told and "not shown" in told
    for query in ({"by": "calendar", "year": "2025"}, {"by": "nonsense", "year": "x"}):
        assert log_in(cast.joost).get(url("learning_figures"), query).status_code == 200


def test_without_attendance_the_page_says_what_belongs_there(cast, log_in):
    page = log_in(cast.carla).get(url("learning_figures"), headers={"Accept-Language": "en"})
    assert "Nothing to count yet" in page.content.decode()
    assert log_in(cast.carla).get(url("learning_figures_csv")).status_code == 200


def test_the_file_holds_what_the_page_shows_and_no_formula(cast, log_in, season):
    attend(past(cast, titled(cast, "=1+1", by=cast.anna), AUTUMN), *students(cast.gemeente, 3))
    answer = log_in(cast.joost).get(url("learning_figures_csv"), headers={"Accept-Language": "nl"})
    assert answer["Content-Disposition"].startswith("attachment") and "csv" in answer["Content-Type"]
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    cells = {row[1]: row for row in rows if row and row[0] == "Per organisatie"}
    assert cells["Gemeente"][2:] == ["minder dan 5", "0", "0", "niet getoond", "niet getoond", "niet getoond"]
    assert cells["Noorderpoort"][2:] == ["12", "1", "0", "13", "25", "62,00"]
    assert any(row[1] == "'=1+1" for row in rows if len(row) > 1)
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_figures_take_as_many_queries_whatever_there_is(cast, log_in, season):
    client = log_in(cast.joost)
    client.get(url("learning_figures"))
    before = count_of(client, url("learning_figures"))
    for number in range(3):
        day = datetime(2022 + number, 3, 1, 9, tzinfo=UTC)
        attend(past(cast, titled(cast, f"Module {number}"), day), *students(cast.gemeente, 2, f"Groep {number}"))
    assert count_of(client, url("learning_figures")) == before <= 10
