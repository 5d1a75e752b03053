"""Whether a list of references goes on: at the next line, or under the blank line of a page that ended in it.

Copies break lists anywhere: inside a post, between a post and its number, behind a label.
"""

from __future__ import annotations

import re

from legation.formats.attention import is_attention
from legation.formats.labels import is_field, is_paragraph
from legation.formats.lines import LONG, Line, is_wrapped
from legation.formats.markings.levels import LEVEL
from legation.formats.references.posts import OWN
from legation.formats.sheet import Sheet

_SHORTEST_RUN_IN = 40  # signs of a line with a list and the beginning of the text
_LABELLED = re.compile(
    r"(?:-{1,2}\s{1,9}|[*\u2022]\s{0,3})?"
    r"\(?(?:[B-Z]\s?[).:]\s{0,3}|[b-z][).:]\s{1,3}|[B-Z](?: -|/)? (?=[A-Z]{3,14} \d))\S"
)
_NUMBERED = re.compile(r"(?P<label>[1-9])\s?[).]\s{0,3}(?P<item>[^\n]{4,80})")
_NUMBERED_ABOVE = re.compile(r"(?:^|[:\s])\(?[1-9]\s?[).]")
JOINT = re.compile(r"(?:THIS IS A )?JOINT [A-Z/&, -]{3,40} (?:MESSAGE|CABLE|TELEGRAM)\.?")
"""Whose message it is, on a line above or below the list."""
_BEFORE_ONE = {"I.": re.compile(r"(?<![A-Z0-9])H ?[).:]"), "l.": re.compile(r"(?<![A-Z0-9])K ?[).:]")}
"""The label before one that is also the number of the first paragraph: in Roman numbers, or of a scan."""
_BARE_LABEL = re.compile(r"[\s:;,]\(?[A-Z]\s?[).]$")
_BARE_NUMBER = re.compile(r"\d{3,6}\b")
# An item that has its label and no number yet: ``B) LIMA``, ``C) 05``; and the words that may be the rest of it.
_UNFINISHED = re.compile(r"(?:^|[\s:;,])\(?[A-Z]\s?[).:]\s{0,3}(?:(?:19|20)?\d\d ?)?(?P<name>[A-Z][A-Z .'-]{0,30})?$")
_FINISH = re.compile(r"(?P<name>[A-Z][A-Z .'-]{0,30}?)?\s?\d{1,6}\b")
# What may stand under a blank line in the middle of a list: its next label, or the rest of an item.
_BELOW = re.compile(
    r"(?: {0,80}\n){1,5} {0,80}(?:-{1,2} {1,9})?"
    r"(?P<item>\(?(?P<label>[B-Z]) ?[).:] {0,3}(?:\n {0,9})?[^\n]{4,80})(?:\n|\Z)"
)
_GAP = re.compile(r"(?: {0,80}\n){1,3} {0,80}(?P<item>[^\n ][^\n]{0,80})(?:\n|\Z)")
_ONE = re.compile(r"(?:(?:19|20)?\d\d[ -])?(?P<post>[A-Z][A-Z .'-]{2,30}?)(?:'S)? (?:A-)?[1-9]\d{0,5}(?: \(?NOTAL\)?)?")
"""A reference and nothing else; a number filled up with zeros is the telegram's own, repeated."""
_BETWEEN = re.compile(r"[;,] ?(?:AND )?| AND ")
_LABELS = re.compile(r"(?<![A-Z0-9.])\(?([A-Z]) ?[).:](?![A-Z]\.)")
_CITES = re.compile(r"\(?[B-Z] ?[).:]\s{0,3}(?:\([CSU]\) ?)?[^.:]{0,60}[A-Z)] ?-?\d{1,6}\b")

# A sentence of the text behind the list: ``Embtel 683. Following is our view``.
# What it says of the list itself (``Repeated to Paris``), a paper that it cites and a post with its number begin none.
_SENTENCE = re.compile(
    r"\d\)?\.\s{1,2}(?!(?:Repeat|Rptd|Sent|Also|Not|Cop|Pouch|Passed|Pass|See|Ref|Letter|Memo|Airgram|Email)[a-z]*\b)"
    r"(?=[A-Z][a-z']+(?:[ ,]{1,2}[A-Za-z][A-Za-z'’-]*){3}|[A-Z][a-z]+\. [A-Z])"
)
# The same in capitals, of a text that a copy has put on one line: one telegram, and words that cite nothing.
_ONE_RUN_ON = re.compile(
    r"(?:(?:19|20)?\d\d )?(?P<post>[A-Z][A-Z .'-]{2,30}?) [1-9]\d{0,5}(?: \(?NOTAL\)?)?(?: AND PREVIOUS)?[.;]? {1,3}"
    r"(?!(?:AND|OF|DTD|DATED|ON|PARAS?|LETTER|MEMO[A-Z]*|E-?MAIL|NOTE|AIRGRAM|NOTAL|PREVIOUS|REPEATED|RPTD|SENT|ALSO)\b)"
    r"(?=[A-Z][A-Z'.]*(?: {1,2}[A-Z][A-Z'.,]*){7})"
)
_FIRST_LABEL = re.compile(r"\s{0,3}\(?[Aa1]\s?[).:]")


def sentence_behind(words: str, at: int) -> int | None:
    """Where in a line of both cases a sentence begins behind the references from ``at``; None where none does."""
    if len(words) < _SHORTEST_RUN_IN or words.isupper() or _FIRST_LABEL.match(words, at) is not None:
        return None  # behind words on an item comes the next label: ``(a) Rome 683. Our view stands; (b) Paris 12``
    found = _SENTENCE.search(words, at)
    return None if found is None else found.end()


def text_behind(sheet: Sheet, words: str, at: int) -> int | None:
    """The same in a line in capitals that is longer than any list of one telegram: the text put on its line."""
    found = _ONE_RUN_ON.match(words, at) if len(words) > LONG else None
    return found.end() if found is not None and sheet.posts.key(found["post"]) is not None else None


def goes_on(sheet: Sheet, line: Line, stop: int, indent: int) -> bool:
    """Whether a line belongs to the reference list above it.

    stop: where the list ends so far. indent: blanks before its first line.
    """
    words = line.text
    if is_field(words) or len(words) > LONG or JOINT.fullmatch(words) is not None:
        return False
    before_one = _BEFORE_ONE.get(words[:2])
    if before_one is not None and before_one.search(sheet.upper, max(stop - LONG, 0), stop) is None:
        return False
    if _LABELLED.match(words):
        return True
    if re.match(r"[2-9]\s?[).]\s{0,3}[A-Z]", words) and len(words) < 60 and re.search(r"\d{2}\W{0,3}$", words):
        return True
    if _is_numbered(sheet, words, stop):
        return True
    if is_paragraph(words) or LEVEL.match(words) or len(words) > 120:
        return False
    if _is_of_references(sheet, words.upper()):
        return True
    length = stop - sheet.text.rfind("\n", 0, stop) - 1
    if is_wrapped(length, words) and not is_attention(words):
        return True
    if _is_left_open(sheet, words, stop):
        return True
    before = sheet.text[max(0, stop - 4) : stop].upper()
    if (
        before.endswith((",", ";", " AND"))
        or before.rstrip().endswith(" -")
        or indent_of(sheet.text, line.start) > indent + 2
    ):
        return True
    # ``REF:`` may stand alone above its items.
    return before.rstrip().endswith(":") or (
        not is_attention(words) and re.search(r"[;,]\s{1,3}\(?[B-Z]\s?[).]", words) is not None
    )


def goes_on_below(sheet: Sheet, value: int, stop: int, gap_from: int | None = None) -> bool:
    """Whether the list from ``value`` to ``stop`` goes on under a blank line, as where a page ended in it.

    gap_from: where the blank begins, if a line of the page's foot stands before it.
    """
    upper = sheet.upper
    if (below := _BELOW.match(upper, stop if gap_from is None else gap_from)) is not None:
        labels = _LABELS.findall(upper, max(value, stop - LONG), stop)
        if labels and ord(below["label"]) - ord(labels[-1]) == 1 and _CITES.match(below["item"]) is not None:
            return True
    if gap_from is not None:
        return False
    gap = _GAP.match(upper, stop)
    if gap is not None and _is_of_references(sheet, gap["item"].rstrip()):
        return True  # as in a table, whose lines are parted
    if upper[stop - 1 : stop].isdigit() and upper[stop - 3 : stop - 2].isdigit():
        return False
    return gap is not None and not is_field(gap["item"]) and _is_left_open(sheet, gap["item"], stop)


def _is_numbered(sheet: Sheet, words: str, stop: int) -> bool:
    """Whether a line is the next of a numbered list: ``2. ROME 4``, or ``1. STATE 112900`` below a bare ``REFS:``.

    With a number of one figure, or as the first, it might be a paragraph: it must be references and nothing else.
    """
    found = _NUMBERED.fullmatch(words)
    if found is None or not _is_of_references(sheet, found["item"].upper()):
        return False
    above = sheet.text[max(0, stop - LONG) : stop].rpartition("\n")[2].rstrip()
    return above.endswith(":") if found["label"] == "1" else _NUMBERED_ABOVE.search(above) is not None


def _is_of_references(sheet: Sheet, upper: str) -> bool:
    """Whether a line has references and nothing else: posts that are known, each with a number of it."""
    if not upper[-1:].isdigit() and not upper.endswith((")", "NOTAL", ".", ",", ";")):
        return False
    first, *more = _BETWEEN.split(upper.rstrip(".,; "))
    return _names_one(sheet, first) and all(piece.isdecimal() or _names_one(sheet, piece) for piece in more)


def _names_one(sheet: Sheet, piece: str) -> bool:
    one = _ONE.fullmatch(piece)
    return one is not None and (one["post"] in OWN or sheet.posts.key(one["post"]) is not None)


def _is_left_open(sheet: Sheet, words: str, stop: int) -> bool:
    """Whether the list above ends in a label, or in a post whose number or last words begin this line."""
    above = sheet.upper[max(0, stop - 40) : stop].rpartition("\n")[2].rstrip()
    if _BARE_LABEL.search(above):
        return not is_paragraph(words)
    unfinished, finish = _UNFINISHED.search(above), _FINISH.match(words.upper())
    if unfinished is not None and finish is not None:
        name = f"{unfinished['name'] or ''} {finish['name'] or ''}".strip()
        if name and sheet.posts.key(name) is not None:
            return True
    if unfinished is not None and unfinished["name"] and len(words) < 30 and words.isupper():
        whole = f"{unfinished['name']} {words}"
        if sheet.posts.key(whole) is not None:  # ``(B) ADDIS``, ``ABABA``, and the number under it
            return True
    if not _BARE_NUMBER.match(words):
        return False
    last = sheet.upper[max(0, stop - 40) : stop].split()[-3:]
    return any(sheet.posts.key(" ".join(last[at:])) is not None for at in range(len(last)))


def indent_of(source: str, start: int) -> int:
    """How many blanks stand before ``start`` on its line."""
    at = start
    while at > 0 and start - at < 40 and source[at - 1] in " \t":
        at -= 1
    return start - at
