"""The classification authority: who classified a telegram and why. Source: telegram-format 4.9."""

from __future__ import annotations

import re

from legation.core.telegram import ClassifiedBy

_LEAD = re.compile(r"(?:\((?:U|C|S|SBU)\)\s?)?(?:1\.\s?\((?:U|C|S)\)\s?)?CLASSIFIED BY\s?:?\s?", re.IGNORECASE)
_REASON = re.compile(
    r"(?P<section>1\.[456])\s?(?P<letters>(?:[\s,/;&.()]|\bAND\b|\bOR\b|\b[A-H]\b|(?<=[(/,])[A-H](?=[/,)]))*)",
    re.IGNORECASE,
)
# Where the words about the person end.
_END = re.compile(
    r"\bREASONS?\b|\bFOR REASON|\b1\.[456]\b|\bDERIVED FROM|\bDECLASSIFY ON|\bE\.?\s?O\.?\s?\d{5}|\bEXECUTIVE ORDER\b",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"[\s,]\s?(?:FOR|PER|UNDER|PURSUANT TO|BASED ON|IAW)$", re.IGNORECASE)
_TITLE = (
    r"(?:ACTING |DEPUTY |SENIOR )?(?:AMBASSADOR|CHARGE(?: D'AFFAIRES)?|CDA|A?/?DCM|DEPUTY CHIEF OF MISSION"
    r"|POL(?:ITICAL)? ?/?"
    r"(?:ECON(?:OMIC)? )?(?:COUNS(?:ELOR)?|OFFICER|CHIEF)|POLCOUNS|ECON ?COUNS?(?:ELOR)?|CONSUL GENERAL"
    r"|PRINCIPAL OFFICER|"
    r"CONSUL|DIRECTOR|ASSISTANT SECRETARY)(?:,? A\.?I\.?)?"
)
_TITLE_FIRST = re.compile(rf"(?P<title>{_TITLE})\.?\s(?P<name>[A-Z][\w.'-]*(?:\s[A-Z][\w.'-]*){{0,4}})$", re.IGNORECASE)
_TITLE_ALONE = re.compile(rf"{_TITLE}$", re.IGNORECASE)
_LONGEST = 600


def read_authority(words: str) -> ClassifiedBy:
    """Name, title, organization and reasons of a ``Classified By`` line, its lines folded into one.

    Reasons are written as ``1.4(b)`` whatever the text's own shape.
    """
    words = words[:_LONGEST]
    lead = _LEAD.match(words)
    body = words[lead.end() :] if lead else ""
    reasons = [
        f"{found['section']}({letter.lower()})"
        for found in _REASON.finditer(words)
        for letter in re.findall(r"[A-H]", re.sub(r"AND|OR", " ", found["letters"].upper()))
    ]
    end = _END.search(body)
    who = (body[: end.start()] if end else body).strip(" .,;:(")
    who = _TRAILING.sub("", who).strip(" .,;:(")
    parts = [part for part in (piece.strip() for piece in who.split(",")) if part]
    name = parts[0] if parts else None
    title = parts[1] if len(parts) > 1 else None
    organization = ", ".join(parts[2:]) or None
    if name is not None and (titled := _TITLE_FIRST.match(name)):
        organization = ", ".join(parts[1:]) or None
        title, name = titled["title"], titled["name"]
    elif name is not None and title is not None and _TITLE_ALONE.match(name) and not _TITLE_ALONE.match(title):
        name, title = title, name
    return ClassifiedBy(name, title, organization, tuple(dict.fromkeys(reasons)))
