"""What somebody keeps of the board."""

from django.utils.translation import gettext_lazy as _

from lib.personal import PersonalData
from partnership.personal_data import INTEREST

personal = (
    PersonalData(
        what=_("Favourites and saved searches on the board"),
        fields=(
            "matching.Favourite.member",
            "matching.SavedSearch.member",
            "matching.SavedSearch.name",
            "matching.SavedSearch.query",
        ),
        purpose=_("Finding assignments again, and a weekly mail of what is new if you want it."),
        basis=INTEREST,
        kept=_("Until you throw them away, and no longer than your role lasts."),
        seen_by=_("Only you. The log does not mention them."),
    ),
)
not_personal = (
    "matching.BoardEntry.title",
    "matching.BoardEntry.kind",
    "matching.BoardEntry.theme",
    "matching.BoardEntry.place",
    "matching.BoardEntry.remote",
    "matching.BoardEntry.period",
    "matching.BoardWord.word",
)
