"""The lines of each part of a telegram in the form of the house: what a draft is written in.

Source: ACP 127(G) 138.f (69 characters a line).
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from legation.core.draft import Draft, DraftParagraph
from legation.core.dtg import MONTHS
from legation.core.errors import RefusedError
from legation.core.precedence import prosign
from legation.core.telegram import Addressee, Attention, ExecutiveOrder

WIDTH = 69
"""Characters of the longest line a circuit takes."""

_SPACED = ("TOP SECRET", "SECRET", "CONFIDENTIAL", "RESTRICTED")
_BY_NAME = ("11652", "12065", "12356")


def circuit_lines(draft: Draft, section: str = "") -> list[str]:
    """Format lines 1 to 4, as far as a circuit gave them. section: of the station's serial, as ``/02``."""
    sent = draft.transmission
    told = [sent.id] if sent.id else []
    if sent.routing:
        highest = _prosign(sent.precedence or draft.precedence.action)
        told += wrapped(f"{highest * 2} {' '.join(sent.routing)}")
    if sent.station:
        serial = serial_of(draft)
        named = f"#{serial}{section}" if serial else ""
        told.append(" ".join(part for part in ("DE", sent.station, named, sent.filed) if part))
    if sent.security:
        told.append(" ".join([sent.security, *sent.signals]))
    return told


def serial_of(draft: Draft) -> str | None:
    """The station's serial number, without the section."""
    return draft.transmission.serial.partition("/")[0] if draft.transmission.serial else None


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


def heading_lines(draft: Draft) -> list[str]:
    """Format lines 5 to 9."""
    return [line for part in ("stamp", "from", "to", "info", "exempt") for line in PARTS[part](draft)]


def _stamp(draft: Draft) -> list[str]:
    return [f"{_prosigns(draft)} {_group(str(draft.dtg))}"]


def _from(draft: Draft) -> list[str]:
    return [f"FM {draft.from_.ri}/{draft.from_.plad}" if draft.from_.ri else f"FM {draft.from_.plad}"]


def _exempt(draft: Draft) -> list[str]:
    return [f"XMT {draft.exempt[0]}", *draft.exempt[1:]] if draft.exempt else []


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
    return f"{at.day:02d}{at.hour:02d}{at.minute:02d}Z {MONTHS[at.month - 1]} {at.year % 100:02d}"


def _addressees(word: str, addressees: Sequence[Addressee]) -> list[str]:
    told = [addressee_line(addressee) for addressee in addressees]
    return [f"{word} {told[0]}", *told[1:]] if told else []


def addressee_line(addressee: Addressee) -> str:
    """An address with its indicator before, its precedence and continuity number behind."""
    line = f"{addressee.ri}/{addressee.plad}" if addressee.ri else addressee.plad
    return " ".join(part for part in (line, addressee.precedence, addressee.mcn) if part)


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
    return [*_text_head(draft), *PARTS["paragraphs"](draft), *draft.signature]


def _text_head(draft: Draft) -> list[str]:
    """Captions, passing lines, the E.O. line, TAGS, subject, references and the authority."""
    told: list[str] = []
    for part in ("captions", "attention"):
        lines = PARTS[part](draft)
        told += [*lines, ""] if lines else []
    for part in ("order", "tags", "subject", "references"):
        told += PARTS[part](draft)
    lines = PARTS["authority"](draft)
    return [*told, *(["", *lines] if lines else []), ""]


def _captions(draft: Draft) -> list[str]:
    return [*draft.classification.caveats, *draft.classification.captions]


def _passing(draft: Draft) -> list[str]:
    return wrapped(f"FOR {_attention(draft.attention)}") if draft.attention else []


def _beside(draft: Draft) -> bool:
    """Under the orders before 12958 the classifier stood on the E.O. line, by name alone."""
    by = draft.classified_by
    return bool(by.name and draft.executive_order.order in _BY_NAME) and not (by.title or by.organization or by.reasons)


def _order_line(draft: Draft) -> list[str]:
    if not draft.executive_order.order:
        return []
    beside = f" ({draft.classified_by.name})" if _beside(draft) else ""
    return wrapped(f"E.O. {_order(draft.executive_order)}{beside}")


def _authority(draft: Draft) -> list[str]:
    by = draft.classified_by
    if not (by.name or by.reasons) or _beside(draft):
        return []
    who = ", ".join(part for part in (by.name, by.title, by.organization) if part)
    told = wrapped(f"Classified By: {who.removesuffix('.')}.")
    if by.reasons:
        # On a line of its own: a wrapped ``(c)`` at the beginning of a line reads as a portion mark.
        told += wrapped(f"Reason: {_reasons(by.reasons)}.")
    return told


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
        label = f"{letter(number)}. "
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


def letter(number: int) -> str:
    """A to Z, then AA, AB and on."""
    letters = ""
    number += 1
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


def paragraph_lines(paragraph: DraftParagraph) -> list[str]:
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


PARTS: dict[str, Callable[[Draft], list[str]]] = {
    "circuit": circuit_lines,
    "stamp": _stamp,
    "from": _from,
    "to": lambda draft: _addressees("TO", draft.to),
    "info": lambda draft: _addressees("INFO", draft.info),
    "exempt": _exempt,
    "line": lambda draft: [classified_line(draft)],
    "captions": _captions,
    "attention": _passing,
    "order": _order_line,
    "tags": lambda draft: wrapped(f"TAGS: {', '.join(draft.tags)}".rstrip(), hang="      "),
    "subject": lambda draft: wrapped(f"SUBJECT: {draft.subject}"),
    "references": lambda draft: _references(draft.references),
    "authority": _authority,
    "paragraphs": lambda draft: [line for one in draft.paragraphs for line in paragraph_lines(one)],
    "signature": lambda draft: list(draft.signature),
}
"""The parts in the order in which they stand, each with its lines in the form of the house."""
