"""Every page for every role: axe finds nothing, nothing runs off the page, one heading, a title of its own."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, resolve

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/privacy/",
    "/verify/",
]
ROLES = ["partner", "company-manager", "coordinator", "management", "auditor", "student", "teacher", "admin"]
# Every role's pages are looked at in two ways; the other ways once for each page, whichever role opens it.
FOR_EVERY_ROLE = [("nl", 1280), ("en", 390)]
ONCE = [("en", 1280), ("nl", 390), ("nl", 320)]
# Addresses that are no page to look at: files, parts of pages, and what only answers a form.
NO_PAGES = {
    "account_logout",
    "account_reset_password_from_key",
    "approval_decide",
    "approval_reopen",
    "approvals_decide",
    "coordinator_add",
    "coordinator_remove",
    "healthz",
    "hours_submit",
    "hours_withdraw",
    "hours_worth",
    "invitation_resend",
    "invitation_revoke",
    "labs_open",
    "report_download",
    "report_part",
    "report_progress",
    "report_retry",
    "set_language",
}
# Pages that somebody meets by accident or by mail only; they have tests of their own.
BY_ACCIDENT = {
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_set_password",
    "account_inactive",
    "act_as",
    "interrupted",
    "invitation",
    "invitation_accept",
    "start",
    "verify",
}


def name_of(path: str) -> str:
    return resolve(path).url_name or ""


def crawl(someone) -> dict[str, str]:
    """One address of every page that this visitor can reach by links, by the page's name; a dead link fails."""
    found, todo, seen = {}, ["/werkplaats/", "/gallery/"], {}
    while todo:
        path = todo.pop(0)
        answer = someone.context.request.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        if urlsplit(answer.url).path != path:
            continue  # led on to another page, which is visited by its own address
        found.setdefault(name_of(path), path)
        for link in dict.fromkeys(re.findall(r'href="(/[^"?#]*)', answer.text())):
            name = "" if link.startswith(("/static/", "/admin/")) else name_of(link)
            if name and name not in NO_PAGES and link not in seen.setdefault(name, []) and len(seen[name]) < 3:
                seen[name].append(link)
                todo.append(link)
    return found


@pytest.fixture(scope="session")
def reached():
    """The pages that each role reached, and in which ways each page was looked at."""
    return {"roles": {}, "ways": set()}


def check(visitor, path, titles):
    response = visitor.page.goto(path)
    assert response.status == 200, f"{path}: {response.status}"
    complaints = [f"{path}: {line}" for line in visitor.axe()]
    if visitor.overflow() > 0:
        complaints.append(f"{path}: {visitor.overflow()} px wider than the window")
    if visitor.page.locator("h1").count() != 1:
        complaints.append(f"{path}: {visitor.page.locator('h1').count()} main headings")
    title = visitor.page.title()
    if titles.setdefault(title, path) != path:
        complaints.append(f"{path}: the same title as {titles[title]}: {title}")
    return complaints


@pytest.mark.parametrize(("language", "width"), FOR_EVERY_ROLE + ONCE)
def test_public_pages(visitor, language, width):
    someone = visitor(language=language, width=width)
    titles = {}
    complaints = [line for path in PUBLIC for line in check(someone, path, titles)]
    assert someone.page.locator("html").get_attribute("lang") == language
    assert not complaints + someone.complaints


@pytest.mark.parametrize("who", ROLES)
def test_pages_of_a_role(visitor, reached, who):
    pages = crawl(visitor().log_in(who))
    reached["roles"][who] = set(pages)
    complaints = []
    for language, width in FOR_EVERY_ROLE + ONCE:
        way = (language, width)
        todo = {
            name: path for name, path in pages.items() if way in FOR_EVERY_ROLE or (name, way) not in reached["ways"]
        }
        if not todo:
            continue
        someone, titles = visitor(language=language, width=width).log_in(who), {}
        for name, path in todo.items():
            complaints += [f"{language} {width} {line}" for line in check(someone, path, titles)]
            reached["ways"].add((name, way))
        complaints += someone.complaints
        someone.context.close()
    assert not complaints


def test_no_page_was_left_out(reached):
    if set(reached["roles"]) != set(ROLES):
        pytest.fail("run this file as a whole: this test looks back at the others")
    names = {
        pattern.name
        for entry in get_resolver().url_patterns
        for pattern in getattr(entry, "url_patterns", [entry])
        if getattr(entry, "app_name", None) != "admin" and getattr(pattern, "name", None)
    }
    public = {name_of(path) for path in PUBLIC}
    assert names - set().union(*reached["roles"].values()) - public - NO_PAGES - BY_ACCIDENT == set()


@pytest.mark.parametrize("way", FOR_EVERY_ROLE)
def test_an_unknown_report_says_so(visitor, way):
    someone = visitor(language=way[0], width=way[1])
    assert someone.page.goto(f"/verify/{'0' * 64}/").status == 404
    assert not someone.axe()
    assert someone.overflow() <= 0


@pytest.mark.parametrize("way", FOR_EVERY_ROLE)
def test_what_is_not_there_and_what_is_not_for_a_role(visitor, way):
    someone = visitor(language=way[0], width=way[1]).log_in("student")
    for path, status in (("financing/", 403), ("hours/99999999/", 404), ("nothing/", 404)):
        assert someone.open(path).status in {status, 403}
        assert not someone.axe()
        assert someone.overflow() <= 0


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


NAME_OF_FOCUSED = """(() => {
  const it = document.activeElement;
  return it.tagName === "BUTTON" ? it.textContent.trim() : it.getAttribute("name") || it.textContent.trim();
})()"""


def test_hours_can_be_logged_with_the_keyboard_alone(visitor):
    partner = visitor().log_in("partner")
    page = partner.page
    partner.open("hours/new/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")  # past the navigation
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'content'")
    page.get_by_label("Hours", exact=True).focus()
    page.keyboard.type("1,5")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name = page.evaluate(NAME_OF_FOCUSED)
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
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }",
            spacing,
        )
        assert partner.overflow() <= 0
