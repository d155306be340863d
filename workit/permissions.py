"""The core's doors, gathered where the registry looks for them; each slice declares its own."""

import workit.audit.actions  # noqa: F401
import workit.documents.actions  # noqa: F401
import workit.home.actions  # noqa: F401
import workit.jobs.actions  # noqa: F401
import workit.notices.actions  # noqa: F401
import workit.people.actions  # noqa: F401
import workit.places.actions  # noqa: F401
import workit.stages.actions  # noqa: F401
import workit.web.permissions  # noqa: F401
