"""How a telegram, or a paragraph of it, is cited in a work of one's own: in plain words, by Chicago, in BibTeX, in RIS.

Pure. What was printed in a volume is cited with volume and document. The subject is drawn from the telegram, so every
form ends with the banner words it is held under. Sources: The Chicago Manual of Style, 17th edition, 14.221-14.240
(letters and manuscripts: author to recipient, date); Patashnik, "BibTeXing" (1988), for the entry and its braces; for
RIS what Zotero takes for a letter: type PCOMM, its recipient in A2.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec

from legation.core.dtg import MONTH_NAMES, MONTHS
from legation.core.errors import NotFoundError
from legation.core.telegram import Telegram
from legation.services.printed import printed_in

FORMS = ("plain", "chicago", "bibtex", "ris")
"""The forms, in the order in which they are offered."""


class CitedAs(msgspec.Struct, frozen=True, kw_only=True):
    """The forms of one citation. address: of the place in this archive, such as ``09TRIPOLI893#p2``."""

    address: str
    plain: str
    chicago: str
    bibtex: str
    ris: str
    marking: str


class _Cited(NamedTuple):
    """What the forms say. place: a paragraph by its anchor; at: the same in words; printed: volume and document."""

    telegram: Telegram
    banner: str
    place: str
    at: str
    author: str | None
    addressee: str | None
    subject: str
    made: date | None
    printed: str | None


def cited_as(telegram: Telegram, banner: str, place: str = "") -> CitedAs:
    """The citation of a telegram.

    banner: words over the telegram as it is held. place: the anchor of a paragraph, such as ``p2``, or "" for the
    whole. Raises NotFoundError for a paragraph that the telegram has not.
    """
    if place and place not in anchors(telegram):
        raise NotFoundError(f"paragraph {place.removeprefix('p')} of telegram {telegram.mrn or telegram.sha256[:12]}")
    name = telegram.mrn or telegram.sha256[:12]
    number = place.removeprefix("p").partition("-")[0]
    cited = _Cited(
        telegram=telegram,
        banner=banner,
        place=place,
        at=f"para. {number}" if number else ("an unnumbered paragraph" if place else ""),
        author=telegram.from_.plad or telegram.release.origin or telegram.post,
        addressee=telegram.to[0].plad if telegram.to else None,
        subject=" ".join((telegram.subject or "").split()),
        made=telegram.day,
        printed=printed_in(telegram),
    )
    return CitedAs(
        address=f"{name}#{place}" if place else name,
        plain=_plain(cited),
        chicago=_chicago(cited),
        bibtex=_bibtex(cited),
        ris=_ris(cited),
        marking=banner,
    )


def anchors(telegram: Telegram) -> dict[str, int]:
    """The anchor of every paragraph, in order of the text, to its place among ``telegram.paragraphs``.

    Sections that were put together may count their paragraphs anew: the second paragraph 2 is ``p2-2``.
    """
    found: dict[str, int] = {}
    times: dict[str, int] = {}
    for place, paragraph in sorted(enumerate(telegram.paragraphs), key=lambda one: one[1].span):
        name = f"p{paragraph.number}" if paragraph.number is not None else "p-unnumbered"
        times[name] = times.get(name, 0) + 1
        found[name if times[name] == 1 else f"{name}-{times[name]}"] = place
    return found


def _joined(between: str, *parts: str | None) -> str:
    return between.join(part for part in parts if part)


def _named(telegram: Telegram, what: str = "") -> str:
    if telegram.mrn:
        return f"{what} {telegram.mrn}".strip()
    return f"telegram without a number, SHA-256 {telegram.sha256[:12]}"


def _plain(cited: _Cited) -> str:
    telegram, banner, _, at, author, _, subject, made, printed = cited
    day = f"{made.day} {MONTH_NAMES[made.month - 1].title()} {made.year}" if made else "no date"
    title, volume = f'"{subject}"' if subject else None, f"in {printed}" if printed else None
    return f"{_joined(', ', _named(telegram), at, author, day, title, volume, banner)}."


def _chicago(cited: _Cited) -> str:
    telegram, banner, _, at, author, addressee, subject, made, printed = cited
    parties = f"{author} to {addressee}" if author and addressee else author
    head = _joined(", ", parties, _named(telegram, "telegram"))
    day = f"{MONTH_NAMES[made.month - 1].title()} {made.day}, {made.year}" if made else "n.d."
    title = f', "{subject},"' if subject else ","
    return f"{head}{title} {_joined(', ', day, at, f'in {printed}' if printed else None, banner)}."


def _bibtex(cited: _Cited) -> str:
    telegram, banner, place, at, author, addressee, subject, made, printed = cited
    # A key begins with a letter: some programs take one that begins with a digit for a number.
    key = "-".join(filter(None, ("telegram", telegram.mrn or telegram.sha256[:12], place)))
    published = _joined(", in ", _joined(" to ", _named(telegram, "Telegram"), addressee), printed)
    note = _joined(". ", at[:1].upper() + at[1:], banner).replace("..", ".")
    fields = [
        ("author", f"{{{_tex(author)}}}" if author else None),
        ("title", f"{{{_tex(subject)}}}" if subject else None),
        ("howpublished", _tex(published)),
        ("year", str(made.year) if made else None),
        ("month", MONTHS[made.month - 1].lower() if made else None),
        ("day", str(made.day) if made else None),
        ("note", _tex(note)),
    ]
    # A month is a macro of BibTeX, so it alone stands without braces.
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _ris(cited: _Cited) -> str:
    telegram, banner, _, at, author, addressee, subject, made, printed = cited
    name = _named(telegram, "Telegram")
    fields = [
        ("TY", "PCOMM"),
        ("AU", author),
        ("A2", addressee),
        ("TI", subject or name),
        ("DA", f"{made.year:04}/{made.month:02}/{made.day:02}" if made else None),
        ("PY", f"{made.year:04}" if made else None),
        (
            "N1",
            _joined(
                ". ", name if subject else None, at[:1].upper() + at[1:], f"In {printed}" if printed else None, banner
            ),
        ),
    ]
    # A value stands on one line: one that broke it could begin a field, or end the entry.
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - "])


_TEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "~": "\\textasciitilde{}",
    "\u2013": "--",
    "^": "\\textasciicircum{}",
    "\\": "\\textbackslash{}",
    # BibTeX counts braces, escaped ones too: a lone one would swallow what follows.
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
}


def _tex(words: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in " ".join(words.split()))
