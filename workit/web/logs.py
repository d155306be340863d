"""Logs never hold a token: public links and invitations are masked before a line is written."""

import logging
import re

TOKEN_IN_PATH = re.compile(r"(/(?:p|invitation|feed)/[a-z-]*/?)([A-Za-z0-9_-]{16,})")


class MaskTokens(logging.Filter):
    """Replaces tokens in paths by `…`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the line in place; every record passes."""
        record.msg, record.args = TOKEN_IN_PATH.sub(r"\1…", record.getMessage()), ()
        return True
