"""Student companies of the Business Lab: their life, people, assignments and coaching."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership, Organisation, User
from partnership.roles import Permission

from ..company_states import IDEA, OVER, STARTED, STOPPED, TONES, TRADING, CompanyState, Wish
from .plan import Lab
from .sessions import Session


class StudentCompanyQuerySet(models.QuerySet):
    def public(self, partnership):
        """What anybody may read of: companies that trade and chose to be shown."""
        return self.filter(lab__partnership=partnership, state=TRADING, is_shown=True)

    def known_to(self, membership):
        """Those that a membership sees in full: the own one, those one coaches, or all for who runs labs."""
        here = self.filter(lab__partnership=membership.partnership_id)
        if membership.can(Permission.RUN_LABS):
            return here
        member = CompanyMember.objects.filter(membership=membership, left_on=None)
        coach = CompanyCoach.objects.filter(membership=membership, until=None)
        return here.filter(Q(pk__in=member.values("company")) | Q(pk__in=coach.values("company")))

    def visible_to(self, membership):
        """Those, and of the others the public part."""
        public = self.model.objects.public(membership.partnership_id)
        known = self.model.objects.known_to(membership)
        return self.filter(Q(pk__in=public.values("pk")) | Q(pk__in=known.values("pk")))

    def run_by(self, membership):
        return self.filter(lab__in=Lab.objects.run_by(membership))


class StudentCompany(models.Model):
    """What students set up themselves, from the idea until it stops or goes on without the lab."""

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="student_companies", verbose_name=_("lab"))
    name = models.CharField(_("name"), max_length=80)
    does = models.TextField(_("what it does"), max_length=600)
    website = models.URLField(_("website"), max_length=200, blank=True)
    kvk = models.CharField(_("KvK number"), max_length=8, blank=True)
    is_shown = models.BooleanField(_("shown to everybody"), default=False)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CompanyState.choices, default=IDEA)
    version = models.PositiveIntegerField(_("version"), default=1)
    wish = models.CharField(_("asked for"), max_length=10, choices=Wish.choices, blank=True)
    wished_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    wished_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,  # forgotten, a while after the company is over
        blank=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = StudentCompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("student company")
        verbose_name_plural = _("student companies")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CompanyState.values), name="student_company_state_known"),
            models.CheckConstraint(condition=Q(kvk="") | Q(kvk__regex=r"^[0-9]{8}$"), name="student_company_kvk"),
            models.CheckConstraint(
                condition=Q(state=IDEA, since=None, until=None)
                | Q(state__in=(STARTED, TRADING), since__isnull=False, until=None)
                | Q(state=STOPPED, until__isnull=False)
                | Q(state="graduated", since__isnull=False, until__isnull=False),
                name="student_company_days_fit_its_state",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="student_company_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(wish="", wished_by=None, wished_at=None)
                | Q(wish__in=Wish.values, wished_by__isnull=False, wished_at__isnull=False),
                name="student_company_wish_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=False) | Q(state__in=OVER), name="student_company_proposed_by_someone"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_public(self) -> bool:
        return self.state == TRADING and self.is_shown

    @property
    def is_forgotten(self) -> bool:
        """Whether it was over so long ago that it is not known any more who was in it."""
        return self.proposed_by_id is None


class CompanyStep(models.Model):
    """A step in the life of a student company. It is kept as it was; only who took it may be forgotten."""

    company = models.ForeignKey(StudentCompany, models.PROTECT, related_name="steps", verbose_name=_("student company"))
    state = models.CharField(_("state"), max_length=10, choices=CompanyState.choices)
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    taken_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken by")
    )
    taken_at = models.DateTimeField(_("taken at"))

    class Meta:
        verbose_name = _("step of a student company")
        verbose_name_plural = _("steps of student companies")
        constraints = [
            models.UniqueConstraint(fields=["company", "state"], name="company_step_once"),
            models.CheckConstraint(
                condition=Q(state=STOPPED) & ~Q(reason="") | ~Q(state=STOPPED) & Q(reason=""),
                name="company_step_stopped_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="company_steps_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="company_steps_stay_as_they_were",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.taken_by_id IS NOT NULL OR "
                    '(OLD.id, OLD.company_id, OLD.state, OLD."on", OLD.reason, OLD.taken_at)'
                    ' IS DISTINCT FROM (NEW.id, NEW.company_id, NEW.state, NEW."on", NEW.reason, NEW.taken_at)'
                ),
            ),
        ]

    def __str__(self):
        return f"{self.company_id} {self.state}"


class CompanyMember(models.Model):
    """A student in a student company, with what he or she does there."""

    company = models.ForeignKey(
        StudentCompany, models.CASCADE, related_name="members", verbose_name=_("student company")
    )
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="student_companies", verbose_name=_("membership")
    )
    part = models.CharField(_("part"), max_length=80, blank=True)
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a student company")
        verbose_name_plural = _("members of student companies")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "membership"], condition=Q(left_on=None), name="company_member_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="company_member_leaves_after_joining"
            ),
        ]

    def __str__(self):
        return f"{self.company_id} {self.membership_id}"


class CompanyCoach(models.Model):
    """Somebody of a partner who coaches a student company."""

    company = models.ForeignKey(
        StudentCompany, models.CASCADE, related_name="coaches", verbose_name=_("student company")
    )
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="coached_companies", verbose_name=_("membership")
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("coach of a student company")
        verbose_name_plural = _("coaches of student companies")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "membership"], condition=Q(until=None), name="company_coach_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="company_coach_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.company_id} {self.membership_id}"


class CompanyAssignment(models.Model):
    """Work that a student company won. The amount is for its members and who runs the lab."""

    company = models.ForeignKey(
        StudentCompany, models.CASCADE, related_name="assignments", verbose_name=_("student company")
    )
    title = models.CharField(_("title"), max_length=160)
    client = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("client")
    )
    client_name = models.CharField(_("name of the client"), max_length=120, blank=True)
    month = models.DateField(_("month"))
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2, null=True, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("assignment of a student company")
        verbose_name_plural = _("assignments of student companies")
        constraints = [
            models.CheckConstraint(
                condition=Q(client=None) & ~Q(client_name="") | Q(client__isnull=False, client_name=""),
                name="company_assignment_has_one_client",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="company_assignment_of_a_month"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="company_assignment_amount"),
        ]

    def __str__(self):
        return self.title

    @property
    def client_in_words(self) -> str:
        return self.client.name if self.client_id else self.client_name


class CompanySession(models.Model):
    """A coaching session of a student company; when and with whom stands on the session of the lab."""

    company = models.ForeignKey(
        StudentCompany, models.PROTECT, related_name="coaching", verbose_name=_("student company")
    )
    session = models.OneToOneField(Session, models.PROTECT, related_name="company_session", verbose_name=_("session"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("coaching session of a student company")
        verbose_name_plural = _("coaching sessions of student companies")

    def __str__(self):
        return f"{self.company_id} {self.session_id}"
