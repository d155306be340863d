"""Verbs of the audit in words: verbal nouns, so that no entry speaks in somebody's gender. `test_audit` keeps them complete."""

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Participle → what was done, as a noun. Apps may add their own with `declare_verb`.
VERBS: dict[str, str | Promise] = {
    "accepted": _("Acceptance"),
    "added": _("Adding"),
    "answered": _("Answering"),
    "answered_by_mayor": _("The mayor's answer"),
    "appointed": _("Appointing"),
    "approved": _("Approval"),
    "assigned": _("Assigning"),
    "begun": _("Beginning"),
    "cancelled": _("Cancelling"),
    "changed": _("Change"),
    "circulated": _("Circulating for remarks"),
    "closed": _("Closing"),
    "commented": _("Comment"),
    "completed": _("Completion"),
    "confirmed": _("Confirmation"),
    "contacts_passed": _("Passing on contacts"),
    "contacts_viewed": _("Looking at contact details"),
    "copied": _("Copying"),
    "corrected": _("Correction"),
    "created": _("Creation"),
    "declined": _("Declining"),
    "deleted": _("Deletion"),
    "dismissed": _("Setting aside"),
    "downloaded": _("Download"),
    "ended": _("Ending"),
    "exported": _("Export"),
    "finished": _("Finishing"),
    "forwarded": _("Forwarding"),
    "given": _("Giving"),
    "granted": _("Granting"),
    "handed_over": _("Hand-over"),
    "introduced": _("Introduction"),
    "invited": _("Invitation"),
    "joined": _("Joining"),
    "left": _("Leaving"),
    "linked": _("Linking"),
    "logged": _("Logging"),
    "marked": _("Marking"),
    "moved": _("Moving"),
    "opened": _("Opening"),
    "planned": _("Planning"),
    "postponed": _("Postponing"),
    "proposed": _("Proposal"),
    "published": _("Publishing"),
    "rated": _("Rating"),
    "reassigned": _("Change of the person responsible"),
    "recorded": _("Recording"),
    "refused": _("Refusal"),
    "reissued": _("Sending anew"),
    "reminded": _("Reminder"),
    "removed": _("Removal"),
    "renamed": _("Renaming"),
    "reopened": _("Reopening"),
    "restored": _("Restoring"),
    "retired": _("Retirement"),
    "returned": _("Return"),
    "revoked": _("Revoking"),
    "sent": _("Sending"),
    "set": _("Setting"),
    "signed": _("Signing"),
    "started": _("Start"),
    "stored": _("Storing"),
    "substituted": _("Naming a substitute"),
    "summarised": _("Summing up"),
    "taken": _("Taking a decision"),
    "tasks_moved": _("Passing on tasks"),
    "ticked": _("Ticking off"),
    "undone": _("Undoing"),
    "unlinked": _("Unlinking"),
    "unticked": _("Taking a tick back"),
    "validated": _("Validation"),
    "verified": _("Verification"),
    "viewed": _("Viewing"),
    "withdrawn": _("Withdrawal"),
    "written_up": _("Writing up"),
}

# Whole verbs of the security log, where a noun and a participle do not say it.
SECURITY_VERBS: dict[str, str | Promise] = {
    "access.asked": _("Request for access"),
    "account.disabled": _("Closing an account"),
    "account.enabled": _("Opening an account again"),
    "account.opened": _("Opening an account"),
    "bureau.kept": _("Change of a bureau"),
    "factor.added": _("Adding a second factor"),
    "factor.removed": _("Removing a second factor"),
    "factor.reset": _("New recovery codes"),
    "invitation.accepted": _("Acceptance of an invitation"),
    "invitation.refused": _("Refusal of an invitation"),
    "invitation.sent": _("Invitation to an account"),
    "invitation.sent_again": _("Invitation sent again"),
    "invitation.withdrawn": _("Withdrawal of an invitation"),
    "password.changed": _("Change of password"),
    "password.reset": _("New password by mail"),
    "region.kept": _("Change of a region"),
    "role.ended": _("Ending a role"),
    "role.granted": _("Granting a role"),
    "role.handed_over": _("Hand-over of a role"),
    "sign_in.done": _("Signing in"),
    "sign_in.ended": _("Signing out"),
    "sign_in.refused": _("Refused attempt to sign in"),
    "town.came_back": _("A town comes back to the programme"),
    "town.changed": _("Change of a town"),
    "town.joined": _("A town joins the programme"),
    "town.left": _("A town leaves the programme"),
}


def declare_verb(verb: str, label: str | Promise) -> None:
    """Words for a participle ("forwarded") or a whole verb ("town.joined")."""
    (SECURITY_VERBS if "." in verb else VERBS)[verb] = label


def deed(verb: str) -> str:
    """What was done, in words; the verb itself when nobody gave it words."""
    if verb in SECURITY_VERBS:
        return str(SECURITY_VERBS[verb])
    return str(VERBS.get(verb.rpartition(".")[2], verb))


def noun(subject_type: str) -> str:
    """What kind of thing it was done to, in words."""
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return subject_type
