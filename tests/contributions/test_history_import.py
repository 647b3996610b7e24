"""The import of a history folder, from the files to the sums, against an oracle that only knows the files."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from accountability.queries import read_books
from contributions.models import Contribution, HourEntry, Pledge
from contributions.queries.financing import realised, realised_as_json
from contributions.states import RETURNED_BEFORE
from labs.models import Activity, Lab
from partnership.models import AuditEvent, Membership, Organisation, Participation, Partnership, Programme, User
from partnership.schemes import preset
from tests.contributions.history_folder import HOUR, Content, expected, person, random_content

TODAY = date(2026, 3, 16)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-03-16T09:30:00Z", tick=False):
        yield


def run(folder, *, slug="proef", **options) -> dict:
    out = StringIO()
    call_command("import_history", str(folder), partnership=slug, as_json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def told(folder, **options) -> str:
    out = StringIO()
    call_command("import_history", str(folder), partnership="proef", stdout=out, **options)
    return out.getvalue()


FOLDERS = [
    {"seed": 1},
    {"seed": 2, "partners": 1, "lines": 60},
    {"seed": 3, "lines": 2500, "partners": 3},
    {"seed": 4, "start": date(2024, 2, 1), "years": 5},
    {"seed": 5, "start": date(2022, 1, 1), "years": 1, "until": date(2022, 12, 31)},
    {"seed": 6, "start": date(2026, 3, 1), "until": date(2026, 5, 1), "lines": 300},  # half of it in the future
    {"seed": 7, "lines": 0},
    {"seed": 8, "partners": 40, "lines": 1500},
]


@pytest.mark.parametrize("options", FOLDERS, ids=lambda options: f"seed {options['seed']}")
def test_sums_and_refusals_are_those_that_follow_from_the_files(tmp_path, options):
    folder = random_content(**options).write(tmp_path)
    must = expected(folder, TODAY)

    printed = run(folder)
    programme = Programme.objects.get(grant_number=f"TEST-{options['seed']}")

    assert printed | {"realised": realised_as_json(realised(programme))} == must
    assert HourEntry.objects.filter(programme=programme).count() == must["accepted_hour_lines"]


def test_the_shape_of_the_printed_json(tmp_path):
    printed = run(Content().write(tmp_path))

    assert list(printed) == ["accepted_hour_lines", "rejected", "hour_lines_by_status"]
    assert printed["hour_lines_by_status"] == {"approved": 1, "submitted": 0, "returned": 0, "draft": 0}


def test_everything_a_line_needs_is_made(tmp_path):
    run(Content().write(tmp_path), slug="nieuw-netwerk")

    partnership = Partnership.objects.get(slug="nieuw-netwerk")
    assert partnership.name == "Nieuw netwerk"
    assert set(Lab.objects.values_list("kind", flat=True)) == {"kennis", "learning", "business"}
    assert Activity.objects.count() == 4
    assert dict(Participation.objects.values_list("organisation__key", "group")) == {
        "school": "applicant",
        "terp": "business",
    }
    assert Organisation.objects.get(key="terp").kvk == "01234567"
    programme = Programme.objects.get()
    assert (programme.lead_partner.key, str(programme.rate), programme.terms.rate) == (
        "school",
        "73.00",
        programme.rate,
    )
    assert Pledge.objects.get().amount == 8760
    assert Contribution.objects.get().evidence == "bewijs.pdf"
    assert AuditEvent.objects.get(verb="import_history").data["hours"] == 1


def test_the_name_of_a_new_partnership_can_be_given(tmp_path):
    run(Content().write(tmp_path), name="Netwerk Noord")

    assert Partnership.objects.get(slug="proef").name == "Netwerk Noord"


def test_an_approved_line_is_frozen_with_rate_amount_and_approver(tmp_path):
    run(Content().write(tmp_path))

    entry = HourEntry.objects.get()
    assert (str(entry.rate), str(entry.amount), entry.decided_by.email) == ("73.00", "182.50", "carla@example.org")
    assert entry.decided_by.name == "carla@example.org"  # nothing better is known
    assert entry.submitted_at.date() == date(2024, 3, 5)
    assert entry.decided_at.date() == date(2024, 3, 12)


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "approved"])
def test_every_state_has_the_moments_the_database_asks_for(tmp_path, status):
    today = {"date": "2026-03-16", "status": status, "approved_on": "2026-03-16"}
    run(Content(hours=[HOUR | today]).write(tmp_path))

    entry = HourEntry.objects.get()
    assert entry.state == status
    assert entry.return_reason == (RETURNED_BEFORE if status == "returned" else "")


def test_people_cannot_log_in_and_have_the_role_of_their_organisation(tmp_path):
    content = Content()
    content.people.append(person("thea@example.org", "school", "Thea Docent"))
    run(content.write(tmp_path))

    anna = User.objects.get(email="anna@example.org")
    assert not anna.has_usable_password()
    roles = dict(Membership.objects.values_list("user__email", "role"))
    assert roles == {
        "anna@example.org": "company_member",
        "bram@example.org": "company_member",
        "thea@example.org": "teacher",
    }
    assert not User.objects.get(email="carla@example.org").memberships.exists()


def test_a_person_who_is_known_elsewhere_is_the_same_person(tmp_path, cast):
    content = Content()
    content.people[0]["email"] = content.hours[0]["person"] = cast.anna.user.email.upper()
    run(content.write(tmp_path), slug="anders")

    entry = HourEntry.objects.get(programme__grant_number="RIF19-00001")
    assert entry.person == cast.anna.user
    assert cast.anna.user.memberships.count() == 2
    cast.anna.user.refresh_from_db()
    assert cast.anna.user.name == "Anna Terpdok"
    assert cast.anna.user.has_usable_password()


def test_no_approved_line_is_without_the_name_of_its_approver(tmp_path, cast):
    content = Content()
    content.people.append(person("thea@example.org", "school", "Thea de Groot"))
    approvers = ["carla@example.org", "thea@example.org", cast.carla.user.email]
    content.hours = [HOUR | {"id": f"H{n}", "approved_by": email} for n, email in enumerate(approvers)]
    run(content.write(tmp_path), slug="anders")
    User.objects.filter(email="thea@example.org").update(name="")  # as an import of before left it

    programme = Programme.objects.get(grant_number="RIF19-00001")
    rows = read_books(programme, programme.period).data["hours"]

    assert [row[14] for row in rows] == ["carla@example.org", "thea@example.org", "Carla Noorderpoort"]


def test_another_rate_than_that_of_the_scheme_is_in_the_terms_with_a_reason(tmp_path):
    usual, other = Content(), Content()
    run(usual.write(tmp_path / "een"))
    other.programme |= {"grant_number": "RIF19-2", "rate": "61.37"}
    run(other.write(tmp_path / "twee"))

    standard, changed = Programme.objects.order_by("pk")
    assert (standard.rate, standard.terms, standard.override_reason) == (Decimal("73.00"), preset("RIF19"), "")
    assert changed.terms == replace(preset("RIF19"), rate=Decimal("61.37"))
    assert changed.rate == changed.terms.rate
    assert changed.override_reason


def test_a_person_of_two_organisations_gets_both_memberships(tmp_path):
    content = Content()
    content.people.append(person("anna@example.org", "school"))
    run(content.write(tmp_path))

    assert Membership.objects.filter(user__email="anna@example.org").count() == 2


def test_the_same_folder_again_adds_nothing_and_says_the_same(tmp_path):
    folder = random_content(11, lines=300).write(tmp_path)
    first = run(folder)
    before = _everything()

    assert run(folder) == first
    assert _everything() == before


def test_a_folder_with_more_lines_adds_only_those(tmp_path):
    content = Content()
    run(content.write(tmp_path))
    kept = HourEntry.objects.get()
    content.hours.append(HOUR | {"id": "H2", "date": "2024-03-06", "status": "submitted"})

    printed = run(content.write(tmp_path))

    assert printed["hour_lines_by_status"] == {"approved": 1, "submitted": 1, "returned": 0, "draft": 0}
    assert HourEntry.objects.count() == 2
    assert HourEntry.objects.get(history_id="H1").pk == kept.pk


def test_new_lines_are_judged_with_the_hours_that_are_there(tmp_path):
    content = Content(hours=[HOUR | {"hours": "20"}])
    run(content.write(tmp_path))
    content.hours.insert(0, HOUR | {"id": "H2", "hours": "5"})

    assert run(content.write(tmp_path))["rejected"] == [
        {"file": "hours.csv", "id": "H2", "reason": "more_than_24_hours"}
    ]


def test_a_line_that_says_something_else_than_before_is_refused(tmp_path):
    content = Content()
    run(content.write(tmp_path))
    content.hours[0]["hours"] = "3"
    content.contributions[0]["amount"] = "1.00"

    refused = [(row["file"], row["reason"]) for row in run(content.write(tmp_path))["rejected"]]

    assert refused == [("hours.csv", "changed"), ("contributions.csv", "changed")]
    assert HourEntry.objects.get().minutes == 150


def test_a_membership_that_ended_stays_ended(tmp_path):
    folder = Content().write(tmp_path)
    run(folder)
    Membership.objects.filter(user__email="anna@example.org").update(ended_at=timezone.now())
    run(folder)

    assert Membership.objects.filter(user__email="anna@example.org", ended_at=None).count() == 0


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    folder = random_content(12, lines=200).write(tmp_path)
    before = _everything()

    checked = run(folder, dry_run=True)

    assert _everything() == before
    assert run(folder) == checked


def test_a_second_programme_joins_the_same_partnership(tmp_path):
    run(Content().write(tmp_path / "een"))
    later = Content()
    later.programme |= {"grant_number": "RIF24-1", "scheme": "RIF24", "rate": "86.00"}
    run(later.write(tmp_path / "twee"))

    assert Programme.objects.count() == 2
    assert Organisation.objects.filter(key="terp").count() == 1
    assert Lab.objects.count() == 3
    assert str(HourEntry.objects.get(programme__grant_number="RIF24-1").amount) == "215.00"


def test_a_grant_of_another_partnership_is_refused(tmp_path, cast):
    content = Content()
    content.programme["grant_number"] = cast.programme.grant_number

    with pytest.raises(CommandError, match=cast.programme.grant_number):
        run(content.write(tmp_path), slug="elders")


def test_the_same_grant_with_other_dates_is_refused(tmp_path):
    content = Content()
    run(content.write(tmp_path))
    content.programme["end"] = "2028-07-31"

    with pytest.raises(CommandError, match="end"):
        run(content.write(tmp_path))


def test_for_people_it_says_what_was_refused_and_why(tmp_path):
    content = Content()
    content.hours.append(HOUR | {"id": "H2", "date": "2028-01-01"})
    content.hours.append(HOUR | {"id": "\x1b[31mH3", "hours": "acht"})
    said = told(content.write(tmp_path))

    assert "H2" in said
    assert "outside_period" in said
    assert "2028-01-01" in said
    assert "\x1b" not in said
    assert told(content.write(tmp_path)) != said  # the second time everything was there


def test_for_people_a_dry_run_is_called_a_check(tmp_path):
    assert HourEntry.objects.count() == 0
    said = told(Content().write(tmp_path), dry_run=True)

    assert said.strip()
    assert HourEntry.objects.count() == 0


@pytest.mark.parametrize("slug", ["met spatie", "", "a/b", "x" * 51, "verify", "admin", "privacy"])
def test_an_address_that_cannot_be_one_is_refused(tmp_path, slug):
    with pytest.raises(CommandError):
        run(Content().write(tmp_path), slug=slug)


def _everything() -> dict:
    places = (Partnership, Organisation, Programme, Participation, Lab, Activity)
    models = (*places, User, Membership, Pledge, HourEntry, Contribution, AuditEvent)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
