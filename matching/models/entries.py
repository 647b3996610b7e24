"""What the board searches: one narrow row for each assignment on it, kept by the database itself."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Partnership

from .assignments import Assignment


class BoardEntryQuerySet(models.QuerySet):
    def open_to(self, partnership, membership, day):
        """What can be applied for on `day`: everything for a member, for others what is public."""
        found = self.filter(Q(apply_until=None) | Q(apply_until__gte=day), partnership=partnership)
        return found if membership is not None else found.filter(is_public=True)


class BoardEntry(models.Model):
    """An assignment on the board as it is searched and counted.

    Triggers write it (see the migration that makes it) from the assignment, its roles, their skills and the company;
    nothing in the code does. Dutch and English words stand in one index: a text may be in either, or in both.
    """

    assignment = models.OneToOneField(
        Assignment, models.CASCADE, primary_key=True, related_name="entry", verbose_name=_("assignment")
    )
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+", verbose_name=_("partnership"))
    is_public = models.BooleanField(_("also visible without logging in"))
    since = models.DateTimeField(_("on the board since"))
    starts_on = models.DateField(_("first day"))
    apply_until = models.DateField(_("apply until"), null=True)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20)
    theme = models.CharField(_("theme"), max_length=16)
    place = models.CharField(_("place"), max_length=80)
    remote = models.CharField(_("where"), max_length=8)
    is_paid = models.BooleanField(_("with an allowance"))
    period = models.CharField(_("half of a school year in which it begins"), max_length=6)
    levels = ArrayField(models.CharField(max_length=12), verbose_name=_("levels"))
    skills = ArrayField(models.BigIntegerField(), verbose_name=_("skills"))
    heads = SearchVectorField(_("words of the headings"))
    words = SearchVectorField(_("all words"))
    spoken = SearchVectorField(_("words as written"))

    objects = BoardEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment as it is searched")
        verbose_name_plural = _("assignments as they are searched")
        # What is new goes into the index at once: a list of what is not in it yet would be read through for every word.
        indexes = [
            GinIndex(fields=["words"], name="board_entry_words", fastupdate=False),
            GinIndex(fields=["spoken"], name="board_entry_spoken", fastupdate=False),
            models.Index(fields=["partnership", "-since"], name="board_entry_newest"),
        ]

    def __str__(self):
        return f"{self.assignment_id}"


class BoardWord(models.Model):
    """A word that stands, or stood until lately, somewhere on the board: what somebody who mistyped may have meant.

    A trigger writes it, without a constraint that would make two who write the same new word wait for each other; a
    daily task throws away what is there twice or stands nowhere any more. Before a word is suggested, it is looked up
    among what the asker may see.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+", verbose_name=_("partnership"))
    word = models.CharField(_("word"), max_length=40)

    class Meta:
        verbose_name = _("word of the board")
        verbose_name_plural = _("words of the board")
        indexes = [models.Index(fields=["partnership", "word"], name="board_word")]

    def __str__(self):
        return self.word
