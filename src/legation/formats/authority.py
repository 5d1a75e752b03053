"""The classification authority: who classified a telegram and why. Source: telegram-format 4.9."""

from __future__ import annotations

import re
from functools import lru_cache

from legation.core.telegram import ClassifiedBy
from legation.formats.plain import in_capitals

_LEAD = re.compile(
    r"(?:(?:1\.\s?)?\((?:TS|S|C|U|SBU)(?:/N?F)?\)\s?|1\.\s)?"
    r"CLASSIF(?:I?ED|IER|YING)(?: BY| OFFICIAL)?\s?[:;.-]{0,2}\s?(?:BY\s?:?\s)?"
    r"(?:(?:\([CSU]\)\s?)?CLASSIFIED BY\s?:?\s)?"  # said by the form and by the drafter
)
_REASON = re.compile(
    r"(?P<section>1(?<!\d1)\s?[.,]\s?[456])\s?"
    r"(?P<letters>(?:[\s,/;&.()-]|\bAND\b|\bOR\b|\b[A-H]\b|(?<=[(/,])[A-H](?=[/,)]))*)"
)
# Where the words about the person end.
_ENDS = (
    "REASON",
    "1.4",
    "1.5",
    "1.6",
    "1 .4",
    "DERIVED FROM",
    "DECLASSIFY ON",
    "DECL:",
    "E.O",
    "EO 1",
    "EXECUTIVE ORDER",
)
_TRAILING = re.compile(r"[\s,;.]\s?(?:FOR|PER|UNDER|PURSUANT TO|BASED ON|IAW|AND|IN ACCORDANCE WITH|WITH|FOR THE)$")
_OFFICER = (
    r"(?:COUNS(?:ELOR|ELLOR)?|OFFICER|OFF|CHIEF|MINISTER(?:[- ]COUNS(?:ELOR|ELLOR)?)?|ATTACHE|SECTION CHIEF|UNIT CHIEF"
    r"|CONSUL|DIRECTOR|ADVIS[EO]R)"
)
_FIELD = (
    r"(?:POL(?:ITICAL)?|ECON(?:OMIC)?|PUBLIC AFFAIRS|MANAGEMENT|CONSULAR|COMMERCIAL|SCIENCE|LABOR|REGIONAL SECURITY"
    r"|DEFENSE)"
)
_TITLE = (
    r"(?:(?:ACTING|DEPUTY|SENIOR|PRINCIPAL|A/) ?){0,3}"
    r"(?:[A-Z]{1,4}/[A-Z/]{1,12} (?:ACTING |DEPUTY |PRINCIPAL ){0,2})?(?:U\.?S\.? )?"
    r"(?:[A-Z]{2,4}(?:/[A-Z]{1,5}){0,3} )?(?:"
    r"AMBASSADOR|AMB|CHARG[EÉ](?:,? D[',.]? ?AFFAIRES)?|CDA|DCM|A?/?DCM|CHIEF OF MISSION|COM"
    rf"|{_FIELD}(?: ?[/ &-] ?{_FIELD})? ?{_OFFICER}|POLCOUNS|POLOFF|ECONOFF|P/?E CHIEF|POLCHIEF|ECONCOUNS"
    r"|CONSUL GENERAL|CG|PRINCIPAL OFFICER|PO|POLAD|MINISTER[- ]COUNSELOR|VICE CONSUL"
    r"|CONSUL|DIRECTOR|(?:ASSISTANT|UNDER|ASST) ?SECRETARY(?: FOR (?:[A-Z]{4,14} ){1,3}AFFAIRS)?"
    r"|A/S|U/S|DAS|PDAS|SECRETARY"
    r")(?:,? ?A\.? ?I\.?)?"
)
_TITLE_FIRST = re.compile(
    rf"(?P<title>{_TITLE})[.:]?\s"
    r"(?P<name>[A-Z][\w.'-]{0,30}(?:\s(?:[A-Z][\w.'-]{0,30}|\"[A-Z]\w{0,15}\")){0,4})(?=$|,|;|\s\()"
)
_TITLE_ALONE = re.compile(rf"{_TITLE}$")
_TITLE_BEHIND = re.compile(r"(?P<name>[^(),]{3,60}?) ?\((?P<title>[^()]{2,60})\)(?P<rest>.{0,200})$")
# A title that goes on behind a comma: ``Chief, Political Section``.
_TITLE_LEADS = frozenset({"CHIEF", "DIRECTOR", "COUNSELOR", "ACTING CHIEF", "DEPUTY CHIEF", "HEAD", "CONSUL"})
_PART_OF_POST = re.compile(r"(?:SECTION|UNIT|AFFAIRS|DIVISION)$")
_LONGEST = 600


def read_authority(words: str) -> ClassifiedBy:
    """Name, title, organization and reasons of a ``Classified By`` line, its lines folded into one.

    Reasons are written as ``1.4(b)`` whatever the text's own shape.
    """
    return _read(words[:_LONGEST])


@lru_cache(maxsize=2048)  # the same few officers classify all that a post sends
def _read(words: str) -> ClassifiedBy:
    upper = in_capitals(words)
    lead = _LEAD.match(upper)
    begin = lead.end() if lead else len(words)
    reasons = [
        f"1.{found['section'][-1]}({letter.lower()})"
        for found in _REASON.finditer(upper)
        for letter in found["letters"].replace("AND", " ").replace("OR", " ")
        if "A" <= letter <= "H"
    ]
    who = words[begin : _end(upper, begin)].strip(" .,;:(-")
    while (trailing := _TRAILING.search(in_capitals(who[-24:]))) is not None:
        who = who[: len(who) - len(trailing[0])].strip(" .,;:(-")
    name, title, organization = _parted(who)
    return ClassifiedBy(name, title, organization, tuple(dict.fromkeys(reasons)))


def _parted(who: str) -> tuple[str | None, str | None, str | None]:
    """Name, title and organization, whether the title stands first or behind the name."""
    titled = _TITLE_FIRST.match(in_capitals(who))
    if titled is not None:
        organization = who[titled.end() :].strip(" ,;()") or None
        return who[titled.start("name") : titled.end("name")], who[: titled.end("title")], organization
    bracketed = _TITLE_BEHIND.match(who)
    if bracketed is not None and _is_title(bracketed["title"]):
        return bracketed["name"], bracketed["title"], bracketed["rest"].strip(" ,;") or None
    parts = [part for part in (piece.strip() for piece in who.split(",")) if part]
    if not parts:
        return None, None, None
    name, title = parts[0], parts[1] if len(parts) > 1 else None
    rest = parts[2:]
    if title is not None and _is_title(name) and not _is_title(title):
        name, title = title, name
    elif (
        title is not None and rest and in_capitals(title) in _TITLE_LEADS and _PART_OF_POST.search(in_capitals(rest[0]))
    ) or (title is not None and rest and in_capitals(rest[0]).replace(".", "").replace(" ", "") == "AI"):
        title = f"{title}, {rest.pop(0)}"
    return name, title, ", ".join(rest) or None


def _end(upper: str, begin: int) -> int:
    """Where the words about the person end."""
    end = len(upper)
    for word in _ENDS:
        at = upper.find(word, begin, end)
        if at == begin or (at > begin and not upper[at - 1].isalnum()):
            end = at
    return end


def _is_title(words: str) -> bool:
    return _TITLE_ALONE.match(in_capitals(words)) is not None
