"""SQLModel tables, one file per noun; importing this package registers them all on one metadata."""

from zi_workflow.storage.tables.accounts import Account, SignInLink, Tries, WebSession
from zi_workflow.storage.tables.analyses import ProgrammeAnalysis, TaskAnalysis
from zi_workflow.storage.tables.bounces import BounceRow
from zi_workflow.storage.tables.events import EventRow
from zi_workflow.storage.tables.evidence import Evidence, EvidencePiece, EvidenceUse
from zi_workflow.storage.tables.formats import FormatDocument, FormatFile, FormatUse
from zi_workflow.storage.tables.guards import MailHold, MailPass, MailRelease, MailSwitch
from zi_workflow.storage.tables.invitations import InvitationRow, InviteeRow
from zi_workflow.storage.tables.links import LinkRow
from zi_workflow.storage.tables.mail import MessageRow, NoticeRow
from zi_workflow.storage.tables.monev import (
    Attendance,
    Check,
    Finding,
    Matrix,
    MatrixLine,
    MonevOrder,
    MonevOrderUnit,
    MonevSession,
    MonevTeamMember,
    Recommendation,
    RecommendationAnswer,
    RecommendationCarry,
    RoundFile,
    Snapshot,
)
from zi_workflow.storage.tables.monev_papers import PaperTemplate, RoundRecord
from zi_workflow.storage.tables.occurrences import CursorRow, OccurrenceRow
from zi_workflow.storage.tables.people import Absence, Membership, Person
from zi_workflow.storage.tables.portfolio import PortfolioRow
from zi_workflow.storage.tables.programmes import Programme, Round, Stage
from zi_workflow.storage.tables.rules import ProgrammeRules, UnitHours
from zi_workflow.storage.tables.setups import Setup
from zi_workflow.storage.tables.subscriptions import Subscription, SubscriptionLink
from zi_workflow.storage.tables.tasks import DependencyRow, Task, TaskState
from zi_workflow.storage.tables.tokens import CalendarFeed, KeptAnswer, PersonalToken, SignInAttempt
from zi_workflow.storage.tables.units import CalendarDay, DecreeRow, Unit
from zi_workflow.storage.tables.waivers import WaiverRow
from zi_workflow.storage.types import Table

metadata = Table.metadata

__all__ = [
    "Absence",
    "Account",
    "Attendance",
    "BounceRow",
    "CalendarDay",
    "CalendarFeed",
    "Check",
    "CursorRow",
    "DecreeRow",
    "DependencyRow",
    "EventRow",
    "Evidence",
    "EvidencePiece",
    "EvidenceUse",
    "Finding",
    "FormatDocument",
    "FormatFile",
    "FormatUse",
    "InvitationRow",
    "InviteeRow",
    "KeptAnswer",
    "LinkRow",
    "MailHold",
    "MailPass",
    "MailRelease",
    "MailSwitch",
    "Matrix",
    "MatrixLine",
    "Membership",
    "MessageRow",
    "MonevOrder",
    "MonevOrderUnit",
    "MonevSession",
    "MonevTeamMember",
    "NoticeRow",
    "OccurrenceRow",
    "PaperTemplate",
    "Person",
    "PersonalToken",
    "PortfolioRow",
    "Programme",
    "ProgrammeAnalysis",
    "ProgrammeRules",
    "Recommendation",
    "RecommendationAnswer",
    "RecommendationCarry",
    "Round",
    "RoundFile",
    "RoundRecord",
    "Setup",
    "SignInAttempt",
    "SignInLink",
    "Snapshot",
    "Stage",
    "Subscription",
    "SubscriptionLink",
    "Task",
    "TaskAnalysis",
    "TaskState",
    "Tries",
    "Unit",
    "UnitHours",
    "WaiverRow",
    "WebSession",
    "metadata",
]
