"""The permission matrix as a page of documentation."""

from django.utils import translation

from workit.access.actions import ACTIONS
from workit.access.roles import Role

HEAD = """# Permissions

Who may do what: one row for each action, which is one door of the product. Generated from the apps' declarations by
`./manage house --write`; a test compares. `own` is every town the person has a role in, `public` a link without an account,
`signed_in` anybody with an account. A footnote narrows an action to some rows.

"""


def render() -> str:
    """The page, in English."""
    with translation.override("en"):
        roles = list(Role)
        lines = [
            "| action | what | place | " + " | ".join(role.value for role in roles) + " |",
            "|---|---|---|" + "---|" * len(roles),
        ]
        notes: list[str] = []
        for name in sorted(ACTIONS):
            action = ACTIONS[name]
            mark = ""
            if action.when is not None:
                notes.append(f"{len(notes) + 1}. `{name}`: {action.when_label or 'only some rows'}")
                mark = f" ({len(notes)})"
            held = ["✓" if role in action.roles else "" for role in roles]
            lines.append(f"| `{name}`{mark} | {action.label} | {action.where} | " + " | ".join(held) + " |")
        return HEAD + "\n".join(lines) + "\n" + ("\n" + "\n".join(notes) + "\n" if notes else "")
