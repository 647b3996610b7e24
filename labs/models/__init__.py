from .budget import ActivityCost
from .certificates import Certificate
from .companies import CompanyAssignment, CompanyCoach, CompanyMember, CompanySession, CompanyStep, StudentCompany
from .feeds import CalendarLink
from .groups import StudentGroup, StudentGroupMember
from .learning import Module, ModuleJoin, ModuleSession
from .learning_paths import LearningPath, ModuleDone, PathChoice, PathStart, PathStep
from .milestones import EarlierMilestone, Milestone, MilestoneFigure, MilestoneFile, MilestoneReport
from .past import PastAttendance, PastCompanyMember
from .plan import Activity, EarlierActivity, Goal, Lab, LabCoordinator
from .practice import PracticeEvaluation, PracticeLog, PracticeMeeting, PracticePlacement
from .products import DESCRIPTION, Product, ProductText, ProductVersion, Reuse
from .research import ResearchLine, ResearchMember, ResearchQuestion, ResearchTeam, TeamMember
from .rooms import Booking, ClosedDays, OpeningHours, Room, RoomRental, month_range
from .sessions import Enrolment, Session, SessionGuest, SessionSeries
from .skills import EducationProgramme, Skill, SkillComment, SkillSet, SkillSetPartner, SkillVoice
from .startcheck import StartCheck, StartScore

__all__ = [
    "DESCRIPTION",
    "Activity",
    "ActivityCost",
    "Booking",
    "CalendarLink",
    "Certificate",
    "ClosedDays",
    "CompanyAssignment",
    "CompanyCoach",
    "CompanyMember",
    "CompanySession",
    "CompanyStep",
    "EarlierActivity",
    "EarlierMilestone",
    "EducationProgramme",
    "Enrolment",
    "Goal",
    "Lab",
    "LabCoordinator",
    "LearningPath",
    "Milestone",
    "MilestoneFigure",
    "MilestoneFile",
    "MilestoneReport",
    "Module",
    "ModuleDone",
    "ModuleJoin",
    "ModuleSession",
    "OpeningHours",
    "PastAttendance",
    "PastCompanyMember",
    "PathChoice",
    "PathStart",
    "PathStep",
    "PracticeEvaluation",
    "PracticeLog",
    "PracticeMeeting",
    "PracticePlacement",
    "Product",
    "ProductText",
    "ProductVersion",
    "ResearchLine",
    "ResearchMember",
    "ResearchQuestion",
    "ResearchTeam",
    "Reuse",
    "Room",
    "RoomRental",
    "Session",
    "SessionGuest",
    "SessionSeries",
    "Skill",
    "SkillComment",
    "SkillSet",
    "SkillSetPartner",
    "SkillVoice",
    "StartCheck",
    "StartScore",
    "StudentCompany",
    "StudentGroup",
    "StudentGroupMember",
    "TeamMember",
    "month_range",
]
