"""PDFs that are made on request: months, agreements, year statements."""

import pgtrigger
from django.db import models
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from contributions.kinds import DocumentKind
from lib.jobs import DONE, FAILED, OPEN, QUEUED, Failure, JobState
from partnership.models import Organisation, Programme, User
from partnership.roles import Permission

from .agreements import Agreement
from .common import in_scope
from .months import Timesheet


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who sees all hours sees all; a company's manager those of the organisation; others those about themselves.

        Documents that are about nobody in particular are for everybody of the organisation who sees its pledge, that
        of an agreement once it was sent. A signed month is also for whoever accepts months and sees that one.
        """
        here = in_scope(self, membership)
        if membership.can(Permission.SEE_ALL_HOURS):
            return here
        organisation = Q(organisation=membership.organisation_id)
        visible = organisation & Q(person=membership.user_id)
        if membership.can(Permission.SEE_ORGANISATION_HOURS):
            visible |= organisation
        elif membership.can(Permission.SEE_OWN_PLEDGE):
            visible |= organisation & Q(person=None, kind__in=PUBLIC_IN_ORGANISATION)
        if membership.can(Permission.ACCEPT_MONTHS):
            here = here.alias(month_word=KT("snapshot__month"))
            visible |= Q(kind=DocumentKind.TIMESHEET) & Exists(_months_of_document(membership))
        drafts = Agreement.objects.filter(sent_at=None, signed_at=None, document__isnull=False)
        return here.filter(visible).exclude(pk__in=drafts.values("document"))


def _months_of_document(membership):
    """The visible month that a timesheet on paper is about."""
    word = Func(F("month"), Value("YYYY-MM-DD"), function="to_char", output_field=CharField())
    about = {name: OuterRef(name) for name in ("programme", "organisation", "person")}
    months = Timesheet.objects.visible_to(membership).annotate(word=word)
    return months.filter(**about, word=OuterRef("month_word"))


PUBLIC_IN_ORGANISATION = (DocumentKind.AGREEMENT, DocumentKind.YEAR_STATEMENT)


class Document(models.Model):
    """One PDF, made once from a snapshot and kept unchanged; and the job of making it.

    `key` is the SHA-256 of kind, template version, language, moment and snapshot: the same content gives the same row.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="documents", verbose_name=_("programme"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="documents", verbose_name=_("partner"))
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("about"))
    key = models.CharField(_("key"), max_length=64, unique=True)
    template_version = models.CharField(_("template version"), max_length=20)
    language = models.CharField(_("language"), max_length=5)
    moment = models.DateTimeField(_("as things stood at"))
    title = models.CharField(_("title"), max_length=200)
    file_name = models.CharField(_("file name"), max_length=120)
    snapshot = models.JSONField(_("data"))
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("held until"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=64, blank=True)
    failure = models.CharField(_("reason"), max_length=20, choices=Failure.choices, blank=True)
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by"))
    requested_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("made at"), null=True, blank=True)
    path = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index(fields=["state", "lease_until"], name="document_waiting"),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="document_by_hash"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_known"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="document_state_known"),
            models.CheckConstraint(
                condition=Q(state=DONE, finished_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$", size__gt=0)
                | (~Q(state=DONE) & Q(finished_at=None, sha256="", path="", size=0, pages=0)),
                name="document_has_its_file_when_done",
            ),
            models.CheckConstraint(condition=~Q(state=FAILED) | ~Q(failure=""), name="document_failed_with_reason"),
        ]
        triggers = [
            pgtrigger.Protect(name="documents_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="finished_documents_do_not_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=DONE),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in OPEN
