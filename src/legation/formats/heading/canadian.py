"""Telegrams of the Canadian service: day and marking behind the originator, number and precedence behind the addressee.

``FM SAIGON NOV19/64 TOPSEC``, ``TO TT EXTERNAL 677 OPIMMED DE OTT``, ``INFO TT WASHDC LDN DE OTT``, ``REF MYTEL 665
NOV14``, and the subject on a line of its own. TT says that the telegram goes on by teletype, DE by which relay. Sheets
of messages to be sent have the same with labels: ``PRECEDENCE: OPIMMED``. Source: public Canadian telegrams of 1964-66.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.dtg import MONTH_PATTERN, MONTHS

_DAY = rf"{MONTH_PATTERN} ?\d{{1,2}}/\d{{2}}"
SENT = re.compile(rf"(?P<name>[A-Z][A-Z .]{{1,40}}?) (?P<day>{_DAY})(?: (?P<marked>[A-Z][A-Z /]{{1,60}}))?$")
SENT_LATER = re.compile(
    r"(?P<name>[A-Z]{2,20}(?: [A-Z]{2,20})?)(?: TO (?P<to>[A-Z]{2,20}))? (?P<own>[A-Z]{0,6}(?P<number>\d{1,5})) "
    rf"(?P<day>\d\d)(?P<month>{'|'.join(MONTHS)})(?P<year>\d\d)$"
)
"""As the service wrote later, its own number before the day: ``LDN TO EXTER 1234 12MAR74``, ``OTT XYGR12 05JUN79``."""
DISTRIBUTED = re.compile(r"DISTR(?:IBUTION)? [A-Z]{2,5}(?: [A-Z]{2,5}){0,12}$")
"""The offices at home that have it."""
_PRECEDENCES = {
    "OPIMMED": "IMMEDIATE",
    "IMMED": "IMMEDIATE",
    "IMMEDIATE": "IMMEDIATE",
    "PRIORITY": "PRIORITY",
    "ROUTINE": "ROUTINE",
    "FLASH": "FLASH",
}
"""Its words for a precedence to ours; OPIMMED is operational immediate. EMERGENCY and DEFERRED have no equal."""
_LEVELS = {"TOPSEC": "TOP SECRET", "CONFD": "CONFIDENTIAL", "RESTR": "RESTRICTED", "RESTD": "RESTRICTED"}
_LEVEL = re.compile(r"(?:TOP ?SECRET|TOPSEC|SECRET|CONFD|CONFIDENTIAL|RESTR(?:ICTED)?|RESTD|UNCLAS(?:SIFIED)?)\b")
_WORDS = "|".join((*_PRECEDENCES, "EMERGENCY", "DEFERRED"))
_LISTED = re.compile(
    r"(?P<list>TO|INFO) (?:TT )?(?P<names>[A-Z][A-Z /.]*?)(?: (?:[A-Z]{1,3}-?)?(?P<number>\d{1,5}))?"
    rf"(?: (?P<word>{_WORDS}))?(?: DE [A-Z]{{2,12}}){{0,2}}$"
)
_TWO_WORDS = re.compile(r"(?:CANDEL|CANAC|CANMIL) [A-Z]+|[A-Z][A-Z/.]*")
"""A name of a list: one word, or a delegation and its place."""
LABELLED = re.compile(r"(?P<label>PRECEDENCE|SECURITY)(?P<colon> ?: {0,9}| )(?P<value>[A-Z][A-Z /]{1,60})$")
"""A line of the sheet on which a message to be sent is written."""
FILED = re.compile(r"FILE(?:/DOSSIER ?:?| ?:) {0,3}\S.{0,60}$")
"""The file on which it is kept, on the same sheet."""
NOTED = re.compile(r" ?\((?P<words>FOR [A-Z][A-Z ./]{1,40} ONLY)\)$")
"""Whom alone at the place an addressee is, behind its name."""
DELIVERY = re.compile(r"FOR (?:IMM(?:EDIATE)?|URGENT|EARLY) DELIVERY TO (?P<whom>[A-Z].{1,60})$")
"""To whom it is to be brought at once; the line stands between the lists."""
_LONGEST_SUBJECT = 75
_HEADING = ("INFO ", "TO ", "REF ", "FM ", "FOR ", "FROM ")


class Listed(NamedTuple):
    """A line of addressees, and the number and the precedence that stand behind them."""

    label: str
    names: tuple[str, ...]
    number: int | None
    precedence: str | None


def listed(words: str) -> Listed | None:
    """The addressees of a line, None where it is no such line."""
    found = _LISTED.match(words) if len(words) < 200 else None
    if found is None:
        return None
    names = (found["names"],) if found["list"] == "TO" else tuple(_TWO_WORDS.findall(found["names"]))
    number = int(found["number"]) if found["number"] else None
    return Listed(found["list"], names, number, precedence_of(found["word"] or ""))


def precedence_of(word: str) -> str | None:
    return _PRECEDENCES.get(word)


def level_of(words: str) -> str | None:
    """The level among the words behind the day: ``TOPSEC BACON``."""
    found = _LEVEL.search(words)
    return _LEVELS.get(found[0], found[0]) if found is not None else None


def is_subject(words: str) -> bool:
    """Whether a line between the references and the text can be the subject, which has no label."""
    if not words.isupper() or not 3 < len(words) <= _LONGEST_SUBJECT or words.startswith(_HEADING):
        return False
    return words[-1] not in ".,;:" and words[0].isalpha()
