"""Partners: the trade register's numbers, joining and leaving (R10, R25, R26)."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from lib.workflow import Refused
from partnership.actions import organisations as actions
from partnership.kinds import OrganisationKind
from partnership.models import Organisation
from tests.cast import make_organisation, make_programme

NEW = reverse("organisation_new", args=["werkplaats"])


@pytest.fixture
def client_(cast, log_in):
    return log_in(cast.mirjam)


def typed(**changes):
    return {"name": "Wierde Web", "kind": "company", "kvk": "01234567", "nonce": uuid4()} | changes


def test_the_same_form_twice_is_one_organisation(client_):
    form = typed(branch="000012345678", employees="12", sector="web")
    first, second = client_.post(NEW, form), client_.post(NEW, form)
    made = Organisation.objects.get(name="Wierde Web")
    assert first.url == second.url == reverse("organisation", args=["werkplaats", made.pk])
    assert (made.kvk, made.branch, made.key) == ("01234567", "000012345678", "wierde-web")


def test_two_of_the_same_name_get_keys_of_their_own(client_):
    client_.post(NEW, typed())
    client_.post(NEW, typed())
    assert set(Organisation.objects.filter(name="Wierde Web").values_list("key", flat=True)) == {
        "wierde-web",
        "wierde-web-2",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kvk", "1234567"),
        ("kvk", "123456789"),
        ("kvk", "1234567a"),
        ("kvk", "٠١٢٣٤٥٦٧"),
        ("branch", "12345678901"),
        ("employees", "-1"),
        ("employees", "veel"),
        ("kind", "club"),
        ("name", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client_, name, value):
    response = client_.post(NEW, typed(**{name: value}))
    assert set(response.context["form"].errors) == {name}
    assert not Organisation.objects.filter(name="Wierde Web").exists()


def test_the_side_of_the_financing_follows_from_the_kind(client_, cast):
    second = make_programme(cast.werkplaats, cast.noorderpoort, "RIF19-2")
    sides = {"terpdok": "business", "hanze": "other", "gemeente": "other", "noorderpoort": "applicant"}
    for name, side in sides.items():
        url = reverse("participation_new", args=["werkplaats", getattr(cast, name).pk])
        client_.post(url, {"programme": second.pk, "joined_on": "1-9-2023", "group": "business"})
        assert getattr(cast, name).participations.get(programme=second).group == side


@pytest.mark.parametrize(
    ("kind", "side"), [("organised_business", "business"), ("training_fund", "business"), ("other", "other")]
)
def test_who_stands_with_business_and_who_with_the_others(client_, cast, kind, side):
    made = Organisation.objects.get(pk=client_.post(NEW, typed(kind=kind)).url.split("/")[-2])
    url = reverse("participation_new", args=["werkplaats", made.pk])
    client_.post(url, {"programme": cast.programme.pk, "joined_on": "1-9-2023"})
    assert made.participations.get().group == side


def test_the_actions_refuse_what_the_forms_refuse(cast):
    by, now = cast.mirjam, timezone.now()
    new = make_organisation(cast.werkplaats, "nieuw", "Nieuw", OrganisationKind.COMPANY)
    for day in (date(2023, 7, 31), date(2027, 8, 1)):
        with pytest.raises(Refused):
            actions.join(by=by, organisation=new, programme=cast.programme, joined_on=day, now=now)
    row = actions.join(by=by, organisation=new, programme=cast.programme, joined_on=date(2024, 1, 1), now=now)
    for day in (date(2023, 12, 31), date(2027, 8, 1)):
        with pytest.raises(Refused):
            actions.set_leaving(by=by, participation=row, left_on=day, now=now)
    actions.set_leaving(by=by, participation=row, left_on=date(2024, 1, 1), now=now)
    with pytest.raises(Refused):
        actions.change(by=by, organisation=new, kind="school", now=now)
    assert actions.change(by=by, organisation=new, kind="training_fund", now=now).kind == "training_fund"


def test_an_accountant_joins_nothing(client_, cast):
    url = reverse("participation_new", args=["werkplaats", cast.kantoor.pk])
    assert client_.get(url).status_code == 200
    client_.post(url, {"programme": cast.programme.pk, "joined_on": "1-9-2023"})
    assert not cast.kantoor.participations.exists()


@pytest.mark.parametrize("day", ["31-7-2023", "1-8-2027", "gisteren om 3 uur", ""])
def test_joining_is_within_the_programme(client_, cast, day):
    new = make_organisation(cast.werkplaats, "nieuw", "Nieuw", OrganisationKind.COMPANY)
    url = reverse("participation_new", args=["werkplaats", new.pk])
    response = client_.post(url, {"programme": cast.programme.pk, "joined_on": day})
    assert set(response.context["form"].errors) == {"joined_on"}
    foreign = client_.post(url, {"programme": cast.other_programme.pk, "joined_on": "1-9-2023"})
    assert set(foreign.context["form"].errors) == {"programme"}


def test_who_leaves_keeps_its_history(client_, cast):
    entry = cast.approved()
    row = cast.terpdok.participations.get()
    url = reverse("participation_end", args=["werkplaats", row.pk])
    for wrong in ("1-7-2023", "1-8-2027"):
        assert client_.post(url, {"left_on": wrong}).context["form"].errors
    assert client_.post(url, {"left_on": "31-3-2026"}).status_code == 302
    row.refresh_from_db()
    entry.refresh_from_db()
    assert row.left_on == date(2026, 3, 31)
    assert entry.state == "approved"
    client_.post(url, {"left_on": ""})
    row.refresh_from_db()
    assert row.left_on is None


def test_the_kind_is_fixed_where_it_decides_the_side(client_, cast):
    url = reverse("organisation_edit", args=["werkplaats", cast.terpdok.pk])
    wrong = client_.post(url, {"name": "Terpdok", "kind": "school"})
    assert set(wrong.context["form"].errors) == {"kind"}
    fine = reverse("organisation_edit", args=["werkplaats", cast.hanze.pk])
    assert client_.post(fine, {"name": "Hanze", "kind": "government"}).status_code == 302  # the same side
    assert client_.post(url, {"name": "Terpdok BV", "kind": "company", "kvk": "00000001"}).status_code == 302
    cast.terpdok.refresh_from_db()
    assert (cast.terpdok.name, cast.terpdok.kvk, cast.terpdok.key) == ("Terpdok BV", "00000001", "terpdok")


def test_the_list_filters_and_takes_a_fixed_number_of_queries(client_, cast, django_assert_num_queries):
    url = reverse("organisations", args=["werkplaats"])
    found = client_.get(url, {"kind": "company"}).context["page"]
    assert {row.name for row in found} == {"Terpdok Software", "Wadbyte Cloud"}
    with django_assert_num_queries(5):
        client_.get(url)
    for number in range(12):
        make_organisation(cast.werkplaats, f"o{number}", f"O {number}", OrganisationKind.COMPANY, cast.programme)
    with django_assert_num_queries(5):
        client_.get(url)
    assert client_.get(url, {"sort": "-employees", "page": "x"}).status_code == 200


def test_an_empty_form_says_what_to_fill_in(client_):
    client_.cookies["django_language"] = "en"
    page = client_.post(NEW, typed(name="", kind="")).content.decode()
    assert "Fill in the name of the organisation." in page
    assert "Choose what kind of organisation this is." in page
    assert "This field is required" not in page
