"""Pages that no link leads to, met by accident, by mail or when something is wrong: reached as people reach them."""

import re
import time
from email import message_from_bytes, policy
from io import BytesIO
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import resolve, reverse
from PIL import Image

from accountability.store import sha256_of
from tests.journeys.conftest import PASSWORD

pytestmark = pytest.mark.browser

LANGUAGES = ["nl", "en"]
WIDTHS = [1280, 390]
# What these journeys reach, by the name of the address: `look` is told the name and holds it against the address.
REACHED = {
    "account_inactive",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
    "act_as",
    "assignment_school",
    "bank_offer",
    "certificate",
    "class_people",
    "document",
    "enrolment_withdraw",
    "hours_correct",
    "hours_delete",
    "interrupted",
    "invitation_accept",
    "offer_answers",
    "placement_reference",
    "placement_representative",
    "portfolio_shared",
    "proof_add",
    "proof_remove",
    "question_turn",
    "session_attendance",
    "sheet_columns",
    "survey",
    "survey_check",
    "survey_copy",
    "survey_hand_over",
    "survey_left_over",
    "survey_opt_out",
    "survey_step",
    "verify",
}
SEEN: set[str] = set()
ADDRESSES = count(1)


def look(someone, status=200, answer=None, name=""):
    """The page that is open: axe finds nothing, nothing runs off it at either width, one heading, its own title."""
    page = someone.page
    if answer is not None:
        assert answer.status == status, f"{page.url}: {answer.status}"
    if name:
        SEEN.add(name)
        assert resolve("/" + page.url.split("/", 3)[3].split("?")[0]).url_name == name
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} {page.url}: {line}" for line in someone.axe()]
        if someone.overflow() > 0:
            found.append(f"{width} {page.url}: {someone.overflow()} px wider than the window")
    if page.locator("h1").count() != 1:
        found.append(f"{page.url}: {page.locator('h1').count()} main headings")
    assert page.title().strip()
    assert not found
    page.set_viewport_size({"width": 1280, "height": 900})


def send(page):
    """Press the main button of the page's form and wait for what comes."""
    with page.expect_navigation() as found:
        page.locator("main form button[type=submit]").first.click()
    return found.value


def newcomer(behind, *, password=PASSWORD, memberships=0, active=True) -> str:
    """An account of a person of whom nobody heard yet; gives the part of the address before the at sign."""
    who = f"new-{uuid4().hex[:8]}-{next(ADDRESSES)}"
    behind(f"""
user = User.objects.create_user("{who}@example.org", {password!r}, name="Nieuw Iemand", is_active={active})
there = Membership.objects.filter(partnership__slug="werkplaats", role="company_member").select_related("organisation")
used = set()
for one in there.order_by("organisation_id", "pk"):
    if len(used) < {memberships} and one.organisation_id not in used:
        used.add(one.organisation_id)
        Membership.objects.create(user=user, partnership_id=one.partnership_id, organisation=one.organisation,
                                  role="company_member", started_at=timezone.now())
""")
    return who


def log_in(someone, who, password=PASSWORD):
    someone.page.goto("/accounts/login/")
    return give(someone, who, password)


def give(someone, who, password=PASSWORD):
    someone.page.fill("input[name=login]", f"{who}@example.org")
    someone.page.fill("input[name=password]", password)
    return send(someone.page)


def letter_to(portal, address: str) -> str:
    """The newest letter to an address, once the worker has sent it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        files = sorted((portal.folder / "data" / "mail").glob("*"), key=lambda path: path.stat().st_mtime)
        for path in reversed(files):
            for part in re.split(rb"\n-{79}\n", path.read_bytes()):
                letter = message_from_bytes(part, policy=policy.default)
                if address in str(letter["To"]):
                    return letter.get_body(("plain",)).get_content()
        time.sleep(0.5)
    raise AssertionError(f"no letter to {address}")


def link_in(text: str, portal, start: str) -> str:
    return re.search(rf"{re.escape(portal.address)}({start}\S+)", text)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_choosing_as_whom_to_act(visitor, behind, language):
    someone = visitor(language=language)
    log_in(someone, newcomer(behind, memberships=2))
    look(someone, answer=someone.open("hours/"), name="act_as")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_without_a_role(visitor, behind, language):
    someone = visitor(language=language)
    log_in(someone, newcomer(behind))
    look(someone, answer=someone.page.goto("/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_that_was_closed(visitor, behind, language):
    someone = visitor(language=language)
    log_in(someone, newcomer(behind, active=False))
    look(someone)
    look(someone, answer=someone.page.goto("/accounts/inactive/"), name="account_inactive")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_without_a_password_sets_one(visitor, behind, language):
    someone, who = visitor(language=language), newcomer(behind, memberships=1)
    log_in(someone, who)
    key = next(each["value"] for each in someone.context.cookies() if each["name"] == "sessionid")
    behind(f"""
from importlib import import_module
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
user = User.objects.get(email="{who}@example.org")
user.set_unusable_password()
user.save()
session = import_module(settings.SESSION_ENGINE).SessionStore("{key}")
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
""")
    look(someone, answer=someone.page.goto("/accounts/password/set/"), name="account_set_password")
    someone.page.fill("input[name=password1]", "kort")
    send(someone.page)
    look(someone, name="account_set_password")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_was_open_too_long_is_offered_again(visitor, language):
    someone = visitor(language=language).log_in("partner")
    page = someone.page
    someone.open("hours/new/")
    page.locator("[name=description]").fill("Gastles die bijna verloren ging")
    someone.context.clear_cookies(name="sessionid")
    send(page)
    look(someone, name="account_login")
    give(someone, "partner")
    look(someone, name="interrupted")
    assert page.get_by_text("Gastles die bijna verloren ging").count()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forgotten_password_from_question_to_answer(visitor, behind, portal, language):
    someone, who = visitor(language=language), newcomer(behind, memberships=1)
    page = someone.page
    page.goto("/accounts/password/reset/")
    page.fill("input[name=email]", f"{who}@example.org")
    look(someone, answer=send(page), name="account_reset_password_done")
    page.goto(link_in(letter_to(portal, f"{who}@example.org"), portal, "/accounts/password/reset/key/"))
    look(someone, name="account_reset_password_from_key")
    page.fill("input[name=password1]", "kort")
    send(page)
    look(someone, name="account_reset_password_from_key")
    page.fill("input[name=password1]", "een heel lange nieuwe zin")
    look(someone, answer=send(page))
    look(someone, answer=page.goto("/accounts/password/reset/key/done/"), name="account_reset_password_from_key_done")
    page.goto("/accounts/password/reset/key/1-onzin/")
    look(someone, name="account_reset_password_from_key")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_for_a_newcomer_a_member_and_nobody(visitor, behind, portal, language):
    new, known = f"gast-{uuid4().hex[:8]}", newcomer(behind)
    manager = visitor(language=language).log_in("management")
    for who in (new, known):
        manager.open("people/invite/")
        manager.page.fill("input[name=name]", "Gast Iemand")
        manager.page.fill("input[name=email]", f"{who}@example.org")
        manager.page.locator("select[name=organisation]").select_option(index=1)
        manager.page.locator("select[name=role]").select_option(index=1)
        send(manager.page)
    someone = visitor(language=language)
    for who in (new, known):
        someone.page.goto(link_in(letter_to(portal, f"{who}@example.org"), portal, "/invitation/"))
        look(someone, name="invitation_accept")
    log_in(someone, known)
    someone.page.goto(link_in(letter_to(portal, f"{known}@example.org"), portal, "/invitation/"))
    look(someone, name="invitation_accept")
    look(someone, 410, someone.page.goto(f"/invitation/{'x' * 43}/"), "invitation_accept")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_was_issued_here(visitor, portal, language):
    path = re.search(r"Report\s+(\S+\.(?:zip|pdf))", portal.said)[1]
    someone = visitor(language=language)
    look(someone, answer=someone.page.goto(f"/verify/{sha256_of(Path(path))}/"), name="verify")


# --- What goes wrong -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there_and_what_is_not_for_a_role(visitor, language):
    someone = visitor(language=language)
    look(someone, 404, someone.page.goto("/nergens/te/vinden/"))
    someone.log_in("student")
    look(someone, 403, someone.open("financing/"))
    look(someone, 404, someone.open("nothing/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_from_another_session_keeps_what_was_typed(visitor, language):
    someone = visitor(language=language).log_in("partner")
    page = someone.page
    someone.open("hours/new/")
    page.locator("[name=description]").fill("Gastles die te lang openstond")
    someone.context.clear_cookies(name="csrftoken")
    look(someone, 403, send(page))
    assert page.get_by_text("Gastles die te lang openstond").count()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_that_makes_no_sense(visitor, language):
    someone = visitor(language=language).log_in("coordinator")
    page = someone.page
    someone.open("approvals/")
    with page.expect_navigation() as found:
        page.evaluate("""() => {
            const form = document.querySelector('main form[method=post]');
            form.querySelector('tbody input[type=checkbox]').checked = true;
            for (const button of form.querySelectorAll('button')) button.name = '';
            form.noValidate = true;
            HTMLFormElement.prototype.submit.call(form);
        }""")
    look(someone, 400, found.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_many_attempts(visitor, language):
    someone = visitor(language=language)
    for _attempt in range(8):
        someone.page.goto("/accounts/password/reset/")
        someone.page.fill("input[name=email]", f"veel-{language}@example.org")
        answer = send(someone.page)
        if answer.status == 429:
            break
    look(someone, 429, answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_ours(visitor, behind, language):
    someone = visitor(language=language).log_in("management")
    rename = "from django.db import connection; connection.cursor().execute('ALTER TABLE labs_lab RENAME TO {}')"
    behind(rename.format("labs_lab_away"))
    try:
        answer = someone.open("labs/")
    finally:
        behind(rename.format("labs_lab").replace("TABLE labs_lab RENAME", "TABLE labs_lab_away RENAME"))
    look(someone, 500, answer)
    assert someone.open("labs/").status == 200


# --- Forms with errors -----------------------------------------------------------------------------------------

WRONG = [
    ("partner", "hours/new/", {"worked_on": "31-02-2026", "hours": "acht", "description": "kort"}),
    ("management", "pledges/new/", {"quantity": "veel", "hours": "veel", "amount": "veel"}),
    ("management", "programme/new/", {"name": "", "rate": "1e999999999", "starts_on": "31-2-2026", "ends_on": ""}),
    ("management", "people/invite/", {"email": "geen adres", "name": ""}),
    ("management", "organisations/new/", {"name": ""}),
    ("management", "reports/", {"first": "31-2-2026", "last": ""}),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("who", "path", "typed"), WRONG, ids=[path for _who, path, _typed in WRONG])
def test_a_form_with_errors(visitor, language, who, path, typed):
    someone = visitor(language=language).log_in(who)
    page = someone.page
    someone.open(path)
    form = page.locator("main form[method=post]").first
    for name, value in typed.items():
        field = form.locator(f"input[name={name}], textarea[name={name}]")
        if field.count():
            field.first.fill(value)
    with page.expect_navigation():
        form.evaluate("form => { form.noValidate = true; form.querySelector('.buttons:last-of-type button').click() }")
    assert page.get_by_role("alert").count()
    look(someone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_limit_to_assess_and_an_assessment_with_errors(visitor, behind, language):
    number = behind("""
from accountability.models import NotificationDuty
programme = Programme.objects.get()
found = NotificationDuty.objects.filter(side="others", recovered_at=None).first() or NotificationDuty.objects.create(
    programme=programme, side="others", opened_at=timezone.now(), ends_on=programme.ends_on, amount=1100000,
    total=3000000, at_most="1/3", source="RIF19 art. 13(4)")
print(found.pk)
""").split()[-1]
    someone = visitor(language=language).log_in("management")
    look(someone, answer=someone.open(""), name="home")
    look(someone, answer=someone.open("financing/notifications/"), name="notification_duties")
    look(someone, answer=someone.open(f"financing/notifications/{number}/"), name="notification_duty")
    send(someone.page)
    assert someone.page.get_by_role("alert").count()
    look(someone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_in_which_nothing_fits(visitor, language):
    someone = visitor(language=language).log_in("management")
    for path in (
        "hours/?text=bestaatniet",
        "pledges/?partner=0",
        "log/?first=1-1-2001&last=2-1-2001",
        "people/?q=xyzq",
    ):
        look(someone, answer=someone.open(path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_with_proof(visitor, behind, language):
    number = behind("""
from contributions.models import HourEntry
one = HourEntry.objects.filter(person__email="partner@example.org", state="approved").order_by("-worked_on").first()
print(HourEntry.objects.create(
    programme=one.programme, organisation=one.organisation, person=one.person, activity=one.activity, kind=one.kind,
    worked_on=timezone.localdate(), minutes=60, description="Gastles over veilig programmeren",
    entered_by=one.person, entered_at=timezone.now()).pk)
""").strip()
    someone = visitor(language=language).log_in("partner")
    look(someone, answer=someone.open(f"hours/{number}/delete/"), name="hours_delete")
    look(someone, answer=someone.open(f"proofs/add/hours/{number}/"), name="proof_add")
    picture = BytesIO()
    Image.new("RGB", (40, 40), "white").save(picture, "PNG")
    files = {"name": "presentielijst.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    someone.page.set_input_files("main input[type=file]", files)
    send(someone.page)
    someone.page.locator("#proof a[href*='/remove/']").first.click()
    look(someone, name="proof_remove")


@pytest.mark.parametrize("language", LANGUAGES)
def test_correcting_what_a_report_holds(visitor, behind, language):
    number = behind("""
from contributions.models import HourEntry
rows = HourEntry.objects.filter(person__email="partner@example.org", corrects=None, corrections=None)
print(rows.exclude(reported_at=None).order_by("pk").first().pk)
""").strip()
    someone = visitor(language=language).log_in("partner")
    look(someone, answer=someone.open(f"hours/{number}/correct/"), name="hours_correct")
    send(someone.page)
    look(someone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_of_a_spreadsheet(visitor, language):
    someone = visitor(language=language).log_in("company-manager")
    someone.open("hours/import/")
    sheet = "Datum;Medewerker;Uren;Omschrijving\n2-3-2026;Pien Lichtbaken;1,5;Gastles testautomatisering\n"
    files = {"name": "uren.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    someone.page.set_input_files("main input[type=file]", files)
    send(someone.page)
    look(someone, name="sheet_columns")


FIND_CLASS = """
from labs.models import Enrolment
row = Enrolment.objects.filter(group__kept_by__user__email="teacher@example.org").earliest("pk")
print(row.session_id, row.group_id)
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_at_a_session(visitor, behind, language):
    session, group = behind(FIND_CLASS).split()
    someone = visitor(language=language).log_in("teacher")
    look(someone, answer=someone.open(f"calendar/{session}/class/{group}/"), name="class_people")
    someone.page.locator("main td.action a").first.click()
    someone.page.wait_for_url(re.compile("/withdraw/"))
    look(someone, name="enrolment_withdraw")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate(visitor, language):
    someone = visitor(language=language).log_in("student")
    someone.open("my-sessions/")
    someone.page.locator("main td.action button").first.click()
    someone.page.wait_for_url(re.compile("/certificates/"))
    # Looked at once it is there: until then the page loads itself anew, also while somebody looks.
    someone.page.locator(".page-head__actions a").wait_for(timeout=60_000)
    look(someone, name="certificate")


@pytest.mark.parametrize("language", LANGUAGES)
def test_hours_of_sessions_by_mail_and_in_the_portal(visitor, behind, language):
    link = behind("""
from contributions.actions.offer_links import make_link
person = User.objects.get(email="partner@example.org")
print(make_link(partnership=Partnership.objects.get(slug="werkplaats"), person=person, now=timezone.now()))
""").strip()
    someone = visitor(language=language)
    look(someone, answer=someone.page.goto(link), name="offer_answers")
    assert someone.page.locator("button[name=confirm]").count() == 2
    someone.page.locator("input[name=reason]").press("Enter")  # ticks nothing, so it answers nothing
    look(someone, name="offer_answers")
    assert someone.page.locator("button[name=confirm]").count() == 2
    someone.log_out()
    look(someone, 410, someone.page.goto(f"/werkplaats/offers/{'x' * 43}/"), "offer_answers")
    someone.log_in("student")
    look(someone, 403, someone.page.goto(link), "offer_answers")
    someone.log_out()
    someone.log_in("partner")
    look(someone, answer=someone.page.goto(link), name="hour_offers")
    someone.page.locator("main tbody th a").first.click()
    look(someone, name="session")
    someone.log_out()
    someone.log_in("coordinator")
    look(someone, answer=someone.open("approvals/doubtful/"), name="approvals_doubtful")
    someone.page.locator("main tbody th a").first.click()
    look(someone, name="approval")


# Pages that are there only while something is in one state: for whom, and the first address of each that is so now.
WHILE_IT_LASTS = {
    "assignment_school": """
from matching.assignment_rights import can_tell_for_school as may
from matching.models import Assignment as Rows""",
    "bank_offer": """
from matching.bank_rights import can_offer
from matching.models import Assignment as Rows, BankTemplate
may = lambda row, by: can_offer(row, by) and not BankTemplate.objects.filter(assignment=row).exists()""",
    "placement_reference": """
from matching.models import Placement as Rows
from matching.placement_rights import can_write_reference
may = lambda row, by: can_write_reference(by, row)""",
    "question_turn": """
from matching.desk_rights import can_decide
from matching.models import DeskQuestion as Rows
may = lambda row, by: row.level and row.theme and row.size and can_decide(row, "turn", by)""",
    "session_attendance": """
from labs.enrolment_rights import can_take_attendance
from labs.models import Session as Rows
may = lambda row, by: row.takes_enrolments and row.lab.runs and can_take_attendance(row, True, timezone.now())""",
}
FIRST = """
from itertools import product
from labs.models import Lab
for who, row in product(("coordinator", "company-manager", "partner", "management"), Rows.objects.order_by("-pk")):
    by = Membership.objects.filter(user__email=f"{who}@example.org", partnership__slug="werkplaats").first()
    if hasattr(row, "lab"):
        row.lab.runs = Lab.objects.run_by(by).filter(pk=row.lab_id).exists()
    if Rows.objects.visible_to(by).filter(pk=row.pk).exists() and may(row, by):
        print(who, row.pk)
        break
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WHILE_IT_LASTS)
def test_a_page_of_one_state(visitor, behind, name, language):
    who, pk = behind(WHILE_IT_LASTS[name] + FIRST).split()
    someone = visitor(language=language).log_in(who)
    path = reverse(name, kwargs={"partnership": "werkplaats", "pk": pk})
    look(someone, answer=someone.page.goto(path), name=name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document(visitor, behind, language):
    number = behind("from contributions.models import Document; print(Document.objects.earliest('pk').pk)").strip()
    someone = visitor(language=language).log_in("management")
    look(someone, answer=someone.open(f"documents/{number}/"), name="document")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_legal_representative_by_mail(visitor, portal, language):
    """Who has no account reads and signs; the second time it is signed already."""
    someone = visitor(language=language)
    look(someone, 410, someone.page.goto("/werkplaats/placements/represent/"), "placement_representative")
    someone.page.goto(link_in(letter_to(portal, "ouder@example.org"), portal, "/werkplaats/placements/represent/"))
    look(someone, name="placement_representative")
    if someone.page.locator("main form").count():
        send(someone.page)
        look(someone, name="placement_representative")
        someone.page.check("input[name=agreed]")
        send(someone.page)
        look(someone, name="placement_representative")
    assert someone.page.locator("main form").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_portfolio_for_who_has_the_link(visitor, language):
    someone = visitor(language=language).log_in("student")
    someone.open("portfolio/")
    send(someone.page)
    address = someone.page.locator("main code").inner_text()
    someone.log_out()
    look(someone, answer=someone.page.goto("/" + address.split("/", 3)[3]), name="portfolio_shared")
    look(someone, 404, someone.page.goto(f"/werkplaats/portfolio/shared/{'x' * 43}/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_survey_by_a_personal_link(visitor, survey_link, language):
    someone, link = visitor(language=language), survey_link(language)
    page = someone.page
    look(someone, answer=page.goto(link), name="survey")
    look(someone, answer=page.goto(f"{link}outcomes-student/"), name="survey_step")
    page.check("input[value=motivation]")
    send(page)
    page.locator("textarea").first.fill("Daarom")
    send(page)
    page.goto(f"{link}outcomes-student/")
    page.uncheck("input[value=motivation]")
    send(page)
    look(someone, name="survey_left_over")
    page.click("button[value=keep]")
    for path, name in (("check", "survey_check"), ("not-me", "survey_opt_out"), ("colleague", "survey_hand_over")):
        look(someone, answer=page.goto(f"{link}{path}/"), name=name)
    page.goto(f"{link}check/")
    send(page)
    look(someone, name="survey")
    page.click("main form[action$='/copy/'] button")
    page.wait_for_url("**/copy/")
    look(someone, name="survey_copy")
    look(someone, 404, page.goto("/s/no-such-link/"))
    assert not someone.complaints


def test_the_list_of_what_is_reached_is_true():
    if len(SEEN) < 5:
        pytest.fail("run this file as a whole: this test looks back at the others")
    assert REACHED <= SEEN
