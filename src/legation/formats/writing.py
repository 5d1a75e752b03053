"""Writing a telegram: the transmission copy of a draft, wrapped, and cut into sections where it is long.

What is written reads back to what was written. Format lines 1 to 4 are written where the draft has them: a circuit
gives them, not a drafter. Sources: ACP 127(G) 138.f (69 characters a line), 208 (20 lines a page, five pages a section,
the same date-time group in each).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from legation.core.draft import Draft, DraftParagraph, draft_of
from legation.core.errors import RefusedError
from legation.core.precedence import prosign
from legation.core.telegram import Addressee, Attention, ExecutiveOrder, Telegram

WIDTH = 69
"""Characters of the longest line a circuit takes."""

SECTION_LINES = 100
"""Lines of text in a section: five pages of twenty."""

_SPACED = ("TOP SECRET", "SECRET", "CONFIDENTIAL", "RESTRICTED")
_BY_NAME = ("11652", "12065", "12356")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def write(telegram: Telegram | Draft) -> str:
    """The transmission copy; several sections stand one after the other.

    Raises RefusedError where a part is missing without which no telegram can go: originator, action addressee,
    date-time group, classification, own post and number, subject, text.
    """
    draft = draft_of(telegram) if isinstance(telegram, Telegram) else telegram
    check_parts(draft)
    parts = _cut(text_lines(draft))
    many = len(parts)
    return "".join(_section(draft, part, number, many) for number, part in enumerate(parts, 1))


def check_parts(draft: Draft) -> None:
    """Raises RefusedError where a part is missing without which no telegram can go."""
    missing = [
        name
        for name, there in (
            ("from", draft.from_.plad),
            ("to", draft.to or draft.info),
            ("dtg", draft.dtg),
            ("precedence", draft.precedence.action),
            ("classification", draft.classification.level),
            ("post", draft.post),
            ("number", draft.number is not None),
            ("subject", draft.subject),
            ("paragraphs", draft.paragraphs),
        )
        if not there
    ]
    if missing:
        raise RefusedError(f"the draft lacks {', '.join(missing)}", "fill it in, then write it")


def _section(draft: Draft, lines: Sequence[str], number: int, many: int) -> str:
    sent = draft.transmission
    told = []
    if sent.id:
        told.append(sent.id)
    if sent.routing:
        highest = _prosign(sent.precedence or draft.precedence.action)
        told += wrapped(f"{highest * 2} {' '.join(sent.routing)}")
    serial = sent.serial.partition("/")[0] if sent.serial else None
    if sent.station:
        section = f"/{number:02d}" if many > 1 else (sent.serial or "").removeprefix(serial or "")
        named = f"#{serial}{section}" if serial else ""
        told.append(" ".join(part for part in ("DE", sent.station, named, sent.filed) if part))
    if sent.security:
        told.append(" ".join([sent.security, *sent.signals]))
    told += [*heading_lines(draft), "BT", classified_line(draft, number, many), "", *lines, "BT"]
    if serial:
        told.append(f"#{serial}")
    return "\n".join([*told, "", "", "NNNN", ""])


def heading_lines(draft: Draft) -> list[str]:
    """Format lines 5 to 9."""
    told = [f"{_prosigns(draft)} {_group(str(draft.dtg))}", f"FM {draft.from_.plad}"]
    if draft.from_.ri:
        told[1] = f"FM {draft.from_.ri}/{draft.from_.plad}"
    told += _addressees("TO", draft.to)
    told += _addressees("INFO", draft.info)
    if draft.exempt:
        told += [f"XMT {draft.exempt[0]}", *draft.exempt[1:]]
    return told


def _prosigns(draft: Draft) -> str:
    action, info = draft.precedence.action, draft.precedence.info
    return _prosign(action) if info in (None, action) else f"{_prosign(action)} {_prosign(info)}"


def _prosign(name: str | None) -> str:
    try:
        return prosign(name or "")
    except ValueError as wrong:
        raise RefusedError(f"{name!r} is no precedence", "use FLASH, IMMEDIATE, PRIORITY or ROUTINE") from wrong


def _group(instant: str) -> str:
    """``2009-11-05T15:13Z`` as ``051513Z NOV 09``."""
    try:
        at = datetime.fromisoformat(instant.replace("Z", "+00:00"))
    except ValueError as wrong:
        raise RefusedError(f"{instant!r} is no date-time group", "write it as 2009-11-05T15:13Z") from wrong
    return f"{at.day:02d}{at.hour:02d}{at.minute:02d}Z {_MONTHS[at.month - 1]} {at.year % 100:02d}"


def _addressees(word: str, addressees: Sequence[Addressee]) -> list[str]:
    told = []
    for addressee in addressees:
        line = f"{addressee.ri}/{addressee.plad}" if addressee.ri else addressee.plad
        if addressee.precedence:
            line += f" {addressee.precedence}"
        if addressee.mcn:
            line += f" {addressee.mcn}"
        told.append(line)
    return [f"{word} {told[0]}", *told[1:]] if told else []


def classified_line(draft: Draft, number: int = 1, many: int = 1) -> str:
    """The first line of the text: level, section where there are several, post and number."""
    level = draft.classification.level or ""
    words = "   ".join(" ".join(part) for part in level.split()) if level in _SPACED else level
    if level == "UNCLASSIFIED":
        words = "UNCLAS"
    section = f"SECTION {number:02d} OF {many:02d} " if many > 1 else ""
    return f"{words} {section}{draft.post} {draft.number:06d}"


def text_lines(draft: Draft) -> list[str]:
    """The text under its first line: head, paragraphs with an empty line after each, signature."""
    return [
        *_text_head(draft),
        *(line for paragraph in draft.paragraphs for line in _paragraph(paragraph)),
        *draft.signature,
    ]


def _text_head(draft: Draft) -> list[str]:
    """Captions, passing lines, the E.O. line, TAGS, subject, references and the authority."""
    told: list[str] = []
    marks = [*draft.classification.caveats, *draft.classification.captions]
    if marks:
        told += [*marks, ""]
    if draft.attention:
        told += [*wrapped(f"FOR {_attention(draft.attention)}"), ""]
    by = draft.classified_by
    # Under the orders before 12958 the classifier stood on the E.O. line, by name alone.
    beside = bool(by.name and draft.executive_order.order in _BY_NAME) and not (
        by.title or by.organization or by.reasons
    )
    if draft.executive_order.order:
        told += wrapped(f"E.O. {_order(draft.executive_order)}{f' ({by.name})' if beside else ''}")
    told += wrapped(f"TAGS: {', '.join(draft.tags)}".rstrip(), hang="      ")
    told += wrapped(f"SUBJECT: {draft.subject}")
    told += _references(draft.references)
    if (by.name or by.reasons) and not beside:
        who = ", ".join(part for part in (by.name, by.title, by.organization) if part)
        told += ["", *wrapped(f"Classified By: {who.removesuffix('.')}.")]
        if by.reasons:
            # On a line of its own: a wrapped ``(c)`` at the beginning of a line reads as a portion mark.
            told += wrapped(f"Reason: {_reasons(by.reasons)}.")
    return [*told, ""]


def _attention(lines: Iterable[Attention]) -> str:
    told = []
    for one in lines:
        if one.office and one.person:
            told.append(f"{one.office} ({one.person})")
        else:
            told.append(one.office or one.person or "")
    return ", ".join(told)


def _order(order: ExecutiveOrder) -> str:
    until = order.declassify_on or ""
    try:
        day = date.fromisoformat(until)
        until = f"{day.month:02d}/{day.day:02d}/{day.year}"
    except ValueError:
        pass  # an event in words
    code = order.code or ""
    # XGDS with its category is one word, XGDS-2; DECL comes before a date with a colon.
    numbered = [f"{code}-{mark.removeprefix(code)}" for mark in order.exemptions if code and mark.startswith(code)]
    others = [mark for mark in order.exemptions if not (code and mark.startswith(code))]
    told = ", ".join(numbered) or (f"{code}:" if code == "DECL" and (until or others) else code)
    return f"{order.order}: {' '.join(part for part in (told, until, *others) if part) or 'N/A'}"


def _reasons(reasons: Sequence[str]) -> str:
    section = reasons[0].partition("(")[0]
    letters = [reason.partition("(")[2].rstrip(")") for reason in reasons]
    if all(reason.startswith(f"{section}(") for reason in reasons) and all(letters):
        told = [f"({letter})" for letter in letters]
        return f"{section} {told[0] if len(told) == 1 else ', '.join(told[:-1]) + ' and ' + told[-1]}"
    return ", ".join(reasons)


def _references(references: Sequence[str]) -> list[str]:
    if len(references) < 2:
        return [f"REF: {reference}" for reference in references]
    told = []
    for number, reference in enumerate(references):
        label = f"{_letter(number)}. "
        first = "REF: " if number == 0 else "     "
        told += textwrap.wrap(
            label + reference,
            WIDTH,
            initial_indent=first,
            subsequent_indent="        ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    return told


def _letter(number: int) -> str:
    """A to Z, then AA, AB and on."""
    letters = ""
    number += 1
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


def _paragraph(paragraph: DraftParagraph) -> list[str]:
    told = []
    if paragraph.heading:
        told += [paragraph.heading, "-" * min(len(paragraph.heading), WIDTH), ""]
    number = f"{paragraph.number}. " if paragraph.number is not None else ""
    mark = f"({paragraph.marking}) " if paragraph.marking else ""
    first, *points = _points(paragraph.text)
    told += wrapped(f"{number}{mark}{first}".rstrip())
    for point in points:
        told += wrapped(point)
    return [*told, ""]


def _points(text: str) -> list[str]:
    """The words before the first dash point, then each point; other line ends are blanks."""
    parts = [""]
    for line in text.split("\n"):
        if line.lstrip().startswith("--") and line.lstrip(" -"):
            parts.append(line.strip())
        else:
            parts[-1] = f"{parts[-1]} {line.strip()}".strip()
    return parts


def wrapped(text: str, hang: str = "") -> list[str]:
    """Lines of at most ``WIDTH`` characters; no word is broken."""
    found = textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return found or [""]


def _cut(lines: list[str]) -> list[list[str]]:
    """The text in sections of at most SECTION_LINES lines, cut between lines of paragraphs."""
    if len(lines) <= SECTION_LINES:
        return [lines]
    parts: list[list[str]] = []
    while lines:
        size = SECTION_LINES
        # A section neither begins nor ends with an empty line, and the signature does not stand alone.
        while 0 < size < len(lines) and not lines[size].strip():
            size -= 1
        part, lines = lines[:size], lines[size:]
        while lines and not lines[0].strip():
            lines.pop(0)
        parts.append(part)
    return parts
