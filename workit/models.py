"""The models of the core's slices, gathered where Django looks for them."""

from workit.audit.models import AuditEntry, SecurityEntry
from workit.documents.models import StoredFile
from workit.jobs.models import DueRun, Job
from workit.notices.models import Notice, Preference, SendLog
from workit.organisations.models import Organisation
from workit.people.models import Invitation, PublicLink, RoleAssignment, User
from workit.places.models import Bureau, BureauTown, District, Municipality, Region
from workit.reference.models import Code
from workit.stages.models import (
    ChecklistItem,
    Evidence,
    Handover,
    Methodology,
    Milestone,
    Session,
    Stage,
    TownChecklistItem,
    TownMilestone,
    TownStage,
    Visit,
)
from workit.web.models import Draft

__all__ = [
    "AuditEntry", "Bureau", "BureauTown", "ChecklistItem", "Code", "District", "Draft", "DueRun", "Evidence", "Handover",
    "Invitation", "Job", "Methodology", "Milestone", "Municipality", "Notice", "Organisation", "Preference", "PublicLink",
    "Region", "RoleAssignment", "SecurityEntry", "SendLog", "Session", "Stage", "StoredFile", "TownChecklistItem",
    "TownMilestone", "TownStage", "User", "Visit",
]  # fmt: skip
