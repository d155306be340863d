"""The contract on top of every component file, read for the living components page."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "templates" / "cotton"
_CONTRACT = re.compile(r"\A\{% comment %\}(.*?)\{% endcomment %\}", re.DOTALL)


@cache
def specimens() -> dict[str, str]:
    """Component name (as in its tag) → the text of its contract.

    Raises ValueError for a component without a contract.
    """
    found = {}
    for path in sorted(FOLDER.glob("*.html")):
        contract = _CONTRACT.match(path.read_text(encoding="utf-8"))
        if contract is None:
            raise ValueError(f"{path.name} has no contract on top.")
        found[path.stem] = contract[1].strip()
    return found
