"""How a telegram, or a paragraph of it, is cited in a work of one's own: in plain words, by Chicago, and as entries.

The entries are those of BibTeX, RIS and CSL-JSON. Pure. What was printed in a volume is cited with volume and document,
a record of the National Archives with its files. The subject is drawn from the telegram, so every form ends with the
banner words it is held under. Sources: The Chicago Manual of Style, 17th edition, 14.221-14.240 (letters and
manuscripts: author to recipient, date); Patashnik, "BibTeXing" (1988), for the entry and its braces; for RIS what
Zotero takes for a letter: type PCOMM, its recipient in A2; for CSL-JSON the variables of CSL 1.0.2, where a letter is
a personal communication.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from legation.core.dtg import MONTH_NAMES, MONTHS
from legation.core.errors import NotFoundError
from legation.core.telegram import Telegram
from legation.services.annotations.printed import kept_in, printed_in

FORMS = ("plain", "chicago", "bibtex", "ris", "csl")
"""The forms, in the order in which they are offered."""


# No word has these, and a program that reads an entry may end it there, or a terminal obey them.
_NO_SIGN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufffe\\uffff]")
_END_OF_RIS = "ER  - "
_FULL_STOP = re.compile(r"(?<!\.\w)(?<!\.)\.$")


class CitedAs(msgspec.Struct, frozen=True, kw_only=True):
    """The forms of one citation. address: of the place in this archive, such as ``09TRIPOLI893#p2``."""

    address: str
    plain: str
    chicago: str
    bibtex: str
    ris: str
    csl: str
    marking: str


def written(cited: Iterable[CitedAs], form: str) -> str:
    """The text of a file of citations in one of ``FORMS``: one after another, those of CSL-JSON in its list."""
    return "\n".join(lines_of(cited, form))


def lines_of(cited: Iterable[CitedAs], form: str) -> Iterator[str]:
    """The same, a citation at a time."""
    before = "["
    for one in cited:
        yield (before if form == "csl" else "") + getattr(one, form)
        before = ","
    if form == "csl":
        yield "]" if before == "," else "[]"


def with_notes(cited: CitedAs, words: str, notes: Sequence[str], keywords: Sequence[str]) -> CitedAs:
    """The citation with what was written on its place, for a program that keeps notes and tags beside an entry.

    words: those of the place, "" for none; they and the notes are given with their marks. The forms that are sentences
    stay as they are.
    """
    tex = [
        ("abstract", _tex(words)),
        ("annote", "\\par ".join(map(_tex, notes))),
        ("keywords", ", ".join(map(_tex, keywords))),
    ]
    ris = [("AB", words), *(("N1", note) for note in notes), *(("KW", keyword) for keyword in keywords)]
    csl = {"abstract": words, "annote": "\n".join(notes), "keyword": ", ".join(keywords)}
    fields = {**json.loads(cited.csl), **{name: value for name, value in csl.items() if value}}
    return msgspec.structs.replace(
        cited,
        bibtex="\n".join([cited.bibtex.removesuffix("\n}"), *(f"  {name} = {{{v}}}," for name, v in tex if v), "}"]),
        ris="\n".join([cited.ris.removesuffix(f"\n{_END_OF_RIS}"), *_lines_of_ris(ris), _END_OF_RIS]),
        csl=json.dumps(fields, ensure_ascii=False, indent=1),
    )


class _Cited(NamedTuple):
    """What the forms say. place: a paragraph by its anchor; at: the same in words; where: its volume or its files."""

    telegram: Telegram
    banner: str
    place: str
    at: str
    author: str | None
    addressee: str | None
    subject: str
    made: date | None
    where: str | None


def cited_as(telegram: Telegram, banner: str, place: str = "") -> CitedAs:
    """The citation of a telegram.

    banner: words over the telegram as it is held. place: the anchor of a paragraph, such as ``p2``, or "" for the
    whole. Raises NotFoundError for a paragraph that the telegram has not.
    """
    if place and place not in anchors(telegram):
        raise NotFoundError(f"paragraph {place.removeprefix('p')} of telegram {telegram.mrn or telegram.sha256[:12]}")
    name = telegram.mrn or telegram.sha256[:12]
    printed = printed_in(telegram)
    cited = _Cited(
        telegram=telegram,
        banner=banner,
        place=place,
        at=_in_words(place),
        author=_in_signs(telegram.from_.plad or telegram.release.origin or telegram.post or "") or None,
        addressee=_in_signs((telegram.to[0].plad if telegram.to else None) or "") or None,
        # The full stop of a subject line would stand before the comma of a form; that of ``U.S.`` is the word's.
        subject=_FULL_STOP.sub("", _in_signs(telegram.subject or "")),
        made=telegram.day,
        where=f"in {printed}" if printed else kept_in(telegram),
    )
    return CitedAs(
        address=f"{name}#{place}" if place else name,
        plain=_plain(cited),
        chicago=_chicago(cited),
        bibtex=_bibtex(cited),
        ris=_ris(cited),
        csl=_csl(cited),
        marking=banner,
    )


def _in_signs(words: str) -> str:
    """Words on one line, of signs alone."""
    return " ".join(_NO_SIGN.sub(" ", words).split())


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


def _in_words(place: str) -> str:
    """A paragraph by its own number; one without is counted among its like, as ``p-unnumbered-3`` is."""
    number, _, rest = place.removeprefix("p").partition("-")
    if number or not place:
        return f"para. {number}" if number else ""
    return f"unnumbered para. {rest.partition('-')[2] or 1}"


def _joined(between: str, *parts: str | None) -> str:
    return between.join(part for part in parts if part)


def _named(telegram: Telegram, what: str = "") -> str:
    if telegram.mrn:
        return f"{what} {telegram.mrn}".strip()
    # What was printed is found by its volume and document; all else by its bytes alone.
    found = "" if printed_in(telegram) else f", SHA-256 {telegram.sha256[:12]}"
    return f"telegram without a number{found}"


def _plain(cited: _Cited) -> str:
    telegram, banner, _, at, author, _, subject, made, where = cited
    day = f"{made.day} {MONTH_NAMES[made.month - 1].title()} {made.year}" if made else "no date"
    title = f'"{subject}"' if subject else None
    return f"{_joined(', ', _named(telegram), at, author, day, title, where, banner)}."


def _chicago(cited: _Cited) -> str:
    telegram, banner, _, at, author, addressee, subject, made, where = cited
    parties = f"{author} to {addressee}" if author and addressee else author
    head = _joined(", ", parties, _named(telegram, "telegram"))
    day = f"{MONTH_NAMES[made.month - 1].title()} {made.day}, {made.year}" if made else "n.d."
    title = f', "{subject},"' if subject else ","
    return f"{head}{title} {_joined(', ', day, at, where, banner)}."


def _bibtex(cited: _Cited) -> str:
    telegram, banner, _, at, author, addressee, subject, made, where = cited
    published = _joined(", ", _joined(" to ", _named(telegram, "Telegram"), addressee), where)
    note = _joined(". ", _begun(at), banner).replace("..", ".")
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
    return "\n".join([f"@misc{{{_key(cited)},", *lines, "}"])


def _key(cited: _Cited) -> str:
    # A key begins with a letter: some programs take one that begins with a digit for a number.
    telegram = cited.telegram
    return "-".join(filter(None, ("telegram", telegram.mrn or telegram.sha256[:12], cited.place)))


def _ris(cited: _Cited) -> str:
    telegram, banner, _, at, author, addressee, subject, made, where = cited
    name = _named(telegram, "Telegram")
    fields = [
        ("TY", "PCOMM"),
        ("AU", author),
        ("A2", addressee),
        ("TI", subject or name),
        ("DA", f"{made.year:04}/{made.month:02}/{made.day:02}" if made else None),
        ("PY", f"{made.year:04}" if made else None),
        ("N1", _joined(". ", name if subject else None, _begun(at), _begun(where or ""), banner)),
    ]
    return "\n".join([*_lines_of_ris(fields), _END_OF_RIS])


def _lines_of_ris(fields: Iterable[tuple[str, str | None]]) -> list[str]:
    # A value stands on one line: one that broke it could begin a field, or end the entry.
    return [f"{tag}  - {_in_signs(value)}" for tag, value in fields if value]


def _csl(cited: _Cited) -> str:
    telegram, banner, _, at, author, addressee, subject, made, where = cited
    name = _named(telegram, "Telegram")
    fields = {
        "id": _key(cited),
        "type": "personal_communication",
        "genre": "Telegram",
        "title": subject or name,
        "author": [{"literal": author}] if author else None,
        "recipient": [{"literal": addressee}] if addressee else None,
        "issued": {"date-parts": [[made.year, made.month, made.day]]} if made else None,
        "number": telegram.mrn,
        "container-title": printed_in(telegram),
        "archive": kept_in(telegram),
        "note": _joined(". ", name if subject else None, _begun(at), _begun(where or ""), banner),
    }
    return json.dumps({key: value for key, value in fields.items() if value}, ensure_ascii=False, indent=1)


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


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
    return "".join(_TEX.get(sign, sign) for sign in _in_signs(words))
