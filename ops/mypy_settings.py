"""Settings for the type checker: the product's own, with the addresses it never opens filled in."""

import os

for name, text in {"SECRET_KEY": "types", "DATABASE_URL": "postgres://types", "REDIS_URL": "redis://types"}.items():
    os.environ.setdefault(name, text)

from workit.settings import *  # noqa: E402, F403
