"""Two spreadsheets of the company in the demonstration: one that was written, and one that waits to be looked at."""

from datetime import date, datetime, timedelta
from uuid import UUID

from contributions.actions import sheet_jobs
from contributions.actions.sheets import Upload, choose_columns, confirm_sheet, upload_sheet
from contributions.models import SheetImport
from contributions.sheets.book import Book
from contributions.sheets.header import guess
from labs.models import Activity
from lib.periods import today
from partnership.models import Membership, Programme

from . import texts
from .history import MANAGER, PARTNER

WORK = (
    "Gastles testautomatisering, klas 3B",
    "Projectgroep 4 begeleid; sprint review",
    "Overleg over het keuzedeel cloud",
)
HEADER = ("Dag", "Wie", "Aantal uur", "Toelichting werkzaamheden")
DAYS = 20


def add_sheets(programme: Programme, now: datetime) -> None:
    manager = Membership.objects.get(user__email=MANAGER, organisation__key=texts.PITCH[0])
    people = Membership.objects.filter(organisation=manager.organisation, user__email__in=(PARTNER, MANAGER))
    names = list(people.order_by("user__name").values_list("user__name", flat=True))
    others = [manager.user.name]  # what the first person logged is told as it is, from the earlier administration
    day = today(now)
    written = _read(manager, programme, "Uren Lichtbaken vorige maand.csv", _rows(day, others, first=38, few=True), now)
    confirm_sheet(membership=manager, sheet=written, version=written.version, submit=True, now=now)
    _work(written, now)
    _read(manager, programme, "Urenlijst werkplaats.csv", _rows(day, names, first=DAYS, few=False), now)


def _rows(day: date, names: list[str], *, first: int, few: bool) -> list[tuple]:
    days = [day - timedelta(days=back) for back in range(first, first - (9 if few else DAYS), -1)]
    weekdays = [each for each in days if few is False or each.weekday() < 5]
    rows = [
        (f"{each:%d-%m-%Y}", names[number % len(names)], ("1,5", "2", "0,75", "4")[number % 4], WORK[number % 3])
        for number, each in enumerate(weekdays)
    ]
    if few:
        rows.append((f"{weekdays[0]:%d-%m-%Y}", "Onbekende Collega", "1", WORK[0]))
        return rows
    wrong = f"{day - timedelta(days=3):%d-%m-%Y}"
    rows += [
        ("31-02-2026", names[0], "1", WORK[0]),
        (wrong, names[0], "acht", WORK[1]),
        (wrong, "Een Oud-collega", "1", WORK[2]),
        (wrong, names[0], "9,5", "Hackathon met studenten, hele dag begeleid"),
        (f"{day + timedelta(days=10):%d-%m-%Y}", names[0], "2", WORK[0]),
    ]
    return rows


def _read(manager: Membership, programme: Programme, name: str, rows: list[tuple], now: datetime) -> SheetImport:
    """Upload, choose the columns and read, as the screens and the worker do."""
    lines = [("Urenregistratie Werkplaats",), HEADER, *rows, ("Totaal", "", "", "")]
    content = "\r\n".join(";".join(f'"{cell}"' for cell in line) for line in lines).encode()
    upload, nonce = Upload(name, content), UUID(int=len(name) + programme.pk)
    sheet = upload_sheet(membership=manager, programme=programme, upload=upload, nonce=nonce, now=now)
    with Book(name, content) as book:
        page = book.best()
        activity = Activity.objects.filter(programme=programme, lab__kind="learning").order_by("name").first()
        constants = {"activity": activity.name, "kind": "guest_teaching", "lab": "learning"}
        chosen = {"page": page, "mapping": guess(page.header), "constants": constants}
        choose_columns(membership=manager, sheet=sheet, now=now, **chosen)
    _work(sheet, now)
    return sheet


def _work(sheet: SheetImport, now: datetime) -> None:
    claimed = sheet_jobs.claim_sheet(sheet_id=sheet.pk, now=now)
    sheet_jobs.process(sheet=claimed, progress=sheet_jobs.Progress(), clock=lambda: now)
    sheet.refresh_from_db()
