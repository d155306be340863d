"""The forum's kinds of background work, imported at start."""

import forums.meetings.jobs  # noqa: F401
import forums.protocols.jobs  # noqa: F401
import forums.tasks.jobs  # noqa: F401
