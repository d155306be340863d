"""Verbs of the audit in words: verbal nouns, so that no entry speaks in somebody's gender. `test_audit` keeps them complete."""

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Participle → what was done, as a noun. Apps may add their own with `declare_verb`.
VERBS: dict[str, str | Promise] = {
    "added": _("Adding"),
    "answered": _("Answering"),
    "appointed": _("Appointing"),
    "approved": _("Approval"),
    "assigned": _("Assigning"),
    "cancelled": _("Cancelling"),
    "changed": _("Change"),
    "circulated": _("Circulating for remarks"),
    "closed": _("Closing"),
    "commented": _("Comment"),
    "completed": _("Completion"),
    "confirmed": _("Confirmation"),
    "contacts_viewed": _("Looking at contact details"),
    "corrected": _("Correction"),
    "created": _("Creation"),
    "deleted": _("Deletion"),
    "downloaded": _("Download"),
    "ended": _("Ending"),
    "exported": _("Export"),
    "granted": _("Granting"),
    "handed_over": _("Hand-over"),
    "invited": _("Invitation"),
    "joined": _("Joining"),
    "left": _("Leaving"),
    "opened": _("Opening"),
    "planned": _("Planning"),
    "postponed": _("Postponing"),
    "published": _("Publishing"),
    "removed": _("Removal"),
    "reopened": _("Reopening"),
    "sent": _("Sending"),
    "started": _("Start"),
    "stored": _("Storing"),
    "viewed": _("Viewing"),
    "withdrawn": _("Withdrawal"),
}

# Whole verbs of the security log, where a noun and a participle do not say it.
SECURITY_VERBS: dict[str, str | Promise] = {
    "sign_in.done": _("Signing in"),
    "sign_in.refused": _("Refused attempt to sign in"),
    "sign_in.ended": _("Signing out"),
    "password.changed": _("Change of password"),
    "password.reset": _("New password by mail"),
    "factor.added": _("Adding a second factor"),
    "factor.removed": _("Removing a second factor"),
    "factor.reset": _("New recovery codes"),
    "role.granted": _("Granting a role"),
    "role.ended": _("Ending a role"),
    "role.handed_over": _("Hand-over of a role"),
    "invitation.sent": _("Invitation to an account"),
    "invitation.withdrawn": _("Withdrawal of an invitation"),
    "invitation.accepted": _("Acceptance of an invitation"),
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
