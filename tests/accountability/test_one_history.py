"""One history with everything in it, and its sums on every page and in every file: lines and totals agree to the cent.

Months are handed in, confirmed and accepted; one of them is locked, and corrected in pairs; there are goods of every
kind with and without proof, and pledges that are signed before, in the portal, or not at all.
"""

import io
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest
from django.utils import translation
from pypdf import PdfReader

from accountability import store
from accountability.reports.build import statement_of
from contributions.actions import locks, months
from contributions.actions.corrections import Right, correct_hours
from contributions.actions.decisions import approve_many
from contributions.actions.goods import approve_goods
from contributions.actions.proofs import add_proof
from contributions.actions.statements import make_statement
from contributions.models import Contribution, HourEntry, Timesheet
from contributions.queries.financing import overview
from contributions.queries.pace import everybody, one_partner
from contributions.queries.year_statement import year_statement
from contributions.reports.documents import rendered_document
from contributions.reports.month_papers import request_overview, request_timesheet
from lib import figures
from lib.money import amount_of
from partnership.models import Programme
from partnership.roles import Role
from tests.accountability.helpers import YEAR, ask, make
from tests.accountability.test_reports import attached, text_of
from tests.cast import NOW, TODAY, make_member
from tests.contributions import agreement_helpers as agreements
from tests.contributions.files import pdf, upload
from tests.contributions.test_exports import as_csv, as_xlsx, column, url

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
KINDS = ("guest_teaching", "curriculum_advice", "student_project_guidance", "internship_supervision", "volunteering")
NOTHING = Decimal("0.00")


@pytest.fixture(autouse=True)
def march_in_english(client, settings, tmp_path, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.cookies["django_language"] = "en"
    settings.DOCUMENTS_ROOT = tmp_path / "documents"


@pytest.fixture(params=[11, 53])
def history(cast, request):
    """Two companies and two schools in two months, decided on as people do; every number is drawn."""
    dice = Random(request.param)
    Programme.objects.filter(pk=cast.programme.pk).update(rate=Decimal("61.37"))
    cast.programme.refresh_from_db()
    wil = make_member("Wil Wadbyte", cast.wadbyte, Role.COMPANY_MANAGER)
    for person, manager in ((cast.anna, cast.mo), (cast.bram, wil)):
        for month in (JANUARY, FEBRUARY):
            _log_month(cast, dice, person, month)
            _close_month(cast, person, manager, month, until=dice.choice(("confirmed", "locked")))
    _log_month(cast, dice, cast.joost, FEBRUARY)
    _log_month(cast, dice, cast.thea, FEBRUARY)
    approve_many(membership=cast.carla, picks=_waiting(cast.joost), now=NOW)
    locks.lock_month(membership=cast.mirjam, programme=cast.programme, month=JANUARY, now=NOW)
    _correct(cast, dice)
    _bring_goods(cast, dice)
    _promise(cast, dice)
    return cast


def _log_month(cast, dice, person, month):
    for number in range(dice.randint(3, 6)):
        day = month + timedelta(days=dice.randrange(28))
        values = {"worked_on": day, "minutes": 15 * dice.randint(1, 20), "kind": dice.choice(KINDS)}
        text = {"description": f"Gastles {number} over programmeren", "explanation": "Na de vakantie ingevoerd"}
        cast.entry(person, **values, **text)
    if person in (cast.joost, cast.thea):
        HourEntry.objects.filter(person=person.user).update(state="submitted", submitted_at=NOW)


def _waiting(person):
    rows = HourEntry.objects.filter(person=person.user, state="submitted")
    return dict.fromkeys(rows.values_list("pk", flat=True))


def _close_month(cast, person, manager, month, until):
    about = {"programme": cast.programme, "month": month, "statement": True, "now": NOW}
    sheet = months.hand_in_month(membership=person, **about)
    assert months.confirm_months(membership=manager, picks={sheet.pk: None}, now=NOW).done
    if until == "locked" or month == JANUARY:
        assert months.accept_months(membership=cast.carla, picks={sheet.pk: None}, now=NOW).done


def _correct(cast, dice):
    """Some lines of January are put right: by less, by more, by none; some of these pairs are decided on."""
    lines = list(HourEntry.objects.filter(worked_on__lt=FEBRUARY, state="approved").order_by("pk"))
    people = {person.user_id: person for person in (cast.anna, cast.bram)}
    for line in dice.sample(lines, 4):
        minutes = dice.choice([0, *(15 * number for number in range(1, 40) if 15 * number != line.minutes)])
        right = Right(minutes, cast.masterclasses, line.kind, "Gastles over veilig werken")
        values = {"membership": people[line.person_id], "entry": line, "right": right, "nonce": uuid4(), "now": NOW}
        pair = correct_hours(**values, reason="Verkeerd overgenomen")
        if dice.random() < 0.6:
            approve_many(membership=cast.carla, picks={row.pk: None for row in pair}, now=NOW)


def _bring_goods(cast, dice):
    for organisation in (cast.terpdok, cast.wadbyte, cast.gemeente, cast.noorderpoort):
        for kind in ("materials", "room", "cash"):
            quantity, price = Decimal(dice.randint(1, 4000)).scaleb(-2), Decimal(dice.randint(1, 90_000)).scaleb(-2)
            amount = amount_of(quantity, price)
            if amount <= 0:
                continue
            values = {"kind": kind, "quantity": quantity, "unit_price": price, "amount": amount}
            values |= {"evidence": dice.choice(("", "bon.pdf")), "received_on": date(2026, 2, dice.randint(1, 28))}
            cast.cash(organisation, **values, state=dice.choice(("approved", "submitted", "approved")))
    gift = cast.cash(amount=Decimal("333.33"), unit_price=Decimal("333.33"), evidence="", state="submitted")
    gift.entered_by = cast.mo.user
    gift.save(update_fields=["entered_by"])
    add_proof(by=cast.mo, target=gift, upload=upload(pdf()), now=NOW)
    approve_goods(by=cast.mirjam, goods=Contribution.objects.get(pk=gift.pk), version=gift.version, now=NOW)


def _promise(cast, dice):
    cash = {"kind": "cash", "unit": "amount", "quantity": 1}
    cast.pledge(amount=Decimal("7364.40"), unit_price=Decimal("61.37"))
    signed = cast.promise(starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31), amount=Decimal("4909.60"))
    agreements.sign(cast, agreements.send(cast, agreements.prepare(cast, [signed])))
    cast.promise(cast.wadbyte, starts_on=date(2025, 11, 9), ends_on=date(2027, 3, 2), amount=Decimal("8760.01"))
    cast.promise(cast.gemeente, **cash, unit_price=Decimal(dice.randint(1, 99)), amount=Decimal("30000.03"))
    cast.pledge(cast.gemeente, **cash, starts_on=date(2024, 8, 1), unit_price=Decimal(9), amount=Decimal("1000.01"))


def plain(text):
    """Without the spaces that do not break, which a reader of PDFs may give back as others."""
    return text.replace("\u00a0", " ")


def decimals(rows, name):
    return sum((Decimal(row[name]) for row in rows), NOTHING)


def counting(rows, **wanted):
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


@pytest.mark.parametrize("name", ["hours", "contributions"])
def test_screen_and_files_to_take_along(history, log_in, name):
    client = log_in(history.mirjam)
    shown, rows, page = client.get(url(name)).context, [], 1
    while len(rows) < shown["totals"].lines:
        rows += client.get(url(name), {"page": page}).context["rows"]
        page += 1
    totals = shown["totals"]
    assert sum((row.verdict.amount for row in rows), NOTHING) == totals.worth
    measures = {"Counts for": totals.worth}
    if name == "hours":
        assert sum(row.entry.minutes for row in rows) == totals.minutes
        measures["Hours"] = Decimal(totals.minutes) / 60
    else:
        measures["Amount"] = totals.amount
    for found in (as_csv(client, name), as_xlsx(client, name)):
        assert len(found.rows) == totals.lines
        for title, total in measures.items():
            cells, last = column(found, title)
            assert sum((Decimal(str(cell)) for cell in cells), NOTHING) == Decimal(str(last)) == total


def test_the_report_its_files_and_the_pages(history):
    report = make(ask(history.mirjam, history.programme, history.programme.period, language="en")[0])
    path = store.REPORTS.location(report.path)
    files, said, statement = attached(path), plain(text_of(path)), statement_of(report)
    thirds = overview(history.programme, now=TODAY)
    standing = everybody(history.programme, history.programme.period, TODAY).total.figures
    assert standing == thirds.total

    hours, others = decimals(files["lines.csv"], "amount"), decimals(files["contributions.csv"], "amount")
    assert hours == statement.total.hours_amount == thirds.realised.hours_value
    assert hours + others == statement.total.amount == thirds.total.approved
    approved = counting(files["programme.csv"], state="approved")
    assert decimals(approved, "amount") == thirds.total.approved
    waiting = counting(files["programme.csv"], state="submitted", counts="yes")
    assert decimals(waiting, "worth") == statement.waiting.amount == thirds.total.waiting

    pledges = files["pledges.csv"]
    assert decimals(pledges, "amount") == statement.pledged_total == thirds.total.pledged
    unsigned = decimals(counting(pledges, reason="not_signed"), "stated")
    assert unsigned == thirds.total.unsigned > 0
    rows = [(row.reason, row.lines, row.minutes, row.amount) for row in statement.not_pledged]
    assert rows == [(str(row.reason), row.lines, row.minutes, row.amount) for row in thirds.pledged_not_counting]
    for amount in (hours, others, hours + others, statement.pledged_total, statement.not_pledged_total):
        with translation.override("en"):
            assert figures.money(amount) in said
    for row in thirds.partners:
        lines = [*files["lines.csv"], *files["contributions.csv"]]
        assert decimals(counting(lines, partner=row.name), "amount") == row.figures.approved
        assert decimals(counting(pledges, partner=row.name), "amount") == row.figures.pledged


def test_a_correction_comes_to_the_difference(history):
    pairs = HourEntry.objects.filter(corrects__isnull=False, minutes__lt=0, state="approved").select_related("corrects")
    for taken in pairs:
        assert taken.amount == -taken.corrects.amount
        assert taken.rate == taken.corrects.rate


def words(document):
    read = PdfReader(io.BytesIO(rendered_document(document).content))
    return plain("\n".join(page.extract_text() for page in read.pages))


def test_months_on_paper(history):
    for person in (history.anna, history.bram):
        for month in (JANUARY, FEBRUARY):
            sheet = Timesheet.objects.get(person=person.user, month=month)
            rows = list(sheet.hours.order_by("pk"))
            with translation.override("en"):
                paper = request_timesheet(membership=person, sheet=sheet, now=NOW)
                overview_paper = request_overview(membership=person, programme=history.programme, month=month, now=NOW)
            minutes = sum(line["minutes"] for line in paper.snapshot["lines"])
            assert minutes == sum(row.minutes for row in rows) == paper.snapshot["minutes"] == sheet.minutes
            whole = overview_paper.snapshot
            assert sum(each["minutes"] for each in whole["sheets"]) == whole["minutes"] == minutes
            with translation.override("en"):
                for document in (paper, overview_paper):
                    assert plain(figures.hours_unit(minutes)) in words(document)


def test_the_year_on_paper_and_on_the_page(history, log_in):
    report = make(ask(history.mirjam, history.programme, YEAR)[0])
    files = attached(store.REPORTS.location(report.path))
    for organisation in (history.terpdok, history.wadbyte):
        found = year_statement(history.programme, organisation, 3, TODAY).snapshot
        parts = [Decimal(row["amount"]) for row in (*found["kinds"], *found["goods"])]
        lines = counting([*files["lines.csv"], *files["contributions.csv"]], partner=organisation.name)
        own = one_partner(history.programme, organisation.pk, history.programme.years[2], TODAY)
        assert sum(parts, NOTHING) == decimals(lines, "amount") == Decimal(found["approved"])
        assert own.stand.figures.approved == Decimal(found["approved"])
        assert sum((month.figures.approved for month in own.months), NOTHING) == own.stand.figures.approved
        with translation.override("en"):
            values = {"by": history.mirjam, "programme": history.programme, "organisation": organisation}
            said = words(make_statement(**values, number=3, now=NOW))
            assert figures.money(Decimal(found["approved"])) in said
        page = log_in(history.mirjam).get(f"/werkplaats/standing/{organisation.pk}/").content.decode()
        with translation.override("en"):
            assert figures.money(own.stand.figures.approved) in page
            assert own.stand.figures.unsigned == 0 or figures.money(own.stand.figures.unsigned) in page
