"""Products of the research: their files, who finds them, and the schools that take them over."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from labs.actions import products as actions
from labs.actions import products_out as out
from labs.models import LabCoordinator, Product, ProductText, ProductVersion, Reuse
from labs.queries.products import newest_text, waiting_of
from lib.workflow import Refused, SomeoneWasFirst
from partnership.models import AuditEvent
from partnership.roles import Role
from tests.cast import NOW, make_member
from tests.contributions.files import pdf, picture, zipped
from tests.labs.research_helpers import PRODUCT, count_of, make_line, make_product, open_lab, put_out, upload

pytestmark = pytest.mark.django_db


def url(name, *keys):
    return reverse(name, args=["werkplaats", *keys])


@pytest.fixture
def hans(cast):
    """A teacher of another school."""
    return make_member("Hans Docent", cast.hanze, Role.TEACHER)


# --- Describing ----------------------------------------------------------------------------------------------
def test_a_product_is_added_once_as_a_draft(cast, log_in):
    open_lab(cast)
    form = PRODUCT | {"line": make_line(cast).pk, "nonce": uuid4()}
    first, second = (log_in(cast.thea).post(url("product_new"), form) for _ in range(2))
    product = Product.objects.get()
    assert first.url == second.url == url("product", product.pk)
    assert (product.state, product.organisation, product.levels) == ("draft", cast.noorderpoort, "mbo 4")
    answer = log_in(cast.thea).post(url("product_new"), form | {"title": "", "licence": "mine"})
    assert {"title", "licence"} == set(answer.context["form"].errors)


def test_line_and_team_belong_to_the_lab(cast):
    line = make_line(cast)
    type(line).objects.filter(pk=line.pk).update(lab=cast.learning_lab)
    line.refresh_from_db()
    with pytest.raises(Refused):
        make_product(cast, line=line)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("thea", True),  # added it
        ("joost", True),  # runs the lab
        ("mirjam", True),
        ("anna", False),
        ("carla", False),  # of the same school, and of another lab
        ("sanne", False),
        ("aad", False),
    ],
)
def test_who_changes_a_product(cast, client, who, may):
    product, by = make_product(cast, "members"), getattr(cast, who)
    client.force_login(by.user)
    form = PRODUCT | {"title": "Zeven lessen"}
    assert client.get(url("product_edit", product.pk)).status_code == (200 if may else 403)
    assert client.post(url("product_edit", product.pk), form).status_code == (302 if may else 403)
    added = client.post(url("product_version_add", product.pk), {"file": upload(), "note": "Nieuw"})
    assert added.status_code == (302 if may else 403)
    product.refresh_from_db()
    assert (newest_text(product).title == "Zeven lessen") == may
    assert product.title == "Zes lessen"  # what is out stays
    assert product.versions.count() == (2 if may else 1)
    if not may:
        for refused in (
            lambda: actions.change_product(by=by, product=product, now=NOW, title="Anders"),
            lambda: actions.add_version(by=by, product=product, upload=upload(), now=NOW),
        ):
            with pytest.raises(Refused):
                refused()


def test_who_changed_employers_changes_nothing_of_before(cast):
    product = make_product(cast)
    elsewhere = make_member("Thea Docent", cast.hanze, Role.TEACHER)
    assert elsewhere.user == cast.thea.user
    with pytest.raises(Refused):
        actions.change_product(by=elsewhere, product=product, now=NOW, title="Anders")


def test_a_change_says_which_fields(cast):
    product = make_product(cast)
    actions.change_product(by=cast.thea, product=product, now=NOW, title="Anders", kind="lesson")
    actions.change_product(by=cast.thea, product=product, now=NOW, title="Anders")
    assert [event.data for event in AuditEvent.objects.filter(verb="product.changed")] == [{"fields": ["title"]}]


# --- Files ---------------------------------------------------------------------------------------------------
def test_every_version_stays_and_comes_back_as_a_download(cast, client):
    product = make_product(cast)
    contents = [pdf("een"), picture("PNG"), picture("JPEG")]
    for number, content in enumerate(contents, 1):
        name = f"../les <{number}>.exe"
        version = actions.add_version(by=cast.thea, product=product, upload=upload(content, name), now=NOW)
        assert version.number == number
    put_out(cast, product, "publish")
    for number, content in enumerate(contents, 1):
        answer = client.get(url("product_file", product.pk, number))
        assert b"".join(answer.streaming_content) == content
        assert answer["Content-Disposition"].startswith("attachment")
        assert "exe" not in answer["Content-Type"] and "<" not in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(url("product_file", product.pk, 4)).status_code == 404


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><script>alert(1)</script>", zipped(), pdf()[:60], b"PK\x03\x04word", b"%PDF-1.7 <script>"],
)
def test_what_is_no_pdf_or_picture_is_refused_and_not_stored(cast, log_in, content, settings):
    product = make_product(cast)
    folder = actions.DOCUMENTS.location(actions.FOLDER)
    before = {file for file in folder.rglob("*") if file.is_file()}
    answer = log_in(cast.thea).post(url("product_version_add", product.pk), {"file": upload(content), "note": "Mijn"})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert "Mijn" in answer.content.decode()
    assert not ProductVersion.objects.exists()
    assert {file for file in folder.rglob("*") if file.is_file()} == before


def test_a_file_that_is_too_large_or_there_already(cast, monkeypatch):
    product, content = make_product(cast), pdf("dezelfde")
    actions.add_version(by=cast.thea, product=product, upload=upload(content), now=NOW)
    folder = actions.DOCUMENTS.location(actions.FOLDER)
    before = {file for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(Refused, match="versie"):
        actions.add_version(by=cast.thea, product=product, upload=upload(content), now=NOW)
    monkeypatch.setattr(actions, "MOST_BYTES", 100)
    with pytest.raises(Refused):
        actions.add_version(by=cast.thea, product=product, upload=upload(), now=NOW)
    assert {file for file in folder.rglob("*") if file.is_file()} == before


def test_a_file_that_is_gone_from_the_disk_is_not_there(cast, client):
    product = make_product(cast, "everyone")
    actions.DOCUMENTS.location(product.versions.get().path).unlink()
    assert client.get(url("product_file", product.pk, 1)).status_code == 404


def test_a_version_is_for_good(cast):
    make_product(cast, "everyone")
    for deed in (lambda rows: rows.update(name="anders.pdf"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed(ProductVersion.objects.all())


# --- Who finds it --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "finders"),
    [
        ("draft", {"thea", "joost", "mirjam"}),
        ("members", {"thea", "joost", "mirjam", "anna", "sanne", "carla", "aad"}),
        ("everyone", {"thea", "joost", "mirjam", "anna", "sanne", "carla", "aad", "esra", ""}),
    ],
)
def test_who_finds_a_product_and_its_file(cast, client, state, finders):
    product = make_product(cast, state)
    if state == "draft":
        actions.add_version(by=cast.thea, product=product, upload=upload(), now=NOW)
    for who in ("thea", "joost", "mirjam", "anna", "sanne", "carla", "aad", "esra", ""):
        client.logout()
        if who:
            client.force_login(getattr(cast, who).user)
        expected = 200 if who in finders else 404
        assert client.get(url("product", product.pk)).status_code == expected, who
        file = client.get(url("product_file", product.pk, 1))
        assert file.status_code == expected, who
        b"".join(file)  # read to its end, which closes it
        assert ("Zes lessen" in client.get(url("products")).content.decode()) == (who in finders), who
        assert client.get(reverse("product", args=["elders", product.pk])).status_code == 404


def test_a_product_goes_out_and_comes_back(cast, log_in):
    product, client = make_product(cast), log_in(cast.joost)
    client.post(url("product_step", product.pk), {"verb": "publish", "version": 1})
    product.refresh_from_db()
    assert product.state == "draft"  # there is no file yet
    actions.add_version(by=cast.thea, product=product, upload=upload(), now=NOW)
    for version, (verb, state) in enumerate(
        [("share", "members"), ("publish", "everyone"), ("share", "members"), ("withdraw", "draft")], 2
    ):
        client.post(url("product_step", product.pk), {"verb": verb, "version": version})
        product.refresh_from_db()
        assert product.state == state
    with pytest.raises(SomeoneWasFirst):
        out.step_product(by=cast.joost, product=product, verb="publish", version=1, now=NOW)
    assert client.post(url("product_step", product.pk), {"verb": "sell"}).status_code == 400


@pytest.mark.parametrize(("who", "status"), [("thea", 403), ("anna", 403), ("carla", 403), ("joost", 302)])
def test_only_who_runs_the_lab_puts_a_product_out(cast, log_in, who, status):
    product = make_product(cast, "members")
    sent = {"verb": "publish", "version": product.version}
    assert log_in(getattr(cast, who)).post(url("product_step", product.pk), sent).status_code == status
    product.refresh_from_db()
    assert product.state == ("everyone" if status == 302 else "members")
    if status == 403:
        with pytest.raises(Refused):
            put_out(cast, product, "withdraw", getattr(cast, who))


def test_products_are_found_by_kind_and_audience(cast, client):
    make_product(cast, "everyone")
    make_product(cast, "everyone", title="Een verslag", kind="report", audience=["teachers"])
    for query, found, hidden in (
        ({"kind": "report"}, "Een verslag", "Zes lessen"),
        ({"audience": "mbo4"}, "Zes lessen", "Een verslag"),
        ({"kind": "nonsense"}, "Zes lessen", "niets"),
    ):
        told = client.get(url("products"), query).content.decode()
        assert found in told and hidden not in told


# --- Nobody decides on own work ------------------------------------------------------------------------------
def test_who_made_a_product_does_not_put_it_out(cast, log_in):
    product = make_product(cast, by=cast.joost)
    actions.add_version(by=cast.joost, product=product, upload=upload(), now=NOW)
    for verb in ("publish", "share"):
        with pytest.raises(Refused, match="zelf aan gewerkt"):
            put_out(cast, product, verb)
    shown = log_in(cast.joost).get(url("product", product.pk))
    assert shown.context["steps"] == [] and "zelf aan gewerkt" in shown.content.decode()
    assert log_in(cast.mirjam).get(url("product", product.pk)).context["steps"] == ["publish", "share"]
    put_out(cast, product, "share", cast.mirjam)
    with pytest.raises(Refused):
        put_out(cast, product, "publish")  # wider than somebody else decided
    put_out(cast, product, "publish", cast.mirjam)
    put_out(cast, product, "share")  # back is for everybody who runs the lab
    put_out(cast, product, "withdraw")
    assert product.state == "draft"


@pytest.mark.parametrize(
    "work",
    [
        lambda by, product: actions.change_product(by=by, product=product, now=NOW, title="Zeven lessen"),
        lambda by, product: actions.add_version(by=by, product=product, upload=upload(), now=NOW),
    ],
)
def test_who_worked_on_a_draft_of_somebody_else_does_not_put_it_out(cast, work):
    product = make_product(cast)
    actions.add_version(by=cast.thea, product=product, upload=upload(), now=NOW)
    work(cast.joost, product)
    with pytest.raises(Refused):
        put_out(cast, product, "publish")
    assert put_out(cast, product, "publish", cast.mirjam).state == "everyone"
    work_of_thea = upload()
    actions.add_version(by=cast.thea, product=product, upload=work_of_thea, now=NOW)
    product.refresh_from_db()
    assert out.renew_product(by=cast.joost, product=product, version=product.version, now=NOW).files_out == (
        product.versions.count()
    )  # what he worked on himself is out since before


def test_what_is_out_stays_until_somebody_else_puts_the_new_out(cast, log_in, client):
    product = make_product(cast, "everyone")
    form = PRODUCT | {"title": "Zeven lessen", "summary": "Met een toets.", "audience": ["hbo"]}
    log_in(cast.thea).post(url("product_edit", product.pk), form)
    log_in(cast.thea).post(url("product_version_add", product.pk), {"file": upload(name="nieuw.pdf"), "note": "Toets"})
    own = log_in(cast.thea).get(url("product", product.pk))
    assert own.context["waiting"].fields == ["title", "summary", "audience"]
    assert "Zeven lessen" in own.content.decode() and "nieuw.pdf" in own.content.decode()
    assert "Zeven lessen" in log_in(cast.thea).get(url("product_edit", product.pk)).content.decode()
    for reader in (None, cast.anna, cast.carla):
        client.logout()
        if reader:
            client.force_login(reader.user)
        shown = client.get(url("product", product.pk)).content.decode()
        assert "Zes lessen" in shown and "Zeven lessen" not in shown and "nieuw.pdf" not in shown
        assert client.get(url("product_file", product.pk, 2)).status_code == 404
        b"".join(client.get(url("product_file", product.pk, 1)))
        assert "Zeven lessen" not in client.get(url("products")).content.decode()
    assert "Er wacht iets nieuws" in log_in(cast.joost).get(url("products")).content.decode()
    product.refresh_from_db()
    answer = log_in(cast.joost).post(url("product_renew", product.pk), {"version": product.version})
    assert answer.status_code == 302
    product.refresh_from_db()
    assert (product.title, product.audience, product.files_out, product.state) == (
        "Zeven lessen",
        ["hbo"],
        2,
        "everyone",
    )
    client.logout()
    shown = client.get(url("product", product.pk)).content.decode()
    assert "Zeven lessen" in shown and "nieuw.pdf" in shown
    assert [event.data for event in AuditEvent.objects.filter(verb="product.renewed")] == [
        {"fields": ["title", "summary", "audience"], "files": 2}
    ]


def test_nobody_puts_out_the_own_change_or_one_that_was_not_seen(cast, log_in):
    product = make_product(cast, "members")
    product.refresh_from_db()
    with pytest.raises(Refused, match="niets nieuws"):
        out.renew_product(by=cast.joost, product=product, version=product.version, now=NOW)
    seen = actions.change_product(by=cast.thea, product=product, now=NOW, title="Zeven lessen").version
    actions.change_product(by=cast.joost, product=product, now=NOW, title="Acht lessen")
    product.refresh_from_db()
    with pytest.raises(SomeoneWasFirst):
        out.renew_product(by=cast.mirjam, product=product, version=seen, now=NOW)
    for who in ("thea", "anna", "carla", "joost"):
        with pytest.raises(Refused):
            out.renew_product(by=getattr(cast, who), product=product, version=product.version, now=NOW)
        sent = {"version": product.version}
        status = log_in(getattr(cast, who)).post(url("product_renew", product.pk), sent).status_code
        assert status == (302 if who == "joost" else 403)
    shown = log_in(cast.joost).get(url("product", product.pk))
    assert not shown.context["renews"] and shown.context["steps"] == ["withdraw"] and shown.context["is_own"]
    assert log_in(cast.mirjam).get(url("product", product.pk)).context["renews"]
    out.renew_product(by=cast.mirjam, product=product, version=product.version, now=NOW)
    assert (product.title, product.state) == ("Acht lessen", "members")


def test_a_change_that_is_taken_back_waits_no_longer(cast):
    product = make_product(cast, "everyone")
    for title in ("Zeven lessen", "Zes lessen"):
        actions.change_product(by=cast.thea, product=product, now=NOW, title=title)
    product.refresh_from_db()
    assert not waiting_of(product)


def test_a_product_that_is_withdrawn_is_a_draft_with_its_newest_text(cast):
    product = make_product(cast, "everyone")
    actions.change_product(by=cast.thea, product=product, now=NOW, title="Zeven lessen")
    put_out(cast, product, "withdraw")
    assert product.title == "Zeven lessen"
    actions.change_product(by=cast.thea, product=product, now=NOW, title="Acht lessen")
    product.refresh_from_db()
    assert product.title == newest_text(product).title == "Acht lessen"


def test_a_file_that_nobody_read_is_thrown_away(cast, log_in):
    product = make_product(cast, "everyone")
    version = actions.add_version(by=cast.thea, product=product, upload=upload(), now=NOW)
    place, client = actions.DOCUMENTS.location(version.path), log_in(cast.anna)
    assert client.post(url("product_version_take_back", product.pk, 2)).status_code == 403
    client = log_in(cast.thea)
    assert client.post(url("product_version_take_back", product.pk, 3)).status_code == 404
    assert place.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post(url("product_version_take_back", product.pk, 2)).status_code == 302
    assert not place.exists() and product.versions.count() == 1
    client.post(url("product_version_take_back", product.pk, 1))  # this one is out
    assert product.versions.count() == 1
    with pytest.raises(Refused):
        actions.take_version_back(by=cast.joost, product=product, number=1, now=NOW)
    assert actions.add_version(by=cast.thea, product=product, upload=upload(), now=NOW).number == 2


def test_a_text_is_for_good(cast):
    actions.change_product(by=cast.thea, product=make_product(cast), now=NOW, title="Zeven lessen")
    for deed in (lambda rows: rows.update(title="Anders"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed(ProductText.objects.all())


# --- Taken over ----------------------------------------------------------------------------------------------
def test_another_school_takes_a_product_over_and_tells_what_came_of_it(cast, log_in, hans, client):
    product = make_product(cast, "everyone")
    form = {"used_for": "HBO-ICT, jaar 1", "starts_on": "1-2-2026", "nonce": uuid4()}
    for _ in range(2):
        assert log_in(hans).post(url("reuse_new", product.pk), form).status_code == 302
    reuse = Reuse.objects.get()
    assert (reuse.organisation, reuse.starts_on) == (cast.hanze, date(2026, 2, 1))
    told = {"outcome": "Les vier duurde twee weken.", "students": 84}
    client = log_in(hans)
    assert client.post(url("reuse_outcome", product.pk, reuse.pk), {"outcome": ""}).context["form"].errors
    assert client.post(url("reuse_outcome", product.pk, reuse.pk), told).status_code == 302
    client.logout()
    shown = client.get(url("product", product.pk)).content.decode()
    assert "Hanzehogeschool" in shown and "Les vier duurde twee weken." in shown and "84" in shown
    assert "Hans Docent" not in shown
    assert set(AuditEvent.objects.filter(verb__contains="o").values_list("verb", flat=True)) >= {
        "product.taken_over",
        "product.outcome_told",
    }


def test_few_students_are_counted_for_the_school_and_the_lab_only(cast, log_in, hans, client):
    product = make_product(cast, "everyone")
    values = {"product": product, "used_for": "Jaar 1", "starts_on": NOW.date(), "nonce": uuid4()}
    reuse = actions.take_over(by=hans, now=NOW, **values)
    actions.tell_outcome(by=hans, reuse=reuse, outcome="Goed.", students=3, now=NOW)
    exact, hidden = "3 studenten werkten ermee", "Minder dan vijf studenten werkten ermee"
    for who in (None, cast.anna, cast.sanne):
        shown = (log_in(who) if who else client).get(url("product", product.pk)).content.decode()
        assert hidden in shown and exact not in shown
    for who in (hans, cast.joost):
        shown = log_in(who).get(url("product", product.pk)).content.decode()
        assert exact in shown and hidden not in shown


def test_the_same_class_takes_a_product_over_once(cast, hans):
    product = make_product(cast, "members")
    values = {"by": hans, "product": product, "used_for": "Jaar 1", "starts_on": NOW.date(), "now": NOW}
    actions.take_over(nonce=uuid4(), **values)
    with pytest.raises(Refused):
        actions.take_over(nonce=uuid4(), **values)
    actions.take_over(nonce=uuid4(), **values | {"used_for": "Jaar 2"})


@pytest.mark.parametrize("who", ["thea", "anna", "sanne", "aad", "esra"])
def test_who_does_not_take_over(cast, log_in, who):
    """The own school, a company, a student, an auditor, and another partnership."""
    product = make_product(cast, "everyone")
    values = {"used_for": "Jaar 1", "starts_on": NOW.date(), "nonce": uuid4()}
    with pytest.raises(Refused):
        actions.take_over(by=getattr(cast, who), product=product, now=NOW, **values)
    form = {"used_for": "Jaar 1", "starts_on": "1-2-2026", "nonce": uuid4()}
    answer = log_in(getattr(cast, who)).post(url("reuse_new", product.pk), form)
    assert answer.status_code == {"sanne": 403, "aad": 403, "esra": 404}.get(who, 200)
    assert not Reuse.objects.exists()


def test_a_draft_is_not_taken_over(cast, hans):
    with pytest.raises(Refused):
        actions.take_over(
            by=hans, product=make_product(cast), used_for="Jaar 1", starts_on=NOW.date(), nonce=uuid4(), now=NOW
        )


def test_only_the_school_that_took_it_over_tells(cast, log_in, hans):
    product = make_product(cast, "everyone")
    reuse = actions.take_over(by=hans, product=product, used_for="Jaar 1", starts_on=NOW.date(), nonce=uuid4(), now=NOW)
    for who in ("thea", "anna", "mirjam"):
        client = log_in(getattr(cast, who))
        assert client.get(url("reuse_outcome", product.pk, reuse.pk)).status_code == 404
        with pytest.raises(Refused):
            actions.tell_outcome(by=getattr(cast, who), reuse=reuse, outcome="Goed.", students=1, now=NOW)
    with pytest.raises(Refused):
        actions.tell_outcome(by=hans, reuse=reuse, outcome="  ", students=1, now=NOW)
    LabCoordinator.objects.filter(membership=cast.joost).delete()
    actions.tell_outcome(by=cast.joost, reuse=reuse, outcome="Goed.", students=None, now=NOW)  # of the same school


def test_the_pages_take_a_fixed_number_of_queries(cast, log_in, hans):
    product = make_product(cast, "everyone")
    client = log_in(cast.joost)

    def grow():
        made = make_product(cast, "everyone", line=make_line(cast))
        for each in (made, product):
            actions.add_version(by=cast.thea, product=each, upload=upload(), now=NOW)
            actions.take_over(
                by=hans, product=each, used_for=str(uuid4()), starts_on=NOW.date(), nonce=uuid4(), now=NOW
            )

    grow()
    before = [count_of(client, address) for address in (url("products"), url("product", product.pk))]
    for _ in range(3):
        grow()
    after = [count_of(client, address) for address in (url("products"), url("product", product.pk))]
    assert after == before
    assert max(after) <= 10


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "x"}, "product_state_known"),
        ({"kind": "x"}, "product_kind_known"),
        ({"licence": "x"}, "product_licence_known"),
        ({"audience": ["x"]}, "product_audience_known"),
        ({"state": "everyone"}, "product_out_since_a_moment"),
        ({"state": "everyone", "published_at": NOW}, "product_out_with_a_file"),
    ],
)
def test_the_database_refuses_impossible_products_by_name(cast, values, constraint):
    product = make_product(cast)
    if "state" in values and values["state"] == "x":
        values = values | {"published_at": NOW, "files_out": 1}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(**values)


def test_the_database_refuses_an_outcome_of_nobody(cast, hans):
    product = make_product(cast, "everyone")
    actions.take_over(by=hans, product=product, used_for="x", starts_on=NOW.date(), nonce=uuid4(), now=NOW)
    with pytest.raises(IntegrityError, match="reuse_told_by_someone"), transaction.atomic():
        Reuse.objects.update(outcome="Goed")
