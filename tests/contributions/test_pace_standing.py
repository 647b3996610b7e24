"""How partners stand: the same cents as the thirds and the home page, and who sees what of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from contributions.models import Pledge
from contributions.pace import Schedule
from contributions.queries.figures import Figures
from contributions.queries.financing import overview
from contributions.queries.pace import everybody, one_partner
from contributions.queries.standing import standing
from contributions.rules import ZERO
from partnership.kinds import OrganisationKind
from partnership.models import Participation, Partnership
from partnership.roles import Role
from tests.cast import TODAY, make_member, make_organisation
from tests.contributions.test_financing_properties import LINES, _clear, enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
URL = "/werkplaats/standing/"


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["django_language"] = "en"


def year_of(cast):
    return cast.programme.years[2]


def own(cast, organisation=None, period=None, today=TODAY):
    return one_partner(cast.programme, (organisation or cast.terpdok).pk, period or year_of(cast), today)


def bring_everything(cast):
    """Something of every kind, of several partners and in several years."""
    cast.pledge()
    cast.pledge(starts_on=date(2024, 8, 1), ends_on=date(2025, 7, 31), quantity=80, amount=Decimal("5840.00"))
    cast.pledge(cast.wadbyte, starts_on=date(2025, 3, 9), ends_on=date(2026, 11, 2), amount=Decimal("8760.01"))
    cash = {"kind": "cash", "unit": "amount", "quantity": 1, "unit_price": Decimal(30000), "amount": Decimal(30000)}
    cast.pledge(cast.gemeente, **cash)
    cast.approved(minutes=465, amount=Decimal("565.75"))
    cast.approved(minutes=15, rate=Decimal("61.37"), amount=Decimal("15.34"))
    cast.approved(minutes=300, kind="internship_supervision")
    cast.approved(cast.bram, minutes=600, worked_on=date(2025, 3, 10))
    cast.approved(cast.joost, minutes=90, worked_on=date(2024, 2, 29))
    for _ in range(3):
        cast.submitted(cast.bram, minutes=15)
    cast.returned(minutes=60)
    cast.entry(minutes=45)
    cast.entry(minutes=75, kind="wage_loss")
    cast.cash(received_on=date(2025, 9, 30))
    cast.cash(cast.gemeente, amount=Decimal("12345.67"))
    cast.cash(cast.wadbyte, state="submitted")
    cast.cash(cast.wadbyte, evidence="")


def test_every_partner_stands_as_on_the_financing_page(cast):
    bring_everything(cast)
    for period in (*cast.programme.years, cast.programme.period):
        thirds, found = overview(cast.programme, period, now=TODAY), everybody(cast.programme, period, TODAY)
        rows = {row.organisation_id: row.figures for row in thirds.partners if not row.figures.is_empty}
        assert {stand.partner.organisation_id: stand.figures for stand in found.partners} == rows
        assert found.total.figures == thirds.total
        alone = [own(cast, row, period) for row in (cast.terpdok, cast.wadbyte, cast.gemeente)]
        for each in alone:
            key = each.stand.partner.organisation_id
            same = next((stand for stand in found.partners if stand.partner.organisation_id == key), None)
            assert same is None or same == each.stand
            whole = everybody(cast.programme, cast.programme.period, TODAY).partners
            assert each.whole in whole


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES)
def test_months_add_up_to_the_year_and_years_to_the_programme(cast, lines):
    if not Pledge.objects.exists():
        cast.pledge(starts_on=date(2025, 2, 9), ends_on=date(2026, 11, 2), amount=Decimal("8760.01"))
        cast.promise(cast.wadbyte, starts_on=date(2024, 5, 9), ends_on=date(2026, 12, 2), amount=Decimal("5840.01"))
        cast.cash(cast.kantoor, state="submitted")
        cast.cash(cast.wadbyte, state="submitted", evidence="")
    made = [enter(cast, line) for line in lines]
    names = [name for name in vars(Figures()) if "to_come" not in name]  # what lies ahead is told of the whole only
    whole = everybody(cast.programme, cast.programme.period, TODAY)
    years = [everybody(cast.programme, year, TODAY) for year in cast.programme.years]
    for name in names:
        for found in (whole, *years):
            assert sum(getattr(month.figures, name) for month in found.months) == getattr(found.total.figures, name)
        assert sum(getattr(year.total.figures, name) for year in years) == getattr(whole.total.figures, name)
    for found in (whole, *years):
        assert found.total.figures == overview(cast.programme, found.period, now=TODAY).total
    _clear(made)


def test_lines_of_who_takes_no_part_are_in_the_sum_as_in_the_thirds(cast):
    cast.submitted(cast.aad)
    cast.submitted(cast.aad, kind="wage_loss", worked_on=date(2026, 3, 3))
    found = everybody(cast.programme, cast.programme.period, TODAY)
    assert found.total.figures == overview(cast.programme, now=TODAY).total
    assert (found.total.figures.waiting_in_vain, found.partners) == (2, ())


def test_it_is_what_the_form_of_hours_says(cast):
    bring_everything(cast)
    home, found = standing(cast.terpdok, cast.programme, TODAY), own(cast)
    for name in ("approved_minutes", "waiting_minutes", "returned_minutes"):
        assert getattr(found.stand.figures, name) == getattr(home.year, name)
        assert getattr(found.whole.figures, name) == getattr(home.whole, name)
    assert found.stand.figures.promised_minutes == home.year.pledged_minutes
    assert found.whole.figures.promised_minutes == home.whole.pledged_minutes
    assert found.stand.hours_worth == home.year.approved + home.year.waiting
    assert found.not_counting_minutes == home.year.not_counting_minutes == 300


def test_nothing_yet(cast):
    found = own(cast)
    assert (found.stand.schedule, found.stand.at_pace, found.marks) == (Schedule.NO_PLEDGE, ZERO, ())
    assert len(found.months) == 12
    assert own(cast, cast.kantoor) is None
    assert everybody(cast.programme, year_of(cast), TODAY).partners == ()


def test_behind_on_schedule_and_done(cast):
    """16 March is day 228 of 365: of 120 hours 74.96 were to be expected; 12 hours are tolerated."""
    cast.pledge()
    for minutes in (1440, 1440):
        cast.approved(minutes=minutes)
    behind = own(cast).stand
    assert behind.hours_course.expected == 4498
    assert (behind.schedule, behind.behind_minutes) == (Schedule.BEHIND, 4498 - 2880)
    cast.submitted(minutes=915)
    assert own(cast).stand.schedule is Schedule.ON_SCHEDULE
    for _ in range(3):
        cast.submitted(minutes=1440)
    assert own(cast).stand.schedule is Schedule.DONE


def test_the_pace_of_hours_and_the_plan_of_goods(cast):
    cast.pledge()
    cash = {"kind": "cash", "unit": "amount", "quantity": 1, "unit_price": Decimal(1000), "amount": Decimal(1000)}
    cast.pledge(**cash)
    cast.approved(minutes=1440)
    stand = own(cast).stand
    # € 1,752 in 228 days is € 1,052.74 in the 137 that follow; of the cash what was pledged for those days
    assert stand.at_pace == Decimal("1752.00") + Decimal("1052.74") + stand.goods.to_come
    assert stand.goods.to_come == Decimal("375.34")
    assert own(cast, today=date(2025, 8, 20)).stand.at_pace is None
    assert own(cast, today=date(2026, 8, 1)).stand.at_pace == Decimal("1752.00")


def test_goods_are_late_only_after_the_last_day(cast):
    cash = {"kind": "cash", "unit": "amount", "quantity": 1, "unit_price": Decimal(1000), "amount": Decimal(1000)}
    cast.pledge(cast.gemeente, **cash)
    assert own(cast, cast.gemeente).stand.schedule is Schedule.ON_SCHEDULE
    late = own(cast, cast.gemeente, today=date(2026, 7, 31)).stand
    assert (late.schedule, late.behind_goods) == (Schedule.BEHIND, Decimal("1000.00"))
    cast.cash(cast.gemeente, amount=Decimal("1000.00"), received_on=date(2026, 3, 1))
    assert own(cast, cast.gemeente, today=date(2026, 7, 31)).stand.schedule is Schedule.DONE


def test_who_left_is_expected_nothing_after_that_day(cast):
    cast.pledge()
    cast.approved(minutes=1440)
    Participation.objects.filter(organisation=cast.terpdok).update(left_on=date(2025, 9, 30))
    stand = own(cast).stand
    assert stand.hours_course.expected == 1203  # 61 of 365 days
    assert stand.at_pace == Decimal("1752.00")
    assert stand.schedule is Schedule.ON_SCHEDULE


def test_an_unsigned_pledge_is_told_and_not_counted(cast):
    cast.promise()
    found = own(cast)
    assert found.stand.figures.pledged == 0
    assert (found.stand.figures.unsigned, found.stand.figures.unsigned_minutes) == (Decimal("8760.00"), 7200)
    assert found.stand.figures.forecast == found.stand.figures.to_come == 0
    assert [amount for _reason, amount in found.not_firm] == [Decimal("8760.00")]


NOT_SIGNED = "Pledged, not signed yet"


@pytest.mark.parametrize("signed", [True, False])
def test_home_and_standing_tell_one_story(log_in, cast, signed):
    """The same words and amounts for what is signed for and what is not, for the partner and for management."""
    if signed:
        cast.pledge()
    cast.promise(starts_on=date(2025, 11, 1), quantity=Decimal("40"), amount=Decimal("2920.00"))
    cast.approved(minutes=465, amount=Decimal("565.75"))
    for person, address in ((cast.mo, "/werkplaats/"), (cast.mo, URL), (cast.mirjam, f"{URL}{cast.terpdok.pk}/")):
        response = log_in(person).get(address)
        page = response.content.decode()
        figures = response.context["stand"].figures
        assert (figures.pledged, figures.unsigned) == (Decimal("8760.00") if signed else 0, Decimal("2920.00"))
        items = {item.label: item.value for item in response.context["bar_in_euros"].items}
        assert (items["Pledged"], items[NOT_SIGNED]) == ("€8,760.00" if signed else "€0.00", "€2,920.00")
        assert f"€2,920.00: {NOT_SIGNED}. A pledge counts once a signed agreement covers it." in page
    page = log_in(cast.mirjam).get(URL).content.decode()
    assert NOT_SIGNED in page
    assert page.count("€2,920.00<br>not signed yet") == 2  # in the row and in the total
    home = log_in(cast.mirjam).get("/werkplaats/")
    assert NOT_SIGNED in home.content.decode()
    assert home.context["desk"].unsigned.amount == home.context["desk"].stand.total.unsigned == Decimal("2920.00")
    assert "€2,920.00<br>not signed yet" in log_in(cast.mirjam).get("/werkplaats/financing/").content.decode()


def test_where_all_is_signed_nothing_is_said_of_signing(log_in, cast):
    cast.pledge()
    for person, address in ((cast.mo, "/werkplaats/"), (cast.mo, URL), (cast.mirjam, URL)):
        assert "not signed yet" not in log_in(person).get(address).content.decode()


# --- Pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "table", "own_page", "other_page"),
    [
        ("mirjam", 200, 200, 200),
        ("beheer", 200, 200, 200),
        ("aad", 200, 200, 200),
        ("anna", 200, 200, 404),
        ("mo", 200, 200, 404),
        ("carla", 403, 403, 403),
        ("thea", 403, 403, 403),
        ("sanne", 403, 403, 403),
        ("esra", 404, 404, 404),
    ],
)
def test_who_sees_which(log_in, cast, who, table, own_page, other_page):
    client = log_in(getattr(cast, who))
    assert client.get(URL).status_code == table
    assert client.get(f"{URL}{cast.terpdok.pk}/").status_code == own_page
    assert client.get(f"{URL}{cast.wadbyte.pk}/").status_code == other_page
    assert client.get(f"{URL}{cast.kleibyte.pk}/").status_code == (404 if table != 403 else 403)


def test_a_company_sees_its_own_and_no_other(log_in, cast):
    cast.pledge()
    cast.pledge(cast.wadbyte)
    page = log_in(cast.anna).get(URL).content.decode()
    assert "Terpdok Software" in page
    assert "Wadbyte" not in page
    assert "Wadbyte" in log_in(cast.mirjam).get(URL).content.decode()


def test_drafts_are_for_the_companys_manager_only(log_in, cast):
    cast.pledge()
    cast.entry(minutes=45)
    words = "Drafts, not submitted yet"
    page = log_in(cast.mo).get(URL).content.decode()
    assert words in page
    assert "0.75" in page
    for who in (cast.anna, cast.mirjam, cast.aad):
        assert words not in log_in(who).get(f"{URL}{cast.terpdok.pk}/").content.decode()


def test_filter_and_order(log_in, cast):
    bring_everything(cast)
    client = log_in(cast.mirjam)

    def names(query):
        return [row["stand"].partner.name for row in client.get(f"{URL}?{query}").context["rows"]]

    assert names("sort=name") == sorted(names("sort=-name"), key=str.casefold)
    assert names("schedule=behind") == ["Terpdok Software", "Wadbyte Cloud"]
    assert names("schedule=on_schedule") == ["Gemeente"]
    assert "Terpdok Software" not in names("group=other")
    assert names("sort=-approved")[0] == "Gemeente"
    assert names("schedule=nonsense&sort=nonsense") == names("")


@pytest.mark.parametrize("query", ["year=9", "year=-1", "year=x", "year=²", "programme=0", "programme=x"])
def test_a_year_or_programme_that_is_not_there(log_in, cast, query):
    client = log_in(cast.mirjam)
    assert client.get(f"{URL}?{query}").status_code == 404
    assert client.get(f"{URL}?year=4&programme={cast.programme.pk}").status_code == 200
    assert client.get(f"{URL}?programme={cast.other_programme.pk}").status_code == 404


def test_the_amounts_stand_on_the_page(log_in, cast):
    cast.pledge()
    cast.approved(minutes=465, amount=Decimal("565.75"))
    page = log_in(cast.mo).get(URL).content.decode()
    assert page.count("€565.75") >= 2
    assert "€8,760.00" in page
    assert "behind schedule" in page.lower()


def queries(client, url):
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_as_many_queries_for_many_rows_as_for_few(log_in, cast):
    bring_everything(cast)
    few = queries(log_in(cast.mo), URL)
    client = log_in(cast.mirjam)
    table, page = queries(client, URL), queries(client, f"{URL}{cast.terpdok.pk}/")
    for number in range(12):
        cast.approved(worked_on=date(2025, 9, 1) + timedelta(days=9 * number))
        cast.submitted(cast.bram, minutes=15 * (number + 1))
        cast.entry(minutes=15)
        cast.cash(cast.hanze, received_on=date(2025, 10, 1) + timedelta(days=number))
    assert (queries(client, URL), queries(client, f"{URL}{cast.terpdok.pk}/")) == (table, page)
    assert queries(log_in(cast.mo), URL) == few
    assert max(few, table, page) <= 15


def test_without_a_programme_there_is_nothing_to_stand_for(log_in, cast):
    bare = Partnership.objects.create(slug="kaal", name="Kaal")
    school = make_organisation(bare, "roc", "ROC", OrganisationKind.APPLICANT_SCHOOL)
    manager = make_member("Kees Kaal", school, Role.MANAGEMENT)
    assert "No programme yet" in log_in(manager).get("/kaal/standing/").content.decode()
    assert log_in(manager).get(f"/kaal/standing/{school.pk}/").status_code == 200
