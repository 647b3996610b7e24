from .applications import Application, ApplicationFile, ApplicationStep, Team, TeamInvitation
from .assignments import Assignment, AssignmentChange, AssignmentRole, Expectation, Recognition
from .bank import BankTemplate, FollowUpAsk
from .deadlines import Deadline
from .desk import Cluster, DeskQuestion
from .entries import BoardEntry, BoardWord
from .favourites import Favourite, SavedSearch
from .placements import Placement
from .placements_feedback import PlacementFeedback, PlacementReference, PortfolioLink
from .placements_papers import PlacementPaper, PlacementSignature, RepresentativeLink
from .rounds import Round, RoundRole, RoundRun, RoundStudent, RoundWish
from .skills import SkillTag, StudentProfile

__all__ = [
    "Application",
    "ApplicationFile",
    "ApplicationStep",
    "Assignment",
    "AssignmentChange",
    "AssignmentRole",
    "BankTemplate",
    "BoardEntry",
    "BoardWord",
    "Cluster",
    "Deadline",
    "DeskQuestion",
    "Expectation",
    "Favourite",
    "FollowUpAsk",
    "Placement",
    "PlacementFeedback",
    "PlacementPaper",
    "PlacementReference",
    "PlacementSignature",
    "PortfolioLink",
    "Recognition",
    "RepresentativeLink",
    "Round",
    "RoundRole",
    "RoundRun",
    "RoundStudent",
    "RoundWish",
    "SavedSearch",
    "SkillTag",
    "StudentProfile",
    "Team",
    "TeamInvitation",
]
