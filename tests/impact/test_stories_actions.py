"""Stories and who agrees to be in them: one test for every way a step can end."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from impact import tasks
from impact.actions import stories as actions
from impact.actions import story_people as people
from impact.actions import story_tidy as tidy
from impact.models import Story, StoryConsent, StoryPerson
from impact.queries import stories as queries
from impact.store import DOCUMENTS, STORIES
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from tests.cast import NOW, TODAY
from tests.impact.story_helpers import (
    DAY,
    agree,
    draft,
    of_nobody,
    published,
    someone,
    step,
    upload,
    values,
    with_picture,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
OTHERS = ("carla", "joost", "anna", "mo", "thea", "sanne", "aad", "esra")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Pictures of each test by themselves."""
    settings.DOCUMENTS_ROOT = tmp_path


def public(cast, day=TODAY):
    return set(Story.objects.public(cast.werkplaats, day))


def test_a_story_goes_out_when_everybody_in_it_agrees(cast):
    story = with_picture(cast)
    noor, jelle = someone(cast, story), someone(cast, story, "Jelle Visser", "name")
    agree(cast, noor)
    with pytest.raises(Refused, match="Jelle Visser"):
        step(cast, story, "publish")
    assert not public(cast)
    agree(cast, jelle)
    story = step(cast, story, "publish")
    assert public(cast) == {story} and story.published_at == NOW
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[0] == "story.added" and verbs[-1] == "story.published"
    assert "Noor" not in str(list(AuditEvent.objects.values_list("data", flat=True)))


def test_a_story_of_nobody_says_so(cast):
    story = with_picture(cast)
    with pytest.raises(Refused, match=str(queries.NO_PEOPLE)):
        step(cast, story, "publish")
    row = Story.objects.get(pk=story.pk)
    told = values(cast, is_of_nobody=True)
    actions.change_story(by=cast.mirjam, story=row, version=row.version, now=NOW, **told)
    assert step(cast, story, "publish").state == "published"


def test_not_both_nobody_and_somebody(cast):
    story = draft(cast, is_of_nobody=True)
    someone(cast, story)
    row = Story.objects.get(pk=story.pk)
    assert not row.is_of_nobody
    told = values(cast, is_of_nobody=True)
    with pytest.raises(Refused, match=str(actions.PEOPLE_IN_IT)):
        actions.change_story(by=cast.mirjam, story=row, version=row.version, now=NOW, **told)


def test_not_without_a_picture(cast):
    story = draft(cast, is_of_nobody=True)
    with pytest.raises(Refused, match=str(queries.NO_PICTURE)):
        step(cast, story, "publish")


@pytest.mark.parametrize("who", OTHERS)
def test_who_does_not_tell_stories(cast, who):
    by, told = getattr(cast, who), values(cast)
    story, person = published(cast)
    plain = draft(cast)
    for deed in (
        lambda: actions.add_story(by=by, nonce=uuid4(), now=NOW, **told),
        lambda: actions.change_story(by=by, story=plain, version=plain.version, now=NOW, **told),
        lambda: actions.set_picture(by=by, story=plain, upload=upload(), alt="x", version=plain.version, now=NOW),
        lambda: step(cast, story, "withdraw", by=by),
        lambda: agree(cast, person, by=by),
        lambda: people.withdraw_consent(by=by, person=person, now=NOW),
    ):
        with pytest.raises(Refused):
            deed()
    assert public(cast) == {story} and Story.objects.count() == 2


def test_an_administrator_may_too(cast):
    assert draft(cast, by=cast.beheer).made_by == cast.beheer.user


def test_only_of_labs_activities_and_outcomes_of_here(cast):
    for changes, why in (
        ({"lab": cast.other_lab, "activity": None}, actions.NOT_HERE),
        ({"activity": cast.incubator}, actions.OTHER_LAB),
    ):
        with pytest.raises(Refused, match=str(why)):
            draft(cast, **changes)
    assert not Story.objects.exists()


def test_a_form_sent_twice_makes_one(cast):
    nonce, told = uuid4(), values(cast)
    rows = [actions.add_story(by=cast.mirjam, nonce=nonce, now=NOW, **told) for _ in range(2)]
    assert rows[0] == rows[1] and AuditEvent.objects.count() == 1


def test_who_comes_second_is_told(cast):
    story, told = draft(cast), values(cast)
    actions.change_story(by=cast.mirjam, story=story, version=1, now=NOW, **told | {"title": "Anders"})
    with pytest.raises(SomeoneWasFirst):
        actions.change_story(by=cast.beheer, story=story, version=1, now=NOW, **told)
    with pytest.raises(SomeoneWasFirst):
        actions.set_picture(by=cast.beheer, story=story, upload=upload(), alt="x", version=1, now=NOW)
    with pytest.raises(SomeoneWasFirst):
        step(cast, story, "publish", version=1)
    assert Story.objects.get().title == "Anders" and not DOCUMENTS.older_than(NOW + 9999 * DAY, STORIES)


def test_what_is_out_stays_as_it_was_agreed_to(cast):
    story, person = published(cast)
    with pytest.raises(Refused, match="Alleen een concept"):
        actions.change_story(by=cast.mirjam, story=story, version=story.version, now=NOW, **values(cast))
    with pytest.raises(Refused, match="Alleen een concept"):
        someone(cast, story, "Een Ander")
    with pytest.raises(Refused, match="Alleen een concept"):
        people.remove_person(by=cast.mirjam, story=story, person=person, version=story.version, now=NOW)
    for verb in ("publish", "revise"):
        with pytest.raises(Refused, match="niet in een stand"):
            step(cast, story, verb)


def test_taken_back_worked_on_and_out_again(cast):
    story, _person = published(cast)
    assert step(cast, story, "withdraw").state == "withdrawn" and not public(cast)
    assert step(cast, story, "revise").state == "draft" and not public(cast)
    assert step(cast, story, "publish").state == "published" and public(cast) == {story}


# --- Consent -----------------------------------------------------------------------------------------------------
def test_who_withdraws_is_out_of_sight_at_once(cast):
    story, person = published(cast)
    agree(cast, person, until=TODAY + 700 * DAY)  # a second one ends too
    other = of_nobody(cast, title="Een ander verhaal")
    assert public(cast) == {story, other}
    people.withdraw_consent(by=cast.mirjam, person=person, now=NOW)
    story.refresh_from_db()
    assert public(cast) == {other} and (story.state, story.withdrawn_at) == ("withdrawn", NOW)
    assert not StoryConsent.objects.filter(withdrawn_at=None).exists()
    with pytest.raises(Refused, match=str(people.GONE)):
        people.withdraw_consent(by=cast.mirjam, person=person, now=NOW)
    step(cast, story, "revise")
    with pytest.raises(Refused, match="Noor Bakker"):
        step(cast, story, "publish")
    agree(cast, person)
    assert step(cast, story, "publish").state == "published"


def test_a_consent_that_is_over_hides_it_before_any_task_runs(cast):
    story, person = published(cast, until=TODAY)
    assert public(cast) == {story} and not public(cast, TODAY + DAY)
    assert tidy.hide_stories(now=NOW) == 0
    assert tidy.hide_stories(now=NOW + DAY) == 1 and tidy.hide_stories(now=NOW + DAY) == 0
    story.refresh_from_db()
    assert story.state == "withdrawn"
    event = AuditEvent.objects.get(verb="story.withdrawn")
    assert (event.actor, event.partnership) == (None, cast.werkplaats)
    assert person.consents.get().withdrawn_at is None


def test_one_consent_may_follow_on_another(cast):
    story, person = published(cast, until=TODAY)
    agree(cast, person, until=TODAY + 30 * DAY)
    assert tidy.hide_stories(now=NOW + DAY) == 0 and public(cast, TODAY + DAY) == {story}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"given_on": TODAY + DAY}, people.NOT_YET),
        ({"given_on": TODAY - DAY, "until": TODAY - 2 * DAY}, people.ENDS_FIRST),
        ({"given_on": TODAY - 9 * DAY, "until": TODAY - DAY}, people.OVER),
        ({"until": date(2031, 3, 17)}, people.TOO_LONG),
        ({"agreed": "name"}, people.TOO_LITTLE),
        ({"agreed": "picture"}, people.TOO_LITTLE),
    ],
)
def test_a_consent_that_cannot_count(cast, changes, why):
    person = someone(cast, draft(cast))
    with pytest.raises(Refused, match=str(why)):
        agree(cast, person, **changes)
    assert not StoryConsent.objects.exists()


@pytest.mark.parametrize(
    ("appears", "agreed", "enough"),
    [("name", "both", True), ("picture", "both", True), ("name", "name", True), ("picture", "name", False)],
)
def test_who_agrees_to_both_agrees_to_one(cast, appears, agreed, enough):
    person = someone(cast, draft(cast), appears=appears)
    if enough:
        agree(cast, person, agreed=agreed)
    else:
        with pytest.raises(Refused, match=str(people.TOO_LITTLE)):
            agree(cast, person, agreed=agreed)
    assert StoryPerson.objects.with_consent(TODAY).get().agrees is enough


def test_who_is_younger_than_16_does_not_agree_alone(cast):
    story = with_picture(cast)
    person = someone(cast, story, young=True)
    with pytest.raises(Refused, match=str(people.NO_REPRESENTATIVE)):
        agree(cast, person, representative=" ")
    given = {"given_on": TODAY, "until": TODAY, "how": "paper", "proof": "x", "covers": "both"}
    StoryConsent.objects.create(person=person, recorded_by=cast.mirjam.user, recorded_at=NOW, **given)
    with pytest.raises(Refused, match="Noor Bakker"):
        step(cast, story, "publish")  # nor by a row that came in otherwise
    agree(cast, person, representative="Ouder Bakker")
    assert step(cast, story, "publish").state == "published"


def test_another_picture_is_agreed_to_again(cast):
    story = with_picture(cast)
    noor, jelle = someone(cast, story), someone(cast, story, "Jelle Visser", "name")
    agree(cast, noor), agree(cast, jelle)
    with_picture(cast, Story.objects.get(pk=story.pk))
    with pytest.raises(Refused, match="Noor Bakker") as refusal:
        step(cast, story, "publish")
    assert "Jelle" not in str(refusal.value.reason)
    agree(cast, noor, now=NOW + timedelta(minutes=1))
    assert step(cast, story, "publish").state == "published"


def test_who_is_not_in_it_any_more_leaves_the_list_with_the_consents(cast):
    story = draft(cast)
    person = someone(cast, story)
    agree(cast, person)
    with pytest.raises(Refused, match=str(people.SAME_NAME)):
        someone(cast, story)
    story.refresh_from_db()
    people.remove_person(by=cast.mirjam, story=story, person=person, version=story.version, now=NOW)
    assert not StoryPerson.objects.exists() and not StoryConsent.objects.exists()
    story.refresh_from_db()
    with pytest.raises(Refused, match=str(people.NOT_IN_IT)):
        people.remove_person(by=cast.mirjam, story=story, person=person, version=story.version, now=NOW)
    with pytest.raises(Refused, match=str(people.NOT_IN_IT)):
        agree(cast, person)


def test_a_consent_only_ends(cast):
    _story, person = published(cast)
    for change in ({"until": TODAY + 999 * DAY}, {"covers": "name"}, {"representative": "Iemand"}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            StoryConsent.objects.update(**change)
    people.withdraw_consent(by=cast.mirjam, person=person, now=NOW)
    with pytest.raises(ProgrammingError), transaction.atomic():
        StoryConsent.objects.update(withdrawn_at=None, withdrawn_by=None)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"picture_alt": ""}, "story_picture_whole_and_described"),
        ({"picture_type": "image/svg+xml"}, "story_picture_whole_and_described"),
        ({"published_at": None}, "story_state_has_its_moments"),
        ({"state": "gone"}, "story_state_"),
    ],
)
def test_stories_that_cannot_be(cast, change, constraint):
    of_nobody(cast)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Story.objects.update(**change)


# --- Kept no longer ----------------------------------------------------------------------------------------------
def test_a_year_after_it_was_taken_back_all_of_it_goes(cast, django_capture_on_commit_callbacks):
    story, person = published(cast)
    out = of_nobody(cast, title="Blijft")
    place = DOCUMENTS.location(story.picture_path)
    people.withdraw_consent(by=cast.mirjam, person=person, now=NOW)
    assert tidy.forget_stories(now=NOW + tidy.KEPT) == 0 and place.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy.forget_stories(now=NOW + tidy.KEPT + DAY) == 1
    assert list(Story.objects.all()) == [out] and not StoryPerson.objects.exists() and not place.exists()


def test_pictures_that_no_story_has_are_removed(cast):
    story = of_nobody(cast)
    DOCUMENTS.put(f"{STORIES}/2026-03/los.png", b"x")
    later = NOW + 4000 * DAY
    assert tidy.tidy_pictures(now=later) == 1
    assert DOCUMENTS.location(story.picture_path).exists()


def test_the_task_runs_every_night(cast, settings):
    story, _person = published(cast, until=TODAY)
    assert settings.CELERY_BEAT_SCHEDULE["tend-stories"]["task"] == tasks.tend_stories.name
    StoryConsent.objects.all().delete()
    for _ in range(2):
        tasks.tend_stories()
    story.refresh_from_db()
    assert story.state == "withdrawn"
