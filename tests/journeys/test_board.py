"""Looking for an assignment as people do it: while typing, with the keyboard, on a phone, and without JavaScript."""

import re

import pytest

pytestmark = pytest.mark.browser


def found(someone) -> str:
    return someone.page.locator("#results-head").inner_text()


def test_the_board_follows_what_is_typed_and_ticked(visitor):
    student = visitor().log_in("student")
    page = student.page
    student.open("board/")
    everything = found(student)
    page.get_by_label("What are you looking for?").fill("pyhton")  # a typing error is forgiven
    page.wait_for_url(re.compile(r"\?q=pyhton"))
    page.locator("#results").get_by_text("python", exact=True).wait_for()
    assert found(student) != everything
    assert page.locator("#found").inner_text() == found(student)
    box = page.locator("#facets input[name=level]").first
    box.focus()
    ticked = box.get_attribute("id")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("level="))
    page.locator("#results .chip").wait_for()
    assert page.evaluate("document.activeElement.id") == ticked
    assert page.locator(f"#{ticked}").is_checked()
    assert not student.axe()
    page.go_back()
    page.wait_for_url(lambda address: "level=" not in address)
    page.locator("#results .chip").wait_for(state="detached")
    assert page.locator(f"#{ticked}").is_checked() is False
    assert not student.complaints


def test_a_star_keeps_an_assignment(visitor):
    student = visitor().log_in("student")
    page = student.page
    student.open("board/?sort=new")
    star = page.locator(".keep__button[aria-pressed=false]").first
    name = star.get_attribute("id")
    star.click()
    page.locator(f"#{name}[aria-pressed=true]").wait_for()
    student.open("board/kept/")
    page.locator(f"#{name}").click()
    page.locator(f"#{name}[aria-pressed=false]").wait_for()
    assert not student.complaints


def test_a_visitor_searches_without_javascript(visitor):
    someone = visitor(java_script_enabled=False, width=390)
    page = someone.page
    someone.open("board/")
    page.locator("#facets input[name=kind]").first.check()
    page.locator("#facets button").click()
    page.wait_for_url(re.compile("kind="))
    page.get_by_role("link", name="Show everything").first.click()
    page.locator("#results h3 a").first.click()
    page.get_by_role("link", name="Log in").first.wait_for()


@pytest.mark.parametrize("width", [390, 320])
def test_the_choices_open_on_a_phone(visitor, width):
    someone = visitor(width=width)
    page = someone.page
    someone.open("board/?q=python")
    assert not page.locator("#facets").is_visible()
    page.get_by_role("button", name="Narrow down").click()
    assert page.locator("#facets").is_visible()
    assert not someone.axe()
    assert someone.overflow() <= 0
