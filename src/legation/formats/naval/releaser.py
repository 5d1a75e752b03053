"""The officer who released a naval message: ``RELEASED BY VADM I. N. VENTED, JR., N1.//`` at its end.

Source: the shared naval texts, 1992-2025.
"""

from __future__ import annotations

import re

from legation.formats.plain import in_capitals

_RELEASED = re.compile(
    r"\bRELEASED?\s{1,4}(?:IS\s{1,4})?(?:AUTHORI[SZ]ED\s{1,4})?BY\b\s{0,3}:?\s{0,4}(?:(?:BY\s)?DIRECTION(?:\sOF)?:?,?\s{1,3})?",
    re.IGNORECASE,
)
_RANKS = (
    r"(?:FLEET\s)?ADMIRAL|VICE\sADMIRAL|REAR\sADMIRAL(?:\s\((?:LOWER|UPPER)\sHALF\))?|ADM|VADM|RADM|RDML|COMMODORE|CAPTAIN|CAPT"
    r"|COMMANDER|CDR|LCDR|(?:LIEUTENANT\s|MAJOR\s|BRIGADIER\s)?GENERAL|GEN|LTGEN|MAJGEN|BGEN|BRIGGEN|COLONEL|COL"
)
_RANK_ALONE = re.compile(rf"(?:{_RANKS})\.?", re.IGNORECASE)
# A last paragraph that is nothing but a name and a title: ``7.  ADM I. N. VENTED, CHIEF OF NAVAL OPERATIONS.//``.
_CLOSING = re.compile(
    rf"(?:^|\n)\s{{0,4}}\d{{1,2}}\.\s{{1,4}}(?:[A-Z][A-Z ]{{2,30}},\s)?"
    rf"(?P<who>(?:(?:{_RANKS})\s[A-Z]|(?:[A-Z]\.\s?){{1,3}}[A-Z])[^/\n]{{2,80}}?)"
    r"(?:(?:\ssends\b|,)[^/\n]{0,80}//|,[^/\n]{0,80}\ssends\.?(?=\s{0,9}(?:\n|\Z)))",
    re.IGNORECASE,
)
# The same with the rank behind the name: ``3.  Semper Fidelis, Jane Q. Sample, General, U.S. Marine Corps.//``.
_CLOSED_BY = re.compile(
    rf"(?:^|\n)\s{{0,4}}\d{{1,2}}\.\s{{1,4}}(?:[A-Z][A-Z ]{{2,30}},\s)?"
    rf"(?P<who>[A-Z][A-Z'-]{{1,20}}(?:\s[A-Z]\.){{0,2}}\s[A-Z][A-Z'-]{{1,20}}),\s(?:{_RANKS})\b[^/\n]{{0,120}}//",
    re.IGNORECASE,
)
_STOP = re.compile(r"/|\n\s{0,9}\n|\n\s{0,4}(?:BT|NNNN|#\d{4})\b|\sUNCLAS")
# A full stop ends the name unless it stands at an initial or a short form.
_FULL_STOP = re.compile(r"(?P<word>[A-Za-z'\-]{1,30})\.(?=\s|$)")
_SHORT_FORM = re.compile(
    r"(?:[VR]?ADM|RDML|CAPT|L?CDR|(?:LT|MAJ|B|BRIG)?GEN|COL|M[RS]|MRS|DR|ST|JR|SR|HON)", re.IGNORECASE
)
_SUFFIX = re.compile(r"(?:JR|SR|I{2,3}|IV)\b\.?", re.IGNORECASE)
_OFFICE_BEHIND = re.compile(r"\s{1,3}(?:\(|(?:OPNAV|DCNO|N\d{1,2}[A-Z0-9]{0,4}|SENDS|USN|SES)\b).*$", re.IGNORECASE)
_LONGEST = 160
_END = 600  # characters at the end of a message in which it is closed


def releaser(text: str, start: int, end: int) -> str | None:
    """The name, with rank or title as written and without office, in ``text[start:end]``; None if nobody is named."""
    last: re.Match[str] | None = None
    upper = in_capitals(text)
    at = upper.find("RELEASE", start, end)
    while at >= 0:
        found = _RELEASED.match(text, at, end)
        at = upper.find("RELEASE", at + 7 if found is None else found.end(), end)
        if found is None:
            continue
        before = text[max(start, found.start() - 200) : found.start()].rstrip()
        # ``MUST BE RELEASED BY THEIR MANAGER`` runs on in a sentence.
        if not before or before[-1] in ".:/)#-" or before[-1].isdigit():
            last = found
    if last is not None:
        return _name(text[last.end() : min(end, last.end() + _LONGEST)])
    below = max(start, end - _END)
    closings = list(_CLOSING.finditer(text, below, end)) or list(_CLOSED_BY.finditer(text, below, end))
    return _name(closings[-1]["who"]) if closings else None


def _name(words: str) -> str | None:
    """The name at the front of ``words``."""
    stop = _STOP.search(words)
    folded = " ".join((words[: stop.start()] if stop else words).split())
    pieces = [piece.strip() for piece in folded.split(",")]
    name = pieces.pop(0)
    if _RANK_ALONE.fullmatch(name) and pieces:
        name = f"{name} {pieces.pop(0)}"
    for full in _FULL_STOP.finditer(name):
        if len(full["word"]) > 2 and not _SHORT_FORM.fullmatch(full["word"]):
            name, pieces = name[: full.start() + len(full["word"])], []
            break
    name = _OFFICE_BEHIND.sub("", name)
    suffix = _SUFFIX.match(pieces[0]) if pieces else None
    if suffix is not None:
        name = f"{name}, {suffix[0]}"
    name = name.strip(" .;:-")
    return name if len(name) > 3 and name[0].isalpha() else None
