"""The whole main job in a browser: hours in, a decision, the thirds, and the PDF that proves them."""

import csv
import io
import re
from decimal import Decimal
from uuid import uuid4

import pikepdf
import pytest

from lib.periods import today

pytestmark = pytest.mark.browser


def fill_in_hours(page, *, description, hours="2,5", explanation="Het kon alleen vandaag."):
    page.get_by_label("Date", exact=True).fill(today().isoformat())
    page.get_by_label("Hours", exact=True).fill(hours)
    page.get_by_label("Activity", exact=True).select_option(index=1)
    page.get_by_label("Description", exact=True).fill(description)
    if page.get_by_label("Explanation").count():
        page.get_by_label("Explanation").fill(explanation)


def choose_kind(page, name):
    group = page.get_by_role("radio", name=name)
    if group.count():
        group.check()
    else:
        page.get_by_label("Kind of effort", exact=True).select_option(label=name)


def test_from_logged_hours_to_a_report_that_proves_them(visitor, tmp_path):
    description = f"Gastles over containers, groep {uuid4().hex[:8]}"
    partner = visitor().log_in("partner")
    coordinator = visitor().log_in("coordinator")

    page = partner.page
    partner.open("hours/new/")
    fill_in_hours(page, description=description)
    choose_kind(page, "Guest teaching")
    page.get_by_text("€182.50").first.wait_for()  # the worth, while typing
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text(description).first.wait_for()
    partner.open("hours/")
    page.get_by_role("link", name=re.compile("container|View", re.IGNORECASE)).first.wait_for()

    partner.open("hours/new/")
    description_2 = description + " (2)"
    fill_in_hours(page, description=description_2)
    choose_kind(page, "Guest teaching")
    page.get_by_role("button", name="Submit").click()
    page.get_by_text(description_2).first.wait_for()
    entry_url = page.url

    inbox = coordinator.page
    coordinator.open("approvals/")
    decide(coordinator, description_2, "Return", reason="Welke klas was dit?")

    page.goto(entry_url)
    page.get_by_text("Welke klas was dit?").first.wait_for()
    partner.open("")
    page.get_by_text("Welke klas was dit?").first.wait_for()
    page.goto(entry_url)
    page.get_by_role("link", name=re.compile("Correct|Change|Edit")).first.click()
    page.get_by_label("Description", exact=True).fill(description_2 + " klas 3B")
    page.get_by_role("button", name="Submit").click()
    page.get_by_text(description_2 + " klas 3B").first.wait_for()

    decide(coordinator, description_2 + " klas 3B", "Approve")
    inbox.goto(entry_url)
    inbox.get_by_text("approved", exact=False).first.wait_for()

    management = visitor().log_in("management")
    book = management.page
    management.open("financing/")
    book.get_by_role("heading", level=1).wait_for()
    management.open("reports/")
    book.get_by_label("From", exact=True).fill(today().replace(day=1).isoformat())
    book.get_by_label("To", exact=True).fill(today().isoformat())
    book.get_by_role("button", name="Make report").click()
    book.get_by_role("link", name="Download").first.wait_for(timeout=120_000)
    with book.expect_download() as downloading:
        book.get_by_role("link", name="Download").first.click()
    target = tmp_path / "report.pdf"
    downloading.value.save_as(target)

    with pikepdf.open(target) as pdf:
        data = pdf.attachments["lines.csv"].get_file().read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    mine = [
        row
        for row in rows
        if row["kind"] and row["partner"] and row["hours"] and Decimal(row["hours"]) == Decimal("2.5")
    ]
    assert any(Decimal(row["amount"]) == Decimal("182.50") and row["date"] == today().isoformat() for row in mine)
    assert not (partner.complaints or coordinator.complaints or management.complaints)


def decide(coordinator, description, verb, reason=""):
    """Find an entry in the inbox by its description, open it and decide."""
    page = coordinator.page
    coordinator.open("approvals/?sort=-waiting")
    row = page.get_by_role("row").filter(has_text=description)
    row.get_by_role("link").first.click()
    page.get_by_text(description).first.wait_for()
    if reason:
        page.get_by_label("Reason", exact=True).fill(reason)
    page.get_by_role("button", name=verb, exact=True).click()
    page.wait_for_load_state()
