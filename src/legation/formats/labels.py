"""The labels of the text part, by which its fields are told apart: E.O., TAGS, SUBJECT, REF, CLASSIFIED BY."""

from __future__ import annotations

import re

EO = re.compile(
    r"E(?:\s?[.,]?\s?[O0]\s?[.,]?|XECUTIVE ORDER(?: NO)?)\s{0,3}[.:]?\s{0,3}"
    r"(?P<order>[1IL]?[\dOILS]{3,4}[\dS][\dOILS]?)"
    r"(?!\d)\s{0,3}(?:,? AS AMENDED)?\s{0,3}[:.;,-]?\s{0,9}(?P<value>.*)$",
    re.IGNORECASE,
)
TAGS = re.compile(
    r"(?:TAGE?[S5]|TAGZ|TABS|TAS|TGS|AGS|TAGE?|TAGGS)(?:\s{0,3}[:;,.-]|\s{4,9}:)\s{0,9}(?P<value>.*)$"
    r"|TAGS\s{1,9}(?P<bare>[A-Z][A-Z0]{1,4}(?:[ ,]{1,3}[A-Z][A-Z0]{1,4}){0,40})$"
    r"|TAGS?\s{1,9}(?P<listed>[A-Z]{4}(?:,| \()[A-Z0-9 ,()./'-]{1,300})$|TAGS$",
    re.IGNORECASE,
)
# ``SUBJECTS;`` is a word of a subject that goes on: only a colon makes the plural a label.
SUBJECT = re.compile(
    r"[S5]UBJ(?:ECT)?(?:\s{0,3}[:;.]|\s{1,3}-)\s{0,9}(?P<value>.*)$|SUBJECTS\s{0,3}:\s{0,9}(?P<several>.*)$"
    # Without a colon: no ``subject to approval``, nor ``SUBJECT WAS BORN``.
    r"|SUBJ(?:ECTS?)?\s{1,9}+(?!(?:TO|OF|MATTER|IS|WAS|HAS|HAD|WILL|WHO|AND|IN|ON|AT)\b)(?P<bare>\S.*)$"
    r"|SUBJ(?:ECT)?$|SUBJ?/SUJ\s?:?\s{1,9}(?P<both>\S.*)$"
    r"|(?:UBJECT|SBJECT|SUJECT|SUBECT|SUBJCT|SUBJET|SUBEJCT|SUJBECT)\s{0,3}:\s{0,9}(?P<damaged>.*)$"
    r"|(?:OBJET|ASUNTO|ASSUNTO|OGGETTO|BETREFF|BETR\.)\s{0,3}:\s{0,9}(?P<foreign>\S.*)$",
    re.IGNORECASE,
)
REF = re.compile(
    r"REF(?:ERENCE|TEL)?(?:S|\(S\))?(?:\s{0,3}[:.;-]\s{0,9}|\s{4,9}:\s{0,9}|\s{1,9}(?=[A-Z(\d])|\s{0,3}(?=\())(?P<value>.*)$|REFS?$",
    re.IGNORECASE,
)
SPOILED_CLASSIFIED = "C(?:L?A?S{1,3}[IF]{1,5}E?[ID]{0,2}|[ALS]{3,5}[IF]{2,5}ED|LASS)"
"""The word as hands and scans have it (``CLASIFIED``, ``CALSSIFIED``); only before ``BY``."""
CLASSIFIED = re.compile(
    r"(?:\((?:U|C|S|SBU)\)\s{0,3})?(?:1\.\s{0,3}(?:\((?:U|C|S|SBU)\)\s{0,3})?)?"
    r"(?:(?P<said>THIS (?:MESSAGE|CABLE|TELEGRAM) (?:IS|WAS|HAS BEEN) )?CLASSIFIED BY"
    rf"|{SPOILED_CLASSIFIED} ?BY(?= ?:|[^\n]{{3,90}}\bREASON)"
    r"|CLASSIFIER|DERIVED FROM|DECLASSIFY ON)"
    r"\b\s{0,3}:?\s{0,9}(?P<value>.*)$",
    re.IGNORECASE,
)
# A level with its controls, or with the nations of ``REL TO`` and ``FGI``.
_MARK = (
    r"\(\s?(?:(?://(?=[CN]))?(?:TS|S|C|U|SBU|LOU|CTSA?|NCA|NSAT|N[SCRU])"
    r"(?:\s?[/-]{1,2}\s?[A-Z]{2,6}(?:,?\s[A-Z]{2,4}){0,13}){0,3}|//[A-Z]{3}\s[SCRU])\s?\)"
)
PARAGRAPH = re.compile(
    rf"(?:¶\s?)?(?:{_MARK}\s?)?(?:1|l)\s?[.,](?!\d)|1\)\s|1\s{{0,2}}{_MARK}|¶|{_MARK}\s"
    r"|(?:BEGIN )?(?:SUMMARY|INTRODUCTION|ACTION REQUEST(?:ED)?)\b|RMKS/|PARA(?:GRAPH)? ?1\b",
    re.IGNORECASE,
)
INNER = re.compile(
    r"[ .;)](?P<label>E\. ?O\. {0,3}:? {0,3}1?\d{4,5}\b|EO {1,3}1\d{4}\b|TAGS? {0,3}:"
    r"|TAGS {1,3}(?=[A-Z]{4},)|SUBJ(?:ECT)? {0,3}:"
    r"|REF(?:S|TEL|\(S\))? {0,3}:|REFS? {1,3}\(?A ?[).] "
    r"|C(?<!\([UCS]\)C)(?<!\([UCS]\) C)(?<!\([UCS]\)  C)(?<!\(SBU\) C)(?<!1\. C)(?<!1\.  C)LASSIFIED BY\b)"
)
"""A label inside a line in capitals: the copy has lost the line end before it."""

_BY_FIRST = {
    "E": EO,
    "T": TAGS,
    "A": re.compile(rf"{TAGS.pattern}|ASS?UNTO\s{{0,3}}:", re.IGNORECASE),
    "O": SUBJECT,
    "S": SUBJECT,
    "5": SUBJECT,
    "U": SUBJECT,
    "B": re.compile(r"BETR(?:EFF|\.)\s{0,3}:", re.IGNORECASE),
    "R": REF,
    "C": CLASSIFIED,
    "D": CLASSIFIED,
}
_BY_FIRST.update({first.lower(): label for first, label in _BY_FIRST.items()})
_BY_FIRST.update({"(": CLASSIFIED, "1": CLASSIFIED})
_PARAGRAPH_FIRSTS = frozenset("¶(1lLbBsSiIaArRpP")


def is_field(words: str) -> bool:
    """Whether ``words`` begin with the label of a field."""
    label = _BY_FIRST.get(words[:1])
    return label is not None and label.match(words) is not None


def is_paragraph(words: str) -> bool:
    """Whether ``words`` begin the first paragraph of the body."""
    return words[:1] in _PARAGRAPH_FIRSTS and PARAGRAPH.match(words) is not None


def value_at(found: re.Match[str]) -> int:
    """Where the value begins in the words of a match of a label."""
    return found.start(found.lastgroup) if found.lastgroup else found.end()
