"""The forum's doors, gathered where the registry looks for them; each slice declares its own."""

import forums.bodies.actions  # noqa: F401
import forums.decisions.actions  # noqa: F401
import forums.meetings.actions  # noqa: F401
import forums.meetings.live_actions  # noqa: F401
import forums.protocols.actions  # noqa: F401
import forums.tasks.actions  # noqa: F401
