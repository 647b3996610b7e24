"""What a placement is agreed in: the PDF, the signatures under it, and the link of a legal representative."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.jobs import DONE, FAILED, OPEN, QUEUED, Failure, JobState
from partnership.models import Organisation, User
from partnership.roles import Role

from ..placement_states import Party
from .placements import Placement


class PlacementPaperQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(placement__in=Placement.objects.visible_to(membership))


class PlacementPaper(models.Model):
    """One PDF of an agreement, made once from a snapshot and kept unchanged; and the job of making it.

    `key` is the SHA-256 of template version, language, moment and snapshot: the same content gives the same row.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="papers", verbose_name=_("placement"))
    key = models.CharField(_("key"), max_length=64, unique=True)
    template_version = models.CharField(_("template version"), max_length=20)
    language = models.CharField(_("language"), max_length=5)
    moment = models.DateTimeField(_("as things stood at"))
    file_name = models.CharField(_("file name"), max_length=120)
    snapshot = models.JSONField(_("data"))
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=64, blank=True)
    failure = models.CharField(_("reason"), max_length=20, choices=Failure.choices, blank=True)
    requested_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("made at"), null=True, blank=True)
    path = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)

    objects = PlacementPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement of a placement")
        verbose_name_plural = _("agreements of placements")
        indexes = [models.Index(fields=["state", "lease_until"], name="placement_paper_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="placement_paper_state_known"),
            models.CheckConstraint(
                condition=Q(state=DONE, finished_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$", size__gt=0)
                | (~Q(state=DONE) & Q(finished_at=None, sha256="", path="", size=0, pages=0)),
                name="placement_paper_has_its_file_when_done",
            ),
            models.CheckConstraint(
                condition=~Q(state=FAILED) | ~Q(failure=""), name="placement_paper_failed_with_reason"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="finished_placement_papers_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=DONE),
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in OPEN


class PlacementSignature(models.Model):
    """One party signed one agreement. A change of the agreement clears it; it never changes otherwise."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="signatures", verbose_name=_("placement"))
    paper = models.ForeignKey(PlacementPaper, models.CASCADE, related_name="signatures", verbose_name=_("agreement"))
    party = models.CharField(_("for"), max_length=14, choices=Party.choices)
    name = models.CharField(_("name under the signature"), max_length=120)
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    role = models.CharField(_("signed as"), max_length=20, choices=Role.choices, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    account = models.EmailField(_("account or address"))
    address = models.CharField(_("from which address"), max_length=45, blank=True)
    at = models.DateTimeField(_("at"))
    sha256 = models.CharField(_("fingerprint of what was signed"), max_length=64)
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature under an agreement")
        verbose_name_plural = _("signatures under agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "party"], condition=Q(cleared_at=None), name="placement_signed_once_per_party"
            ),
            models.UniqueConstraint(
                fields=["placement", "signed_by"], condition=Q(cleared_at=None), name="placement_signed_once_per_person"
            ),
            models.CheckConstraint(condition=Q(party__in=Party.values), name="placement_signature_party_known"),
            models.CheckConstraint(
                condition=Q(party=Party.REPRESENTATIVE, signed_by=None)
                | ~Q(party=Party.REPRESENTATIVE) & Q(signed_by__isnull=False),
                name="placement_signed_by_someone",
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="placement_signature_of_a_file"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="placement_signatures_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.cleared_at IS NOT NULL OR "
                    + " OR ".join(
                        f"OLD.{column} IS DISTINCT FROM NEW.{column}"
                        for column in (
                            "placement_id",
                            "paper_id",
                            "party",
                            "name",
                            "signed_by_id",
                            "role",
                            "organisation_id",
                            "account",
                            "address",
                            "at",
                            "sha256",
                        )
                    )
                ),
            ),
            pgtrigger.Trigger(
                name="placement_signs_what_is_asked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                PERFORM 1 FROM matching_placement p
                WHERE p.id = NEW.placement_id AND p.paper_id = NEW.paper_id AND p.state = 'preparing' FOR SHARE;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'placement_signs_what_is_asked'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_signs_what_is_asked';
                END IF;
                RETURN NEW;""",
            ),
            pgtrigger.Trigger(
                name="placement_signatures_are_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                IF EXISTS (
                    SELECT 1 FROM matching_placement p WHERE p.id = OLD.placement_id AND p.anonymised_at IS NULL
                ) THEN
                    RAISE EXCEPTION 'placement_signatures_are_kept'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_signatures_are_kept';
                END IF;
                RETURN OLD;""",
            ),
        ]

    def __str__(self):
        return f"{self.placement_id} {self.party}"


class RepresentativeLink(models.Model):
    """The personal address at which a legal representative signs. Only its hash is kept; a fresh one ends the last."""

    placement = models.OneToOneField(
        Placement, models.CASCADE, related_name="representative_link", verbose_name=_("placement")
    )
    token_hash = models.CharField(_("token hash"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("works until"))

    class Meta:
        verbose_name = _("link of a legal representative")
        verbose_name_plural = _("links of legal representatives")

    def __str__(self):
        return str(self.placement_id)
