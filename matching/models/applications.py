"""Applications of students, alone or as a team, and the files with them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Membership, User
from partnership.roles import Permission

from ..kinds import DeclineReason
from ..states import ALIVE, ENDED, HOLDING, TAKEN, TONES, WAITING, ApplicationState
from .assignments import Assignment, AssignmentRole

S = ApplicationState


class TeamQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Those that somebody is in, as far as that application is still going on."""
        mine = Application.objects.filter(student=membership, team__isnull=False)
        return self.filter(pk__in=mine.values("team"))


class Team(models.Model):
    """Students who apply together for the roles of one assignment. It goes when nobody's application names it."""

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="applied_teams", verbose_name=_("assignment")
    )
    name = models.CharField(_("name"), max_length=80)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team that applies")
        verbose_name_plural = _("teams that apply")
        constraints = [models.UniqueConstraint(fields=["assignment", "name"], name="applied_team_once")]

    def __str__(self):
        return self.name


class TeamInvitationQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Those for the own address, and not yet answered."""
        if not membership.can(Permission.APPLY):
            return self.none()
        here = self.filter(team__assignment__partnership=membership.partnership_id, refused_at=None)
        return here.filter(email=membership.user.email)


class TeamInvitation(models.Model):
    """That a classmate is asked into a team, by an e-mail address. It goes when the team applies."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations", verbose_name=_("team"))
    email = models.EmailField(_("e-mail address"))
    invited_at = models.DateTimeField(_("invited at"))
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)

    objects = TeamInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation into a team")
        verbose_name_plural = _("invitations into teams")
        constraints = [models.UniqueConstraint(fields=["team", "email"], name="team_invitation_once")]

    def __str__(self):
        return f"{self.team_id}"


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """The own ones; those to the own organisation, once submitted; all that were submitted, for who matches.

        What was erased is only counted.
        """
        seen = Q(student=membership) | Q(pk__in=self.model.objects.decided_by(membership).values("pk"))
        return self.filter(seen, assignment__partnership=membership.partnership_id)

    def decided_by(self, membership):
        """Those that somebody reads and decides on: for the own organisation, as mentor, or as who matches."""
        here = self.filter(
            submitted_at__isnull=False, erased_at=None, assignment__partnership=membership.partnership_id
        )
        if membership.can(Permission.MATCH):
            return here
        if not membership.can(Permission.OFFER_WORK):
            return here.none()
        own = Q(assignment__organisation=membership.organisation_id)
        return here.filter(own | Q(assignment__mentor=membership))

    def alive(self):
        return self.filter(state__in=ALIVE)


class Application(models.Model):
    """A student who would like a role. What is written in it is erased four weeks after it came to nothing, and of one
    that was accepted, once the placement that came of it has no names any more.
    """

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="applications", verbose_name=_("assignment")
    )
    role = models.ForeignKey(AssignmentRole, models.PROTECT, related_name="applications", verbose_name=_("role"))
    student = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("student")
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("team")
    )
    motivation = models.TextField(_("motivation"), max_length=4000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=S.choices, default=S.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    made_at = models.DateTimeField(_("made at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    moved_at = models.DateTimeField(_("in this state since"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    handled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    decline_reason = models.CharField(_("reason"), max_length=12, choices=DeclineReason.choices, blank=True)
    message = models.CharField(_("message to the student"), max_length=1000, blank=True)
    erased_at = models.DateTimeField(_("texts erased at"), null=True, blank=True)
    nonce = models.UUIDField(_("form nonce"), null=True, unique=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [
            models.Index(fields=["state", "moved_at"], name="application_waiting"),
            models.Index(fields=["role", "state"], name="application_seats"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="application_state_known"),
            models.UniqueConstraint(
                fields=["role", "student"], condition=Q(state__in=ALIVE), name="application_once_per_role"
            ),
            # What a student sent, whatever became of it; a round of wishes may still give a role that was declined.
            models.UniqueConstraint(
                fields=["role", "student"],
                condition=Q(submitted_at__isnull=False, nonce__isnull=False),
                name="application_sent_once_per_role",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(*WAITING, *HOLDING, S.DECLINED, S.EXPIRED)) | Q(submitted_at__isnull=False),
                name="application_submitted_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state=S.DECLINED) & ~Q(decline_reason="") | ~Q(state=S.DECLINED) & Q(decline_reason=""),
                name="application_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(decline_reason=DeclineReason.OTHER) | ~Q(message="") | Q(erased_at__isnull=False),
                name="application_other_reason_explained",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, student__isnull=False)
                | Q(
                    erased_at__isnull=False,
                    state__in=(*ENDED, *TAKEN),
                    motivation="",
                    message="",
                    student=None,
                    team=None,
                ),
                name="application_erased_is_empty",
            ),
        ]

    def __str__(self):
        return f"{self.student_id} {self.role_id}"

    @property
    def tone(self) -> str:
        return TONES[self.state]


class ApplicationStep(models.Model):
    """A state that an application came into: when, and by whom. The portal itself is nobody."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="steps", verbose_name=_("application"))
    state = models.CharField(_("state"), max_length=10, choices=S.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of an application")
        verbose_name_plural = _("steps of applications")
        triggers = [pgtrigger.Protect(name="application_steps_are_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.application_id} {self.state}"


class ApplicationFileQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """With the application that they came with."""
        return self.filter(application__in=Application.objects.visible_to(membership))


class ApplicationFile(models.Model):
    """A PDF with an application, such as a curriculum vitae. Served as a download only."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="files", verbose_name=_("application"))
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField(_("size"))
    path = models.CharField(_("path"), max_length=200, unique=True)
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    added_at = models.DateTimeField(_("added at"))

    objects = ApplicationFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an application")
        verbose_name_plural = _("files of applications")

    def __str__(self):
        return self.name
