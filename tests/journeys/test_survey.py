"""Somebody answers the impact survey on a phone: by keyboard, in pieces, on two devices, and without scripts."""

import re

import pytest

pytestmark = pytest.mark.browser
ANSWER = "Iedereen weet elkaar te vinden"


def sound(someone):
    """axe finds nothing, nothing runs off the page, one heading."""
    assert someone.axe() == [] and someone.overflow() <= 0
    assert someone.page.locator("h1").count() == 1


def press(page, name):
    """A button, reached and pressed with the keyboard."""
    button = page.locator("main").get_by_role("button", name=name, exact=True).last
    button.focus()
    page.keyboard.press("Enter")


def onwards(someone, to):
    """Next, and look at the page that comes."""
    press(someone.page, "Next")
    someone.page.wait_for_url(re.compile(f"/{to}/$"))
    sound(someone)


def tick(page, *names):
    for name in names:
        page.get_by_role("checkbox", name=name).focus()
        page.keyboard.press("Space")


def test_a_whole_answer_by_keyboard_with_the_browser_closed_half_way(visitor, survey_link, tmp_path):
    address = survey_link()
    first = visitor(width=390)
    page = first.page
    page.goto(address)
    sound(first)
    page.get_by_role("link", name="Start").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/opening/$"))
    sound(first)
    page.get_by_label("The institution").focus()
    page.keyboard.type(ANSWER)
    page.keyboard.press("Tab")
    page.get_by_text("Saved", exact=True).wait_for()
    page.keyboard.type("Half a sen")  # in the next field, which is lost at most
    first.context.close()

    second = visitor(width=390)  # another device
    page = second.page
    page.goto(address)
    page.get_by_role("link", name="Go on where you were").click()
    assert page.get_by_label("The institution").input_value() == ANSWER
    onwards(second, "outcomes-institution")
    tick(page, "I see no outcomes here")
    onwards(second, "outcomes-programme")
    tick(page, "I see no outcomes here", "Teachers grow in their profession")
    assert not page.get_by_role("checkbox", name="I see no outcomes here").is_checked()
    page.get_by_label("Which other outcome do you see?").focus()
    page.keyboard.type("Meer plezier")
    assert page.get_by_role("checkbox", name="Something else, namely").is_checked()
    onwards(second, "about-programme")
    page.get_by_role("radio", name="It is there already").first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Would you like to explain this briefly?").first.fill("Elk jaar een stage")
    press(page, "Back")
    page.wait_for_url(re.compile("/outcomes-programme/$"))
    tick(page, "Teachers grow in their profession")
    onwards(second, "left-over")
    assert page.get_by_text("Elk jaar een stage").is_visible()
    press(page, "Keep it, and tick it again")
    page.wait_for_url(re.compile("/outcomes-programme/$"))
    onwards(second, "about-programme")
    onwards(second, "outcomes-student")
    tick(page, "Students are more motivated")
    onwards(second, "about-student")
    onwards(second, "closing")
    page.get_by_role("radio", name="Yes").focus()
    page.keyboard.press("Space")
    onwards(second, "material")
    page.get_by_role("radio", name="Yes").focus()
    page.keyboard.press("Space")
    onwards(second, "address")
    page.get_by_label("At which e-mail address").fill("iemand@example.org")
    onwards(second, "check")
    for said in (ANSWER, "Elk jaar een stage", "Meer plezier", "iemand@example.org"):
        assert page.get_by_text(said).first.is_visible()
    press(page, "Send my answers")
    page.get_by_text("Your answers are sent").wait_for()
    sound(second)

    press(page, "My answers as a PDF")
    page.wait_for_url(re.compile("/copy/$"))
    page.get_by_role("link", name="Download").wait_for(timeout=60_000)
    sound(second)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download").click()
    target = tmp_path / "answers.pdf"
    downloading.value.save_as(target)
    assert target.read_bytes().startswith(b"%PDF")
    assert not (first.complaints or second.complaints)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_without_scripts_and_in_both_languages(visitor, survey_link, language):
    someone = visitor(language=language, width=390, java_script_enabled=False)
    page, address = someone.page, survey_link(language)
    page.goto(address)
    page.goto(f"{address}outcomes-student/")
    page.locator("input[value=none]").check()
    page.locator("input[value=motivation]").check()
    page.locator("button[value=next]").last.click()
    assert page.get_by_role("alert").is_visible()  # server-side
    page.locator("input[value=none]").uncheck()
    other = {"nl": "en", "en": "nl"}[language]
    page.locator(f"button[value={other}]").click()
    assert page.locator("html").get_attribute("lang") == other
    assert page.locator("input[value=motivation]").is_checked()
    page.locator("button[value=next]").last.click()
    page.wait_for_url(re.compile("/about-student/$"))
    page.locator("input[value=realised]").check()
    page.locator("button[value=check]").click()
    page.wait_for_url(re.compile("/check/$"))
    page.locator("button[value=send]").click()
    page.wait_for_url(re.compile(f"{address}$"))
    assert page.locator(".alert--success").is_visible()


def test_two_tabs_lose_nothing(visitor, survey_link):
    someone, address = visitor(), survey_link()
    page = someone.page
    page.goto(f"{address}closing/")
    other = someone.context.new_page()
    other.goto(f"{address}closing/")
    page.get_by_label("Is there anything else").fill("Uit het eerste tabblad")
    page.get_by_text("Saved", exact=True).wait_for()
    other.get_by_label("Is there anything else").fill("Uit het tweede tabblad")
    other.get_by_text("also filled in on another screen").wait_for()
    press(other, "Next")
    other.get_by_role("alert").get_by_text("Uit het eerste tabblad").wait_for()
    assert other.get_by_label("Is there anything else").input_value() == "Uit het tweede tabblad"
    press(other, "Next")
    other.wait_for_url(re.compile("/check/$"))
    assert other.get_by_text("Uit het tweede tabblad").is_visible()
