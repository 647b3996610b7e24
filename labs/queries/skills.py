"""The skills of education programmes, year by year, and what a year changed."""

from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, When

from partnership.kinds import OrganisationKind
from partnership.models import Membership, Organisation

from ..models import EducationProgramme, Skill, SkillSet
from ..research_states import AGREED


@dataclass(frozen=True)
class Education:
    """An education programme with its newest set of skills, and the last one that was agreed on."""

    programme: EducationProgramme
    newest: SkillSet | None
    agreed: SkillSet | None


def educations_of(reader: Membership) -> list[Education]:
    """Every education programme of the partnership, by level and name."""
    programmes = EducationProgramme.objects.visible_to(reader).order_by("level", "name", "pk")
    sets: dict[int, list[SkillSet]] = {}
    for each in with_counts(SkillSet.objects.visible_to(reader)).order_by("-year", "pk"):
        sets.setdefault(each.education_id, []).append(each)
    found = []
    for programme in programmes:
        own = sets.get(programme.pk, [])
        agreed = next((each for each in own if each.state == AGREED), None)
        found.append(Education(programme, own[0] if own else None, agreed))
    return found


def with_counts(sets: QuerySet[SkillSet]) -> QuerySet[SkillSet]:
    """Sets with how many skills stand in them."""
    return sets.annotate(size=Count("skills", filter=Q(skills__dropped_why="")))


def skills_in(skill_set: SkillSet) -> list[Skill]:
    """The skills of a set with their support, the heaviest first; what goes comes last."""
    rows = skill_set.skills.select_related("organisation", "earlier").annotate(
        support=Count("voices", distinct=True), talk=Count("comments", distinct=True)
    )
    return sorted(
        rows, key=lambda skill: (bool(skill.dropped_why), -skill.weight, -skill.support, skill.name, skill.pk)
    )


def year_before(skill_set: SkillSet) -> SkillSet | None:
    """The set that this one was made from, or would have been: the last one before it."""
    earlier = SkillSet.objects.filter(education=skill_set.education_id, year__lt=skill_set.year)
    return earlier.select_related("education").order_by("-year").first()


def who_spoke(skill_set: SkillSet) -> QuerySet[Organisation]:
    """The organisations that proposed, supported or said something in a set."""
    skills = skill_set.skills.all()
    return Organisation.objects.filter(
        Q(pk__in=skills.filter(earlier=None).values("organisation"))
        | Q(pk__in=skills.values("voices__organisation"))
        | Q(pk__in=skills.values("comments__organisation"))
    ).order_by("name", "pk")


def who_may_agree(reader: Membership, skill_set: SkillSet) -> QuerySet[Organisation]:
    """The organisations of the partnership, those that spoke first. An accountant agrees on nothing."""
    spoke = Q(pk__in=who_spoke(skill_set).values("pk"))
    here = Organisation.objects.visible_to(reader).exclude(kind=OrganisationKind.ACCOUNTANT)
    return here.annotate(silent=Case(When(spoke, then=0), default=1)).order_by("silent", "name", "pk")


@dataclass(frozen=True)
class Change:
    """One skill in two years beside each other; None where it does not stand."""

    name: str
    was: Skill | None
    now: Skill | None

    @property
    def kind(self) -> str:
        if self.was is None:
            return "came"
        if self.now is None:
            return "went"
        if self.now.weight == self.was.weight:
            return "same"
        return "heavier" if self.now.weight > self.was.weight else "lighter"

    @property
    def why(self) -> str:
        """Why it came, in the words of who proposed it, or why it goes."""
        if self.kind == "came":
            return self.now.why.rstrip(".")
        later = getattr(self.was, "later", None) if self.kind == "went" else None
        return later.dropped_why.rstrip(".") if later else ""


ORDER = ("came", "went", "heavier", "lighter", "same")


@dataclass(frozen=True)
class Comparison:
    """What came, went and changed weight from one set to the next."""

    was: SkillSet
    now: SkillSet
    changes: list[Change]

    def of(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def came(self) -> list[Change]:
        return self.of("came")

    @property
    def went(self) -> list[Change]:
        return self.of("went")

    @property
    def heavier(self) -> list[Change]:
        return self.of("heavier")

    @property
    def lighter(self) -> list[Change]:
        return self.of("lighter")

    @property
    def same(self) -> list[Change]:
        return self.of("same")


def comparison(was: SkillSet, now: SkillSet) -> Comparison:
    """Two sets of one education programme beside each other. Skills are the same by what they were made from, or by
    their name.
    """
    before = list(was.skills.filter(dropped_why="").select_related("later"))
    after = list(now.skills.filter(dropped_why="").select_related("organisation"))
    by_key = {skill.pk: skill for skill in before}
    by_name = {skill.name.casefold(): skill for skill in before}
    changes, met = [], set()
    for skill in after:
        earlier = by_key.get(skill.earlier_id) or by_name.get(skill.name.casefold())
        if earlier is not None and earlier.pk in met:
            earlier = None
        if earlier is not None:
            met.add(earlier.pk)
        changes.append(Change(skill.name, earlier, skill))
    changes += [Change(skill.name, skill, None) for skill in before if skill.pk not in met]
    changes.sort(key=lambda change: (ORDER.index(change.kind), change.name.casefold()))
    return Comparison(was, now, changes)
