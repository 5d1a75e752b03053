"""The fields of the text part as a sound copy has them: each with its label, its lines and its end in one pattern.

A field that is none of these is read line by line, which allows for what copies do to it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.formats.textpart.tags import CODES

_END = r" *(?:\n|\Z)"
# What surely begins another field, or ends the one above it.
_OTHER = r"REFS?: |SUBJECT: |TAGS: |E\.O\. \d|Classified By:|CLASSIFIED BY:? | *\n"
_FURTHER = rf"(?:\n(?!{_OTHER})[^ \n][^\n]*)"  # a line that goes on


class Form(NamedTuple):
    """One field and the pattern of a sound one. may_hold_label: whether the label of another may stand in its lines."""

    field: str
    pattern: re.Pattern[str]
    may_hold_label: bool = False


_LEVEL = Form(
    "level",
    re.compile(
        r"(?P<level>C O N F I D E N T I A L|S E C R E T|UNCLAS|CONFIDENTIAL|SECRET|UNCLASSIFIED|LIMITED OFFICIAL USE)"
        rf"(?: SECTION (?P<section>\d{{1,2}}) OF (?P<of>\d{{1,2}}))? (?P<post>[A-Z]+(?: [A-Z]+){{0,2}}) "
        rf"(?P<number>\d{{1,7}}){_END}"
    ),
)
_CAPTIONS = Form("captions", re.compile(rf"(?P<value>[A-Z]{{5,8}}){_END}"))
_ORDER = Form(
    "executive_order",
    re.compile(
        rf"E\.O\. (?P<order>1\d{{4}}): {{1,2}}(?P<value>DECL: \d\d/\d\d/\d{{4}}|X?GDS(?:-\d)?|N/A) *\n"
        rf"(?P<under>)TAGS: (?P<tags>{CODES}) *\n(?={_OTHER})"
    ),
)
_SUBJECT = Form("subject", re.compile(rf"SUBJECT: (?P<value>[^ \n(][^\n]*{_FURTHER}{{0,3}})\n(?={_OTHER})"), True)
_REFERENCES = Form(
    "references",
    re.compile(rf"REFS?: (?P<value>[^ \n][^\n]{{0,110}}(?:\n(?!{_OTHER})[^\n]+){{0,40}})\n(?={_OTHER})"),
    True,
)
_AUTHORITY = Form(
    "classified_by",
    re.compile(rf"(?P<value>C(?:lassified By:|LASSIFIED BY:? )[^\n]*{_FURTHER}{{0,5}})\n(?= *\n)"),
    True,
)
SOUND = {
    **dict.fromkeys(("C O ", "S E ", "UNCL", "CONF", "SECR", "LIMI"), _LEVEL),
    **dict.fromkeys(("SIPD", "NODI", "EXDI", "LIMD", "STAD", "NOFO"), _CAPTIONS),
    "E.O.": _ORDER,
    "SUBJ": _SUBJECT,
    "REF:": _REFERENCES,
    "REFS": _REFERENCES,
    "Clas": _AUTHORITY,
    "CLAS": _AUTHORITY,
}
"""Forms by the first four signs of the field."""
