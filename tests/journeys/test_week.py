"""Logging a week and a single entry as people do it: with the keyboard, on a phone, and without a connection."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from contributions.queries.week import Week
from lib.periods import today

pytestmark = pytest.mark.browser

MEMORY = "Object.keys(localStorage).filter(key => key.startsWith('drieluik:typed:')).length"


def last_week():
    return Week.of(today()).previous.key


def empty_row(page):
    """The last row of the grid: the one that is ready to be filled."""
    return page.locator("tr[data-row]").last


def fill_in_row(page, words):
    row = empty_row(page)
    row.get_by_label("Activity", exact=True).select_option(index=1)
    row.get_by_label("Kind of effort", exact=True).select_option(label="Guest teaching")
    row.get_by_label("Description", exact=True).fill(words)
    return row


def test_a_week_by_keyboard_alone(visitor):
    partner = visitor().log_in("partner")
    page, words = partner.page, f"Gastles met het toetsenbord {uuid4().hex[:8]}"
    partner.open(f"hours/week/{last_week()}/")
    row = empty_row(page)
    row.get_by_label("Activity", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Guest")
    page.keyboard.press("Tab")
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.type("Alles in een keer geschreven")
    page.keyboard.press("Tab")
    page.keyboard.type("0,5")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("0:15")
    assert row.locator("[data-total]").inner_text() == "0.75"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.day") == "0"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "0,5"
    page.keyboard.press("Control+Enter")
    page.get_by_text("Saved as drafts").wait_for()
    assert page.locator(f"input[value='{words}']").count() == 1
    assert not partner.axe()
    assert page.evaluate(MEMORY) == 0
    saved = page.locator("tr[data-row]").filter(has=page.locator(f"input[value='{words}']"))
    for box in saved.locator("[data-day]").all()[:2]:
        box.fill("")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(f"input[value='{words}']")).to_have_count(0)
    assert not partner.complaints


def test_rows_come_and_go_and_totals_follow(visitor):
    partner = visitor().log_in("partner")
    page = partner.page
    partner.open(f"hours/week/{last_week()}/")
    before = page.locator("tr[data-row]").count()
    page.get_by_role("button", name="Add a row").click()
    assert page.locator("tr[data-row]").count() == before + 1
    names = page.locator("tr[data-row] [id]").evaluate_all("all => all.map(each => each.id)")
    assert len(names) == len(set(names))
    total = page.locator('[data-sum="all"]').inner_text()
    empty_row(page).locator("[data-day='2']").fill("1,25")
    assert page.locator('[data-sum="all"]').inner_text() == str(float(total) + 1.25).removesuffix(".0")
    assert not partner.axe()
    empty_row(page).get_by_role("button", name="Remove").click()
    assert page.locator('[data-sum="all"]').inner_text() == total
    assert page.locator("tr[data-row]").count() == before


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_refused_week_is_accessible_and_keeps_what_was_typed(visitor, width):
    partner = visitor(width=width).log_in("partner")
    page = partner.page
    partner.open(f"hours/week/{last_week()}/")
    row = fill_in_row(page, "Deze week klopt nog niet helemaal")
    row.locator("[data-day='0']").fill("acht")
    row.locator("[data-day='1']").fill("1,5")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("alert").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    values = page.locator("[data-day]").evaluate_all("all => all.map(each => each.value)")
    assert {"acht", "1,5"} <= set(values)
    assert page.locator("[data-day][aria-invalid]").count() == 1
    assert not partner.axe()
    assert partner.overflow() <= 0


def test_a_week_without_a_connection_is_kept_for_this_person_only(visitor):
    partner = visitor().log_in("partner")
    page, words = partner.page, f"Zonder verbinding getypt {uuid4().hex[:8]}"
    partner.open(f"hours/week/{last_week()}/")
    row = fill_in_row(page, words)
    row.locator("[data-day='3']").fill("0,25")
    page.get_by_role("button", name="Add a row").click()
    fill_in_row(page, words + " twee").locator("[data-day='4']").fill("0,5")
    partner.context.set_offline(True)
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("There is no connection.").wait_for()
    assert page.locator("input[name$='description']").last.input_value() == words + " twee"
    partner.context.set_offline(False)
    page.reload()
    page.get_by_text("It is filled in again.").wait_for()
    assert empty_row(page).locator("input[name$='description']").input_value() == words + " twee"
    assert empty_row(page).locator("[data-day='4']").input_value() == "0,5"
    assert not partner.axe()

    page.get_by_role("button", name="Throw it away").click()
    page.wait_for_function(f"{MEMORY} === 0")
    fill_in_row(page, words).locator("[data-day='3']").fill("0,25")
    page.wait_for_function(f"{MEMORY} === 1")
    partner.log_out()
    partner.log_in("company-manager")  # somebody else at the same computer
    partner.open(f"hours/week/{last_week()}/")
    assert page.get_by_text("It is filled in again.").count() == 0
    assert page.evaluate(MEMORY) == 0
    assert words not in page.content()


def test_the_form_keeps_what_was_typed_until_somebody_logs_out(visitor):
    partner = visitor().log_in("partner")
    page, words = partner.page, f"Nog niet klaar {uuid4().hex[:8]}"
    partner.open("hours/new/")
    page.get_by_label("Description", exact=True).fill(words)
    page.get_by_label("Hours", exact=True).fill("1")
    partner.open("hours/new/")
    page.get_by_text("It is filled in again.").wait_for()
    assert page.get_by_label("Description", exact=True).input_value() == words
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(re.compile("/accounts/|/$"))
    assert page.evaluate(MEMORY) == 0
    partner.log_in("partner")
    partner.open("hours/new/")
    assert page.get_by_label("Description", exact=True).input_value() == ""


def test_on_a_phone_an_entry_takes_four_taps(visitor):
    partner = visitor(width=390, has_touch=True).log_in("partner")
    page, taps = partner.page, []

    def tap(target):
        target.tap()
        taps.append(target)

    partner.open("")
    tap(page.get_by_role("navigation", name="Log again").get_by_role("link").first)
    page.get_by_role("heading", name="Log again").wait_for()
    assert not partner.axe()
    tap(page.get_by_text("0.5\xa0hours", exact=True))
    tap(page.get_by_text(re.compile("^Yesterday, ")))
    tap(page.get_by_role("button", name="Save"))
    page.get_by_text("Saved as a draft: 0.5").wait_for()
    assert len(taps) == 4
    assert not partner.complaints
