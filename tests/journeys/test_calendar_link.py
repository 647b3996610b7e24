"""One's own calendar, from the page of the labs to a phone that knows no login."""

from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width"), [("nl", 1280), ("en", 390)])
def test_a_link_is_made_followed_and_ended(visitor, language, width):
    student, phone = visitor(language=language, width=width).log_in("student"), visitor()
    page = student.page
    student.open("labs/")
    page.locator("#content a[href$='/calendar/link/']").click()
    page.locator("#content form button").first.click()
    address = page.locator("#content code").inner_text()
    assert not student.axe() and student.overflow() <= 0
    path = urlsplit(address)
    assert path.query == f"lang={language}"
    answer = phone.context.request.get(path.path)
    assert answer.status == 200 and answer.text().startswith("BEGIN:VCALENDAR\r\n")
    page.locator("#content .button--danger").click()
    page.get_by_role("status").wait_for()
    assert not student.axe() and student.overflow() <= 0
    assert phone.context.request.get(path.path).status == 404
    assert not student.complaints


def test_a_visitor_reads_the_labs_in_either_language(visitor):
    someone = visitor(language="nl")
    page = someone.page
    for path in ("labs/", "labs/learning/"):
        someone.open(path)
        page.get_by_role("button", name="English").click()
        page.wait_for_function("document.documentElement.lang === 'en'")
        page.get_by_role("button", name="Nederlands").click()
        page.wait_for_function("document.documentElement.lang === 'nl'")
    assert not someone.complaints
