"""Mail written as files: what `./run` uses instead of a mail server. One .eml each, as any mail program opens it."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class EmlBackend(BaseEmailBackend):
    """Writes each message, complete with headers and parts, into EMAIL_FILE_PATH."""

    _lock = threading.Lock()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; returns how many."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            with self._lock:
                path = folder / f"{time.time_ns()}-{(message.to or ['nobody'])[0].replace('/', '_')}.eml"
                # Written under another name first: whoever watches the folder never reads half a mail.
                half = path.with_suffix(".part")
                half.write_bytes(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
                half.rename(path)
        return len(email_messages)
