"""What the core itself adds to every page and to home pages; imported at start."""

import workit.home.facts
import workit.home.mapping_card
import workit.home.navigation  # noqa: F401
