"""Every role against every verb: who may take a step is exactly who has the right that the table names."""

import pytest

from accountability import actions as reporting
from accountability.models import AccountabilityReport
from accountability.states import REPORTS
from contributions import actions
from contributions.states import HOURS
from labs.models import LabCoordinator
from lib.workflow import Refused
from partnership.roles import Role
from tests.accountability.helpers import ask
from tests.cast import NOW, make_member

pytestmark = pytest.mark.django_db
OWN = {"submit": actions.submit_hours, "withdraw": actions.withdraw_hours}
WHY = "Welke klas was dit?"


@pytest.fixture
def someone(cast):
    """A member in a role: at a company for own hours, at a school and with charge of a lab for those of others."""

    def in_role(role, *, judges):
        programme = cast.programme if role == Role.AUDITOR else None
        member = make_member("Iemand", cast.hanze if judges else cast.wadbyte, role, programme)
        if judges:
            LabCoordinator.objects.create(lab=cast.learning_lab, membership=member)
        return member

    return in_role


def take(cast, member, verb):
    """Everything but the role is as the verb wants it."""
    make = {"draft": cast.entry, "submitted": cast.submitted, "approved": cast.approved}[HOURS[verb].sources[0]]
    if verb in OWN:
        entry = make(member)
        OWN[verb](membership=member, entry=entry, now=NOW)
    elif verb == "approve":
        entry = make()
        actions.approve_hours(membership=member, entry=entry, version=entry.version, now=NOW)
    elif verb == "return":
        entry = make()
        actions.return_hours(membership=member, entry=entry, version=entry.version, reason=WHY, now=NOW)
    else:
        entry = make()
        actions.reopen_hours(membership=member, entry=entry, reason=WHY, now=NOW)
    entry.refresh_from_db()
    return entry


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("verb", HOURS.transitions)
def test_a_step_takes_the_right_that_the_table_names(cast, someone, role, verb):
    member = someone(role, judges=verb not in OWN)
    if member.can(HOURS[verb].permission):
        assert take(cast, member, verb).state == HOURS[verb].target
    else:
        with pytest.raises(Refused):
            take(cast, member, verb)


@pytest.mark.parametrize("role", Role.values)
def test_a_report_is_tried_again_with_the_right_that_the_table_names(cast, someone, role):
    cast.approved()
    report, _created = ask(cast.mirjam, cast.programme)
    AccountabilityReport.objects.update(state="failed", failure="rendering")
    report.refresh_from_db()
    member = someone(role, judges=False)
    if member.can(REPORTS["retry"].permission):
        reporting.retry_report(by=member, report=report, now=NOW)
        report.refresh_from_db()
        assert report.state == REPORTS["retry"].target
    else:
        with pytest.raises(Refused):
            reporting.retry_report(by=member, report=report, now=NOW)
