"""The named cast: the same partnership with the same people in every test, instead of anonymous users.

Terpdok (a company) is where Anna works and Mo manages; Noorderpoort is the lead school of Carla, who coordinates the
Learning Lab; Joost of Hanze coordinates the Business Lab. Mirjam manages the partnership, Aad audits its programme.
Wadbyte is another company (Bram). Elders is another partnership altogether, where Esra manages and Ed works.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine

from contributions.models import Contribution, HourEntry, Pledge
from labs.models import Activity, Goal, Lab, LabCoordinator, Milestone
from partnership.kinds import OrganisationKind
from partnership.models import Membership, Organisation, Participation, Partnership, Programme, User
from partnership.roles import Role
from partnership.schemes import preset, terms_to_json

PASSWORD = "a long enough passphrase"
NOW = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)  # a Monday
TODAY = NOW.date()
SINCE = datetime(2023, 8, 1, tzinfo=UTC)


@dataclass
class Cast:
    """Everybody and everything; attributes are set by `stage`."""

    werkplaats: Partnership
    elders: Partnership
    programme: Programme
    other_programme: Programme

    def entry(self, person=None, **values) -> HourEntry:
        """An hour entry of Anna (or of another member's membership), a valid draft unless `values` say otherwise."""
        membership = person or self.anna
        defaults = {
            "programme": self.programme,
            "organisation": membership.organisation,
            "person": membership.user,
            "activity": self.masterclasses,
            "worked_on": date(2026, 3, 10),
            "minutes": 150,
            "kind": "guest_teaching",
            "description": "Gastles over veilig programmeren",
            "entered_by": membership.user,
            "entered_at": NOW,
            "nonce": uuid4(),
        }
        return HourEntry.objects.create(**defaults | values)

    def submitted(self, person=None, **values) -> HourEntry:
        return self.entry(person, **{"state": "submitted", "submitted_at": NOW} | values)

    def returned(self, person=None, **values) -> HourEntry:
        defaults = {
            "state": "returned",
            "submitted_at": NOW,
            "decided_at": NOW,
            "decided_by": self.carla.user,
            "return_reason": "Welke klas was dit?",
        }
        return self.entry(person, **defaults | values)

    def approved(self, person=None, **values) -> HourEntry:
        minutes = values.get("minutes", 150)
        defaults = {
            "state": "approved",
            "submitted_at": NOW,
            "decided_at": NOW,
            "decided_by": self.carla.user,
            "rate": Decimal("73.00"),
            "amount": (Decimal(minutes) * Decimal("73.00") / 60).quantize(Decimal("0.01")),
        }
        return self.entry(person, **defaults | values)

    def pledge(self, organisation=None, **values) -> Pledge:
        """A signed pledge of 120 hours for the programme year that runs on `TODAY`."""
        defaults = {
            "programme": self.programme,
            "organisation": organisation or self.terpdok,
            "starts_on": date(2025, 8, 1),
            "ends_on": date(2026, 7, 31),
            "kind": "hours",
            "quantity": Decimal("120"),
            "unit": "hour",
            "unit_price": Decimal("73.00"),
            "amount": Decimal("8760.00"),
            "signed_by": "Mo Terpdok",
            "signed_on": date(2023, 7, 1),
            "document": "SOK 2023",
            "entered_by": self.mirjam.user,
            "entered_at": NOW,
            "nonce": uuid4(),
        }
        return Pledge.objects.create(**defaults | values)

    def promise(self, organisation=None, **values) -> Pledge:
        """The same pledge before anybody signed for it."""
        return self.pledge(organisation, **{"signed_by": "", "signed_on": None, "document": ""} | values)

    def cash(self, organisation=None, **values) -> Contribution:
        """An approved cash contribution of € 2,500 with proof."""
        defaults = {
            "programme": self.programme,
            "organisation": organisation or self.terpdok,
            "received_on": date(2026, 1, 15),
            "kind": "cash",
            "quantity": Decimal("1"),
            "unit_price": Decimal("2500.00"),
            "amount": Decimal("2500.00"),
            "evidence": "bewijs.pdf",
            "state": "approved",
            "entered_at": NOW,
        }
        if values.get("state", "approved") in ("approved", "returned"):
            defaults |= {"decided_at": NOW, "decided_by": self.mirjam.user}
        return Contribution.objects.create(**defaults | values)


def make_organisation(partnership, key, name, kind, programme=None, **values):
    organisation = Organisation.objects.create(partnership=partnership, key=key, name=name, kind=kind, **values)
    if programme is not None:
        group = Participation.group_for(kind)
        Participation.objects.create(
            programme=programme, organisation=organisation, group=group, joined_on=programme.starts_on
        )
    return organisation


def make_member(name, organisation, role, programme=None) -> Membership:
    """A person with a password and one membership; the e-mail address follows from the name."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name=name)
    return Membership.objects.create(
        user=user,
        partnership=organisation.partnership,
        organisation=organisation,
        role=role,
        programme=programme,
        started_at=SINCE,
    )


def make_programme(partnership, lead_partner, grant_number, scheme="RIF19", **values) -> Programme:
    terms = preset(scheme)
    defaults = {
        "name": "Digitaal Vakmanschap",
        "scheme": scheme,
        "applied_on": date(2023, 1, 31),
        "starts_on": date(2023, 8, 1),
        "ends_on": date(2027, 7, 31),
        "rate": terms.rate,
        "budget_total": Decimal("3000000.00"),
        "subsidy_granted": Decimal("1000000.00"),
        "terms_granted": terms_to_json(terms),
    }
    return Programme.objects.create(
        partnership=partnership, lead_partner=lead_partner, grant_number=grant_number, **defaults | values
    )


def make_activity(programme, lab, name) -> Activity:
    return Activity.objects.create(
        programme=programme, lab=lab, name=name, starts_on=programme.starts_on, ends_on=programme.ends_on
    )


def make_goal(programme, name="Elke student werkt met de praktijk") -> Goal:
    return Goal.objects.create(programme=programme, name=name, position=programme.goals.count() + 1)


def make_milestone(activity, name="Tien masterclasses gegeven", planned_on=date(2026, 3, 2)) -> Milestone:
    """Two weeks before `TODAY`, unless another day is given."""
    values = {"name": name, "planned_on": planned_on, "planned_result": "Tien masterclasses met samen 200 deelnemers."}
    return Milestone.objects.create(activity=activity, **values)


def _elders() -> dict:
    elders = Partnership.objects.create(slug="elders", name="ICT Campus Elders")
    lead = make_organisation(elders, "roc-elders", "ROC Elders", OrganisationKind.APPLICANT_SCHOOL)
    programme = make_programme(elders, lead, "RIF19-99999")
    Participation.objects.create(
        programme=programme, organisation=lead, group="applicant", joined_on=programme.starts_on
    )
    company = make_organisation(elders, "klei", "Kleibyte", OrganisationKind.COMPANY, programme)
    lab = Lab.objects.create(partnership=elders, kind="learning", name="Learning Lab")
    return {
        "elders": elders,
        "other_programme": programme,
        "kleibyte": company,
        "other_lab": lab,
        "other_activity": make_activity(programme, lab, "Trainingen elders"),
        "esra": make_member("Esra Elders", lead, Role.MANAGEMENT),
        "ed": make_member("Ed Elders", company, Role.COMPANY_MEMBER),
    }


def _werkplaats() -> dict:
    werkplaats = Partnership.objects.create(slug="werkplaats", name="Werkplaats Digitaal Vakmanschap")
    noorderpoort = make_organisation(werkplaats, "noorderpoort", "Noorderpoort", OrganisationKind.APPLICANT_SCHOOL)
    programme = make_programme(werkplaats, noorderpoort, "RIF19-00073")
    Participation.objects.create(
        programme=programme, organisation=noorderpoort, group="applicant", joined_on=programme.starts_on
    )
    hanze = make_organisation(werkplaats, "hanze", "Hanzehogeschool", OrganisationKind.SCHOOL, programme)
    gemeente = make_organisation(werkplaats, "gemeente", "Gemeente", OrganisationKind.GOVERNMENT, programme)
    terpdok = make_organisation(werkplaats, "terpdok", "Terpdok Software", OrganisationKind.COMPANY, programme)
    wadbyte = make_organisation(werkplaats, "wadbyte", "Wadbyte Cloud", OrganisationKind.COMPANY, programme)
    kantoor = make_organisation(werkplaats, "kantoor", "Accountantskantoor Balans", OrganisationKind.ACCOUNTANT)
    labs = {
        kind: Lab.objects.create(partnership=werkplaats, kind=kind, name=f"{kind.capitalize()} Lab")
        for kind in ("kennis", "learning", "business")
    }
    carla = make_member("Carla Noorderpoort", noorderpoort, Role.COORDINATOR)
    joost = make_member("Joost Hanze", hanze, Role.COORDINATOR)
    LabCoordinator.objects.create(lab=labs["learning"], membership=carla)
    LabCoordinator.objects.create(lab=labs["business"], membership=joost)
    return {
        "werkplaats": werkplaats,
        "programme": programme,
        "noorderpoort": noorderpoort,
        "hanze": hanze,
        "gemeente": gemeente,
        "terpdok": terpdok,
        "wadbyte": wadbyte,
        "kantoor": kantoor,
        "kennis_lab": labs["kennis"],
        "learning_lab": labs["learning"],
        "business_lab": labs["business"],
        "masterclasses": make_activity(programme, labs["learning"], "Masterclasses"),
        "incubator": make_activity(programme, labs["business"], "Incubator"),
        "practoraat": make_activity(programme, labs["kennis"], "Practoraat"),
        "carla": carla,
        "joost": joost,
        "anna": make_member("Anna Terpdok", terpdok, Role.COMPANY_MEMBER),
        "mo": make_member("Mo Terpdok", terpdok, Role.COMPANY_MANAGER),
        "bram": make_member("Bram Wadbyte", wadbyte, Role.COMPANY_MEMBER),
        "mirjam": make_member("Mirjam Management", noorderpoort, Role.MANAGEMENT),
        "aad": make_member("Aad Auditor", kantoor, Role.AUDITOR, programme),
        "sanne": make_member("Sanne Student", noorderpoort, Role.STUDENT),
        "thea": make_member("Thea Docent", noorderpoort, Role.TEACHER),
        "beheer": make_member("Bo Beheer", noorderpoort, Role.ADMINISTRATOR),
    }


def stage() -> Cast:
    """Set the stage: both partnerships with their people, programmes, labs and activities."""
    everything = _werkplaats() | _elders()
    names = ("werkplaats", "elders", "programme", "other_programme")
    cast = Cast(**{name: everything[name] for name in names})
    for name, value in everything.items():
        setattr(cast, name, value)
    return cast


@pytest.fixture
def cast(db) -> Cast:
    return stage()


@pytest.fixture
def march():
    """The clock stands at the moment the cast lives in."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def log_in(client):
    """`log_in(cast.anna)` gives the test client, logged in as that member."""

    def enter(membership):
        client.force_login(membership.user)
        return client

    return enter
