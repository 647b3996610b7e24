"""The pages of stories: for everybody what is out, for who keeps them the rest; nothing for anybody else."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from impact.actions import story_people as people
from impact.models import Story, StoryConsent, StoryPerson
from tests.cast import NOW, TODAY
from tests.impact.story_helpers import (
    DAY,
    ENGLISH,
    agree,
    draft,
    of_nobody,
    photograph,
    published,
    someone,
    step,
    upload,
    url,
    values,
    with_picture,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
MEMBERS = ("carla", "joost", "anna", "mo", "thea", "sanne", "aad")
KEEPERS = ("mirjam", "beheer")


def page(client, name, *keys, status=200, **query):
    answer = client.get(url(name, *keys), query, headers=ENGLISH)
    assert answer.status_code == status
    return answer.content.decode() if not answer.streaming else b"".join(answer.streaming_content)


# --- Read --------------------------------------------------------------------------------------------------------
def test_anybody_reads_what_is_out(cast, client):
    story, _person = published(cast)
    listed, shown = page(client, "stories"), page(client, "story", story.pk)
    assert story.title in listed and url("story", story.pk) in listed
    for words in ("<p>Noor zag een storing.</p>", "Learning Lab", "Masterclasses", "Een student bij een meetkast"):
        assert words in shown, words
    assert "Map van het lab" not in shown and "Who can be recognised" not in shown
    answer = client.get(url("story_picture", story.pk))
    assert answer["Content-Type"] == "image/jpeg" and answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    for name, keys in (("stories", ()), ("story", (story.pk,)), ("story_picture", (story.pk,))):
        answer = client.get(url(name, *keys))
        assert "no-store" in answer["Cache-Control"]
        assert answer.getvalue()


def test_text_is_only_text(cast, client):
    story = of_nobody(cast, title="<b>Vet</b>", text="<script>alert(1)</script>\n\nNa een lege regel")
    shown = page(client, "story", story.pk)
    assert "<script>alert" not in shown and "&lt;script&gt;" in shown and "<p>Na een lege regel</p>" in shown


@pytest.mark.parametrize("how", ["withdrawn", "over", "taken back", "draft"])
def test_what_may_not_be_read_is_not_there(cast, client, log_in, how):
    story, person = published(cast, until=TODAY + DAY)
    if how == "withdrawn":
        people.withdraw_consent(by=cast.mirjam, person=person, now=NOW)
    elif how == "over":
        StoryConsent.objects.all().delete()
    else:
        step(cast, story, "withdraw")
        _ = how == "draft" and step(cast, story, "revise")
    for reader in (None, cast.anna, cast.sanne, cast.carla, cast.esra):
        if reader:
            log_in(reader)
        assert story.title not in page(client, "stories")
        page(client, "story", story.pk, status=404)
        page(client, "story_picture", story.pk, status=404)
    log_in(cast.mirjam)
    shown = page(client, "story", story.pk)
    assert "Noor Bakker" in shown and "no-store" in client.get(url("story", story.pk))["Cache-Control"]
    page(client, "story_picture", story.pk)


def test_of_another_partnership_nothing_is_there(cast, client, log_in):
    story, person = published(cast)
    for reader in (None, cast.esra):
        if reader:
            log_in(reader)
        for name, keys in (("story", (story.pk,)), ("story_picture", (story.pk,))):
            assert client.get(url(name, *keys, slug="elders")).status_code == 404
        assert story.title not in client.get(url("stories", slug="elders")).content.decode()
    for name, keys in (("story_edit", (story.pk,)), ("story_consent", (story.pk, person.pk))):
        assert client.get(url(name, *keys, slug="elders")).status_code == 404
    for name, keys in (("story_step", (story.pk,)), ("story_consent_withdraw", (story.pk, person.pk))):
        assert client.post(url(name, *keys, slug="elders"), {"verb": "withdraw"}).status_code == 404
    assert Story.objects.get().state == "published"


# --- Kept --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", [*MEMBERS, *KEEPERS, "esra"])
def test_who_keeps_stories(cast, log_in, who):
    status = {**dict.fromkeys(KEEPERS, 200), "esra": 404}.get(who, 403)
    row = draft(cast)
    person = someone(cast, row)
    client = log_in(getattr(cast, who))
    for name, keys in (
        ("story_new", ()),
        ("story_edit", (row.pk,)),
        ("story_picture_set", (row.pk,)),
        ("story_person_add", (row.pk,)),
        ("story_consent", (row.pk, person.pk)),
    ):
        assert client.get(url(name, *keys)).status_code == status, name
    for name, keys in (
        ("story_step", (row.pk,)),
        ("story_person_remove", (row.pk, person.pk)),
        ("story_consent_withdraw", (row.pk, person.pk)),
    ):
        assert client.get(url(name, *keys)).status_code == (405 if status != 404 else status), name
        answer = client.post(url(name, *keys), {"verb": "publish", "version": 1})
        assert answer.status_code == (302 if status == 200 else status), name
    assert StoryPerson.objects.exists()


def test_strangers_are_sent_to_the_login(cast, client):
    row = draft(cast)
    for name, keys in (("story_new", ()), ("story_edit", (row.pk,)), ("story_step", (row.pk,))):
        assert client.get(url(name, *keys)).status_code == 302


def form(cast, **changes):
    told = values(cast)
    data = {name: told[name].pk for name in ("lab", "activity", "outcome")}
    return data | {"title": told["title"], "text": told["text"], "nonce": uuid4()} | changes


def test_a_story_from_the_first_word_until_it_is_out_and_back(cast, log_in):
    client = log_in(cast.mirjam)
    made = client.post(url("story_new"), form(cast), headers=ENGLISH, follow=True)
    row = Story.objects.get()
    assert "is a draft. Now add its picture." in made.content.decode()
    assert "Publish for everyone" not in made.content.decode() and "The story has no picture yet." in (
        made.content.decode()
    )
    data = {"file": upload(photograph("PNG")), "alt": "Een kast", "version": row.version}
    assert (
        "The picture is saved."
        in client.post(url("story_picture_set", row.pk), data, headers=ENGLISH, follow=True).content.decode()
    )
    row.refresh_from_db()
    data = {"name": "Noor Bakker", "appears": "both", "is_under_16": "on", "version": row.version, "nonce": uuid4()}
    asked = client.post(url("story_person_add", row.pk), data, headers=ENGLISH, follow=True)
    assert "A parent or legal representative has to agree." in asked.content.decode()
    person = StoryPerson.objects.get()
    data = {
        "agreed": "both",
        "how": "mail",
        "proof": "Mail van 1 maart",
        "given_on": "1-3-2026",
        "until": "1-3-2028",
        "nonce": uuid4(),
    }
    wrong = client.post(url("story_consent", row.pk, person.pk), data)
    assert wrong.context["form"].errors["representative"] and "Mail van 1 maart" in wrong.content.decode()
    data |= {"representative": "Ouder Bakker"}
    agreed = client.post(url("story_consent", row.pk, person.pk), data, headers=ENGLISH, follow=True)
    assert "It is noted that Noor Bakker agrees." in agreed.content.decode()
    assert "Ouder Bakker" in agreed.content.decode() and "Publish for everyone" in agreed.content.decode()
    row.refresh_from_db()
    out = client.post(
        url("story_step", row.pk), {"verb": "publish", "version": row.version}, headers=ENGLISH, follow=True
    )
    assert "Everybody can read this story now." in out.content.decode()
    gone = client.post(url("story_consent_withdraw", row.pk, person.pk), headers=ENGLISH, follow=True)
    assert "does not agree any more" in gone.content.decode() and "was taken back" in gone.content.decode()
    client.logout()
    page(client, "story", row.pk, status=404)


def test_errors_lose_nothing_that_was_typed(cast, log_in):
    client = log_in(cast.mirjam)
    wrong = client.post(url("story_new"), form(cast, lab=cast.other_lab.pk, title="Bewaar mij"))
    assert wrong.context["form"].errors["lab"] and "Bewaar mij" in wrong.content.decode()
    row = draft(cast)
    stale = client.post(url("story_edit", row.pk), form(cast, version=9, title="Bewaar mij"), headers=ENGLISH)
    assert "Somebody else just changed this" in stale.content.decode() and "Bewaar mij" in stale.content.decode()
    data = {"file": upload(b"geen foto" * 99), "alt": "Bewaar mij", "version": 1}
    refused = client.post(url("story_picture_set", row.pk), data)
    assert refused.context["form"].errors["file"] and "Bewaar mij" in refused.content.decode()
    missing = client.post(url("story_picture_set", row.pk), {"file": upload(), "version": 1})
    assert missing.context["form"].errors["alt"]
    assert client.post(url("story_step", row.pk), {"verb": "burn"}).status_code == 400
    blocked = client.post(url("story_step", row.pk), {"verb": "publish", "version": 1}, headers=ENGLISH, follow=True)
    assert "The story has no picture yet." in blocked.content.decode()
    assert Story.objects.get().state == "draft"


def test_what_is_out_has_no_page_to_change_it(cast, log_in):
    story, person = published(cast)
    client = log_in(cast.mirjam)
    for name in ("story_edit", "story_picture_set", "story_person_add"):
        page(client, name, story.pk, status=404)
    assert client.get(url("story_consent", story.pk, person.pk)).status_code == 200  # in time for one that ends
    assert client.get(url("story_consent", story.pk, person.pk + 99)).status_code == 404


def test_a_person_is_taken_out_by_form(cast, log_in):
    row = draft(cast)
    person = someone(cast, row)
    agree(cast, person)
    row.refresh_from_db()
    client = log_in(cast.mirjam)
    stale = client.post(url("story_person_remove", row.pk, person.pk), {"version": 99}, headers=ENGLISH, follow=True)
    assert "Somebody else just changed this" in stale.content.decode()
    done = client.post(
        url("story_person_remove", row.pk, person.pk), {"version": row.version}, headers=ENGLISH, follow=True
    )
    assert "out of the list" in done.content.decode() and not StoryPerson.objects.exists()


# --- Lists -------------------------------------------------------------------------------------------------------
def test_the_list_by_lab_outcome_and_state(cast, client, log_in):
    assert "No stories to show" in page(client, "stories")
    one = of_nobody(cast, title="In het Learning Lab")
    two = of_nobody(cast, title="In het Business Lab", lab=cast.business_lab, activity=None)
    draft(cast, title="Nog niet af")
    assert one.title in page(client, "stories", lab=cast.learning_lab.pk)
    assert two.title not in page(client, "stories", lab=cast.learning_lab.pk)
    assert two.title in page(client, "stories", outcome=two.outcome_id)
    assert two.title in page(client, "stories", lab="x", outcome="99999")
    assert "Nog niet af" not in page(client, "stories", state="draft")
    log_in(cast.mirjam)
    mine = page(client, "stories", state="draft")
    assert "Nog niet af" in mine and one.title not in mine


def queries(client, name, *keys):
    client.get(url(name, *keys))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url(name, *keys)).status_code == 200
    return len(seen)


def test_it_asks_the_same_however_many_there_are(cast, client, log_in):
    story, _person = published(cast)
    public = {name: queries(client, name, *keys) for name, keys in (("stories", ()), ("story", (story.pk,)))}
    log_in(cast.mirjam)
    kept = {name: queries(client, name, *keys) for name, keys in (("stories", ()), ("story", (story.pk,)))}
    step(cast, story, "withdraw"), step(cast, story, "revise")
    for number in range(6):
        person = someone(cast, story, f"Persoon {number}")
        agree(cast, person), agree(cast, person)
    step(cast, story, "publish")
    base = Story.objects.get()
    for number in range(14):
        base.pk, base.title, base.nonce = None, f"Verhaal {number}", uuid4()
        base.is_of_nobody = True
        base.save()
    assert {name: queries(client, name, *keys) for name, keys in (("stories", ()), ("story", (story.pk,)))} == kept
    client.logout()
    assert {name: queries(client, name, *keys) for name, keys in (("stories", ()), ("story", (story.pk,)))} == public
    assert max([*kept.values(), *public.values()]) <= 10, (kept, public)
    assert with_picture(cast).has_picture
