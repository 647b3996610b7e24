"""What of a product is out and what waits, and who had a hand in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from partnership.models import Membership

from ..models import DESCRIPTION, Product, ProductText, ProductVersion
from ..research_states import DRAFT
from .research import runs


def is_own(by: Membership, product: Product) -> bool:
    """Whether somebody added it, and still has a say where it was made."""
    own = product.added_by_id == by.user_id and by.partnership_id == product.lab.partnership_id
    return own and by.organisation_id == product.organisation_id


def can_change(by: Membership, product: Product) -> bool:
    """Who added it, and who runs the lab."""
    return is_own(by, product) or runs(by, product.lab)


@dataclass(frozen=True)
class Waiting:
    """What of a product is not out: texts and files, each the newest first."""

    product: Product
    texts: list[ProductText]
    files: list[ProductVersion]

    @property
    def text(self) -> Product | ProductText:
        """How the product is described last, whether that is out or not."""
        return self.texts[0] if self.texts else self.product

    @property
    def fields(self) -> list[str]:
        """In what the newest text differs from what readers see."""
        return [name for name in DESCRIPTION if getattr(self.text, name) != getattr(self.product, name)]

    @property
    def hands(self) -> set[int]:
        """Who wrote or added something of it."""
        return {text.written_by_id for text in self.texts} | {file.added_by_id for file in self.files}

    def __bool__(self):
        return bool(self.fields or self.files)


def waiting_of(product: Product, files: Iterable[ProductVersion] | None = None) -> Waiting:
    """What waits; `files` are all of the product, for who has read them already."""
    texts = product.texts.filter(number__gt=product.texts_out).select_related("line", "team", "written_by")
    every = product.versions.order_by("-number") if files is None else files
    return Waiting(
        product, list(texts.order_by("-number")), [file for file in every if file.number > product.files_out]
    )


def newest_text(product: Product) -> Product | ProductText:
    return waiting_of(product, ()).text


def files_for(product: Product, *, all_of_them: bool) -> QuerySet[ProductVersion]:
    """The files that a reader finds: those that are out; in a draft and for who changes the product, all."""
    rows = product.versions.order_by("-number")
    return rows if all_of_them or product.state == DRAFT else rows.filter(number__lte=product.files_out)


def with_waiting(products: QuerySet[Product]) -> QuerySet[Product]:
    """Products with whether something of theirs waits to be put out beside what is."""
    texts = ProductText.objects.filter(product=OuterRef("pk"), number__gt=OuterRef("texts_out"))
    files = ProductVersion.objects.filter(product=OuterRef("pk"), number__gt=OuterRef("files_out"))
    return products.annotate(has_waiting=Exists(texts) | Exists(files))


def widens(verb: str, state: str) -> bool:
    """Whether more people find the product after this step, and what waits goes out with it."""
    return verb == "publish" or (verb == "share" and state == DRAFT)
