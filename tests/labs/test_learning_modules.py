"""The catalogue of modules: shared, put out, found, joined, and given in sessions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from labs.actions import learning as actions
from labs.actions.session_changes import cancel_session
from labs.models import Module, ModuleJoin, ModuleSession, Session
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from partnership.roles import Role
from tests.cast import NOW, TODAY, make_member
from tests.labs.learning_helpers import MODULE, given, make_module, sit, titled, url
from tests.labs.research_helpers import count_of, make_product
from tests.labs.sessions import planned

pytestmark = pytest.mark.django_db
EVERYBODY = ("thea", "carla", "mirjam", "joost", "anna", "sanne", "aad", "esra", "")


COMING = {"starts_at": datetime(2099, 6, 1, 7, tzinfo=UTC), "ends_at": datetime(2099, 6, 1, 9, tzinfo=UTC)}


def enter(cast, client, who):
    client.logout()
    if who:
        client.force_login(getattr(cast, who).user)
    return client


def typed(cast, **values):
    return (
        {name: value for name, value in MODULE.items() if name != "material"}
        | {"minutes": "12,5", "price": "", "lab": cast.learning_lab.pk, "is_public": "on", "nonce": str(uuid4())}
        | values
    )


# --- Sharing -------------------------------------------------------------------------------------------------
def test_a_module_is_shared_once_as_a_draft_of_the_own_organisation(cast, log_in):
    form = typed(cast, price="145")
    first, second = (log_in(cast.anna).post(url("learning_module_new"), form) for _ in range(2))
    module = Module.objects.get()
    assert first.url == second.url == url("learning_module", module.pk)
    assert (module.owner, module.state, module.minutes, module.price) == (cast.terpdok, "draft", 750, Decimal(145))
    assert AuditEvent.objects.filter(verb="module.added").count() == 1


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(cast, log_in):
    form = typed(cast, title_en="", minutes="0", price="veel", level="hoog", summary_nl="Mijn tekst")
    answer = log_in(cast.anna).post(url("learning_module_new"), form)
    assert set(answer.context["form"].errors) == {"title_en", "minutes", "price", "level"}
    assert "Mijn tekst" in answer.content.decode() and not Module.objects.exists()


def test_a_module_is_free_when_no_price_is_filled_in(cast, log_in):
    assert log_in(cast.anna).get(url("learning_module_new")).status_code == 200
    log_in(cast.anna).post(url("learning_module_new"), typed(cast))
    assert Module.objects.get().price == 0


@pytest.mark.parametrize("who", ["sanne", "aad", "esra"])
def test_who_cannot_share_a_module(cast, log_in, who):
    by = getattr(cast, who)
    status = 404 if who == "esra" else 403
    assert log_in(by).get(url("learning_module_new")).status_code == status
    assert log_in(by).post(url("learning_module_new"), typed(cast)).status_code == status
    with pytest.raises(Refused):
        actions.add_module(by=by, lab=cast.learning_lab, nonce=uuid4(), now=NOW, **MODULE)


@pytest.mark.parametrize(
    ("who", "may"),
    [("thea", True), ("carla", True), ("mirjam", True), ("joost", False), ("anna", False), ("sanne", False)],
)
def test_who_changes_a_module(cast, client, who, may):
    module, by = make_module(cast), getattr(cast, who)
    client.force_login(by.user)
    form = typed(cast, title_nl="Anders", price="10")
    assert client.get(url("learning_module_edit", module.pk)).status_code == (200 if may else 403)
    assert client.post(url("learning_module_edit", module.pk), form).status_code == (302 if may else 403)
    module.refresh_from_db()
    assert (module.title_nl == "Anders", module.price == 10) == (may, may)
    if not may:
        with pytest.raises(Refused):
            actions.change_module(by=by, module=module, now=NOW, title_nl="Anders")


def test_a_change_says_which_fields_and_stays_in_the_partnership(cast):
    module = make_module(cast)
    values = {"material": None, "lab": cast.learning_lab}
    for _ in range(2):
        actions.change_module(by=cast.thea, module=module, now=NOW, minutes=60, **values)
    assert [event.data for event in AuditEvent.objects.filter(verb="module.changed")] == [{"fields": ["minutes"]}]
    with pytest.raises(Refused):
        actions.change_module(by=cast.thea, module=module, now=NOW, lab=cast.other_lab)


def test_material_is_linked_by_who_can_find_it_and_shown_to_who_can(cast, client):
    product = make_product(cast)  # a draft of Thea's
    with pytest.raises(Refused):
        make_module(cast, by=cast.anna, material=product)
    module = make_module(cast, material=product)
    for who, sees in (("thea", True), ("anna", False), ("", False)):
        page = enter(cast, client, who).get(url("learning_module", module.pk))
        assert ("Zes lessen" in page.content.decode()) == sees, who
    # Who runs the lab and does not find the material may change the rest.
    actions.change_module(by=cast.carla, module=module, now=NOW, material=product, minutes=60)


# --- In and out of the catalogue -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "is_public", "finders"),
    [
        ("draft", True, {"thea", "carla", "mirjam"}),
        ("published", False, {"thea", "carla", "mirjam", "joost", "anna", "sanne", "aad"}),
        ("published", True, set(EVERYBODY)),
        ("retired", True, {"thea", "carla", "mirjam", "joost", "anna", "sanne", "aad"}),
    ],
)
def test_who_finds_a_module(cast, client, state, is_public, finders):
    module = make_module(cast, state, is_public=is_public)
    for who in EVERYBODY:
        enter(cast, client, who)
        assert client.get(url("learning_module", module.pk)).status_code == (200 if who in finders else 404), who
        listed = "Veilig programmeren" in client.get(url("learning")).content.decode()
        assert listed == (who in finders and state == "published"), who
    assert client.get(f"/elders/learning/modules/{module.pk}/").status_code == 404


def test_a_module_goes_in_and_out_of_the_catalogue(cast, log_in):
    module, client = make_module(cast, "draft"), log_in(cast.carla)
    for version, (verb, state) in enumerate(
        [("publish", "published"), ("retire", "retired"), ("publish", "published")]
    ):
        client.post(url("learning_module_step", module.pk), {"verb": verb, "version": version + 1})
        module.refresh_from_db()
        assert (module.state, module.version, module.published_at is not None) == (state, version + 2, True)
    with pytest.raises(SomeoneWasFirst):
        actions.step_module(by=cast.carla, module=module, verb="retire", version=1, now=NOW)
    assert client.post(url("learning_module_step", module.pk), {"verb": "sell"}).status_code == 400


@pytest.mark.parametrize(("who", "status"), [("thea", 403), ("joost", 403), ("anna", 403), ("carla", 302)])
def test_only_who_runs_the_lab_puts_a_module_out(cast, log_in, who, status):
    module = make_module(cast)
    sent = {"verb": "retire", "version": 2}
    assert log_in(getattr(cast, who)).post(url("learning_module_step", module.pk), sent).status_code == status
    module.refresh_from_db()
    assert module.state == ("retired" if status == 302 else "published")
    if status == 403:
        with pytest.raises(Refused):
            actions.step_module(by=getattr(cast, who), module=module, verb="retire", version=2, now=NOW)


# --- Finding -------------------------------------------------------------------------------------------------
def test_modules_are_found_by_words_in_both_languages_and_by_filters(cast, client):
    make_module(cast)
    other = {"summary_nl": "Over kabels.", "summary_en": "About cables.", "language": "en", "price": Decimal("145.00")}
    titled(cast, "Netwerken", by=cast.anna, audience=["employees"], **other)
    for query, found in (
        ({"q": "programming"}, {"Veilig programmeren"}),
        ({"q": "INVOER trust"}, {"Veilig programmeren"}),  # a word of each language
        ({"q": "netwerken"}, {"Netwerken"}),
        ({"q": "niets van dit"}, set()),
        ({"audience": "employees"}, {"Netwerken"}),
        ({"cost": "free"}, {"Veilig programmeren"}),
        ({"cost": "paid"}, {"Netwerken"}),
        ({"language": "en"}, {"Netwerken"}),
        ({"owner": cast.noorderpoort.pk}, {"Veilig programmeren"}),
        ({"owner": "x", "cost": "nonsense"}, {"Veilig programmeren", "Netwerken"}),
    ):
        page = client.get(url("learning"), query)
        assert {module.title_nl for module in page.context["page"]} == found, query
    assert "€ 145,00" in client.get(url("learning"), headers={"Accept-Language": "nl"}).content.decode().replace(
        "\u00a0", " "
    )


def test_a_module_for_everybody_is_found_for_any_audience(cast, client):
    make_module(cast, audience=[])
    assert len(client.get(url("learning"), {"audience": "wo"}).context["page"]) == 1


def test_the_catalogue_is_sorted_as_asked_in_the_language_of_the_page(cast, client):
    make_module(cast, title_nl="Aap", title_en="Zebra", minutes=60, price=Decimal(5))
    make_module(cast, title_nl="Beer", title_en="Alpaca", minutes=30, price=Decimal(9))
    for query, language, order in (
        ("", "nl", "Aap Beer"),
        ("", "en", "Beer Aap"),
        ("-title", "nl", "Beer Aap"),
        ("hours", "nl", "Beer Aap"),
        ("-price", "nl", "Beer Aap"),
        ("owner__key", "nl", "Aap Beer"),
    ):
        page = client.get(url("learning"), {"sort": query}, headers={"Accept-Language": language})
        assert [module.title_nl for module in page.context["page"]] == order.split(), query


def test_drafts_and_retired_modules_are_a_filter_for_who_shares(cast, client):
    make_module(cast, "draft")
    titled(cast, "Vroeger", state="retired")
    page = enter(cast, client, "thea").get(url("learning"))
    assert "?state=draft" in page.content.decode() and not page.context["page"].object_list
    assert [row.state for row in client.get(url("learning"), {"state": "draft"}).context["page"]] == ["draft"]
    assert [row.state for row in client.get(url("learning"), {"state": "retired"}).context["page"]] == ["retired"]
    assert not enter(cast, client, "anna").get(url("learning"), {"state": "draft"}).context["page"].object_list
    assert not enter(cast, client, "sanne").get(url("learning"), {"state": "retired"}).context["page"].object_list


def test_pages_of_modules_take_as_many_queries_whatever_there_is(cast, client):
    def grow(number):
        module = titled(cast, f"Module {number}", by=cast.anna)
        for day in range(number):
            session = given(
                cast, module, starts_at=NOW + timedelta(days=60 + day), ends_at=NOW + timedelta(days=61 + day)
            )
            sit(session, cast.sanne)
        for who in (cast.thea, cast.bram)[:number]:
            actions.join_module(by=who, module=module, starts_on=TODAY, places=3, nonce=uuid4(), now=NOW)
        return module

    small = grow(1)
    before = {}
    for who in ("carla", "anna", ""):
        enter(cast, client, who)
        client.get(url("learning"))
        before[who] = (count_of(client, url("learning")), count_of(client, url("learning_module", small.pk)))
    large = grow(4)
    grow(3)
    for who, counts in before.items():
        enter(cast, client, who)
        client.get(url("learning"))
        now = (count_of(client, url("learning")), count_of(client, url("learning_module", large.pk)))
        assert now == counts and max(counts) <= 12, who


# --- Joining -------------------------------------------------------------------------------------------------
def test_another_organisation_joins_once_and_leaves(cast, log_in):
    module = make_module(cast)
    form = {"starts_on": "1-4-2026", "places": "6", "nonce": str(uuid4())}
    assert log_in(cast.anna).get(url("learning_join", module.pk)).status_code == 200
    for _ in range(2):
        assert log_in(cast.anna).post(url("learning_join", module.pk), form).status_code == 302
    join = ModuleJoin.objects.get()
    assert (join.organisation, join.starts_on, join.places) == (cast.terpdok, date(2026, 4, 1), 6)
    again = log_in(cast.mo).post(url("learning_join", module.pk), form | {"nonce": str(uuid4())})
    assert again.status_code == 200 and "Terpdok" in again.content.decode() and ModuleJoin.objects.count() == 1
    log_in(cast.mo).post(url("learning_join_end", module.pk, join.pk))
    join.refresh_from_db()
    assert join.ended_on >= join.starts_on and join.ended_by == cast.mo.user
    with pytest.raises(SomeoneWasFirst):
        actions.end_join(by=cast.mo, join=join, now=NOW)
    log_in(cast.mo).post(url("learning_join", module.pk), form | {"nonce": str(uuid4())})
    assert ModuleJoin.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "state"),
    [("thea", "published"), ("sanne", "published"), ("anna", "retired"), ("esra", "published")],
)
def test_who_cannot_join(cast, who, state):
    module = make_module(cast, state)
    with pytest.raises(Refused):
        actions.join_module(by=getattr(cast, who), module=module, starts_on=TODAY, places=3, nonce=uuid4(), now=NOW)
    assert not ModuleJoin.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("bram", 403), ("thea", 403), ("sanne", 403), ("anna", 302), ("carla", 302)]
)
def test_who_ends_a_part(cast, log_in, who, status):
    module = make_module(cast)
    join = actions.join_module(by=cast.mo, module=module, starts_on=TODAY, places=3, nonce=uuid4(), now=NOW)
    assert log_in(getattr(cast, who)).post(url("learning_join_end", module.pk, join.pk)).status_code == status
    join.refresh_from_db()
    assert (join.ended_on is not None) == (status == 302)
    if status == 403:
        with pytest.raises(Refused):
            actions.end_join(by=getattr(cast, who), join=join, now=NOW)


def test_a_part_does_not_end_before_it_begins(cast):
    module = make_module(cast)
    values = {"module": module, "starts_on": TODAY, "places": 3, "nonce": uuid4(), "now": NOW}
    join = actions.join_module(by=cast.mo, **values)
    with pytest.raises(Refused):
        actions.end_join(by=cast.mo, join=join, now=NOW, ended_on=TODAY - timedelta(days=1))


# --- Sessions ------------------------------------------------------------------------------------------------
def test_who_runs_the_lab_connects_a_session_and_disconnects_it(cast, log_in):
    module, session, client = make_module(cast), planned(cast, **COMING), log_in(cast.carla)
    form = {"session": session.pk}
    assert client.post(url("learning_session_connect", module.pk), form).status_code == 302
    page = client.get(url("learning_module", module.pk))
    assert [row.pk for row in page.context["sessions"]] == [session.pk]
    assert session not in page.context["form"].fields["session"].queryset
    again = client.post(url("learning_session_connect", module.pk), form)
    assert again.status_code == 200 and again.context["form"].errors
    assert actions.connect_session(by=cast.carla, module=module, session=session, now=NOW).module == module
    client.post(url("learning_session_disconnect", module.pk, session.pk))
    assert not ModuleSession.objects.exists()
    assert client.post(url("learning_session_disconnect", module.pk, session.pk)).status_code == 404


def test_a_session_gives_one_module_in_the_catalogue(cast):
    module, session = make_module(cast), planned(cast)
    actions.connect_session(by=cast.carla, module=module, session=session, now=NOW)
    for other in (titled(cast, "Anders"), titled(cast, "Weg", state="retired")):
        with pytest.raises(Refused):
            actions.connect_session(by=cast.carla, module=other, session=session, now=NOW)
    there = planned(cast, lab=cast.business_lab, activity=None)  # Carla does not run that lab
    with pytest.raises(Refused):
        actions.connect_session(by=cast.carla, module=module, session=there, now=NOW)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "cancelled", "cancelled_at": NOW, "cancel_reason": "Ziek"},
        {"is_listed": False, "is_public": False, "takes_enrolments": False},
    ],
)
def test_a_session_that_its_form_does_not_list_is_refused(cast, log_in, values):
    module, session = make_module(cast), planned(cast)
    by = {"cancelled_by": cast.carla.user} if "cancelled_at" in values else {}
    Session.objects.filter(pk=session.pk).update(**values, **by)
    with pytest.raises(Refused) as refusal:
        actions.connect_session(by=cast.carla, module=module, session=session, now=NOW)
    assert refusal.value.reason == actions.NO_SESSION_FOR_IT
    answer = log_in(cast.carla).post(url("learning_session_connect", module.pk), {"session": session.pk})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not ModuleSession.objects.exists()


def test_a_session_that_was_connected_and_then_cancelled_stays_connected(cast):
    module, session = make_module(cast), planned(cast)
    actions.connect_session(by=cast.carla, module=module, session=session, now=NOW)
    cancel_session(by=cast.carla, session=session, version=session.version, reason="Ziek", now=NOW)
    assert actions.connect_session(by=cast.carla, module=module, session=session, now=NOW).session == session


@pytest.mark.parametrize(("who", "public"), [("sanne", True), ("sanne", False), ("", True)])
def test_a_session_says_which_module_it_gives(cast, client, who, public):
    module = make_module(cast, is_public=public)
    session = given(cast, module, title="Een avond", **COMING)
    page = enter(cast, client, who).get(url("session", session.pk))
    assert f'<dd><a href="{url("learning_module", module.pk)}">{module.title}</a></dd>' in page.content.decode()


def test_a_session_names_no_module_that_its_reader_cannot_see(cast, client):
    hidden = given(cast, make_module(cast, is_public=False), title="Een avond", **COMING)
    for session in (hidden, planned(cast, title="Iets anders", **COMING)):
        page = client.get(url("session", session.pk))
        assert page.status_code == 200 and "<dt>Module</dt>" not in page.content.decode()


@pytest.mark.parametrize(("who", "status"), [("thea", 403), ("joost", 403), ("anna", 403), ("mirjam", 302)])
def test_who_connects_sessions(cast, log_in, who, status):
    module, session, by = make_module(cast), planned(cast), getattr(cast, who)
    answer = log_in(by).post(url("learning_session_connect", module.pk), {"session": session.pk})
    assert answer.status_code == status
    assert ModuleSession.objects.exists() == (status == 302)
    if status == 403:
        with pytest.raises(Refused):
            actions.connect_session(by=by, module=module, session=session, now=NOW)


def test_a_visitor_sees_public_sessions_only(cast, client):
    module = make_module(cast)
    given(cast, module, **COMING)
    given(cast, module, is_public=False, **COMING)
    given(cast, module, publish=False, **COMING)
    for who, count in (("", 1), ("anna", 2), ("carla", 3)):
        assert len(enter(cast, client, who).get(url("learning_module", module.pk)).context["sessions"]) == count, who


def test_a_session_is_planned_with_the_title_of_a_module(cast, log_in):
    page = log_in(cast.carla).get(url("session_new"), {"title": "Veilig programmeren", "lab": cast.learning_lab.pk})
    assert 'value="Veilig programmeren"' in page.content.decode()


# --- What the database refuses ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "sold"}, "module_state_known"),
        ({"state": "draft", "level": "top"}, "module_level_known"),
        ({"language": "de"}, "module_language_known"),
        ({"audience": ["dogs"]}, "module_audience_known"),
        ({"price": Decimal("-1")}, "module_price_not_below_zero"),
        ({"minutes": 0}, "module_takes_time"),
        ({"title_en": ""}, "module_title_in_both_languages"),
        ({"published_at": None}, "module_out_since_a_moment"),
    ],
)
def test_no_impossible_module(cast, values, name):
    module = make_module(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Module.objects.filter(pk=module.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"places": 0}, "module_join_has_a_place"),
        ({"ended_on": date(2020, 1, 1), "ended_by_id": 1}, "module_join_ends_after_start"),
        ({"ended_on": TODAY}, "module_join_ends_after_start"),
    ],
)
def test_no_impossible_part(cast, values, name):
    module = make_module(cast)
    join = actions.join_module(by=cast.mo, module=module, starts_on=TODAY, places=3, nonce=uuid4(), now=NOW)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ModuleJoin.objects.filter(pk=join.pk).update(**values)


def test_a_teacher_of_another_school_joins_for_that_school(cast):
    hans = make_member("Hans Docent", cast.hanze, Role.TEACHER)
    join = actions.join_module(by=hans, module=make_module(cast), starts_on=TODAY, places=20, nonce=uuid4(), now=NOW)
    assert join.organisation == cast.hanze
