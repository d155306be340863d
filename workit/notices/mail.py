"""Mail to one address, once: the log is entered and committed before the mail is handed over, and settled after.

Called from jobs, outside any transaction. A process that dies between handing over and settling leaves a claimed row, which
becomes "unknown" and is not sent again by itself: a mail may be missing there, never doubled.
"""

import smtplib
import socket
from collections.abc import Mapping, Sequence
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models.functions import Now
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation

from workit.notices.models import SendLog, SendState
from workit.places.models import Municipality

Attachment = tuple[str, bytes, str]

# After these the mail certainly did not go out; after any other failure nobody knows.
REFUSED = (
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPRecipientsRefused,
    ConnectionRefusedError,
    socket.gaierror,
    FileNotFoundError,
)


class NotSent(RuntimeError):
    """The mail server refused; the job tries again later."""


def send(  # noqa: PLR0913 - a mail has that many parts
    kind: str,
    *,
    key: str,
    town: Municipality,
    recipient: str,
    template: str,
    context: Mapping[str, Any],
    language: str,
    subject: str = "",
    attachments: Sequence[Attachment] = (),
    from_name: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> SendLog:
    """Send the mail of that kind and key to the address unless it went out before; returns its line in the log.

    `template` names templates/emails/<template>.{subject.txt,txt,html}; `subject` replaces the first. Attachments are
    (name, content, type); a calendar file (text/calendar; method=…) also stands as an alternative, so that mail programs
    offer to answer. A mail that was refused may be tried again by calling once more. The authority stands at the head of the
    mail, unless the context says `town` is None.

    Raises RuntimeError inside a transaction: the line in the log could vanish with it.
    """
    recipient = one_line(recipient).lower()
    with translation.override(language):
        subject_line, text, html = render(template, {"town": town, **context}, language)
    subject_line = one_line(subject) or subject_line
    log = _claim(kind, key, town, recipient, subject_line)
    if log.state != SendState.CLAIMED or not getattr(log, "is_mine", False):
        return log
    message = build(
        recipient=recipient,
        subject=subject_line,
        text=text,
        html=html,
        attachments=attachments,
        from_name=town.title if from_name is None else from_name,
        headers={**(headers or {}), "Message-ID": log.message_id},
    )
    return _hand_over(message, log)


def deliver(*, recipient: str, template: str, context: Mapping[str, Any], language: str) -> None:
    """Send a mail that concerns no town (a sign-in code, an account): not logged, for nobody must be kept from asking again."""
    with translation.override(language):
        subject, text, html = render(template, {**context, "town": None}, language)
    build(recipient=one_line(recipient), subject=subject, text=text, html=html, from_name="WORKIT").send()


def render(template: str, context: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail in the language in force."""
    context = {
        **context,
        "language": language,
        "direction": "ltr" if language == "en" else "rtl",
        "start": "left" if language == "en" else "right",
        "site_url": settings.SITE_URL.rstrip("/"),
    }
    try:
        subject = one_line(render_to_string(f"emails/{template}.subject.txt", context))
    except TemplateDoesNotExist:
        subject = ""
    return (
        subject,
        render_to_string(f"emails/{template}.txt", context).strip() + "\n",
        render_to_string(f"emails/{template}.html", context),
    )


def build(
    *,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    from_name: str,
    attachments: Sequence[Attachment] = (),
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """The message, from our own address in the given name; no header can be broken into two."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMultiAlternatives(
        subject=one_line(subject),
        body=text,
        from_email=formataddr((one_line(from_name), address)),
        to=[recipient],
        headers={name: one_line(value) for name, value in (headers or {}).items()},
    )
    message.attach_alternative(html, "text/html")
    for name, content, content_type in attachments:
        if content_type.startswith("text/calendar"):
            message.attach_alternative(content.decode(), content_type)
        message.attach(one_line(name), content, content_type.split(";")[0])
    return message


def one_line(text: object) -> str:
    """The text without line breaks: nothing a person typed can add a header."""
    return " ".join(str(text).split())


def _claim(kind: str, key: str, town: Municipality, recipient: str, subject: str) -> SendLog:
    """The line of this mail; `is_mine` when this process is the one to send it."""
    line = SendLog(municipality=town, kind=kind, key=key, recipient=recipient, subject=subject[:300])
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    line.message_id = f"<{line.pk}@{domain}>"
    with transaction.atomic(durable=True):
        SendLog.objects.bulk_create([line], ignore_conflicts=True)
        log: SendLog = SendLog.objects.get(municipality=town, kind=kind, key=key, recipient=recipient)
        is_mine = log.pk == line.pk
        if not is_mine and log.state == SendState.FAILED:
            again = SendLog.objects.filter(pk=log.pk, state=SendState.FAILED)
            is_mine = bool(again.update(state=SendState.CLAIMED, claimed_at=Now(), error=""))
            log.refresh_from_db()
    log.is_mine = is_mine  # type: ignore[attr-defined]
    return log


def _hand_over(message: EmailMultiAlternatives, log: SendLog) -> SendLog:
    """Give the mail to the server and note what came of it."""
    try:
        message.send()
    except REFUSED as error:
        log.state, log.error = SendState.FAILED, type(error).__name__
    except Exception as error:  # noqa: BLE001 - the server's client may raise anything; whether the mail went out is open
        log.state, log.error = SendState.UNKNOWN, type(error).__name__
    else:
        log.state, log.sent_at = SendState.SENT, timezone.now()
    with transaction.atomic(durable=True):
        log.save(update_fields=["state", "error", "sent_at"])
    return log
