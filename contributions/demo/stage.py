"""Sets the demonstration up: its history, the budget, and the people who can log in."""

import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from contributions.history.folder import read_folder
from contributions.history.write import Imported, import_folder, wait_for_others
from contributions.models import HourEntry, Pledge
from contributions.queries.ledger import spread
from contributions.states import RETURNED, SUBMITTED
from labs.demo import add_labs
from labs.models import Lab, LabCoordinator
from lib.periods import Period, today
from partnership.demo_accounts import PASSWORD
from partnership.kinds import BudgetSource, OrganisationKind
from partnership.models import BudgetLine, Membership, Organisation, Partnership, Programme, User
from partnership.roles import Role

from . import texts
from .agreements import add_agreements
from .goods import add_goods
from .history import COORDINATOR, GRANT_NUMBER, MANAGER, PARTNER, SECOND_COORDINATOR, TEACHER, write_history
from .months import add_months_of_people
from .offers import add_offers
from .reminders import add_reminders
from .sheets import add_sheets

SLUG, NAME = "werkplaats", "Werkplaats Digitaal Vakmanschap"
LEAD = texts.LEAD_SCHOOL[0]
PLAN = {  # thousands of euros: each third, the applicant school's part within the last
    BudgetSource.SUBSIDY: 1000,
    BudgetSource.BUSINESS: 1000,
    BudgetSource.OTHER: 800,
    BudgetSource.APPLICANT: 200,
}
LATE_LINES = 3  # entered weeks after the day itself, so that the inbox shows what that looks like


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    organisation: str
    role: Role


ACCOUNTS = (
    Account(PARTNER, "Pien Lichtbaken", texts.PITCH[0], Role.COMPANY_MEMBER),
    Account(MANAGER, "Maurits Lichtbaken", texts.PITCH[0], Role.COMPANY_MANAGER),
    Account(COORDINATOR, "Carlijn Coördinator", LEAD, Role.COORDINATOR),
    Account(SECOND_COORDINATOR, "Joost Coördinator", texts.OTHER_SCHOOL[0], Role.COORDINATOR),
    Account("management@example.org", "Mirjam Management", LEAD, Role.MANAGEMENT),
    Account("auditor@example.org", "Aad Accountant", texts.ACCOUNTANT[0], Role.AUDITOR),
    Account("student@example.org", "Sanne Student", LEAD, Role.STUDENT),
    Account(TEACHER, "Tineke Docent", LEAD, Role.TEACHER),
    Account("admin@example.org", "Bo Beheer", LEAD, Role.ADMINISTRATOR),
)


def set_stage(*, now: datetime) -> Imported | None:
    """Make the demonstration as of the moment `now`; None when it is there already. All or nothing."""
    with transaction.atomic():
        wait_for_others()
        if Programme.objects.filter(grant_number=GRANT_NUMBER).exists():
            return None
        with tempfile.TemporaryDirectory(prefix="drieluik-demo-") as folder:
            write_history(Path(folder), today=today(now))
            imported = import_folder(read_folder(Path(folder)), slug=SLUG, name=NAME, now=now)
        programme = Programme.objects.get(grant_number=GRANT_NUMBER)
        programme.decided_on = programme.starts_on - timedelta(days=75)
        programme.save(update_fields=["decided_on"])
        _enter_budget(programme)
        _sign_pledges(programme)
        _give_accounts(programme, now)
        _explain_returns(programme)
        _explain_waiting(programme, now)
        add_labs(programme, now)
        add_offers(programme, now)
        add_agreements(programme, now)
        add_goods(programme, now)
        add_sheets(programme, now)
        add_months_of_people(programme, now)
        add_reminders(programme, now)  # last: they follow from all the rest
        return imported


def _enter_budget(programme: Programme) -> None:
    """Each source over the calendar years by days, in thousands of euros, so that the rows close exactly (R14)."""
    lines = []
    for number in range(programme.starts_on.year, programme.ends_on.year + 1):
        year = Period(date(number, 1, 1), date(number, 12, 31))
        for source, thousands in PLAN.items():
            amount = Decimal(1000 * spread(thousands, over=programme.period, within=year))
            lines.append(BudgetLine(programme=programme, year=number, source=source, amount=amount))
    BudgetLine.objects.bulk_create(lines)


def _sign_pledges(programme: Programme) -> None:
    signed_on = programme.starts_on - timedelta(days=20)
    document = f"Samenwerkingsovereenkomst {signed_on.year}, bijlage 2"
    Pledge.objects.filter(programme=programme).update(signed_by="De directie", signed_on=signed_on, document=document)


def _give_accounts(programme: Programme, now: datetime) -> None:
    partnership = programme.partnership
    Organisation.objects.get_or_create(
        partnership=partnership,
        key=texts.ACCOUNTANT[0],
        defaults={"name": texts.ACCOUNTANT[1], "kind": OrganisationKind.ACCOUNTANT},
    )
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        is_admin = account.role == Role.ADMINISTRATOR
        values = {"name": account.name, "password": password, "is_staff": is_admin, "is_superuser": is_admin}
        user, _new = User.objects.update_or_create(email=account.email, defaults=values)
        membership = _give_role(user, account, partnership, programme)
        if account.role == Role.COORDINATOR:
            labs = Lab.objects.filter(partnership=partnership)
            LabCoordinator.objects.bulk_create(LabCoordinator(lab=lab, membership=membership) for lab in labs)


def _give_role(user: User, account: Account, partnership: Partnership, programme: Programme) -> Membership:
    """One membership each: that from the history gets the role, else a new one."""
    organisation = Organisation.objects.get(partnership=partnership, key=account.organisation)
    since = timezone.make_aware(datetime.combine(programme.starts_on, time.min))
    auditing = programme if account.role == Role.AUDITOR else None
    membership, _new = Membership.objects.update_or_create(
        user=user,
        organisation=organisation,
        defaults={"partnership": partnership, "role": account.role, "programme": auditing, "started_at": since},
    )
    return membership


def _explain_returns(programme: Programme) -> None:
    """Give every returned line a reason and somebody who returned it."""
    returned = list(
        HourEntry.objects.filter(programme=programme, state=RETURNED).select_related("organisation").order_by("pk")
    )
    deciders = {user.email: user for user in User.objects.filter(email__in=(COORDINATOR, SECOND_COORDINATOR))}
    for number, entry in enumerate(returned):
        own_school = entry.organisation.key == LEAD
        entry.decided_by = deciders[SECOND_COORDINATOR if own_school else COORDINATOR]
        entry.return_reason = texts.RETURN_REASONS[number % len(texts.RETURN_REASONS)]
    HourEntry.objects.bulk_update(returned, ["decided_by", "return_reason"], batch_size=500)


def _explain_waiting(programme: Programme, now: datetime) -> None:
    """What waits on a long or weekend day has its explanation; a few lines were entered weeks late."""
    waiting = list(
        HourEntry.objects.filter(programme=programme, state=SUBMITTED)
        .exclude(organisation__key=texts.PITCH[0])
        .order_by("worked_on", "pk")
    )
    for number, entry in enumerate(waiting):
        if number < LATE_LINES:
            entry.entered_at = entry.submitted_at = now - timedelta(days=1 + number)
            entry.explanation = texts.LATE
        elif entry.minutes > 480 or entry.worked_on.weekday() >= 5:
            entry.explanation = texts.EXPLANATION
    HourEntry.objects.bulk_update(waiting, ["entered_at", "submitted_at", "explanation"])
