"""The core's doors, gathered where the registry looks for them; each slice declares its own."""

import workit.web.permissions  # noqa: F401
