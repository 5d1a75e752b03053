"""What kind of document a reference names, where it is no telegram that could be read."""

from __future__ import annotations

import re

from legation.core.dtg import DTG_PATTERN
from legation.core.telegram import ReferenceKind
from legation.formats.references.posts import PostNames

_KINDS: tuple[tuple[ReferenceKind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"\bE-?\s?MAILS?\b|\w@\w")),
    ("memorandum", re.compile(r"\b(?:MEMO(?:RANDUM|RANDA|S|CONS?)?|MEMCONS?)\b")),
    ("letter", re.compile(r"\b(?:LETTERS?|LTRS?)\b")),
    (
        "meeting",
        re.compile(
            r"\b(?:MEETINGS?|MTGS?|TELE?CONS?|CONVERSATIONS?|CONV|DISCUSSIONS?|TALKS|[FPH]ONE?CONS?|PHONECONS?"
            r"|PHONE CALLS?|TELEPHONE CALLS?|CONSULTATIONS?|CONFERENCE CALL|DVC|SVTC)\b"
        ),
    ),
    (
        "press",
        re.compile(
            r"\b(?:FBIS|REUTERS?|NEWSPAPERS?|PRESS|TASS|AFP|UPI|WIRELESS FILE|EDITORIAL|NEWS(?:WEEK)?|XINHUA|PRAVDA"
            r"|(?:NEW YORK|NY|FINANCIAL|LONDON|L\.?A\.?|LOS ANGELES) TIMES|(?:WASHINGTON|JERUSALEM) POST|LE MONDE"
            r"|HERALD TRIBUNE|WALL STREET JOURNAL)\b"
        ),
    ),
    (
        "document",
        re.compile(
            r"\b(?:FAM|FAH|CFR|FAX(?:ES)?|TELEFAX|FACSIMILE|DOCS?|DOCUMENTS?|REPORTS?|RESOLUTIONS?|(?:DIP)?NOTES?|UNSCRS?|PUBLICATIONS?|INSTRUCTIONS?|DIRECTIVES?"
            r"|[A-Z]{2,9}INST|MILPERSMAN|IIR|NSSM|NSDM|NIE|TD|PAPERS?|NON-?PAPERS?|AGREEMENTS?|TREATY|PL|EO|E\.O\.|CERP"
            r"|HANDBOOK|MANUAL|GUIDANCE|CIRCULAR LETTER|ARTICLES?|STUDY|DRAFT|OM|U\.?S\.?C"
            r"|DESPATCH(?:ES)?|DISPATCH|DESPS?|(?:EMB|LEG|CON|CONGEN|DEPT?)DES(?:PS?|PATCH)?|DEPT?INSTR)\b"
        ),
    ),
)
_AIRGRAM = re.compile(r"\b(?:C?A\s?-\s?[0-9]{1,5}|AIRGRAMS?|CIRC(?:ULAR)? A\s?-?\s?[0-9]{1,5}|AIDTO CIRC)\b")
_DTG = re.compile(DTG_PATTERN, re.IGNORECASE)
_ZULU = re.compile(r"(?<![0-9])[0-3][0-9]{5}\s?Z(?:\b|[A-Z]{3})")
_WIRE = re.compile(
    r"\b(?:[A-Z]{0,9}TELS?|TELEGRAMS?|CABLES?|MSGS?|MESSAGES?|AIDTO|TOAID|USITO|TOUSI|[A-Z]{0,6}CIRTELS?"
    r"|(?:AG)?WAR(?:X|TAG)? [0-9]{4,6})\b"
)
_FIRST_WORD = re.compile(r"\W{0,3}([A-Z]{2,20})(?:'S)?\b")


def kind_of(upper: str, names: PostNames) -> ReferenceKind:
    """The kind that the words of a reference, in capitals, say."""
    for name, pattern in _KINDS:
        if pattern.search(upper):
            return name
    if _AIRGRAM.search(upper):
        return "airgram"
    if _DTG.search(upper) or _ZULU.search(upper) or _WIRE.search(upper):
        return "telegram"
    first = _FIRST_WORD.match(upper)
    return "telegram" if first is not None and names.key(first[1]) is not None and len(upper) < 40 else "other"


def has_time_group(upper: str) -> bool:
    """Whether a date-time group stands in the words: a telegram known by sender and date."""
    return _ZULU.search(upper) is not None or _DTG.search(upper) is not None
