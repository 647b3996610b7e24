"""Who may open which page and do what: every refusal beside the same request that succeeds."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from lib.workflow import Refused
from partnership.actions import organisations, programmes
from partnership.models import AuditEvent, Organisation
from tests.cast import make_goal, make_milestone

EVERYBODY = {"anna", "mo", "sanne", "thea", "carla", "mirjam", "aad", "beheer"}
MANAGERS = {"mirjam", "beheer"}
READERS = MANAGERS | {"aad"}
INVITERS = MANAGERS | {"mo"}

PAGES = {
    "act_as": EVERYBODY,
    "people": INVITERS,
    "invitations": INVITERS,
    "invite": INVITERS,
    "programmes": READERS,
    "programme": READERS,
    "programme_new": MANAGERS,
    "programme_edit": MANAGERS,
    "programme_budget": MANAGERS,
    "organisations": READERS,
    "organisation": READERS,
    "organisation_new": MANAGERS,
    "organisation_edit": MANAGERS,
    "participation_new": MANAGERS,
    "participation_end": MANAGERS,
    "plan": READERS | {"carla", "anna", "mo"},
    "activity": READERS | {"carla", "anna", "mo"},
    "milestone": READERS | {"carla", "anna", "mo"},
    "plan_budget": READERS | {"carla"},
    "milestone_new": MANAGERS | {"carla"},
    "milestone_edit": MANAGERS | {"carla"},
    "milestone_remove": MANAGERS | {"carla"},
    "milestone_report": MANAGERS | {"carla"},
    "plan_goals": MANAGERS,
    "goal_new": MANAGERS,
    "goal_edit": MANAGERS,
    "lab_new": MANAGERS,
    "lab_edit": MANAGERS,
    "activity_new": MANAGERS,
    "activity_edit": MANAGERS,
    "activity_budget": MANAGERS,
    "audit": READERS,
}


def address(cast, name):
    keys = {
        "programme": cast.programme.pk,
        "programme_edit": cast.programme.pk,
        "programme_budget": cast.programme.pk,
        "organisation": cast.terpdok.pk,
        "organisation_edit": cast.terpdok.pk,
        "participation_new": cast.terpdok.pk,
        "participation_end": cast.terpdok.participations.get().pk,
        "lab_edit": cast.learning_lab.pk,
        "activity_edit": cast.masterclasses.pk,
        "activity": cast.masterclasses.pk,
        "activity_budget": cast.masterclasses.pk,
        "milestone_new": cast.masterclasses.pk,
    }
    if name in ("milestone", "milestone_edit", "milestone_remove", "milestone_report"):
        keys[name] = make_milestone(cast.masterclasses).pk
    if name == "goal_edit":
        keys[name] = make_goal(cast.programme).pk
    return reverse(name, args=["werkplaats", *([keys[name]] if name in keys else [])])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_its_roles_only(cast, client, name):
    opened, url = set(), address(cast, name)
    for person in sorted(EVERYBODY):
        client.force_login(getattr(cast, person).user)
        status = client.get(url).status_code
        assert status in (200, 403)
        if status == 200:
            opened.add(person)
    assert opened == PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_logs_in_first(cast, client, name):
    url = address(cast, name)
    assert client.get(url).url == f"{reverse('account_login')}?next={url}"


@pytest.mark.parametrize(
    "name",
    [
        "programme",
        "programme_edit",
        "programme_budget",
        "organisation",
        "organisation_edit",
        "participation_new",
        "participation_end",
        "lab_edit",
        "activity",
        "activity_edit",
        "activity_budget",
        "milestone",
        "milestone_new",
        "milestone_edit",
        "milestone_remove",
        "milestone_report",
        "goal_edit",
        "membership_end",
    ],
)
def test_what_is_of_another_partnership_is_not_there(cast, log_in, name):
    foreign = {
        "programme": cast.other_programme,
        "organisation": cast.kleibyte,
        "participation_new": cast.kleibyte,
        "participation_end": cast.kleibyte.participations.get(),
        "lab_edit": cast.other_lab,
        "activity": cast.other_activity,
        "activity_edit": cast.other_activity,
        "activity_budget": cast.other_activity,
        "milestone": make_milestone(cast.other_activity),
        "milestone_new": cast.other_activity,
        "goal_edit": make_goal(cast.other_programme),
        "membership_end": cast.ed,
    }
    row = foreign.get(name) or foreign[name.split("_")[0]]
    client = log_in(cast.mirjam)
    assert client.get(reverse(name, args=["werkplaats", row.pk])).status_code == 404
    assert client.post(reverse(name, args=["werkplaats", row.pk])).status_code in (404, 405)
    assert log_in(cast.esra).get(reverse(name, args=["elders", row.pk])).status_code == 200


@pytest.mark.parametrize("person", sorted(EVERYBODY - MANAGERS))
def test_actions_refuse_whoever_has_not_the_right(cast, person):
    by, now = getattr(cast, person), timezone.now()
    with pytest.raises(Refused):
        organisations.make(by=by, nonce=uuid4(), now=now, name="X", kind="company")
    with pytest.raises(Refused):
        programmes.set_budget(by=by, programme=cast.programme, amounts={}, now=now)
    assert not AuditEvent.objects.exists()
    made = organisations.make(by=cast.mirjam, nonce=uuid4(), now=now, name="X", kind="company")
    assert Organisation.objects.get(key="x") == made


def test_an_auditor_changes_nothing(cast, log_in):
    client = log_in(cast.aad)
    posts = [name for name, who in PAGES.items() if name not in {"act_as"} and who & MANAGERS]
    for name in posts:
        assert client.post(address(cast, name)).status_code in (403, 405)
    assert not AuditEvent.objects.exists()


def test_an_auditor_sees_the_one_programme(cast, log_in):
    from tests.cast import make_programme

    second = make_programme(cast.werkplaats, cast.noorderpoort, "RIF19-2", name="Ander programma")
    client = log_in(cast.aad)
    assert client.get(reverse("programme", args=["werkplaats", second.pk])).status_code == 404
    assert "Ander programma" not in client.get(reverse("programmes", args=["werkplaats"])).content.decode()
    assert log_in(cast.mirjam).get(reverse("programme", args=["werkplaats", second.pk])).status_code == 200
