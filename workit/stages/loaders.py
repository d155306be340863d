"""Loads the methodology shipped with the product into its tables."""

import json
from pathlib import Path
from typing import Any

from workit.stages.models import ChecklistItem, Methodology, Milestone, Session, Stage

CONTENT = Path(__file__).parent / "content" / "methodology_v1.json"
TEXTS = ("name_he", "name_en", "name_ar", "short_he", "short_en", "short_ar")


def load_methodology() -> int:
    """Create or refresh the shipped version (rows keep their ids, towns keep their way). Returns its number."""
    source: dict[str, Any] = json.loads(CONTENT.read_text(encoding="utf-8"))
    methodology, _ = Methodology.objects.update_or_create(
        version=source["version"],
        defaults={
            "name": source["name"],
            "settings": source["settings"],
            "letters": {key: source[key] for key in ("appointment_letter", "letters", "health_signals", "rhythm")},
        },
    )
    if not Methodology.objects.filter(is_current=True).exists():
        Methodology.objects.filter(pk=methodology.pk).update(is_current=True)
    for stage_source in source["stages"]:
        _load_stage(methodology, stage_source)
    for session_source in [*source["sessions"], *source["templates"]]:
        _load_session(methodology, session_source)
    return methodology.version


def _texts(source: dict[str, Any]) -> dict[str, str]:
    return {name: source.get(name) or "" for name in TEXTS}


def _load_stage(methodology: Methodology, source: dict[str, Any]) -> None:
    milestones = source["milestones"]
    content = {key: text for key, text in source.items() if key not in (*TEXTS, "milestones", "number", "code")}
    stage, _ = Stage.objects.update_or_create(
        methodology=methodology,
        number=source["number"],
        defaults={**_texts(source), "code": source["code"], "content": content},
    )
    for number, milestone_source in enumerate(milestones, 1):
        _load_milestone(stage, number, milestone_source)


def _load_milestone(stage: Stage, number: int, source: dict[str, Any]) -> None:
    named = (*TEXTS, "checklist", "number", "code", "required", "owner_role", "typical_days", "evidence")
    milestone, _ = Milestone.objects.update_or_create(
        stage=stage,
        code=source["code"],
        defaults={
            **_texts(source),
            "number": number,
            "is_required": source["required"],
            "owner_role": source["owner_role"],
            "typical_days": source["typical_days"],
            "evidence": source["evidence"],
            "content": {key: text for key, text in source.items() if key not in named},
        },
    )
    for item_number, item in enumerate(source["checklist"], 1):
        ChecklistItem.objects.update_or_create(
            milestone=milestone,
            code=item["code"],
            defaults={
                "number": item_number,
                "text_he": item["text_he"],
                "text_en": item.get("text_en") or "",
                "is_required": item["required"],
                "evidence": item["evidence"],
            },
        )


def _load_session(methodology: Methodology, source: dict[str, Any]) -> None:
    named = (*TEXTS, "number", "code", "body", "minutes", "milestone")
    milestone = Milestone.objects.filter(stage__methodology=methodology, code=source.get("milestone") or "").first()
    Session.objects.update_or_create(
        methodology=methodology,
        code=source["code"],
        defaults={
            **_texts(source),
            "number": source.get("number"),
            "body_kind": source["body"],
            "minutes": source["minutes"],
            "milestone": milestone,
            "content": {key: text for key, text in source.items() if key not in named},
        },
    )
