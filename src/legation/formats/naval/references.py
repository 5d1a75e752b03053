"""References of naval messages: REF/ sets, and what the narrative under them (NARR/, AMPN/) says they are.

A set gives label, type, originator and date; the number, if there is one, mostly stands in the narrative. Only a
number makes a reference ``read``: a message named by originator and date-time group stays ``unread``.
Source: telegram-format 2.3 and the shared naval texts.
"""

from __future__ import annotations

import re

import msgspec

from legation.core.dtg import MONTH_PATTERN
from legation.core.mrn import Mrn
from legation.core.telegram import Reference, ReferenceKind
from legation.core.text import Span
from legation.formats.series import NAMES, NUMBERED, mrn_of, mrns_in

_TYPES: dict[str, ReferenceKind] = {
    "MSG": "telegram",
    "MSGID": "telegram",
    "MESSAGE": "telegram",
    "RMG": "telegram",
    "GENADMIN": "telegram",
    "NAVADMIN": "telegram",
    "ALNAV": "telegram",
    "MARADMIN": "telegram",
    "DOC": "document",
    "INST": "document",
    "NOTE": "document",
    "DIR": "document",
    "PUB": "document",
    "LTR": "letter",
    "LETTER": "letter",
    "MEMO": "memorandum",
    "MEM": "memorandum",
    "MFR": "memorandum",
    "EMAIL": "email",
    "EML": "email",
    "E-MAIL": "email",
    "TEL": "meeting",
    "TELCON": "meeting",
    "PHONCON": "meeting",
    "VOX": "meeting",
    "MTG": "meeting",
    "CON": "meeting",
    "CONF": "meeting",
    "BRF": "meeting",
}
_DOCUMENT = re.compile(
    r"INST(?:RUCTION)?\b|MANUAL|\bDOC|\bPUB|U\.?\s?S\.?\s?C\b|U\.?\s?S\.?\s?CODE|C\.?\s?F\.?\s?R\b|\bJFMM\b|\bNAVPERS\b"
    r"|\bMILPERSMAN\b|\bTITLE \d|\bVOL(?:UME)? |\bDIRECTIVE|\bREGULATIONS?\b|\bARTICLE\b|\bMCO\b|\d{4}\.\d",
    re.IGNORECASE,
)
_MEMORANDUM = re.compile(r"\bMEMO(?:RANDUM)?\b", re.IGNORECASE)
_LETTER = re.compile(r"\b(?:LETTER|LTR)\b", re.IGNORECASE)
_MAIL = re.compile(r"\bE-?MAIL\b", re.IGNORECASE)
# A date-time group with its zone names a message, whatever the type says: ``DOC/CNO/141554ZJAN15``.
_GROUP = re.compile(rf"\b\d{{6}}\s?Z\s?{MONTH_PATTERN}\s?(?:\d{{4}}|\d{{2}})\b", re.IGNORECASE)
_LABEL = re.compile(r"\(?\s?(?P<label>[A-Za-z]{1,2}|\d{1,2})\s?\)?")
_MOST_FIELDS = 12
# What stands behind the end of a set on its line, such as a page head; ``//N1//`` inside an originator is no end.
_DOUBLED = re.compile(r"REF ?//", re.IGNORECASE)  # every slash of the set written twice
_BLANK = re.compile(r"REF\s(?=\(?[A-Z]{1,2}\)?\s?/)", re.IGNORECASE)  # a blank for the first slash
_BEHIND = re.compile(r"//(?=\s|PAGE\b)")

_ONE = r"\(?[A-Z]{1,2}\)?"
_NAMES_REF = re.compile(
    rf"\bREF(?:ERENCE)?S?\s{{1,2}}(?P<labels>{_ONE}(?:\s?(?:,\s?AND|,|AND|&|THROUGH|THRU|-)\s?{_ONE}){{0,8}})(?!\w)"
    rf"(?P<told>\s{{1,2}}(?:IS|ARE|WAS|WERE)\b|\s?[:=]|(?=\s{{1,2}}(?:{NAMES})S?\b))?",
    re.IGNORECASE,
)
_STRAIGHT = re.compile(r"\s{0,2}(?:(?:THE|A|CNO|CMC|SECNAV|OPNAV|MESSAGE|MSG)\s){0,3}", re.IGNORECASE)
# The number behind such words is another message's.
_OTHERS = re.compile(
    r"\b(?:CHANGES? TO|CORRECT(?:S|ION TO)|AMENDS?|AMENDED BY|MODIFI(?:ES|ED BY)|CANCEL(?:S|ED BY|LED BY|LING)?"
    r"|SUPERSED(?:ES|ED BY|ING)|UPDATES?(?: TO)?|EXTENDS?|ANNOUNCED (?:IN|BY|VIA)|IN ACCORDANCE WITH|IAW|PER|REF)"
    r"\s{1,2}$",
    re.IGNORECASE,
)
_LONGEST_NARRATIVE = 20_000
_MOST_TOLD = 26  # labels that one sentence of a narrative tells of


def read_set(words: str, span: Span) -> Reference:
    """The reference of one set, ``REF/C/NAVADMIN 165/09/SUBJECT/291651ZMAY09//``: label, type, then what it is."""
    own = _BEHIND.split(words, maxsplit=1)[0]
    if _DOUBLED.match(own):
        own = own.replace("//", "/")
    own = _BLANK.sub("REF/", own, count=1)
    fields = [part.strip() for part in own.strip("/ ").split("/", _MOST_FIELDS)]
    found = _LABEL.fullmatch(fields[1]) if len(fields) > 1 else None
    label = found["label"].upper() if found is not None else None
    rest = "/".join(fields[2 if label else 1 :]).strip()
    series = NUMBERED.search(rest)
    if series is not None:
        return Reference(label, str(mrn_of(series)), rest, "telegram", "read", span)
    return Reference(label, None, rest, _kind(rest), "unread", span)


def _kind(rest: str) -> ReferenceKind:
    """What a set without a number refers to, by its type, else by its words."""
    # ``MSGID:DOC/SECNAV`` names the type behind the word for the field.
    named = re.split(r"[/:\s]", re.sub(r"MSGID\s?:\s{0,3}(?=[A-Z])", "", rest.upper(), count=1), maxsplit=1)[0]
    kind = _TYPES.get(named, "other")
    if kind in {"document", "other"} and _GROUP.search(rest):
        return "telegram"
    return _kind_of_words(rest) if kind == "other" else kind


def _kind_of_words(words: str) -> ReferenceKind:
    if _DOCUMENT.search(words):
        return "document"
    if _MEMORANDUM.search(words):
        return "memorandum"
    if _MAIL.search(words):
        return "email"
    return "letter" if _LETTER.search(words) else "other"


def labels_in(written: str) -> list[str]:
    """``A``, ``(A) AND (B)``, ``A, B AND C``, ``A THRU C`` as labels."""
    labels: list[str] = []
    for one in re.finditer(r"(?P<range>THROUGH|THRU|-)?\s?\(?\b(?P<label>(?!AND\b)[A-Z]{1,2})\b", written.upper()):
        label = one["label"]
        if one["range"] and labels and len(label) == len(labels[-1]) == 1:
            labels.extend(chr(code) for code in range(ord(labels[-1]) + 1, ord(label)))
        labels.append(label)
    return labels


def narrated(narrative: str) -> list[tuple[list[str], str]]:
    """What a narrative says of references: labels, and the words that tell what they are, in order.

    ``REF A IS NAVADMIN 304/17, POLICY.  REFS B AND C ARE ...`` gives ``(["A"], "NAVADMIN 304/17, POLICY.  ")`` first.
    """
    text = narrative[:_LONGEST_NARRATIVE]
    # A label without ``IS`` tells of a reference only at the beginning of a sentence.
    found = [one for one in _NAMES_REF.finditer(text) if one["told"] is not None or _opens(text, one.start())]
    ends = [*(one.start() for one in found), len(text)]
    return [(labels_in(one["labels"]), text[one.end() : end]) for one, end in zip(found, ends[1:], strict=True)]


def _opens(text: str, at: int) -> bool:
    before = text[max(0, at - 4) : at].rstrip()
    return not before or before[-1] in ".;/"


def told_of(references: list[Reference], words: str) -> str:
    """The words of NARR/ or AMPN/; those that name no reference speak of the last one above them."""
    label = references[-1].label if references else None
    if label is None or re.search(r"\bREF", words[:400], re.IGNORECASE):
        return words
    return f"REF {label} IS {words}"


def told_alone(narrative: str, span: Span) -> list[Reference]:
    """The references of a narrative that stands at ``span`` and has no sets above it, as far as it tells of them."""
    told: dict[str, Reference] = {}
    for labels, words in narrated(narrative):
        text = words.strip(" .;:/")
        for label in labels[:_MOST_TOLD]:
            told.setdefault(label, Reference(label, None, text, _kind(text), "unread", span))
    return list(told.values())


def name_references(references: list[Reference], narrative: str) -> list[Reference]:
    """The references with the numbers that the narrative says they bear, and kinds it makes plain."""
    places = {held.label: index for index, held in reversed(list(enumerate(references)))}
    named = list(references)
    for labels, words in narrated(narrative):
        known = [label for label in labels if label in places]
        mrns = _own_numbers(words, len(labels), [named[places[label]] for label in known])
        for at, label in enumerate(labels):
            if label not in places:
                continue
            held = named[places[label]]
            if held.status == "read":
                continue
            if mrns and mrns[at] is not None:
                named[places[label]] = msgspec.structs.replace(held, mrn=str(mrns[at]), kind="telegram", status="read")
            elif len(labels) == 1:
                named[places[label]] = msgspec.structs.replace(held, kind=_kind_told(held.kind, words))
    return named


def _own_numbers(words: str, count: int, held: list[Reference]) -> list[Mrn]:
    """A number for each of ``count`` references told of in ``words``; empty if the words do not give just as many.

    A number that follows at once is the reference's own. One that comes later counts only for a message, only if
    it is the only one, and not behind words that make it another's (``CHANGE TO NAVADMIN 021/06``).
    """
    straight = _STRAIGHT.match(words)
    at = straight.end() if straight is not None else 0
    first = NUMBERED.match(words, at)
    mrns = mrns_in(words)
    if count > 1:
        return mrns if first is not None and len(mrns) == count else []
    if first is not None:
        return [mrn_of(first)]
    later = NUMBERED.search(words)
    if later is None or len(mrns) != 1 or any(one.kind != "telegram" for one in held):
        return []
    return [] if _OTHERS.search(words[max(0, later.start() - 30) : later.start()]) else mrns


def _kind_told(kind: ReferenceKind, words: str) -> ReferenceKind:
    """A document may be told to be a memorandum, a letter or a mail; what has no kind yet takes the one told."""
    first = re.split(r"[,;]|\.\s|//", words[:120], maxsplit=1)[0]
    if kind not in {"document", "other"}:
        return kind
    told = _kind_of_words(first)
    if kind == "document":
        return told if told in {"memorandum", "letter", "email"} else kind
    return told
