"""The pages of figures per school year: they work, refuse who has no business there, and ask little."""

import io
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from impact.forms.indicators import read_number
from impact.models import IndicatorClosing, IndicatorEntry
from impact.queries.indicators import MOST_YEARS
from partnership.models import AuditEvent
from tests.impact.indicator_helpers import ENGLISH, LATER, OWN, close, figure, own, put, shown, url
from tests.labs.public_helpers import make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
SEE = {"mirjam": 200, "beheer": 200, "carla": 200, "joost": 200, "esra": 404}
EVERYBODY = (*SEE, "anna", "mo", "thea", "sanne", "aad")


def page(client, name, *keys, status=200):
    answer = client.get(url(name, *keys), headers=ENGLISH)
    assert answer.status_code == status
    return answer.content.decode()


def form(**values):
    return {"value": "", "source": "", "target": "", "note": "", "version": 0, "nonce": uuid4()} | values


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_sees_and_who_keeps(cast, log_in, who):
    row = own(cast)
    sees = SEE.get(who, 403)
    keeps = sees if who in ("mirjam", "beheer", "esra") else 403
    client = log_in(getattr(cast, who))
    for name, keys in (("indicators", ()), ("indicator", ("placed",)), ("indicator_picture", ("placed",))):
        assert client.get(url(name, *keys)).status_code == sees, name
    for name, keys in (
        ("indicator_year", ("placed", 2024)),
        ("indicator_new", ()),
        ("indicator_change", (row.key,)),
        ("indicators_close", (2024,)),
    ):
        assert client.get(url(name, *keys)).status_code == keeps, name
    assert client.post(url("indicators_export", "csv")).status_code == sees
    assert client.post(url("indicator_year", "placed", 2024), form()).status_code == keeps
    assert client.post(url("indicator_end", row.key), {"version": 9}).status_code in (keeps, 302)


def test_strangers_are_sent_to_the_login(client, cast):
    assert client.get(url("indicators")).status_code == 302


def test_pictures_with_their_numbers_and_what_is_counted(cast, log_in):
    put(cast, value=412, target=400)
    make_session(cast, starts_at=LATER.replace(year=2025))
    shown_page = page(log_in(cast.carla), "indicators")
    for words in ("Students who started", "412", "2024-2025", "Sessions held", "as the schools count them", "<svg"):
        assert words in shown_page, words
    assert "Follow-up assignments" not in shown_page  # empty, and nothing to fill in for her
    assert "Fill in" not in page(log_in(cast.carla), "indicator", "students-in")
    assert "Follow-up assignments" in page(log_in(cast.mirjam), "indicators")


def test_nothing_yet(cast, log_in):
    assert "There are no figures yet" in page(log_in(cast.carla), "indicators")
    assert "Nothing to count yet." in page(log_in(cast.mirjam), "indicator", "placed")


def test_entering_by_form(cast, log_in):
    client = log_in(cast.mirjam)
    data = form(value="1.250", source="Telling", target="1300")
    answer = client.post(url("indicator_year", "students-in", 2024), data, headers=ENGLISH, follow=True)
    body = answer.content.decode()
    assert "Students who started, 2024-2025 is saved." in body and "1,250" in body and "Telling" in body
    assert figure(cast, "students-in", 2024).target == 1300
    again = client.get(url("indicator_year", "students-in", 2024))
    assert again.context["form"]["version"].value() == 1
    stale = client.post(url("indicator_year", "students-in", 2024), form(value="7", source="Ik"), headers=ENGLISH)
    assert "Somebody else just changed this" in stale.content.decode() and 'value="7"' in stale.content.decode()
    assert shown(cast, "students-in", 2024) == 1250


@pytest.mark.parametrize(
    ("key", "data", "field", "why"),
    [
        ("students-in", {"value": "veel", "source": "x"}, "value", "whole number"),
        ("students-in", {"value": "7,5", "source": "x"}, "value", "whole number"),
        ("students-in", {"value": "-3", "source": "x"}, "value", "Less than nothing"),
        ("students-in", {"value": "9999999", "source": "x"}, "value", "cannot be right"),
        ("students-in", {"value": "3"}, "source", "where this value comes from"),
        ("students-in", {"value": "3", "source": "x", "target": "NaN"}, "target", "whole number"),
        ("women", {"value": "101", "source": "x", "told": "50"}, "value", "at most 100"),
        ("women", {"value": "33,33", "source": "x", "told": "50"}, "value", "one decimal"),
        ("women", {"value": "33", "source": "x", "told": "9"}, "told", "at least ten"),
        ("women", {"value": "33", "source": "x"}, "told", "at least ten"),
    ],
)
def test_errors_stand_beside_their_field_and_nothing_typed_is_lost(cast, log_in, key, data, field, why):
    answer = log_in(cast.mirjam).post(url("indicator_year", key, 2024), form(**data), headers=ENGLISH)
    assert why in str(answer.context["form"].errors[field])
    assert all(str(value) in answer.content.decode() for value in data.values())
    assert not IndicatorEntry.objects.exists()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("24", "24"),
        ("1.250", "1250"),
        ("1,250", "1250"),
        ("1 250 000", "1250000"),
        ("1.250,5", "1250.5"),
        ("1,250.75", "1250.75"),
        ("7,5", "7.5"),
        ("35 %", "35"),
        ("€ 12,50", "12.50"),
        ("\u22123", "-3"),
    ],
)
def test_numbers_as_people_write_them(text, number):
    assert str(read_number(text)) == number


@pytest.mark.parametrize("text", ["", "x", "1,2,3", "1.25.000", "nan", "inf", "1e", "--3"])
def test_what_is_no_number(text):
    with pytest.raises(ValueError, match="not_a_number"):
        read_number(text)


def test_closing_by_form_after_a_look(cast, log_in):
    put(cast, value=412)
    client = log_in(cast.mirjam)
    assert url("indicators_close", 2024) in page(client, "indicators")
    look = client.get(url("indicators_close", 2024), headers=ENGLISH)
    assert "412" in look.content.decode() and "Without a value:" in look.content.decode()
    assert client.post(url("indicators_close", 2024), {"seen": "x"}).status_code == 200
    assert not IndicatorClosing.objects.exists()
    done = client.post(
        url("indicators_close", 2024), {"seen": look.context["seen"]}, headers=ENGLISH, follow=True
    ).content.decode()
    assert "School year 2024-2025 is closed." in done and "closed on 16 March 2026" in done
    page(client, "indicators_close", 2024, status=404)
    page(client, "indicators_close", 2025, status=404)


def test_a_correction_by_form_is_seen_beside_what_was_reported(cast, log_in):
    put(cast, value=412, target=400)
    close(cast)
    client = log_in(cast.mirjam)
    assert "This year is closed" in page(client, "indicator_year", "students-in", 2024)
    wrong = client.post(url("indicator_year", "students-in", 2024), form(value="415", source="x", version=1))
    assert wrong.context["form"].errors["note"]
    data = form(value="415", source="Hertelling", note="Drie vergeten", version=1)
    done = client.post(url("indicator_year", "students-in", 2024), data, headers=ENGLISH, follow=True)
    body = done.content.decode()
    for words in ("415", "reported: 412", "Drie vergeten", "corrected: Hertelling", "400"):
        assert words in body, words


def test_own_indicators_by_form(cast, log_in):
    client = log_in(cast.mirjam)
    data = OWN | {"nonce": uuid4()}
    made = client.post(url("indicator_new"), data, headers=ENGLISH, follow=True)
    assert "Mark of companies is added." in made.content.decode()
    again = client.post(url("indicator_new"), data | {"nonce": uuid4()}, headers=ENGLISH)
    assert "with this name already" in again.content.decode()
    key = made.context["line"].key
    changed = client.post(
        url("indicator_change", key), OWN | {"name_en": "Grade", "version": 1}, headers=ENGLISH, follow=True
    )
    assert "Grade" in changed.content.decode()
    assert (
        "Somebody else"
        in client.post(url("indicator_end", key), {"version": 1}, headers=ENGLISH, follow=True).content.decode()
    )
    ended = client.post(url("indicator_end", key), {"version": 2}, headers=ENGLISH, follow=True)
    assert "Not kept any longer" in ended.content.decode()
    assert "Not kept any longer since" in page(client, "indicator", key)
    page(client, "indicator_year", key, 2024, status=404)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("indicator", ("nothing",)),
        ("indicator", ("own-99999",)),
        ("indicator_year", ("placed", 1999)),
        ("indicator_year", ("nothing", 2024)),
        ("indicator_change", ("placed",)),
        ("indicators_close", (1990,)),
    ],
)
def test_what_is_not_there(cast, log_in, name, keys):
    page(log_in(cast.mirjam), name, *keys, status=404)


def test_the_own_indicators_of_others_are_not_there(cast, log_in):
    row = own(cast)
    client = log_in(cast.esra)
    assert client.get(url("indicator", row.key, slug="elders")).status_code == 404
    assert client.get(url("indicators", slug="elders")).status_code == 200


# --- Taking along ------------------------------------------------------------------------------------------------
def test_all_figures_as_files_that_run_nothing(cast, log_in):
    put(cast, value=412, target=400, source="=1+1")
    put(cast, key="women", value=0, told=40)
    row = own(cast, name_nl="=HYPERLINK", name_en="=HYPERLINK")
    put(cast, key=row.key, value="7.5")
    client = log_in(cast.carla)
    text = client.post(url("indicators_export", "csv"), headers=ENGLISH).content.decode()
    assert "412,400" in text and "'=1+1" in text and "'=HYPERLINK" in text and "< 5%" in text.replace("\xa0", " ")
    book = client.post(url("indicators_export", "xlsx"), headers=ENGLISH).getvalue()
    cells = [cell for line in load_workbook(io.BytesIO(book)).active.iter_rows() for cell in line if cell.value]
    assert not any(cell.data_type == "f" for cell in cells)
    assert {412, 400, 7.5} <= {cell.value for cell in cells if cell.data_type == "n"}
    assert AuditEvent.objects.filter(verb="indicators.exported").count() == 2
    assert client.get(url("indicators_export", "csv")).status_code == 405
    assert client.post(url("indicators_export", "pdf")).status_code == 404


def test_a_picture_as_a_file(cast, log_in):
    put(cast, value=412, target=400)
    answer = log_in(cast.carla).get(url("indicator_picture", "students-in"), headers=ENGLISH)
    assert answer["Content-Type"] == "image/svg+xml" and "attachment" in answer["Content-Disposition"]
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    said = " ".join(root.itertext())
    assert "Students who started" in said and "412" in said and "<" not in said


def queries(client, name, *keys):
    client.get(url(name, *keys))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url(name, *keys)).status_code == 200
    return len(seen)


def test_it_asks_the_same_however_much_there_is(cast, log_in):
    put(cast, value=1)
    client = log_in(cast.mirjam)
    names = [("indicators",), ("indicator", "students-in"), ("indicator_year", "students-in", 2024)]
    once = {name: queries(client, *name) for name in names}
    for year in range(2012, 2026):
        for key in ("students-in", "students-through", "placed", "sessions"):
            put(cast, key=key, year=year, value=5, version=1 if (key, year) == ("students-in", 2024) else 0)
    for number in range(5):
        row = own(cast, name_nl=f"Eigen {number}")
        put(cast, key=row.key, value=3)
    close(cast, 2024)
    assert {name: queries(client, *name) for name in names} == once
    assert max(once.values()) <= 15, once
    assert len(client.get(url("indicators")).context["board"].years) == MOST_YEARS
