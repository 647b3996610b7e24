"""Writes a judged folder in one transaction. Imports wait for one another: a folder twice at once is added once.

The files know days, not moments. A line is taken to be entered and submitted at the end of the day it is about, and
decided at noon of the day the file names; never later than the moment of the import. A returned line's own
decision is not in the files, so it carries a code that pages put into words.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from contributions.models import Contribution, HourEntry, Pledge
from contributions.states import APPROVED, DRAFT, RETURNED, RETURNED_BEFORE
from labs.kinds import STARTING_KINDS, LabKind
from labs.models import Activity, Lab
from lib.money import amount_for
from lib.periods import today
from partnership import audit
from partnership.kinds import OrganisationKind
from partnership.models import Membership, Organisation, Participation, Partnership, Programme, User
from partnership.roles import Role
from partnership.schemes import preset, terms_to_json

from .books import find_programme, read_books
from .facts import Folder, FolderError, HourFacts, Judgement
from .judge import judge
from .progress import Silence

LOCK = 7_204_913  # one advisory lock for all imports: people and partners are shared between folders
BATCH = 1000
LONGEST_NAME = User._meta.get_field("name").max_length
END_OF_DAY, NOON = time(17), time(12)
ROLE_OF_KIND = {
    OrganisationKind.APPLICANT_SCHOOL: Role.TEACHER,
    OrganisationKind.SCHOOL: Role.TEACHER,
    OrganisationKind.COMPANY: Role.COMPANY_MEMBER,
    OrganisationKind.GOVERNMENT: Role.COMPANY_MEMBER,
    OrganisationKind.ORGANISED_BUSINESS: Role.COMPANY_MEMBER,
    OrganisationKind.TRAINING_FUND: Role.COMPANY_MEMBER,
    OrganisationKind.OTHER: Role.COMPANY_MEMBER,
}


@dataclass(frozen=True)
class Imported:
    """What an import found, and how many rows it wrote, in all and by the name of what they are about."""

    judgement: Judgement
    written: int
    counts: dict = field(default_factory=dict)
    other_rate: str = ""


def import_folder(
    folder: Folder,
    *,
    slug: str,
    name: str = "",
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Silence | None = None,
) -> Imported:
    """Bring a folder into the partnership `slug`, which is made when it isn't there. All or nothing.

    With `dry_run` it is only judged. Raises FolderError.
    """
    now = now or timezone.now()
    progress = progress or Silence()
    with transaction.atomic():
        if not dry_run:
            wait_for_others()
        partnership = Partnership.objects.filter(slug=slug).first()
        programme = find_programme(partnership, folder.programme)
        books = read_books(partnership, programme)
        progress.start("check", folder.size)
        judgement = judge(folder, books, today=today(now), tick=progress.step)
        if folder.programme.lead_partner not in _usable_partners(partnership, judgement):
            message = _("The lead partner %(key)s is not in partners.csv.")
            raise FolderError(message % {"key": folder.programme.lead_partner})
        if dry_run:
            return Imported(judgement, 0)
        partnership = partnership or Partnership.objects.create(slug=slug, name=name or name_from(slug))
        progress.start("write", judgement.size)
        writer = _Writer(folder, judgement, partnership, programme, now, progress)
        written = writer.write()
        refresh_statistics()
        other_rate = writer.programme.override_reason if programme is None else ""
        return Imported(judgement, written, dict(writer.counts), other_rate)


def refresh_statistics() -> None:
    """Thousands of lines came in at once; without fresh statistics the first sums over them take much longer."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contributions_hourentry, contributions_contribution, contributions_pledge")


def wait_for_others() -> None:
    """Until this transaction ends no other import runs, and the limits that protect pages do not hold."""
    with connection.cursor() as cursor:
        for limit in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SET LOCAL {limit} = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _usable_partners(partnership: Partnership | None, judgement: Judgement) -> set[str]:
    known = Organisation.objects.filter(partnership=partnership).values_list("key", flat=True) if partnership else ()
    return set(judgement.partners) | set(known)


def name_from(slug: str) -> str:
    """A name for a partnership of which only the address is known."""
    return slug.replace("-", " ").replace("_", " ").strip().capitalize() or slugify(slug)


class _Writer:
    """Writes what is new, from the partners up to the lines, and counts it."""

    def __init__(
        self,
        folder: Folder,
        judgement: Judgement,
        partnership: Partnership,
        programme: Programme | None,
        now: datetime,
        progress: Silence,
    ):
        self.folder, self.judgement, self.now, self.progress = folder, judgement, now, progress
        self.partnership, self.programme = partnership, programme
        self.written = 0
        self.counts: Counter = Counter()

    def write(self) -> int:
        self.organisations = self._organisations()
        self.programme = self.programme or self._new_programme()
        self._participations()
        self.activities = self._activities()
        self.people = self._people()
        self._memberships()
        self._pledges()
        self._hours()
        self._contributions()
        if self.written:
            counts = {"rows": self.written, "hours": len(self.judgement.hours), "refused": len(self.judgement.rejected)}
            place = {"partnership_id": self.partnership.pk}
            audit.record(by=None, verb="import_history", row=self.programme, at=self.now, **place, **counts)
        return self.written

    def _create(self, model, rows: list) -> None:
        for first in range(0, len(rows), BATCH):
            part = model.objects.bulk_create(rows[first : first + BATCH])
            self.written += len(part)
            self.counts[model] += len(part)
            self.progress.step(len(part))

    def _organisations(self) -> dict[str, Organisation]:
        here = Organisation.objects.filter(partnership=self.partnership)
        known = set(here.values_list("key", flat=True))
        self._create(
            Organisation,
            [
                Organisation(
                    partnership=self.partnership,
                    key=partner.key,
                    name=partner.name,
                    kind=partner.kind,
                    kvk=partner.kvk,
                    employees=partner.employees,
                    sector=partner.sector,
                )
                for partner in self.judgement.partners.values()
                if partner.key not in known
            ],
        )
        return {item.key: item for item in here.all()}

    def _new_programme(self) -> Programme:
        facts = self.folder.programme
        standard = preset(facts.scheme)
        other_rate = _("This rate comes from the earlier administration.") if facts.rate != standard.rate else ""
        self.written += 1
        self.counts[Programme] += 1
        return Programme.objects.create(
            partnership=self.partnership,
            name=facts.name,
            scheme=facts.scheme,
            grant_number=facts.grant_number,
            applied_on=facts.applied_on,
            starts_on=facts.starts_on,
            ends_on=facts.ends_on,
            rate=facts.rate,
            budget_total=facts.budget_total,
            subsidy_granted=facts.subsidy_granted,
            lead_partner=self.organisations[facts.lead_partner],
            terms_granted=terms_to_json(replace(standard, rate=facts.rate)),
            override_reason=other_rate,
        )

    def _participations(self) -> None:
        there = set(self.programme.participations.values_list("organisation__key", flat=True))
        self._create(
            Participation,
            [
                Participation(
                    programme=self.programme,
                    organisation=self.organisations[partner.key],
                    group=Participation.group_for(self.organisations[partner.key].kind),
                    joined_on=partner.joined_on,
                )
                for partner in self.judgement.partners.values()
                if partner.key not in there
            ],
        )

    def _activities(self) -> dict[tuple[str, str], Activity]:
        labs = {lab.slug: lab for lab in Lab.objects.filter(partnership=self.partnership)}
        self._create(
            Lab,
            [
                Lab(partnership=self.partnership, kind=kind, slug=kind, name=LAB_NAMES[kind])
                for kind in STARTING_KINDS
                if kind not in labs
            ],
        )
        labs = {lab.slug: lab for lab in Lab.objects.filter(partnership=self.partnership)}
        planned = Activity.objects.filter(programme=self.programme).select_related("lab")
        there = {(item.lab.slug, item.name) for item in planned}
        period = {"starts_on": self.programme.starts_on, "ends_on": self.programme.ends_on}
        self._create(
            Activity,
            [
                Activity(programme=self.programme, lab=labs[lab], name=name, **period)
                for lab, names in self.folder.programme.labs.items()
                for name in names
                if (lab, name) not in there
            ],
        )
        return {(item.lab.slug, item.name): item for item in planned.all()}

    def _people(self) -> dict[str, User]:
        """Everybody by e-mail address, which is also the name of who is only known as an approver.

        Who is new can't log in until somebody invites them.
        """
        names: dict[str, str] = {}
        for person in self.judgement.people:
            names.setdefault(person.email, person.name)
        for line in self.judgement.hours:
            if line.approved_by:
                names.setdefault(line.approved_by, line.approved_by)
        known = set(User.objects.filter(email__in=names).values_list("email", flat=True))
        new = [User(email=email, name=name[:LONGEST_NAME]) for email, name in names.items() if email not in known]
        for user in new:
            user.set_unusable_password()
        self._create(User, new)
        return {user.email: user for user in User.objects.filter(email__in=names)}

    def _memberships(self) -> None:
        """A membership for who never had one at that organisation; one that ended stays ended."""
        ever = set(Membership.objects.filter(partnership=self.partnership).values_list("user_id", "organisation_id"))
        new = []
        for person in self.judgement.people:
            user, organisation = self.people[person.email], self.organisations[person.partner]
            joined = self.judgement.partners.get(person.partner)
            since = self._at(joined.joined_on if joined else self.programme.starts_on, time.min)
            role = ROLE_OF_KIND.get(organisation.kind)
            if role and (user.pk, organisation.pk) not in ever:
                new.append(
                    Membership(
                        user=user,
                        partnership=self.partnership,
                        organisation=organisation,
                        role=role,
                        started_at=since,
                    )
                )
        self._create(Membership, new)

    def _pledges(self) -> None:
        self._create(
            Pledge,
            [
                Pledge(
                    programme=self.programme,
                    organisation=self.organisations[pledge.partner],
                    starts_on=pledge.starts_on,
                    ends_on=pledge.ends_on,
                    kind=pledge.kind,
                    quantity=pledge.quantity,
                    unit=pledge.unit,
                    unit_price=pledge.unit_price,
                    amount=pledge.amount,
                    entered_at=self.now,
                )
                for pledge in self.judgement.pledges
            ],
        )

    def _hours(self) -> None:
        self._create(HourEntry, [self._entry(line) for line in self.judgement.hours])

    def _entry(self, line: HourFacts) -> HourEntry:
        entry = HourEntry(
            programme=self.programme,
            organisation=self.organisations[line.partner],
            person=self.people[line.person],
            activity=self.activities[line.lab, line.activity],
            worked_on=line.day,
            minutes=line.minutes,
            kind=line.kind,
            description=line.description,
            state=line.status,
            entered_at=self._at(line.day, END_OF_DAY),
            history_id=line.id,
        )
        if line.status != DRAFT:
            entry.submitted_at = entry.entered_at
        if line.status == RETURNED:
            entry.decided_at, entry.return_reason = entry.submitted_at, RETURNED_BEFORE
        if line.status == APPROVED:
            entry.decided_at = max(entry.submitted_at, self._at(line.approved_on, NOON))
            entry.decided_by = self.people[line.approved_by]
            entry.rate = self.programme.rate
            entry.amount = amount_for(line.minutes, entry.rate)
        return entry

    def _contributions(self) -> None:
        self._create(
            Contribution,
            [
                Contribution(
                    programme=self.programme,
                    organisation=self.organisations[line.partner],
                    received_on=line.day,
                    kind=line.kind,
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    amount=line.amount,
                    evidence=line.evidence,
                    state=line.status,
                    history_id=line.id,
                    entered_at=self.now,
                )
                for line in self.judgement.contributions
            ],
        )

    def _at(self, day: date, moment: time) -> datetime:
        return min(timezone.make_aware(datetime.combine(day, moment)), self.now)


LAB_NAMES = {LabKind.KENNIS: "Kennis Lab", LabKind.LEARNING: "Learning Lab", LabKind.BUSINESS: "Business Lab"}
