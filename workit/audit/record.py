"""The one call a verb makes: `record("protocol.published", subject=protocol, by=user, number=5)`."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from workit.audit.models import AuditEntry, SecurityEntry
from workit.people.models import User
from workit.tenancy import TownModel


def record(verb: str, *, subject: TownModel, by: User | None, **facts: Any) -> AuditEntry:
    """Add an entry to the town's chain, inside the caller's transaction.

    `verb` is a noun and a past participle ("protocol.published"); `facts` are ids, numbers, codes and field names, never
    personal details. Each entry carries the hash of the one before, so that a removed or changed entry shows.
    """
    town_id = subject.municipality_id
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Entries of one town are numbered one after the other; other towns do not wait.
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [AUDIT_LOCK, town_id])
        last = AuditEntry.objects.filter(municipality=town_id).order_by("-number").values("number", "sha256").first()
        entry = AuditEntry(
            municipality_id=town_id,
            verb=verb,
            by=by,
            roles=",".join(sorted(getattr(by, "roles_here", ()) or ())),
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            subject_label=str(subject)[:200],
            facts=facts,
            number=last["number"] + 1 if last else 1,
            previous_sha256=last["sha256"] if last else "",
        )
        entry.sha256 = seal(entry)
        entry.save(force_insert=True)
    return entry


AUDIT_LOCK = 1_402


def record_view(verb: str, *, subject: TownModel, by: User | None, **facts: Any) -> AuditEntry:
    """Note that somebody saw what not everybody sees: `record_view("member.contacts_viewed", subject=member, by=user)`."""
    return record(verb, subject=subject, by=by, **facts)


def record_security(
    verb: str, *, by: User | None = None, about: User | None = None, place: object = "", **facts: Any
) -> SecurityEntry:
    """Add an entry about accounts, roles or tenants, inside the caller's transaction: it stands or falls with the deed."""
    return SecurityEntry.objects.create(verb=verb, by=by, about=about, place=str(place)[:120], facts=facts)


def record_security_at_once(verb: str, *, about_email: str = "", **facts: Any) -> None:
    """Add an entry about something that failed, on a connection of its own: it stays when the request is rolled back.

    The account is looked up by its address there; an address without an account leaves no trace of itself.
    """
    aside = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with aside.cursor() as cursor:
            cursor.execute(
                "insert into workit_securityentry (at, verb, by_id, about_id, place, facts) "
                "values (now(), %s, null, (select id from workit_user where email = %s), '', %s)",
                [verb, about_email.lower(), json.dumps(facts)],
            )
    finally:
        aside.close()


def seal(entry: AuditEntry) -> str:
    """The entry's hash over its content and the hash before it."""
    content = [
        entry.municipality_id,
        entry.number,
        entry.at.isoformat(),
        entry.verb,
        str(entry.by_id or ""),
        entry.subject_type,
        entry.subject_id,
        entry.subject_label,
        entry.facts,
        entry.previous_sha256,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def first_break(entries: Iterable[AuditEntry]) -> AuditEntry | None:
    """The first entry, oldest first, that does not fit the chain; None when the chain is whole."""
    previous, number = "", 0
    for entry in entries:
        if entry.number != number + 1 or entry.previous_sha256 != previous or entry.sha256 != seal(entry):
            return entry
        previous, number = entry.sha256, entry.number
    return None
