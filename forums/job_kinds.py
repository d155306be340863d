"""The forum's kinds of background work, imported at start."""

import forums.protocols.jobs  # noqa: F401
