"""Cables of the Central Intelligence Agency: to whom, and under what number a cable is cited, often on one line.

``TO PRIORITY BELISAR INFO DIRECTOR CITE BANG 0442``; ``DIR CITE BELI 6453``; ``CITE BELISAR 12345`` above
``TO: IMMEDIATE DIRECTOR INFO PARIS.`` The form has labels above (``FROM : DIRECTOR``, ``CONF : FE 8``), and the level
with the group of day and hour. Its stations bear the names of cities in which embassies are too and count for
themselves: its number is no message reference number, and neither is one that it cites.
Source: public cables of 1953-75; FRUS 1952-54 Iran, FRUS 1964-68 XII.
"""

from __future__ import annotations

import re

from legation.core.dtg import instant_of
from legation.core.telegram import Addressee, Originator, Precedence
from legation.formats.heading.lines import FL5, WORDS_ALONE
from legation.formats.lines import Line, Reel
from legation.formats.markings.captions import hold_captions, hold_level, restrictions_within
from legation.formats.markings.levels import level_at
from legation.formats.sheet import Sheet
from legation.formats.written_day import take_written_day

_WORD = "CITE "
_FM = "FM "
_GROUP = re.compile(r"\b\d{6}Z [A-Z]{3} \d\d\b")
_WITHIN = 2000  # code points in which the line with the number stands
_MOST_LINES = 50
_LONGEST = 150
_PRECEDENCE = (
    r"(?:(?P<{0}>FLASH|OPERATIONAL IMMEDIATE|OPIM|NIACT IMMEDIATE|IMMEDIATE|PRIORITY|PRITY|ROUTINE|EMERGENCY):? )?"
)
_SHORT = {"OPIM": "IMMEDIATE", "PRITY": "PRIORITY", "EMERGENCY": "FLASH"}
_NAME = r"[A-Z][A-Z/]{1,14}(?: (?!INFO\b|CITE\b)[A-Z]{2,14}){0,2}"
_NAMES = rf"{_NAME}(?:, ?{_NAME}){{0,12}}"
_WAYS = re.compile(
    rf"(?P<label>TO ?:? )?{_PRECEDENCE.format('action')}(?P<to>{_NAMES})"
    rf"(?:,? INFO ?:? {_PRECEDENCE.format('copied')}(?P<info>{_NAMES}))?\.?$"
)
_CITE = re.compile(
    r"(?:(?P<ways>[A-Z].{2,110}?) )?CITE (?P<station>[A-Z][A-Z ]{2,24}?) (?P<number>\d{3,6})"
    r"(?: ?\((?:IN|OUT)[ -]?\d{4,6}\))?\.?$"
)
_LABELLED = re.compile(r"(?P<label>FROM|TO|DATE) {0,9}: {0,9}(?P<value>[A-Z0-9][A-Z0-9 ,./]{1,60})$")
_PARAGRAPH = re.compile(r"\d{1,2}\. {1,4}[A-Z]")
_HEADQUARTERS = frozenset({"DIR", "DIRECTOR", "HQS"})


def own_citation(words: str) -> tuple[str, int] | None:
    """Station and number of a line that says how a cable is to be cited and nothing else: ``CITE BELISAR 0112``."""
    found = _CITE.match(words) if words.startswith(_WORD) else None
    return (found["station"], int(found["number"])) if found is not None else None


def read_agency_heading(sheet: Sheet, reel: Reel) -> bool:
    """Read the heading of such a cable, which begins at the front of ``reel``; False where it is none."""
    if reel.text.find(_WORD, reel.at, min(reel.at + _WITHIN, reel.end)) < 0:
        return False
    lines = _lines_to_number(reel)
    if not lines:
        return False
    cites = next(at for at, line in enumerate(lines) if _cited(line.text) is not None)
    cited = _cited(lines[cites].text)
    ways = [
        (at, sent) for at in (cites, cites - 1, cites + 1) if 0 <= at < len(lines) and (sent := _sent(lines[at].text))
    ]
    labels = {found["label"]: found["value"] for line in lines if (found := _LABELLED.match(line.text)) is not None}
    if cited is None or not (ways or "TO" in labels):
        return False
    fields = sheet.fields
    fields["number_above"], fields["foreign"], fields["originator_post"] = int(cited["number"]), True, None
    fields["from_"] = Originator(labels.get("FROM", cited["station"]).strip())
    if ways:
        _take_sent(sheet, ways[0][1])
    else:
        fields["to"] = (Addressee(labels["TO"].strip()),)
    if "DATE" in labels:
        take_written_day(sheet, labels["DATE"].partition("  ")[0].title())
    last = max(cites, ways[0][0]) if ways else cites
    for at, line in enumerate(lines[: last + 1]):
        kind = "heading.to" if ways and at == ways[0][0] else "heading.number" if at == cites else _take(sheet, line)
        sheet.mark(line.start, line.next, kind)
    reel.at = lines[last].next
    return True


def _lines_to_number(reel: Reel) -> list[Line]:
    """The filled lines to the one with the number and the one below it; none where another heading stands there."""
    lines: list[Line] = []
    is_found = False
    for line in reel.ahead(_MOST_LINES):
        if not line.text:
            continue
        if is_found:
            return [*lines, line]
        if len(line.text) > _LONGEST or _PARAGRAPH.match(line.text) or line.text.startswith(_FM):
            return []
        lines.append(line)
        is_found = _cited(line.text) is not None
    return lines if is_found else []


def _cited(words: str) -> re.Match[str] | None:
    """A line with the number: alone, or behind the addressees."""
    found = _CITE.match(words) if _WORD in words else None
    return found if found is not None and (found["ways"] is None or _ways(found["ways"]) is not None) else None


def _sent(words: str) -> re.Match[str] | None:
    """A line with the addressees, with the number behind them or without."""
    found = _CITE.match(words) if _WORD in words else None
    return _ways(words if found is None else found["ways"] or "")


def _ways(words: str) -> re.Match[str] | None:
    """Action and information addressees. A verb before ``CITE`` has neither label nor precedence, and no copies."""
    found = _WAYS.match(words)
    told = found is not None and (found["label"] or found["action"] or found["info"] or found["to"] in _HEADQUARTERS)
    return found if told else None


def _take_sent(sheet: Sheet, sent: re.Match[str]) -> None:
    fields = sheet.fields
    for field, names, word in (("to", sent["to"], sent["action"]), ("info", sent["info"], sent["copied"])):
        precedence = _meant(word)
        if names:
            fields[field] = tuple(Addressee(name.strip(), precedence=precedence) for name in names.split(","))
    fields["precedence"] = Precedence(_meant(sent["action"]), _meant(sent["copied"]))


def _meant(word: str | None) -> str | None:
    return None if word is None else _SHORT.get(word) or WORDS_ALONE.get(word, word)


def _take(sheet: Sheet, line: Line) -> str:
    """Read a line above the addressees: a level, with day and hour behind it, or what only the form has."""
    words = line.text
    level = level_at(words)
    hold_captions(sheet, restrictions_within(words))
    if level is None:
        return "heading.other"
    hold_level(sheet, level["level"])
    dated = _GROUP.search(words)
    stamp = FL5.match(dated[0]) if dated is not None else None
    if stamp is not None and (instant := instant_of(stamp)) is not None:
        sheet.fields.setdefault("dtg", instant)
    return "text.classification"
