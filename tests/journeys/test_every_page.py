"""Every page for every role: axe finds nothing, nothing runs off the page, one heading, a title of its own."""

import re

import pytest

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/privacy/",
    "/verify/",
    f"/verify/{'0' * 64}/",
]
# Pages that no navigation leads to directly, by the role that visits them.
EXTRA = {
    "partner": ["hours/new/", "rules/", "hours/?state=approved", "hours/?q=nothing-is-called-this"],
    "company-manager": ["people/invite/"],
    "coordinator": ["rules/"],
    "management": ["people/invite/", "pledges/new/", "financing/?year=3"],
}
ROLES = ["partner", "company-manager", "coordinator", "management", "auditor", "student", "teacher", "admin"]


def pages_of(page, who):
    """The addresses in the navigation, the ones in EXTRA, and the first row's page of each list."""
    links = page.locator("nav a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    own = list(dict.fromkeys(link for link in links if link.startswith("/werkplaats/")))
    gallery = ["/gallery/"] if who == "student" else []
    return own + [f"/werkplaats/{path}" for path in EXTRA.get(who, [])] + gallery


def first_detail(page, path):
    """The address behind the first row of the list on this page, or None."""
    links = page.locator("main table tbody a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    own = [link for link in links if link and re.search(r"/\d+/$", link)]
    return own[0] if own else None


def check(visitor, path, titles):
    response = visitor.page.goto(path)
    assert response.status in {200, 404}, f"{path}: {response.status}"
    complaints = [f"{path}: {line}" for line in visitor.axe()]
    if visitor.overflow() > 0:
        complaints.append(f"{path}: {visitor.overflow()} px wider than the window")
    if visitor.page.locator("h1").count() != 1:
        complaints.append(f"{path}: {visitor.page.locator('h1').count()} main headings")
    title = visitor.page.title()
    if titles.setdefault(title, path.partition("?")[0]) != path.partition("?")[0]:
        complaints.append(f"{path}: the same title as {titles[title]}: {title}")
    return complaints


@pytest.mark.parametrize(("language", "width"), [("nl", 1280), ("en", 390), ("nl", 320)])
def test_public_pages(visitor, language, width):
    someone = visitor(language=language, width=width)
    titles = {}
    complaints = [line for path in PUBLIC for line in check(someone, path, titles)]
    assert someone.page.locator("html").get_attribute("lang") == language
    assert not complaints + someone.complaints


@pytest.mark.parametrize(("language", "width"), [("nl", 1280), ("en", 1280), ("nl", 390), ("en", 390)])
@pytest.mark.parametrize("who", ROLES)
def test_pages_of_a_role(visitor, who, language, width):
    someone = visitor(language=language, width=width).log_in(who)
    titles, complaints = {}, []
    todo = pages_of(someone.page, who)
    assert todo
    for path in todo:
        complaints += check(someone, path, titles)
        detail = first_detail(someone.page, path)
        if detail and detail not in todo:
            complaints += check(someone, detail, titles)
    assert not complaints + someone.complaints


def test_a_form_with_errors_is_accessible_and_keeps_what_was_typed(visitor):
    for width in (1280, 390):
        partner = visitor(width=width).log_in("partner")
        page = partner.page
        partner.open("hours/new/")
        page.get_by_label("Date", exact=True).fill("31-02-2026")
        page.get_by_label("Hours", exact=True).fill("acht")
        page.get_by_label("Description", exact=True).fill("kort")
        page.get_by_role("button", name="Submit").click()
        page.get_by_role("alert").wait_for()
        assert not partner.axe()
        assert page.get_by_label("Date", exact=True).input_value() == "31-02-2026"
        assert page.get_by_label("Hours", exact=True).input_value() == "acht"
        assert page.get_by_label("Description", exact=True).input_value() == "kort"
        assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
        assert page.get_by_label("Hours", exact=True).get_attribute("aria-invalid") == "true"


def test_hours_can_be_logged_with_the_keyboard_alone(visitor):
    partner = visitor().log_in("partner")
    page = partner.page
    partner.open("hours/new/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")  # past the navigation
    page.keyboard.press("Enter")
    page.get_by_label("Hours", exact=True).focus()
    page.keyboard.type("1,5")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.getAttribute('name') || document.activeElement.textContent.trim()")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        reached.append(name)
        assert outline != "none" or page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none"
        if name == "Save draft":
            break
    assert reached.index("activity") < reached.index("kind") < reached.index("description")
    assert "Save draft" in reached


def test_the_main_steps_work_without_javascript(visitor):
    partner = visitor(java_script_enabled=False).log_in("partner")
    page = partner.page
    partner.open("hours/new/")
    page.get_by_label("Hours", exact=True).fill("0.25")
    page.get_by_label("Activity", exact=True).select_option(index=1)
    page.get_by_label("Kind of effort", exact=True).select_option(label="Guest teaching")
    page.get_by_label("Description", exact=True).fill("Zonder script ingevuld, als proef")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Zonder script ingevuld, als proef").first.wait_for()


def test_text_can_be_spaced_and_zoomed(visitor):
    partner = visitor(width=640).log_in("partner")  # 1280 pixels at 200 %
    spacing = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    for path in ("", "hours/", "hours/new/"):
        partner.open(path)
        partner.page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }",
            spacing,
        )
        assert partner.overflow() <= 0
