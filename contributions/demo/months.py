"""Months in every state for the company of the demonstration, one locked month, one exception, and one correction."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db.models import Q

from contributions.actions import corrections, decisions, locks, months
from contributions.models import HourEntry
from contributions.states import APPROVED, EDITABLE, SUBMITTED
from labs.models import LabCoordinator
from lib.periods import add_months, month_of, month_period, start_of, today
from partnership.models import Membership, Organisation, Programme

from .history import COORDINATOR, MANAGER, PARTNER
from .texts import COMPANIES, PITCH

MANAGEMENT = "management@example.org"
RULE = locks.RuleDays(days_after=40, grace_days=20)
EXPLANATION = "Later ingevoerd, na controle van de agenda."
ACCEPTED, CONFIRMED, RETURNED = 2, 1, 3  # months ago
LATELY = timedelta(days=20)
OTHERS = (0, 3)  # places in the list of companies whose people handed in, so that there is something to confirm


def add_months_of_people(programme: Programme, now: datetime) -> None:
    """Called once everything else is there, because a locked month stays as it is."""
    _Months(programme, now).everything()


class _Months:
    def __init__(self, programme: Programme, now: datetime):
        self.programme, self.now = programme, now
        # The lines of the last weeks keep their states, so that there is something to submit and to decide on.
        self.this = month_of(today(now) - LATELY)
        self.management, self.manager, self.partner, self.coordinator = map(
            self._member, (MANAGEMENT, MANAGER, PARTNER, COORDINATOR)
        )

    def _member(self, email: str) -> Membership:
        related = Membership.objects.select_related("user", "partnership", "organisation")
        return related.filter(user__email=email, partnership=self.programme.partnership).order_by("pk")[0]

    def everything(self) -> None:
        locks.set_lock_rule(
            membership=self.management, programme=self.programme, days=RULE, version=None, now=self._ago(200)
        )
        self._accepted(add_months(self.this, -4))
        self._accepted(add_months(self.this, -RETURNED), give_back=True)
        self._accepted(add_months(self.this, -ACCEPTED))
        self._confirmed(add_months(self.this, -CONFIRMED))
        self._others(add_months(self.this, -CONFIRMED))
        for days in range(190, -1, -10):  # as the portal did on its own in the meantime
            locks.lock_due_months(now=self._ago(days))
        self._open_again()
        self._correct()

    def _ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def _after(self, month: date, days: int) -> datetime:
        """So many days after the end of a month, but never later than now."""
        return min(self.now, start_of(add_months(month, 1) + timedelta(days=days)) + timedelta(hours=9))

    def _hand_in(self, membership: Membership, month: date):
        period = month_period(month)
        mine = HourEntry.objects.filter(
            programme=self.programme,
            organisation=membership.organisation_id,
            person=membership.user_id,
            worked_on__range=(period.first, period.last),
        )
        mine.filter(Q(explanation="") & Q(state__in=EDITABLE)).update(explanation=EXPLANATION)
        values = {"membership": membership, "programme": self.programme, "month": month, "now": self._after(month, 1)}
        if mine.exists():
            return months.hand_in_month(**values, statement=True)
        return months.nothing_this_month(**values)

    def _confirm(self, sheet) -> None:
        months.confirm_months(membership=self.manager, picks={sheet.pk: None}, now=self._after(sheet.month, 4))

    def _accepted(self, month: date, *, give_back: bool = False) -> None:
        sheet = self._hand_in(self.partner, month)
        self._confirm(sheet)
        pick = {sheet.pk: None}
        if give_back:
            reason = "De bijeenkomst van de laatste week ontbreekt nog. Vul aan en lever de maand opnieuw in."
            months.return_months(membership=self.management, picks=pick, reason=reason, now=self._after(month, 7))
            return
        waiting = dict.fromkeys(sheet.hours.filter(state=SUBMITTED).values_list("pk", flat=True))
        decisions.approve_many(membership=self.coordinator, picks=waiting, now=self._after(month, 6))
        months.accept_months(membership=self.management, picks=pick, now=self._after(month, 8))

    def _confirmed(self, month: date) -> None:
        """The partner's month waits for the partnership; the manager's own for another manager."""
        self._confirm(self._hand_in(self.partner, month))
        self._hand_in(self.manager, month)

    def _others(self, month: date) -> None:
        """A colleague of the manager waits for confirmation, and months of other companies for acceptance."""
        for place in OTHERS:
            organisation = Organisation.objects.get(
                partnership=self.programme.partnership, key=COMPANIES[place].lower().replace(" ", "-")
            )
            for member in Membership.objects.filter(organisation=organisation).select_related("user", "organisation")[
                :2
            ]:
                self._hand_in(member, month)
        self._hand_in(self.partner, add_months(month, -5))

    def _open_again(self) -> None:
        lock = self.programme.month_locks.order_by("-month").first()
        organisation = Organisation.objects.get(
            partnership=self.programme.partnership, key=COMPANIES[5].lower().replace(" ", "-")
        )
        locks.grant_exception(
            membership=self.management,
            lock=lock,
            organisation=organisation,
            last_day=today(self.now) + timedelta(days=7),
            reason="De contactpersoon was ziek; de uren staan nog in de agenda.",
            now=self.now,
        )

    def _correct(self) -> None:
        """One pair that is approved and one that waits."""
        locked = set(self.programme.month_locks.values_list("month", flat=True))
        own = HourEntry.objects.filter(programme=self.programme, organisation__key=PITCH[0], person=self.partner.user)
        rows = own.filter(state=APPROVED, minutes__gt=60).select_related("activity").order_by("-worked_on", "-pk")
        shut = [row for row in rows if month_of(row.worked_on) in locked]
        for number, entry in enumerate(shut[:2]):
            right = corrections.Right(60 if number else 0, entry.activity, entry.kind, entry.description)
            made = corrections.correct_hours(
                membership=self.partner,
                entry=entry,
                right=right,
                reason="De les is uitgevallen." if number == 0 else "De les duurde een uur.",
                nonce=uuid4(),
                now=self.now,
            )
            if number:
                picks = {row.pk: None for row in made}
                labs = LabCoordinator.objects.filter(membership=self.coordinator)
                if labs.filter(lab=entry.activity.lab_id).exists():
                    decisions.approve_many(membership=self.coordinator, picks=picks, now=self.now)
