"""Verbs of the audit in words: verbal nouns, so that no entry speaks in somebody's gender. `test_audit` keeps them complete."""

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Participle → what was done, as a noun. Apps may add their own with `declare_verb`.
VERBS: dict[str, str | Promise] = {
    "accepted": pgettext_lazy("deed", "Acceptance"),
    "added": pgettext_lazy("deed", "Adding"),
    "answered": pgettext_lazy("deed", "Answering"),
    "answered_by_mayor": pgettext_lazy("deed", "The mayor's answer"),
    "appointed": pgettext_lazy("deed", "Appointing"),
    "approved": pgettext_lazy("deed", "Approval"),
    "assigned": pgettext_lazy("deed", "Assigning"),
    "begun": pgettext_lazy("deed", "Beginning"),
    "cancelled": pgettext_lazy("deed", "Cancelling"),
    "changed": pgettext_lazy("deed", "Change"),
    "circulated": pgettext_lazy("deed", "Circulating for remarks"),
    "closed": pgettext_lazy("deed", "Closing"),
    "commented": pgettext_lazy("deed", "Comment"),
    "completed": pgettext_lazy("deed", "Completion"),
    "confirmed": pgettext_lazy("deed", "Confirmation"),
    "contacts_passed": pgettext_lazy("deed", "Passing on contacts"),
    "contacts_viewed": pgettext_lazy("deed", "Looking at contact details"),
    "made": pgettext_lazy("deed", "Making"),
    "delivered": pgettext_lazy("deed", "Delivery"),
    "copied": pgettext_lazy("deed", "Copying"),
    "corrected": pgettext_lazy("deed", "Correction"),
    "created": pgettext_lazy("deed", "Creation"),
    "declined": pgettext_lazy("deed", "Declining"),
    "deleted": pgettext_lazy("deed", "Deletion"),
    "dismissed": pgettext_lazy("deed", "Setting aside"),
    "downloaded": pgettext_lazy("deed", "Download"),
    "ended": pgettext_lazy("deed", "Ending"),
    "exported": pgettext_lazy("deed", "Export"),
    "finished": pgettext_lazy("deed", "Finishing"),
    "forwarded": pgettext_lazy("deed", "Forwarding"),
    "given": pgettext_lazy("deed", "Giving"),
    "granted": pgettext_lazy("deed", "Granting"),
    "handed_over": pgettext_lazy("deed", "Hand-over"),
    "introduced": pgettext_lazy("deed", "Introduction"),
    "invited": pgettext_lazy("deed", "Invitation"),
    "joined": pgettext_lazy("deed", "Joining"),
    "left": pgettext_lazy("deed", "Leaving"),
    "linked": pgettext_lazy("deed", "Linking"),
    "logged": pgettext_lazy("deed", "Logging"),
    "marked": pgettext_lazy("deed", "Marking"),
    "moved": pgettext_lazy("deed", "Moving"),
    "opened": pgettext_lazy("deed", "Opening"),
    "planned": pgettext_lazy("deed", "Planning"),
    "postponed": pgettext_lazy("deed", "Postponing"),
    "proposed": pgettext_lazy("deed", "Proposal"),
    "published": pgettext_lazy("deed", "Publishing"),
    "rated": pgettext_lazy("deed", "Rating"),
    "reassigned": pgettext_lazy("deed", "Change of the person responsible"),
    "recorded": pgettext_lazy("deed", "Recording"),
    "refused": pgettext_lazy("deed", "Refusal"),
    "reissued": pgettext_lazy("deed", "Sending anew"),
    "reminded": pgettext_lazy("deed", "Reminder"),
    "removed": pgettext_lazy("deed", "Removal"),
    "renamed": pgettext_lazy("deed", "Renaming"),
    "reopened": pgettext_lazy("deed", "Reopening"),
    "restored": pgettext_lazy("deed", "Restoring"),
    "retired": pgettext_lazy("deed", "Retirement"),
    "returned": pgettext_lazy("deed", "Return"),
    "revoked": pgettext_lazy("deed", "Revoking"),
    "sent": pgettext_lazy("deed", "Sending"),
    "set": pgettext_lazy("deed", "Setting"),
    "signed": pgettext_lazy("deed", "Signing"),
    "started": pgettext_lazy("deed", "Start"),
    "stored": pgettext_lazy("deed", "Storing"),
    "substituted": pgettext_lazy("deed", "Naming a substitute"),
    "summarised": pgettext_lazy("deed", "Summing up"),
    "taken": pgettext_lazy("deed", "Taking a decision"),
    "tasks_moved": pgettext_lazy("deed", "Passing on tasks"),
    "ticked": pgettext_lazy("deed", "Ticking off"),
    "undone": pgettext_lazy("deed", "Undoing"),
    "unlinked": pgettext_lazy("deed", "Unlinking"),
    "unticked": pgettext_lazy("deed", "Taking a tick back"),
    "validated": pgettext_lazy("deed", "Validation"),
    "verified": pgettext_lazy("deed", "Verification"),
    "viewed": pgettext_lazy("deed", "Viewing"),
    "withdrawn": pgettext_lazy("deed", "Withdrawal"),
    "written_up": pgettext_lazy("deed", "Writing up"),
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
    "feed.made": _("Calendar address made"),
    "feed.closed": _("Calendar address closed"),
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
