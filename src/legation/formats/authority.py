"""The classification authority: who classified a telegram and why. Source: telegram-format 4.9."""

from __future__ import annotations

import re

from legation.core.telegram import ClassifiedBy
from legation.formats.plain import in_capitals

_LEAD = re.compile(r"(?:\((?:U|C|S|SBU)\)\s?)?(?:1\.\s?\((?:U|C|S)\)\s?)?CLASSIFIED BY\s?:?\s?")
_REASON = re.compile(
    r"(?P<section>1\.[456])\s?(?P<letters>(?:[\s,/;&.()]|\bAND\b|\bOR\b|\b[A-H]\b|(?<=[(/,])[A-H](?=[/,)]))*)"
)
# Where the words about the person end.
_END = re.compile(
    r"\bREASONS?\b|\bFOR REASON|\b1\.[456]\b|\bDERIVED FROM|\bDECLASSIFY ON|\bE\.?\s?O\.?\s?\d{5}|\bEXECUTIVE ORDER\b"
)
_TRAILING = re.compile(r"[\s,]\s?(?:FOR|PER|UNDER|PURSUANT TO|BASED ON|IAW)$")
_TITLE = (
    r"(?:ACTING |DEPUTY |SENIOR )?(?:AMBASSADOR|CHARGE(?: D'AFFAIRES)?|CDA|A?/?DCM|DEPUTY CHIEF OF MISSION"
    r"|POL(?:ITICAL)? ?/?"
    r"(?:ECON(?:OMIC)? )?(?:COUNS(?:ELOR)?|OFFICER|CHIEF)|POLCOUNS|ECON ?COUNS?(?:ELOR)?|CONSUL GENERAL"
    r"|PRINCIPAL OFFICER|"
    r"CONSUL|DIRECTOR|ASSISTANT SECRETARY)(?:,? A\.?I\.?)?"
)
_TITLE_FIRST = re.compile(rf"(?P<title>{_TITLE})\.?\s(?P<name>[A-Z][\w.'-]{{0,30}}(?:\s[A-Z][\w.'-]{{0,30}}){{0,4}})$")
_TITLE_ALONE = re.compile(rf"{_TITLE}$")
_LONGEST = 600


def read_authority(words: str) -> ClassifiedBy:
    """Name, title, organization and reasons of a ``Classified By`` line, its lines folded into one.

    Reasons are written as ``1.4(b)`` whatever the text's own shape.
    """
    words = words[:_LONGEST]
    upper = in_capitals(words)
    lead = _LEAD.match(upper)
    begin = lead.end() if lead else len(words)
    reasons = [
        f"{found['section']}({letter.lower()})"
        for found in _REASON.finditer(upper)
        for letter in found["letters"].replace("AND", " ").replace("OR", " ")
        if "A" <= letter <= "H"
    ]
    end = _END.search(upper, begin)
    who = words[begin : end.start() if end else len(words)].strip(" .,;:(")
    trailing = _TRAILING.search(in_capitals(who[-20:]))
    if trailing is not None:
        who = who[: len(who) - len(trailing[0])].strip(" .,;:(")
    parts = [part for part in (piece.strip() for piece in who.split(",")) if part]
    name = parts[0] if parts else None
    title = parts[1] if len(parts) > 1 else None
    organization = ", ".join(parts[2:]) or None
    if name is not None and (titled := _TITLE_FIRST.match(in_capitals(name))):
        organization = ", ".join(parts[1:]) or None
        title, name = name[: titled.end("title")], name[titled.start("name") :]
    elif title is not None and name is not None and _is_title(name) and not _is_title(title):
        name, title = title, name
    return ClassifiedBy(name, title, organization, tuple(dict.fromkeys(reasons)))


def _is_title(words: str) -> bool:
    return _TITLE_ALONE.match(in_capitals(words)) is not None
