"""Every page that a role reaches by links: axe finds nothing, nothing runs off it, one heading, a title of its own.

Pages that no link leads to are looked at in test_by_accident.py.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, resolve

from tests.journeys import test_by_accident as by_accident

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/privacy/",
    "/verify/",
    "/werkplaats/labs/",
    "/werkplaats/labs/kennis/",
    "/werkplaats/labs/business/",
    "/werkplaats/calendar/",
    "/werkplaats/calendar/?view=month",
    "/werkplaats/research/",
    "/werkplaats/research/products/",
    "/werkplaats/companies/",
    "/werkplaats/impact/public/impactmonitor/",
    "/werkplaats/impact/stories/",
    "/werkplaats/impact/stories/1/",
    "/werkplaats/learning/",
    "/werkplaats/questions/new/",
    "/werkplaats/questions/sent/",
    "/werkplaats/board/",
    "/werkplaats/board/?q=xylofoonbouwer&kind=research",
]
ROLES = ["partner", "company-manager", "coordinator", "management", "auditor", "student", "teacher", "admin"]
# Every page is looked at in each way, whichever role opens it; every role's own version of it in the first or second.
WAYS = [("nl", 1280), ("en", 390), ("en", 1280), ("nl", 390), ("nl", 320)]
FOR_EVERY_ROLE = WAYS[:2]
# Addresses that are no page to look at: files, parts of pages, and what only answers a form.
NO_PAGES = {
    "question_decide",
    "matching_deadline_remove",
    "matching_export",
    "own_data_file",
    "assignment_change",
    "assignment_step",
    "bank_step",
    "follow_up_put_away",
    "account_logout",
    "campaign_answers_file",
    "campaign_chart",
    "campaign_compare_chart",
    "campaign_compare_table",
    "campaign_figures_publish",
    "campaign_figures_withdraw",
    "campaign_table",
    "campaign_tables",
    "impact_public_chart",
    "impact_public_table",
    "impact_report_download",
    "impact_report_progress",
    "impact_report_request",
    "impact_report_retry",
    "campaign_texts_decide",
    "survey_copy_file",
    "survey_copy_progress",
    "survey_drop",
    "survey_keep",
    "agreement_scan",
    "agreements_prepare",
    "application_file",
    "application_file_remove",
    "application_step",
    "application_team_ask",
    "approval_decide",
    "approval_reopen",
    "approvals_decide",
    "approval_settle",
    "board_favourite",
    "board_search_end",
    "board_search_mail",
    "calendar_feed",
    "calendar_link_end",
    "closed_days_add",
    "closed_days_remove",
    "coaching_cancel",
    "company_assignment_remove",
    "company_coach_add",
    "company_coach_end",
    "company_member_add",
    "company_member_end",
    "campaign_contact_act",
    "campaign_contacts_export",
    "campaign_contacts_remove",
    "campaign_invitations_test",
    "campaign_mailing_act",
    "campaign_mailing_progress",
    "campaign_response_now",
    "campaign_sheet_refused",
    "campaign_sheet_remove",
    "campaign_sheet_write",
    "impact_unblock",
    "questions_list_remove",
    "questions_outcome_remove",
    "questions_question_remove",
    "questions_version",
    "certificate_download",
    "certificate_make",
    "certificate_progress",
    "certificate_retry",
    "contribution_decide",
    "contribution_reopen",
    "contribution_submit",
    "contribution_withdraw",
    "contributions_export",
    "coordinator_add",
    "coordinator_remove",
    "document_download",
    "document_progress",
    "document_retry",
    "goal_move",
    "goal_remove",
    "healthz",
    "hours_export",
    "hours_submit",
    "hours_withdraw",
    "hours_worth",
    "indicator_end",
    "indicator_picture",
    "indicators_export",
    "invitation",
    "invitation_resend",
    "invitation_revoke",
    "lab_feed",
    "learning_done",
    "learning_done_remove",
    "learning_figures_csv",
    "learning_join_end",
    "learning_module_step",
    "learning_path_start",
    "learning_path_step",
    "learning_path_stop",
    "learning_session_connect",
    "learning_session_disconnect",
    "labs_open",
    "lock_exception",
    "lock_exception_end",
    "lock_month",
    "lock_rule",
    "lock_rule_remove",
    "milestone_file",
    "month_decide",
    "month_hand_in",
    "month_nothing",
    "month_pdf",
    "practice_meeting_cancel",
    "practice_step",
    "months_company_pdf",
    "own_feed",
    "offer_application_step",
    "offer_link",
    "placement_paper",
    "placement_paper_retry",
    "placement_representative_link",
    "placement_representative_paper",
    "placement_show",
    "plan_budget_download",
    "portfolio_link_end",
    "plan_download",
    "product_file",
    "product_renew",
    "product_step",
    "product_version_add",
    "product_version_take_back",
    "proof",
    "reminders_leave_out",
    "reminders_prepare",
    "reminders_send",
    "reminders_stop",
    "rent_claim",
    "rental_remove",
    "report_download",
    "report_part",
    "report_progress",
    "report_retry",
    "research_line_step",
    "research_member_add",
    "research_member_end",
    "research_question_decide",
    "research_team_add",
    "research_team_remove",
    "room_back",
    "round_cancel",
    "round_close",
    "round_export",
    "round_files",
    "round_progress",
    "round_remind",
    "round_solve",
    "round_unpin",
    "room_hours_forget",
    "session_discard",
    "session_enrol",
    "session_people_export",
    "session_person_add",
    "session_publish",
    "set_language",
    "sheet_again",
    "sheet_cancel",
    "story_consent_withdraw",
    "story_person_remove",
    "story_picture",
    "story_step",
    "student_company_step",
    "student_company_wish",
    "sheet_confirm",
    "sheet_progress",
    "sheet_refused",
    "skill_comment",
    "skill_set_step",
    "skill_support",
    "skill_tag_step",
    "student_group_end",
    "year_statement",
    "year_statements",
}


def name_of(path: str) -> str:
    return resolve(urlsplit(path).path).url_name or ""


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


@pytest.mark.parametrize(("language", "width"), WAYS)
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
    complaints, own = [], FOR_EVERY_ROLE[ROLES.index(who) % 2]
    for way in WAYS:
        language, width = way
        todo = {name: path for name, path in pages.items() if way == own or (name, way) not in reached["ways"]}
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
    assert names - set().union(*reached["roles"].values()) - public - NO_PAGES - by_accident.REACHED == set()


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
    for _ in range(14):  # colleagues are folded away
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


@pytest.mark.parametrize(
    ("who", "path", "most", "per_row"), [("partner", "hours/week/", 1250, 400), ("management", "financing/", 8000, 0)]
)
def test_pages_with_many_figures_stay_short_on_a_phone(visitor, who, path, most, per_row):
    """The days of a row and the figures of a line stand side by side, and tables below a picture are folded away."""
    there = visitor(width=390).log_in(who)
    there.open(path)
    rows = there.page.locator("main tbody tr").count()
    assert there.page.evaluate("document.documentElement.scrollHeight") < most + per_row * rows
    for folded in there.page.locator("main details").all():
        folded.evaluate("each => each.open = true")
    assert there.overflow() <= 0
    assert not there.axe()


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
