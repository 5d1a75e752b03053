"""Drafts from files: TOML or JSON with the names of the telegram, or a telegram's text.

In TOML an address may be one word string, and so may references, TAGS and captions:

    from = "AMEMBASSY TRIPOLI"
    to = ["SECSTATE WASHDC"]
    precedence = {action = "IMMEDIATE", info = "ROUTINE"}
    classification = {level = "CONFIDENTIAL", captions = ["SIPDIS"]}
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import msgspec

from legation.core.draft import Draft, draft_of
from legation.core.errors import RefusedError
from legation.core.misfits import misfit, read_toml
from legation.formats.reading import read


def read_draft(data: bytes, *, kind: str) -> Draft:
    """The draft in a file. kind: ``toml``, ``json``, or anything else for the text of a telegram.

    Raises RefusedError that names the wrong field.
    """
    if kind not in ("toml", "json"):
        telegram = read(data)
        if "\0" in telegram.source or any(finding.code in ("BYT001", "BYT002") for finding in telegram.findings):
            raise RefusedError("that is no draft", "give .toml, .json, .docx, .pdf or the text of a telegram (.txt)")
        return draft_of(telegram)
    try:
        # Editors save UTF-8 with a mark before it, and some UTF-16.
        text = data.decode(json.detect_encoding(data))
        told: Any = read_toml(text) if kind == "toml" else msgspec.json.decode(text)
        full = _full(told) if isinstance(told, dict) else None
    except UnicodeDecodeError as wrong:
        raise RefusedError("the draft is not text in UTF-8", "write it in UTF-8") from wrong
    except (ValueError, msgspec.DecodeError) as wrong:
        raise RefusedError(f"the draft is no {kind.upper()} ({wrong})", "mend the file") from wrong
    except RecursionError as wrong:
        raise RefusedError("the draft has lists in lists without end", "mend the file") from wrong
    if full is None:
        raise RefusedError("the draft is no table of fields", "write name = value, a line each")
    try:
        return msgspec.convert(full, Draft)
    except msgspec.ValidationError as wrong:
        told = misfit(wrong, Draft)
        if not told.where:
            told = told._replace(do=f"its fields are {', '.join(Draft.__struct_encode_fields__)}")
        raise told.refused("the draft") from wrong


def _full(told: dict[str, Any]) -> dict[str, Any]:
    """What stands in short, in full."""
    full = {name: _plain(value) for name, value in told.items()}
    if isinstance(full.get("from"), str):
        full["from"] = {"plad": full["from"]}
    for name in ("to", "info"):
        if isinstance(full.get(name), list):
            full[name] = [{"plad": one} if isinstance(one, str) else one for one in full[name]]
    for name in ("precedence", "classification"):
        if isinstance(full.get(name), str):
            full[name] = {"action": full[name]} if name == "precedence" else {"level": full[name]}
    if isinstance(full.get("paragraphs"), list):
        full["paragraphs"] = [{"text": one} if isinstance(one, str) else one for one in full["paragraphs"]]
    return full


def _plain(value: Any) -> Any:
    """TOML's own dates as the ISO text that a draft holds."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%MZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_plain(held) for held in value]
    return value
