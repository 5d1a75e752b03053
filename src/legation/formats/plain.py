"""Plain text: one kind of blank, one kind of line end, and capitals of the same length.

Every change keeps the number of code points, so that a place in the plain text is the same place in the source.
"""

from __future__ import annotations

import re

from legation.core.letters import letters_seen

_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_BLANKS = "\t\x1f\xa0\ufeff\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_ASCII_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e"
_ASCII_BLANKS = "\t\x1f"
# The sign that the public release put before the number or letter of a paragraph or an item: ``¶1.``, ``¶B.``
_PILCROW = re.compile(
    r"(?<=[ \n])¶(?=[ ]?\(?[A-Z][.)])|(?<=\n)( {0,40}+)¶(?=[ ]?\d{1,3}[.)])|\A¶(?=[ ]?\d{1,3}[.)])"
    r"|(?<=[.!?:;\")\n ])¶(?=\d{1,3}\. ?\((?:TS|S|C|U|SBU|LOU)\b)"  # where a copy has lost the line end before it
)
# A bullet that a word processor put before a label: ``• SUBJECT: A VISIT``.
_BULLET = re.compile(
    r"(?:(?<=\n)|\A)( {0,20}+)[•‣▪●◦·](?= {0,9}"
    r"(?:(?:SUBJ(?:ECT)?|REF(?:ERENCE)?S?|TAGS?|E\.? ?O\.? ?1\d{4}|CLASSIFIED BY)\b"
    r"|(?:FM|TO|INFO|FROM)(?: |:) {0,9}[A-Z]|(?:[ZOPRY] ){1,2}\d{6}Z ))",
    re.IGNORECASE,
)
# A dot, a bullet or a long dash between capitals that stand apart: ``S·E·C·R·E·T``.
_DOTS = "·•‧∙⋅・\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_APART = re.compile(f"(?<![^\\W_])[A-Z](?:[{_DOTS}][A-Z]){{2,}}(?![^\\W_])")
_TO_POINTS = str.maketrans(dict.fromkeys(_DOTS, "."))
# A sign over which another one was typed, as underlined words are in the output of a printer: ``_\bS_\bE``.
_TYPED_OVER = re.compile(r"[^\n\x08]\x08")
# A label in bold, as notes and chats write it: ``**SUBJECT:** A VISIT``.
_BOLD = re.compile(
    r"((?:(?<=\n)|\A) {0,20}+)\*\*"
    r"(?P<label>(?:SUBJ(?:ECT)?|REF(?:ERENCE)?S?|TAGS?|E\.? ?O\.? ?1\d{4}|CLASSIFIED BY|FM|FROM|TO|INFO) ?:?)\*\*",
    re.IGNORECASE,
)
# The number of a page above or below the sign that feeds the next sheet.
_SHEET_NUMBER = re.compile(
    r"(?<=\x0c)[ \t]{0,60}-? ?\d{1,4}(?: ?-)?(?=[ \t]{0,60}\n)|(?<=\n)[ \t]{0,60}-? ?\d{1,4}(?: ?-)?(?=\s{0,4}\x0c)"
)
# Letters of other alphabets that look like those of a marking, signs that nobody sees, and letters of other shapes.
_UNSEEN_OR_ALIKE = re.compile(
    "[\xad\u0300-\u036f\u0391-\u03a7\u03bf\u0405\u0406\u0408\u0410-\u0425\u0430-\u0445\u0455\u0456\u0458\u115f\u180e"
    "\u0262\u026a\u0274\u0280\u0299\u029c\u029f\ua730\ua731\u02b0-\u02b8\u02e0-\u02e4\u1506\u1d2c-\u1d6a\u1d9b-\u1dbf\u2071\u207f\u2c7c-\u2c7d\u1d00-\u1d22\u200b-\u200f\u202a-\u202e\u2060-\u2064\u249c-\u24e9\ufe00-\ufe0f\uff01-\uff5e"
    "\u1160\u3164\uffa0\U0001d400-\U000e007f"  # one run of what lies far out: each more is one more look at every sign
    "\u13a0-\u13f4\u2c80-\u2cb1\u0531-\u0556\ua4d0-\ua4f7]"
)
_FEWEST_ENDS = 16
_FEWEST_SPACED = 7
_FEWEST_LABELS = 3
# What tells a head from the short paragraphs of a page, which stand apart as well.
_HEAD_LINE = re.compile(
    r"^ {0,9}(?:V?ZCZC|DE [RQ]|ZN[RY] |(?:[ZOPRY] ){1,2}\d{6}Z|FM[: ]|TO[: ]|INFO[: ]|SUBJ(?:ECT)?\b|REFS?\b"
    r"|TAGS\b|E\.O\. ?1\d{4}|UNCLAS|C O N F|S E C R E T)",
    re.MULTILINE,
)
_LONGEST_SPACED = 100  # of a line of a copy that is spaced so; longer lines are whole paragraphs
_UNSPACED = re.compile(rf"[^ \n] *\n *[^ \n]|[^\n]{{{_LONGEST_SPACED + 1}}}")  # two lines that touch, or a paragraph
# What a line of such a copy begins with that marks a paragraph: the empty line above it parts it from the one before.
_MARKED_LINE = re.compile(
    r"[ ¶•*–—-]{0,20}(?:[(\[{<] {0,3}(?://|(?:TS|[SCRU]|SBU|LOU|F?OUO|N[SCRU]|NSAT|CTSA?|NATO|COSMIC|TOP|SECRET|LIMITED"
    r"|CONF(?:IDENTIAL)?|RESTR(?:ICTED)?|UNCLAS(?:SIFIED)?)[^A-Z])"
    r"|(?:(?:TOP )?SECRET|CONFIDENTIAL|RESTRICTED) ?[:.–—-])"
)
_TWO_LINES = 200  # code points at the front in which nearly every text has two lines
_HEADING = 3000  # code points in which the heading and the line under it stand
_LONGER_IN_CAPITALS = re.compile("[^\x00-\xff]|\xdf")


def plain(text: str) -> str:
    """``text`` with blanks for its other white space and the release's pilcrows, a line feed for each line end."""
    if "\r" in text:
        # Tape relay ends a line with two carriage returns; both belong to the one line end.
        text = text.replace("\r\r\n", "  \n").replace("\r\n", " \n")
    if "\f" in text:
        text = _SHEET_NUMBER.sub(_blank, text)
    ascii_alone = text.isascii()
    for sign in filter(text.__contains__, _ASCII_LINE_ENDS if ascii_alone else _LINE_ENDS):
        text = text.replace(sign, "\n")
    for sign in filter(text.__contains__, _ASCII_BLANKS if ascii_alone else _BLANKS):
        text = text.replace(sign, " ")
    if "\\" in text:  # some copies of the release escape their line ends
        text = text.replace("\\\n", " \n")
    if not ascii_alone and "¶" in text:
        text = _PILCROW.sub(_blank, text)
    if "*" in text and "**" in text[:_HEADING]:
        text = _BOLD.sub(_in_plain_type, text)
    if not ascii_alone and _BULLET.search(text) is not None:
        text = _BULLET.sub(_blank, text)
    if "\b" in text:
        text = _TYPED_OVER.sub("  ", text)
    return text


def as_seen(text: str) -> str | None:
    """``text`` as its letters look: those of other alphabets as the Latin ones, without signs that nobody sees.

    None where it has no such sign, as nearly every text.
    """
    if text.isascii():
        return None
    is_parted = _is_parted(text)
    if not is_parted and _UNSEEN_OR_ALIKE.search(text) is None:
        return None
    if is_parted:
        text = _APART.sub(lambda found: found[0].translate(_TO_POINTS), text)
    return letters_seen(text)


def _is_parted(text: str) -> bool:
    """Whether a capital stands between two of ``_DOTS``; most of those stand by themselves."""
    for sign in _DOTS:
        at = text.find(sign)
        while at >= 0:
            if text[at + 1 : at + 2].isupper() and text[at + 2 : at + 3] in _DOTS and len(text) > at + 2:
                return True
            at = text.find(sign, at + 1)
    return False


_MOST_SEEN = 20  # lines by which a copy spaced so is told


def single_spaced(text: str, start: int) -> str:
    """``text`` without the empty line that a copy has put behind every line from ``start``, if it has."""
    first = text[start : start + _TWO_LINES].strip("\n").split("\n", 2)
    if len(first) > 1 and first[1]:  # two lines without an empty one between them
        return _blanks_taken(text, start) if first[1] == " " else text
    stop = min(start + _HEADING, len(text))
    ends = text.count("\n", start, stop)
    if ends < _FEWEST_ENDS or 2 * text.count("\n\n", start, stop) < ends - 3:
        return _head_single_spaced(text, start)
    lines = text[start:stop].strip("\n").split("\n")
    if not (any(lines[1:20:2]) or not all(lines[:20:2]) or max(map(len, lines)) > _LONGEST_SPACED):
        return text[:start] + _closed_up(text[start:], "\n\n")
    return _head_single_spaced(text, start)


def _blanks_taken(text: str, start: int) -> str:
    """The same where a blank stands between the lines, as where a page has a paragraph for each."""
    lines = text[start : start + _HEADING].strip("\n").split("\n", _MOST_SEEN)
    if len(lines) <= _MOST_SEEN or any(line.strip() for line in lines[1:_MOST_SEEN:2]):
        return text
    return text[:start] + _closed_up(text[start:], "\n \n")


def _closed_up(text: str, between: str) -> str:
    """``text`` without the empty line of each ``between``, but where a mark or a paragraph on one line stands apart."""
    lines = text.split(between)
    closed = f"{' ' * (len(between) - 1)}\n"
    parts = [lines[0]]
    was_paragraph = len(lines[0]) - lines[0].rfind("\n") > _LONGEST_SPACED + 1
    for line in lines[1:]:
        first = line.find("\n") if "\n" in line else len(line)
        is_paragraph = first > _LONGEST_SPACED
        is_apart = is_paragraph or was_paragraph or _MARKED_LINE.match(line) is not None
        parts += (between if is_apart else closed, line)
        was_paragraph = len(line) - line.rfind("\n") > _LONGEST_SPACED + 1
    return "".join(parts)


def _head_single_spaced(text: str, start: int) -> str:
    """The same of a copy of which the head alone is spaced so: from ``start`` to where two lines touch."""
    stop = min(start + _HEADING, len(text))
    touching = _UNSPACED.search(text, start, stop)
    if touching is None:  # of a text that is spaced so throughout, an empty line has become three
        spaced = (
            text.count("\n\n\n\n", start, stop) > 1 and len(_HEAD_LINE.findall(text, start, stop)) >= _FEWEST_LABELS
        )
        return text[:start] + _closed_up(text[start:], "\n\n") if spaced else text
    end = text.rfind("\n\n", start, touching.start() + 1)  # the empty line above those two stays
    head = text[start : max(end, start)]
    if head.count("\n\n") < _FEWEST_SPACED or len(_HEAD_LINE.findall(head)) < _FEWEST_LABELS:
        return text
    return text[:start] + _closed_up(head, "\n\n") + text[end:]


def _in_plain_type(found: re.Match[str]) -> str:
    return f"{found[1]}  {found['label']}  "


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def in_capitals(text: str) -> str:
    """``text`` in capitals, letter by letter; a letter that has no single capital stays."""
    upper = text.upper()
    if len(upper) == len(text):
        return upper
    upper = _LONGER_IN_CAPITALS.sub(_kept, text).upper()
    return "".join(sign if sign != "\x00" else text[at] for at, sign in enumerate(upper))


def _kept(found: re.Match[str]) -> str:
    return found[0] if len(found[0].upper()) == 1 else "\x00"
