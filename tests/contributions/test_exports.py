"""What is taken along is what the list shows, to the cent; and it can never run as a formula."""

import csv
import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions.models import Contribution, HourEntry
from lib.exports import Column, Sheet, csv_lines, defused, xlsx_file
from lib.money import amount_of
from partnership.models import AuditEvent
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def url(name, *args):
    return reverse(name, args=["werkplaats", *args])


def body(response):
    return b"".join(response.streaming_content)


def table(rows):
    """Head and rows of a file, below the lines that say what was chosen."""
    rows = [list(row) for row in rows]
    start = next(number for number, row in enumerate(rows) if row and row[0] == "Number")
    return SimpleNamespace(head=[cell for cell in rows[start] if cell], rows=rows[start + 1 : -1], total=rows[-1])


def as_csv(client, name, query="", delimiter=","):
    text = body(client.post(url(f"{name}_export", "csv") + query)).decode()
    assert text.startswith("\ufeff")
    return table(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


def as_xlsx(client, name, query=""):
    book = openpyxl.load_workbook(io.BytesIO(body(client.post(url(f"{name}_export", "xlsx") + query))))
    assert book.active.title == book.active["A1"].value
    return table(book.active.iter_rows(values_only=True))


def column(found, title):
    number = found.head.index(title)
    return [row[number] for row in found.rows], found.total[number]


# --- The writer ------------------------------------------------------------------------------------------------
PLAIN = ("gewoon", "https://x.nl", "5")
NASTY = ["=1+1", "+31 50", "-5", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("http://x")', *PLAIN]


def sheet(rows):
    columns = [Column("Text"), Column("Money", "money"), Column("Day", "day"), Column("Hours", "hours")]
    return Sheet("=Title", [("-About", "=x")], columns, rows)


def test_no_text_runs_as_a_formula():
    rows = [[text, Decimal("-1.25"), date(2024, 2, 29), Decimal("2.50")] for text in NASTY]
    written = "".join(csv_lines(sheet(rows)))
    cells = list(csv.reader(io.StringIO(written.removeprefix("\ufeff")), delimiter=";"))
    for row, text in zip(cells[4:], NASTY, strict=True):
        assert row[0] == (text if text in PLAIN else f"'{text}".replace("\t=", "\t'="))
        assert row[1:] == ["-1,25", "2024-02-29", "2,50"]
    assert cells[0] == ["'=Title"] and cells[1] == ["'-About", "'=x"]
    with xlsx_file(sheet(rows)) as file:
        page = openpyxl.load_workbook(file).active
    for row, text in zip(page.iter_rows(min_row=5), NASTY, strict=True):
        assert (row[0].data_type, row[0].hyperlink) == ("s", None)
        assert row[0].value.replace("_x000D_", "\r") == text
        assert [row[1].value, row[2].value.date(), row[3].value] == [-1.25, date(2024, 2, 29), 2.5]
        assert [cell.data_type for cell in row[1:]] == ["n", "d", "n"]


def test_defused_text_keeps_its_words():
    assert defused("Gastles") == "Gastles" and defused("") == "" and defused("a=b") == "a=b"


def test_memory_stays_small_with_many_rows():
    import tracemalloc

    def rows():
        for number in range(20_000):
            yield [f"Regel {number} " + "x" * 100, Decimal("1.00"), date(2026, 3, 2), Decimal("0.25")]

    tracemalloc.start()
    try:
        assert sum(len(line) for line in csv_lines(sheet(rows()))) > 2_000_000
        with xlsx_file(sheet(rows())) as file:
            assert len(file.read()) > 100_000
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


# --- Who gets what ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "hours", "goods"),
    [
        ("anna", 200, 200),
        ("mo", 200, 200),
        ("carla", 200, 403),
        ("mirjam", 200, 200),
        ("beheer", 200, 200),
        ("aad", 200, 200),
        ("thea", 200, 403),
        ("sanne", 403, 403),
        ("esra", 404, 404),
    ],
)
def test_who_takes_what_along(log_in, cast, who, hours, goods):
    client = log_in(getattr(cast, who))
    for name, status in (("hours", hours), ("contributions", goods)):
        for kind in ("xlsx", "csv"):
            response = client.post(url(f"{name}_export", kind))
            assert response.status_code == status
            if status == 200:
                body(response)
        back = client.get(url(f"{name}_export", "csv"), {"sort": "date"})
        assert back.status_code == (302 if status == 200 else status)
    assert client.post(url("hours_export", "exe")).status_code in (404, 403)


def test_only_what_somebody_may_see(log_in, cast):
    mine, theirs, draft = cast.approved(), cast.submitted(cast.bram), cast.entry()
    people = ("anna", "bram", "mirjam")
    numbers = {who: set(column(as_csv(log_in(getattr(cast, who)), "hours"), "Number")[0]) for who in people}
    assert numbers == {
        "anna": {str(mine.pk), str(draft.pk)},
        "bram": {str(theirs.pk)},
        "mirjam": {str(mine.pk), str(theirs.pk)},
    }


def test_who_may_not_see_money_gets_none(log_in, cast):
    cast.approved(cast.thea)
    cast.approved()
    client = log_in(cast.thea)
    for found in (as_csv(client, "hours"), as_xlsx(client, "hours")):
        assert not {"Hourly rate", "Counts for"} & set(found.head)
        assert "Hours" in found.head
    page = client.get(url("hours")).content.decode()
    assert "€" not in page and "Worth" not in page
    assert {"Hourly rate", "Counts for"} <= set(as_csv(log_in(cast.anna), "hours").head)
    assert "Worth" in log_in(cast.anna).get(url("hours")).content.decode()


def test_taking_along_is_in_the_log_and_looking_is_not(log_in, cast):
    client = log_in(cast.mo)
    client.get(url("hours_export", "csv"))
    assert not AuditEvent.objects.exists()
    body(client.post(url("hours_export", "csv") + "?state=approved&since=1-1-2026"))
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.data) == (
        "hours.exported",
        cast.mo.user,
        {"format": "csv", "filters": ["state", "since"]},
    )
    body(client.post(url("contributions_export", "xlsx")))
    assert AuditEvent.objects.filter(verb="goods.exported").count() == 1


def test_the_files_say_what_was_chosen_and_when(log_in, cast):
    response = log_in(cast.mirjam).post(url("hours_export", "csv") + "?state=approved&since=1-1-2026")
    assert response["Content-Disposition"] == 'attachment; filename="hours-2026-03-16.csv"'
    assert response["X-Content-Type-Options"] == "nosniff" and "no-store" in response["Cache-Control"]
    text = body(response).decode()
    assert "State,Approved" in text and "From,1 January 2026" in text and "Mon 16 March 2026, 10:30" in text
    assert "Noorderpoort" in text


def test_dutch_spreadsheets_read_it(log_in, cast, client):
    cast.approved(description="=SOM(A1)")
    log_in(cast.anna)
    client.cookies["django_language"] = "nl"
    text = body(client.post(url("hours_export", "csv"))).decode()
    assert ";2,50;" in text and ";182,50;" in text and ";'=SOM(A1);" in text


# --- The same figures everywhere -------------------------------------------------------------------------------
def test_filtered_and_sorted_as_on_screen(log_in, cast):
    cast.approved(minutes=60, worked_on=date(2026, 2, 2))
    cast.submitted(minutes=45, worked_on=date(2026, 2, 3), kind="volunteering")
    cast.approved(cast.bram, minutes=30, worked_on=date(2026, 1, 5))
    client = log_in(cast.mirjam)
    for query in (
        "",
        "?sort=hours",
        "?sort=-partner",
        "?state=approved",
        f"?partner={cast.wadbyte.pk}",
        "?since=1-2-2026&page=2",
    ):
        context = client.get(url("hours") + query).context
        shown = [str(row.entry.pk) for row in context["rows"]]
        for found in (as_csv(client, "hours", query), as_xlsx(client, "hours", query)):
            assert column(found, "Number")[0] == shown


lines = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.sampled_from(["draft", "submitted", "approved", "returned"]),
        st.sampled_from(["guest_teaching", "volunteering", "curriculum_advice"]),
        st.sampled_from(["anna", "bram", "thea"]),
    ),
    max_size=8,
)
once = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@once
@given(lines)
def test_hours_add_up_to_the_same_everywhere(cast, log_in, drawn):
    undone = dict.fromkeys(("submitted_at", "decided_at", "decided_by", "rate", "amount"))
    HourEntry.objects.filter(state="approved").update(state="draft", **undone)
    HourEntry.objects.all().delete()
    makers = {"draft": cast.entry, "submitted": cast.submitted, "approved": cast.approved, "returned": cast.returned}
    for quarters, state, kind, who in drawn:
        makers[state](getattr(cast, who), minutes=quarters * 15, kind=kind)
    client = log_in(cast.mirjam)
    totals = client.get(url("hours")).context["totals"]
    if not drawn:
        return
    in_csv, in_xlsx = as_csv(client, "hours"), as_xlsx(client, "hours")
    for found in (in_csv, in_xlsx):
        for title, total in (("Counts for", totals.worth), ("Hours", Decimal(totals.minutes) / 60)):
            cells, last = column(found, title)
            assert sum(Decimal(str(cell)) for cell in cells) == Decimal(str(last)) == total
    assert len(in_csv.rows) == len(in_xlsx.rows) == totals.lines


gifts = st.lists(
    st.tuples(
        st.integers(1, 100_000),
        st.integers(1, 1_000_000),
        st.sampled_from(["draft", "submitted", "approved", "returned"]),
        st.sampled_from(["materials", "room", "cash"]),
        st.sampled_from(["terpdok", "wadbyte", "noorderpoort"]),
        st.booleans(),
    ),
    max_size=8,
)


@once
@given(gifts)
def test_contributions_add_up_to_the_same_everywhere(cast, log_in, drawn):
    Contribution.objects.filter(state="approved").update(state="draft", decided_at=None, decided_by=None)
    Contribution.objects.all().delete()
    for hundredths, cents, state, kind, partner, proven in drawn:
        quantity, price = Decimal(hundredths).scaleb(-2), Decimal(cents).scaleb(-2)
        cast.cash(
            getattr(cast, partner),
            kind=kind,
            state=state,
            quantity=quantity,
            unit_price=price,
            amount=amount_of(quantity, price),
            evidence="bon.pdf" if proven else "",
            return_reason="Waarom?",
        )
    client = log_in(cast.mirjam)
    totals = client.get(url("contributions")).context["totals"]
    for found in (as_csv(client, "contributions"), as_xlsx(client, "contributions")):
        for title, total in (("Amount", totals.amount), ("Counts for", totals.worth)):
            cells, last = column(found, title)
            assert sum((Decimal(str(cell)) for cell in cells), Decimal(0)) == Decimal(str(last)) == total
        assert len(found.rows) == totals.lines


@pytest.mark.parametrize("name", ["hours", "contributions"])
def test_the_same_queries_for_any_number_of_rows(log_in, cast, name, django_assert_max_num_queries):
    client, counts = log_in(cast.mirjam), []
    for _ in range(3):
        cast.approved()
        cast.cash(evidence="", entered_at=NOW)
        with django_assert_max_num_queries(2 * 12) as caught:
            body(client.post(url(f"{name}_export", "csv")))
            body(client.post(url(f"{name}_export", "xlsx")))
        counts.append(len(caught))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  ="])
def test_whatever_starts_a_formula_is_defused(start):
    assert defused(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("sign", [",", ";", "\t", ", ", ';"', ',""', ";\u00a0"])
def test_text_that_another_separator_would_split_runs_nothing_either(sign):
    """A file with `;` that is opened where `,` separates, or the other way round, falls apart inside its texts."""
    assert defused(f"Gastles{sign}=1+1") == f"Gastles{sign}'=1+1"
    assert defused(f"Gastles{sign}3B") == f"Gastles{sign}3B"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("read_with", [",", ";", "\t"])
def test_no_cell_runs_wherever_a_file_is_opened(language, read_with):
    texts = [f"Les{sign}{quote}{start}1+1" for sign in ",;\t" for quote in ("", '"') for start in "=@+-"]
    rows = [[text, Decimal("1.25"), date(2024, 2, 29), Decimal("2.50")] for text in texts]
    with override(language):
        written = "".join(csv_lines(sheet(rows))).removeprefix("\ufeff")
    for row in csv.reader(io.StringIO(written), delimiter=read_with):
        assert not [cell for cell in row if cell.lstrip(' "').startswith(("=", "@", "+", "-"))]
